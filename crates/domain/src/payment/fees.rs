//! From a dossier's fees to the lines of a request.

use super::Line;
use crate::{dossier_code::DossierCode, fee, form::Answers, procedure::Procedure};

/// The fee line of an amount that no line of the procedure gives.
pub const OTHER: &str = "other";

/// What a dossier costs, line by line; `amount` is what a clerk says instead. Kinds are `<procedure>/<fee line>`. `None` where
/// no source states the fee and nobody said an amount; empty where it is free.
#[must_use]
pub fn lines(
    dossier: &DossierCode,
    procedure: &Procedure,
    answers: &Answers,
    amount: Option<u64>,
) -> Option<Vec<Line>> {
    let (applying, total) = fee::total(&procedure.fees, answers);
    let line = |fee: &str, amount: u64| Line {
        dossier: dossier.clone(),
        kind: [procedure.code.as_str(), "/", fee].concat(),
        amount: i64::try_from(amount).unwrap_or(i64::MAX),
    };
    match amount {
        Some(said) if total != Some(said) => {
            // A fee that is not published, or one line that the clerk knows better.
            let known = match applying.as_slice() {
                [(only, _)] => only.id.as_str(),
                _ => OTHER,
            };
            Some(vec![line(known, said)])
        }
        _ => {
            total?;
            let due = |(fee, amount): &(&fee::Fee, Option<u64>)| {
                amount.filter(|amount| *amount > 0).map(|amount| line(&fee.id, amount))
            };
            Some(applying.iter().filter_map(due).collect())
        }
    }
}

/// The name of a fee out of its line in the procedure's texts, which goes on with how it is reckoned: the name, a colon, the tariff.
#[must_use]
pub fn fee_name(line: &str) -> &str {
    line.split([':', '(']).next().unwrap_or(line).trim()
}
