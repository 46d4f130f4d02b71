//! Money: requests, what is done with them, movements, statements, the cash register, the bank's report.

use crate::shapes::{noon, same};
use jiff::civil::date;
use motcua_contract::payments::{
    AskedDossier, BankAccount, BankMovement, BankReport, BankReported, Booked, Came, CashEntry, CashPart, CashSum,
    Cashbook, DeskPayment, DossierPayments, FeeLine, Guess, Imported, ImportedLine, Movement, MovementAct, Movements,
    NewPayment, Payment, PaymentAct, Payments,
};
use motcua_domain::payment::{Means, State};
use std::collections::BTreeMap;

const DAY: jiff::civil::Date = date(2026, 11, 23);

pub fn payment() -> Payment {
    Payment {
        state: State::Part,
        text: "LP H20299 261123 0001 1AB".into(),
        due: 16_000,
        own: 8_000,
        dossiers: 2,
        held: 10_000,
        came: vec![Came { amount: 10_000, day: DAY, means: Means::Webhook }],
        refunded: 0,
        late: true,
        twice: true,
        until: Some(DAY),
        code: Some("000201".into()),
        to: Some(BankAccount { bank: "Agribank".into(), account: "1".into(), holder: Some("UBND".into()) }),
    }
}

fn desk() -> DeskPayment {
    DeskPayment {
        id: "p1".into(),
        asked_at: noon(),
        payment: payment(),
        lines: vec![FeeLine { dossier: "H20.299-261123-0001".into(), kind: "2.000815/copies".into(), amount: 16_000 }],
        booked: vec![
            Booked { reference: "FT1".into(), amount: 10_000, day: DAY, means: Some(Means::Cash), undo: true },
            Booked { reference: "PC 1".into(), amount: -1_000, day: DAY, means: None, undo: false },
        ],
    }
}

#[test]
fn requests() {
    let lines = desk().lines;
    same(
        "dossier_payments",
        &DossierPayments { fee: Some(16_000), unconfirmed: true, lines, account: true, payments: vec![desk()] },
    );
    let counts = BTreeMap::from([("asked".to_owned(), 1)]);
    same("payments", &Payments { payments: vec![desk()], counts });
    let asked = |amount| AskedDossier { code: "H20.299-261123-0001".into(), amount };
    same(
        "new_payment",
        &NewPayment { dossiers: vec![asked(None), asked(Some(8_000))], until: Some(DAY), at_desk: true },
    );
    let receipt = || "001".to_owned();
    same(
        "payment_acts",
        &vec![
            PaymentAct::Cash { amount: 1, receipt: receipt() },
            PaymentAct::Transfer { amount: 1, receipt: receipt() },
            PaymentAct::AtDesk {},
            PaymentAct::Withdraw {},
            PaymentAct::TakeBack { reference: "BL 001".into() },
            PaymentAct::Refund { amount: 1, receipt: receipt() },
        ],
    );
}

#[test]
fn movements() {
    let movement = Movement {
        reference: "FT1".into(),
        amount: 8_000,
        day: DAY,
        text: "chuyen tien".into(),
        means: Means::Statement,
        state: "open".into(),
        why: "damaged".into(),
        guesses: vec![Guess { text: "LP H20299 261123 0001 1AB".into(), state: State::Asked, missing: 8_000 }],
        payment: Some("LP H20299 261123 0001 1AB".into()),
        by_hand: true,
        conflict: "9000 2026-11-23".into(),
    };
    same("movements", &Movements { movements: vec![movement], open: 1 });
    same(
        "movement_acts",
        &vec![
            MovementAct::Assign { text: "LP".into() },
            MovementAct::Release {},
            MovementAct::NotOurs {},
            MovementAct::Ours {},
            MovementAct::Seen {},
        ],
    );
    let line = ImportedLine {
        line: 2,
        day: DAY,
        amount: 8_000,
        text: "x".into(),
        outcome: "booked".into(),
        payment: Some("LP".into()),
    };
    same("imported", &Imported { preview: true, lines: vec![line], outgoing: 1, other: 2 });
}

#[test]
fn the_register_and_the_bank() {
    let sum = |key: &str| CashSum { key: key.into(), amount: 8_000, count: 1 };
    let entry = CashEntry {
        text: "LP".into(),
        reference: "FT1".into(),
        means: "webhook".into(),
        amount: 8_000,
        parts: vec![CashPart { key: "2.000815/copies".into(), amount: 8_000 }],
        dossiers: vec!["H20.299-261123-0001".into()],
    };
    same(
        "cashbook",
        &Cashbook {
            day: DAY,
            kinds: vec![sum("2.000815/copies")],
            means: vec![sum("webhook")],
            came: 8_000,
            went: 0,
            total: 8_000,
            entries: vec![entry],
            open: sum("open"),
        },
    );
    let report = BankReport {
        account: "6601201000001".into(),
        movements: vec![
            BankMovement::Credit { reference: "FT1".into(), amount: 8_000, day: DAY, text: "LP".into() },
            BankMovement::Reversal { reference: "FT1".into(), day: DAY },
        ],
    };
    same("bank_report", &report);
    same("bank_reported", &BankReported { outcomes: vec!["booked".into(), "reversed".into()] });
    let unknown = serde_json::to_string(&report).unwrap().replacen('{', r#"{"never_heard_of":1,"#, 1);
    assert!(serde_json::from_str::<BankReport>(&unknown).is_err());
}
