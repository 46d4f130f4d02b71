//! Answers, dates, money and time limits as people read them.

use super::{Env, Wording};
use crate::{
    i18n::{t, tf},
    texts::{self, common as c},
};
use jiff::civil::{Date, DateTime};
use leptos::prelude::With;
use motcua_domain::{
    date::PartialDate,
    deadline::Limit,
    form::{Answers, Field, Kind, Value},
    words::{date_time_vi, date_vi, number_vi},
};

/// A date as far as it is known: `05/02/2026`, `02/2026`, `2026`. Day first in both languages.
#[must_use]
pub fn date_words(date: PartialDate) -> String {
    match date {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(year, month) => format!("{month:02}/{year}"),
        PartialDate::Full(date) => date_vi(date),
    }
}

/// A local time: `15:05, 05/02/2026`, with the day's name.
#[must_use]
pub fn local_words(at: DateTime) -> String {
    [weekday(at.date()), " ", &date_time_vi(at)].concat()
}

fn weekday(date: Date) -> &'static str {
    texts::common::find_day(&date.weekday().to_monday_one_offset().to_string()).map_or("", t)
}

/// An amount in đồng.
#[must_use]
pub fn money(amount: u64) -> String {
    let amount = i64::try_from(amount).unwrap_or(i64::MAX);
    if amount == 0 { t(c::VALUE_FREE).to_owned() } else { tf(c::VALUE_DONG, &[("amount", &number_vi(amount))]) }
}

/// A time limit.
#[must_use]
pub fn limit_words(limit: Limit) -> String {
    let (key, count) = match limit {
        Limit::SameDay => return t(c::LIMIT_SAME_DAY).to_owned(),
        Limit::Unstated => return t(c::LIMIT_UNSTATED).to_owned(),
        Limit::WorkingHours(n) => (c::LIMIT_WORKING_HOURS, n),
        Limit::WorkingDays(n) => (c::LIMIT_WORKING_DAYS, n),
        Limit::Days(n) => (c::LIMIT_DAYS, n),
        Limit::Months(n) => (c::LIMIT_MONTHS, n),
    };
    tf(key, &[("count", &count.to_string())])
}

/// An answer as one reads it; line breaks part what stands in rows. Empty where there is none.
#[must_use]
pub fn show(field: &Field, answers: &Answers, wording: &Wording, env: Env) -> String {
    let Some(value) = answers.get(&field.id) else { return String::new() };
    match (&field.kind, value) {
        (Kind::Nationality, Value::Text(code)) => env.name_in("countries", code),
        (Kind::EthnicGroup, Value::Text(code)) => env.name_in("ethnic_groups", code),
        (Kind::Choice { .. } | Kind::Relation { .. }, Value::Text(option)) => wording.option(field, option),
        (_, Value::Choices(list)) => {
            list.iter().map(|option| wording.option(field, option)).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Text(text) | Value::Time(text)) => text.clone(),
        (Kind::Money { .. }, Value::Number(number)) => tf(c::VALUE_DONG, &[("amount", &number_vi(*number))]),
        (_, Value::Number(number)) => number_vi(*number),
        (_, Value::YesNo(yes)) => t(if *yes { c::VALUE_YES } else { c::VALUE_NO }).to_owned(),
        (_, Value::Date(date)) => date_words(*date),
        (_, Value::Address(address)) => {
            if !address.province.is_empty() {
                env.want_wards(&address.province);
            }
            env.places.with(|places| places.display(address))
        }
        (Kind::Group { fields, .. }, Value::Rows(rows)) => rows
            .iter()
            .map(|row| {
                let parts = fields.iter().filter(|inner| inner.shows(row)).map(|inner| show(inner, row, wording, env));
                parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
            })
            .collect::<Vec<_>>()
            .join("\n"),
        (_, Value::Rows(rows)) => tf(c::VALUE_ROWS, &[("count", &rows.len().to_string())]),
        (_, Value::Pages(pages)) => {
            let count: u32 = pages.iter().map(|page| page.pages.max(1)).sum();
            tf(c::VALUE_PAGES, &[("count", &count.to_string())])
        }
    }
}
