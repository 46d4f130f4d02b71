//! Posters: a sheet for each procedure and one for all of them, and how often they were scanned.

use super::{frame, new_tab::NewTab, reference::Reference, session::Session};
use crate::{
    api::{self, Failure},
    i18n::{t, texts, tf, ts},
    ui::{Button, Choice, EmptyState, FormGroup, Notice, Radios, Skeleton, Table, Tag, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    endpoint::encode,
    open::OpenFile,
    papers::{ListPosters, PosterCount, PosterCounts, PrintPoster},
};
use motcua_domain::{
    rating::{COUNTER, PAGE},
    words::number_vi,
};

/// Sizes of paper, as the server names them.
const SIZES: [&str; 2] = ["a4", "a5"];
/// Every procedure on one sheet.
const ALL: &str = "all";
/// The sheet at a counter.
const RATING: &str = "rating";

/// The posters' page.
#[component]
pub fn PostersPage() -> impl IntoView {
    let session = Session::get();
    frame::title(texts::posters::PAGE_TITLE);
    let size = RwSignal::new(SIZES[0].to_owned());
    let counts = RwSignal::new(None::<PosterCounts>);
    let failure = RwSignal::new(None::<Failure>);
    let load = move || {
        failure.set(None);
        spawn_local(async move {
            match api::get::<ListPosters>(&[], &[]).await {
                Ok(list) => counts.set(Some(list)),
                Err(problem) => {
                    session.ended(&problem);
                    failure.set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        load();
    });
    let sizes = Signal::derive(|| {
        let words = [texts::posters::PAGE_SIZE_A4, texts::posters::PAGE_SIZE_A5].map(t);
        SIZES.into_iter().zip(words).map(|(value, label)| Choice::new(value, label)).collect::<Vec<_>>()
    });
    let scans = move || match (counts.get(), failure.get()) {
        (Some(list), _) => view! { <Counts list=list.posters /> }.into_any(),
        (None, Some(problem)) => view! {
            <Notice tone=Tone::Warning>
                <p>{move || t(api::words(&problem))}</p>
                <Button on_press=move |()| load()>{ts(texts::common::ACTION_RETRY)}</Button>
            </Notice>
        }
        .into_any(),
        (None, None) => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=3 /> }.into_any(),
    };
    view! {
        <h1 id="page-title" tabindex="-1">{ts(texts::posters::PAGE_TITLE)}</h1>
        <p>{ts(texts::posters::PAGE_INTRO)}</p>
        <FormGroup id="size" label=ts(texts::posters::PAGE_SIZE) group=true>
            <Radios options=sizes value=size on_change=move |value| size.set(value) inline=true />
        </FormGroup>
        <p>
            <NewTab class="button button-primary" href=Signal::derive(move || address(ALL, &size.get()))>
                {ts(texts::posters::PAGE_BOARD)}
            </NewTab>
            " "
            <NewTab class="button" href=Signal::derive(|| api::address::<OpenFile>(&["book.pdf"], &[]))>
                {ts(texts::posters::PAGE_BOOK)}
            </NewTab>
        </p>
        <h2>{ts(texts::posters::PAGE_LIST)}</h2>
        <Sheets size=size />
        {move || counts.get().map(|list| view! { <Counters names=list.counters size=size /> })}
        <h2>{ts(texts::posters::COUNTS_TITLE)}</h2>
        <p class="muted small">{ts(texts::posters::COUNTS_INTRO)}</p>
        {scans}
    }
}

fn address(code: &str, size: &str) -> String {
    api::address::<PrintPoster>(&[code], &[("size", size)])
}

/// A line a procedure, with its poster.
#[component]
fn Sheets(size: RwSignal<String>) -> impl IntoView {
    let reference = Reference::get();
    move || {
        let line = |(code, _): (String, String)| {
            let (named, title) = (code.clone(), code.clone());
            view! {
                <li class="poster-line">
                    <span>{move || reference.procedure_name(&named)}</span>
                    <NewTab class="button" href=Signal::derive(move || address(&code, &size.get()))>
                        {ts(texts::posters::PAGE_PRINT)}
                        <span class="visually-hidden">": "{move || reference.procedure_name(&title)}</span>
                    </NewTab>
                </li>
            }
        };
        view! { <ul class="poster-lines">{reference.listed().into_iter().map(line).collect_view()}</ul> }
    }
}

/// A line a counter: the sheet to rate it by, and the page for a device that stands there for everybody.
#[component]
fn Counters(names: Vec<String>, size: RwSignal<String>) -> impl IntoView {
    let line = |name: String| {
        let kiosk = [PAGE, "?", COUNTER, "=", &encode(&name), "&may=chung"].concat();
        let (sheet, title) = (name.clone(), name.clone());
        let printed = move || api::address::<PrintPoster>(&[RATING], &[("counter", &sheet), ("size", &size.get())]);
        view! {
            <li class="poster-line">
                <span>{name.clone()}</span>
                <NewTab class="button" href=Signal::derive(printed)>
                    {move || tf(texts::rating::POSTER_SHEET, &[("counter", &title)])}
                </NewTab>
                <NewTab class="button" href=Signal::derive(move || kiosk.clone())>
                    {move || tf(texts::rating::POSTER_KIOSK, &[("counter", &name)])}
                </NewTab>
            </li>
        }
    };
    view! {
        <h2>{ts(texts::rating::POSTER_TITLE)}</h2>
        <p class="muted small">{ts(texts::rating::POSTER_INTRO)}</p>
        <ul class="poster-lines" id="rating-sheets">{names.into_iter().map(line).collect_view()}</ul>
    }
}

/// `23/11/2026` from `20261123`.
fn day_words(printed: &str) -> String {
    match (printed.get(0..4), printed.get(4..6), printed.get(6..8)) {
        (Some(year), Some(month), Some(day)) => format!("{day}/{month}/{year}"),
        _ => printed.to_owned(),
    }
}

#[component]
fn Counts(list: Vec<PosterCount>) -> impl IntoView {
    let reference = Reference::get();
    if list.is_empty() {
        let (title, text) = (ts(texts::posters::COUNTS_EMPTY), ts(texts::posters::COUNTS_EMPTY_TEXT));
        return view! { <EmptyState title=title text=text /> }.into_any();
    }
    let keys = [
        texts::posters::COUNTS_PROCEDURE,
        texts::posters::COUNTS_PRINTED,
        texts::posters::COUNTS_RECENT,
        texts::posters::COUNTS_TOTAL,
        texts::posters::COUNTS_STATE,
    ];
    let headings = Signal::derive(move || keys.map(|key| t(key).to_owned()).to_vec());
    let label = |key| Signal::derive(move || t(key).to_owned());
    let number = |count: u64| number_vi(i64::try_from(count).unwrap_or(i64::MAX));
    let line = |poster: PosterCount| {
        let code = poster.procedure;
        let (tone, state) = if poster.outdated {
            (Tone::Warning, texts::posters::COUNTS_OUTDATED)
        } else {
            (Tone::Success, texts::posters::COUNTS_CURRENT)
        };
        view! {
            <tr>
                <td data-label=label(keys[0])>{move || reference.procedure_name(&code)}</td>
                <td data-label=label(keys[1])>{day_words(&poster.printed)}</td>
                <td data-label=label(keys[2])>{number(poster.recent)}</td>
                <td data-label=label(keys[3])>{number(poster.total)}</td>
                <td data-label=label(keys[4])><Tag tone=tone text=ts(state) /></td>
            </tr>
        }
    };
    let lines = list.into_iter().map(line).collect_view();
    view! { <Table caption=ts(texts::posters::COUNTS_TITLE) headings=headings>{lines}</Table> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_print_are_read_as_people_write_them() {
        assert_eq!(day_words("20261123"), "23/11/2026");
        assert_eq!(day_words("2026"), "2026");
    }
}
