//! The cash register of a day: what came and went by kind of fee and way of payment. Every sum is the sum of the entries below.

use crate::{
    api::asked,
    app::App,
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use jiff::civil::Date;
use motcua_contract::payments::{CashEntry, CashPart, CashSum, Cashbook, GetCashbook};
use motcua_domain::payment::{Entry, Part, entries};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is more than was asked.
pub const OVER: &str = "over";
/// What was given back, among the ways of payment.
pub const REFUND: &str = "refund";

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub day: Option<String>,
}

pub async fn get(call: Call<GetCashbook>) -> Answer<GetCashbook> {
    let asked: Asked = asked::query(call.query.as_deref())?;
    let day = asked::day(&call.app, asked.day.as_deref())?;
    build(&call.app, day).await.map(Reply::json)
}

/// The register of a day.
///
/// # Errors
/// When the database cannot.
pub async fn build(app: &App, day: Date) -> Result<Cashbook, Refusal> {
    let written = day.to_string();
    let mut lines = Vec::new();
    for kept in app.store.payments_on(&written).await? {
        let text = kept.ledger.text().map(ToString::to_string).unwrap_or_default();
        let dossiers: BTreeSet<String> = kept.ledger.lines().iter().map(|line| line.dossier.to_string()).collect();
        for entry in entries(&kept.ledger, day) {
            lines.push(line(entry, &text, &dossiers));
        }
    }
    let (count, amount) = app.store.open_money(Some(&written)).await?;
    let part = |change: fn(i64) -> bool| lines.iter().map(|line| line.amount).filter(|one| change(*one)).sum::<i64>();
    let (came, went) = (part(|one| one > 0), -part(|one| one < 0));
    Ok(Cashbook {
        day,
        kinds: sums(lines.iter().flat_map(|line| line.parts.iter().map(|part| (part.key.as_str(), part.amount)))),
        means: sums(lines.iter().map(|line| (line.means.as_str(), line.amount))),
        came,
        went,
        total: came - went,
        entries: lines,
        open: CashSum { key: "open".to_owned(), amount, count },
    })
}

fn line(entry: Entry, text: &str, dossiers: &BTreeSet<String>) -> CashEntry {
    let part = |(part, amount): (Part, i64)| {
        let key = if let Part::Kind(kind) = part { kind } else { OVER.to_owned() };
        CashPart { key, amount }
    };
    CashEntry {
        text: text.to_owned(),
        reference: entry.reference,
        means: entry.means.map_or(REFUND, motcua_domain::payment::Means::as_str).to_owned(),
        amount: entry.change,
        parts: entry.parts.into_iter().map(part).collect(),
        dossiers: dossiers.iter().cloned().collect(),
    }
}

fn sums<'a>(parts: impl Iterator<Item = (&'a str, i64)>) -> Vec<CashSum> {
    let mut all: BTreeMap<&str, (i64, u64)> = BTreeMap::new();
    for (key, amount) in parts {
        let sum = all.entry(key).or_default();
        *sum = (sum.0 + amount, sum.1 + 1);
    }
    all.into_iter().map(|(key, (amount, count))| CashSum { key: key.to_owned(), amount, count }).collect()
}
