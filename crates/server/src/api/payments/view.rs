//! Requests and movements as their readers may see them.

use super::may_take_back;
use crate::{app::App, http::call::SignedIn};
use jiff::Timestamp;
use motcua_contract::payments::{BankAccount, Booked, Came, DeskPayment, FeeLine, Payment};
use motcua_domain::{
    dossier_code::DossierCode,
    payment::{Line, Request, State, code},
    vietqr::bank_name,
};
use motcua_storage::payments::Kept;
use std::collections::BTreeSet;

/// Whether something is still to be paid.
pub fn is_open(kept: &Kept) -> bool {
    kept.ledger.state().is_some_and(State::open)
}

/// What a request asks of one of its dossiers.
pub fn own(kept: &Kept, dossier: &DossierCode) -> i64 {
    kept.ledger.lines().iter().filter(|line| line.dossier == *dossier).map(|line| line.amount).sum()
}

pub fn line(line: &Line) -> FeeLine {
    FeeLine { dossier: line.dossier.to_string(), kind: line.kind.clone(), amount: line.amount }
}

/// A request; `dossier` is the one that somebody looks at.
pub fn payment(app: &App, kept: &Kept, dossier: Option<&DossierCode>) -> Payment {
    let ledger = &kept.ledger;
    let state = ledger.state().unwrap_or(State::Asked);
    let text = ledger.text();
    let receiver = app.world.payment.receiver.as_ref().filter(|_| ledger.missing() > 0);
    let drawn = receiver.zip(text).and_then(|(receiver, text)| {
        let request = Request { text: text.clone(), amount: ledger.missing() };
        Some((code(receiver, &request).ok()?, receiver))
    });
    let to = drawn.as_ref().map(|(_, receiver)| BankAccount {
        bank: bank_name(&receiver.bin).unwrap_or(&receiver.bin).to_owned(),
        account: receiver.account.clone(),
        holder: receiver.name.clone(),
    });
    let codes: BTreeSet<&DossierCode> = ledger.lines().iter().map(|line| &line.dossier).collect();
    Payment {
        state,
        text: text.map(ToString::to_string).unwrap_or_default(),
        due: ledger.due(),
        own: dossier.map_or(ledger.due(), |dossier| own(kept, dossier)),
        dossiers: u32::try_from(codes.len()).unwrap_or(u32::MAX),
        held: ledger.held(),
        came: ledger
            .counted()
            .map(|receipt| Came { amount: receipt.amount, day: receipt.day, means: receipt.means })
            .collect(),
        refunded: ledger.refunds().map(|(_, amount, _)| amount).sum(),
        late: ledger.late(),
        twice: ledger.twice(),
        until: ledger.until(),
        code: drawn.map(|(code, _)| code),
        to,
    }
}

/// A request as the desk sees it.
pub fn desk(app: &App, staff: &SignedIn, kept: &Kept, dossier: Option<&DossierCode>) -> DeskPayment {
    let came = kept.ledger.counted().map(|receipt| Booked {
        reference: receipt.reference.clone(),
        amount: receipt.amount,
        day: receipt.day,
        means: Some(receipt.means),
        undo: may_take_back(kept, &receipt.reference, &staff.account.id, app.now()),
    });
    let went = kept.ledger.refunds().map(|(reference, amount, day)| Booked {
        reference: reference.to_owned(),
        amount: -amount,
        day,
        means: None,
        undo: false,
    });
    DeskPayment {
        id: kept.id.clone(),
        asked_at: Timestamp::from_millisecond(kept.asked_ms).unwrap_or_default(),
        payment: payment(app, kept, dossier),
        lines: kept.ledger.lines().iter().map(line).collect(),
        booked: came.chain(went).collect(),
    }
}
