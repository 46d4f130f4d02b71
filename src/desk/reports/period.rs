//! Choosing a period: year, half, quarter and month by their numbers, or from day to day.

use super::Asked;
use crate::{
    i18n::{t, texts, tf, ts},
    ui::{Button, Choice, FormGroup, Select},
};
use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use motcua_contract::reports::Report;
use motcua_domain::{report::Period, words::date_vi};

/// The kinds, in the order of their length.
const KINDS: [&str; 5] = ["year", "half", "quarter", "month", "range"];
/// Years that can be chosen, back from the one shown.
const YEARS: i16 = 6;

/// A period's name, as it stands in a sentence.
pub fn period_words(period: Period) -> String {
    match period {
        Period::Year(year) => tf(texts::reports::PERIOD_NAME_YEAR, &[("year", &year.to_string())]),
        Period::Half(year, half) => {
            let order = t(if half == 1 { texts::reports::PERIOD_FIRST } else { texts::reports::PERIOD_SECOND });
            tf(texts::reports::PERIOD_NAME_HALF, &[("order", order), ("year", &year.to_string())])
        }
        Period::Quarter(year, number) => {
            tf(texts::reports::PERIOD_NAME_QUARTER, &[("number", &number.to_string()), ("year", &year.to_string())])
        }
        Period::Month(year, number) => {
            tf(texts::reports::PERIOD_NAME_MONTH, &[("number", &number.to_string()), ("year", &year.to_string())])
        }
        Period::Range(from, to) if from == to => date_vi(from),
        Period::Range(from, to) => {
            tf(texts::reports::PERIOD_NAME_RANGE, &[("from", &date_vi(from)), ("to", &date_vi(to))])
        }
    }
}

/// The periods of a kind in a year.
fn of_kind(kind: &str, year: i16) -> Vec<Period> {
    match kind {
        "half" => (1..=2).map(|half| Period::Half(year, half)).collect(),
        "quarter" => (1..=4).map(|quarter| Period::Quarter(year, quarter)).collect(),
        "month" => (1..=12).map(|month| Period::Month(year, month)).collect(),
        _ => (0..YEARS).map(|back| Period::Year(year - back)).collect(),
    }
}

const fn kind_of(period: Period) -> &'static str {
    match period {
        Period::Year(_) => "year",
        Period::Half(..) => "half",
        Period::Quarter(..) => "quarter",
        Period::Month(..) => "month",
        Period::Range(..) => "range",
    }
}

/// The choice of a period; it shows what the address asks for.
#[component]
pub fn Periods(report: RwSignal<Option<Report>>, asked: Memo<Asked>) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |period: String| {
        let address = Asked { period: Some(period), ..asked.get_untracked() }.address();
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    // The newest year that is known of: the one asked for, or the server's own.
    let now = Memo::new(move |_| {
        let of_report = report.with(|report| report.as_ref().map(|report| report.period.clone()));
        let text = asked.with(|asked| asked.period.clone()).or(of_report);
        text.and_then(|text| Period::parse(&text).ok())
    });
    let latest = Memo::new(move |before: Option<&i16>| {
        let year = now.get().map_or(0, |period| period.last().year());
        before.copied().unwrap_or(year).max(year)
    });
    let kind = RwSignal::new("year".to_owned());
    Effect::new(move |_| {
        if let Some(period) = now.get() {
            kind.set(kind_of(period).to_owned());
        }
    });
    let year = Memo::new(move |_| now.get().map_or(0, |period| period.first().year()));
    let kinds = Signal::derive(|| {
        let words = [
            texts::reports::PERIOD_YEAR,
            texts::reports::PERIOD_HALF,
            texts::reports::PERIOD_QUARTER,
            texts::reports::PERIOD_MONTH,
            texts::reports::PERIOD_RANGE,
        ];
        KINDS.into_iter().zip(words).map(|(value, key)| Choice::new(value, t(key))).collect::<Vec<_>>()
    });
    let which = Signal::derive(move || {
        let kind = kind.get();
        let year = if kind == "year" { latest.get() } else { year.get() };
        of_kind(&kind, year)
            .into_iter()
            .map(|period| Choice::new(period.to_string(), period_words(period)))
            .collect::<Vec<_>>()
    });
    let value = Signal::derive(move || now.get().map(|period| period.to_string()).unwrap_or_default());
    let picked_kind = move |picked: String| {
        kind.set(picked.clone());
        // The first of the kind is shown at once; a range waits for its days.
        if let Some(first) = of_kind(&picked, year.get_untracked()).first().filter(|_| picked != "range") {
            go.run(first.to_string());
        }
    };
    let (from, to) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let show = move |()| {
        let day = |node: NodeRef<html::Input>| node.get_untracked().map(|input| input.value()).unwrap_or_default();
        go.run(format!("{}..{}", day(from), day(to)));
    };
    let first = move || now.get().map(|period| period.first().to_string());
    let last = move || now.get().map(|period| period.last().to_string());
    view! {
        <form class="report-period" aria-label=ts(texts::reports::PERIOD_TITLE) on:submit=move |event| event.prevent_default()>
            <FormGroup id="period-kind" label=ts(texts::reports::PERIOD_KIND)>
                <Select options=kinds value=Signal::derive(move || kind.get()) on_change=picked_kind always=true />
            </FormGroup>
            {move || {
                if kind.get() == "range" {
                    view! {
                        <FormGroup id="period-from" label=ts(texts::reports::PERIOD_FROM)>
                            <input class="input" type="date" id="period-from" node_ref=from prop:value=first />
                        </FormGroup>
                        <FormGroup id="period-to" label=ts(texts::reports::PERIOD_TO)>
                            <input class="input" type="date" id="period-to" node_ref=to prop:value=last />
                        </FormGroup>
                        <Button on_press=show>{ts(texts::reports::PERIOD_SHOW)}</Button>
                    }
                        .into_any()
                } else {
                    view! {
                        <FormGroup id="period-which" label=ts(texts::reports::PERIOD_WHICH)>
                            <Select options=which value=value on_change=move |text: String| go.run(text) always=true />
                        </FormGroup>
                    }
                        .into_any()
                }
            }}
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_of_a_kind_comes_back_from_its_text() {
        for kind in KINDS.into_iter().filter(|kind| *kind != "range") {
            let periods = of_kind(kind, 2024);
            assert!(periods.len() > 1);
            for period in periods {
                assert_eq!(Period::parse(&period.to_string()), Ok(period));
                assert_eq!(kind_of(period), kind);
            }
        }
    }
}
