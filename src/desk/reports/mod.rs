//! The report of a period: every number is a link to the list that it counts; charts stand beside their tables.

mod charts;
mod files;
mod period;
mod story;
mod tables;

pub use period::period_words;

use super::{frame, routes, session::Session};
use crate::{
    api::{self, Failure},
    i18n::{t, texts, tf, ts},
    ui::{Button, EmptyState, Notice, Skeleton, Tab, Tabs, Tone},
};
use charts::Bars;
use files::Files;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::reports::{GetReport, Report};
use motcua_domain::words::date_vi;
use period::Periods;
use story::Story;
use tables::{Breakdown, Figures, IndexTable, Shares};

/// Names of the address's parts.
const PERIOD: &str = "ky";
const BY: &str = "theo";
/// What rows can be, as the server names it.
const DIMENSIONS: [&str; 5] = ["field", "procedure", "channel", "counter", "handler"];

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    period: Option<String>,
    by: Option<String>,
}

impl Asked {
    fn address(&self) -> String {
        let parts = [(PERIOD, &self.period), (BY, &self.by)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(name, value)| {
                value.as_ref().map(|value| format!("{name}={}", motcua_contract::endpoint::encode(value)))
            })
            .collect();
        let sign = if parts.is_empty() { "" } else { "?" };
        format!("{}{sign}{}", routes::REPORTS, parts.join("&"))
    }

    fn query(&self) -> Vec<(&'static str, &str)> {
        let parts = [("period", self.period.as_deref()), ("by", self.by.as_deref())];
        parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// The reports' page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let session = Session::get();
    let parts = use_query_map();
    let asked = Memo::new(move |_| {
        parts.with(|parts| {
            let by = parts.get(BY).filter(|by| DIMENSIONS.contains(&by.as_str()));
            Asked { period: parts.get(PERIOD).filter(|period| !period.is_empty()), by }
        })
    });
    let report = RwSignal::new(None::<Report>);
    let failure = RwSignal::new(None::<Failure>);
    let turn = StoredValue::new(0_u32);
    frame::title(texts::reports::PAGE_TITLE);
    let load = move |asked: Asked| {
        let Some(now) = turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        failure.set(None);
        spawn_local(async move {
            let answer = api::call::<GetReport>(&[], &asked.query(), None, &[]).await;
            if turn.try_get_value() != Some(now) {
                return;
            }
            match answer {
                Ok(found) => report.set(Some(found)),
                Err(problem) => {
                    session.ended(&problem);
                    report.set(None);
                    failure.set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        load(asked.get());
    });
    let trouble = move || {
        failure.get().map(|problem| {
            view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(api::words(&problem))}</p>
                    <Button on_press=move |()| load(asked.get_untracked())>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
        })
    };
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(texts::reports::PAGE_TITLE)}</h1>
        </div>
        <Periods report=report asked=asked />
        {trouble}
        {move || match report.get() {
            Some(report) => view! { <Body report=report asked=asked.get_untracked() /> }.into_any(),
            None => {
                let waiting = failure.with(Option::is_none);
                waiting.then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any()
            }
        }}
    }
}

/// The report itself.
#[component]
fn Body(report: Report, asked: Asked) -> impl IntoView {
    let (from, to) = (date_vi(report.from), date_vi(report.to));
    let stretch = Signal::derive(move || tf(texts::reports::FROM_TO, &[("from", &from), ("to", &to)]));
    let running = report.running.then(|| view! { <p class="muted">{ts(texts::reports::RUNNING)}</p> });
    // Nothing came, went or lay there: said so, instead of a page of zeros.
    if report.figures.iter().all(|figure| figure.count == 0) {
        return view! {
            <p class="muted">{stretch}</p>
            <EmptyState title=ts(texts::reports::EMPTY) text=ts(texts::reports::EMPTY_TEXT) />
        }
        .into_any();
    }
    let by = report.by.clone();
    let tabs = Signal::derive(move || {
        let tab = |name: &str| Tab {
            href: Asked { by: Some(name.to_owned()), ..asked.clone() }.address(),
            label: tables::words("by", name),
            count: None,
            current: name == by,
        };
        DIMENSIONS.into_iter().map(tab).collect::<Vec<_>>()
    });
    view! {
        <p class="muted">{stretch}</p>
        {running}
        <p>{ts(texts::reports::INTRO)}</p>
        <Files period=report.period.clone() by=report.by.clone() />
        <Story report=report.clone() />
        <Figures report=report.clone() />
        <Shares report=report.clone() />
        <section aria-labelledby="report-time">
            <h2 id="report-time">{ts(texts::reports::OVER_TIME)}</h2>
            <Bars rows=report.parts.clone() />
            <Breakdown caption=texts::reports::OVER_TIME rows=report.parts.clone() by="period".to_owned() />
        </section>
        <section aria-labelledby="report-by">
            <h2 id="report-by">{ts(texts::reports::BY_TITLE)}</h2>
            <Tabs label=ts(texts::reports::BY_TITLE) items=tabs />
            <Breakdown caption=texts::reports::BY_TITLE rows=report.rows.clone() by=report.by.clone() />
        </section>
        <IndexTable report=report />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_an_address() {
        assert_eq!(Asked::default().address(), "/desk/bao-cao");
        let asked = Asked { period: Some("2024-q3".into()), by: Some("channel".into()) };
        assert_eq!(asked.address(), "/desk/bao-cao?ky=2024-q3&theo=channel");
        assert_eq!(asked.query(), [("period", "2024-q3"), ("by", "channel")]);
    }
}
