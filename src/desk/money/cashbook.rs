//! The cash register of a day: sums by kind of fee and way of payment. Each number is a link to the entries that it is the sum of.

use super::{kind_words, money_words, signed};
use crate::{
    api::{self, Failure},
    desk::{
        downloads::{Wanted, downloads},
        frame, routes,
        session::Session,
    },
    device::clock,
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, EmptyState, Notice, Skeleton, Table, Tone},
};
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::{
    files::FileKind,
    payments::{CashEntry, CashSum, Cashbook, CashbookFile, GetCashbook},
};
use motcua_domain::words::date_vi;
use texts::money as w;

const FILES: [(FileKind, Key); 2] = [(FileKind::Pdf, w::CASH_PDF), (FileKind::Xlsx, w::CASH_XLSX)];

/// The day in the address, and the sum whose entries are shown: `kind:<kind>`, `means:<way>`, `came`, `went`.
const DAY: &str = "ngay";
const SHOW: &str = "loai";

fn address(day: Date, show: Option<&str>) -> String {
    let show = show.map(|show| ["&", SHOW, "=", &motcua_contract::endpoint::encode(show)].concat());
    format!("{}?{DAY}={day}{}", routes::CASHBOOK, show.unwrap_or_default())
}

/// Whether an entry is counted in a sum.
fn counted(entry: &CashEntry, show: &str) -> bool {
    match show.split_once(':') {
        Some(("kind", key)) => entry.parts.iter().any(|part| part.key == key),
        Some(("means", key)) => entry.means == key,
        _ if show == "came" => entry.amount > 0,
        _ if show == "went" => entry.amount < 0,
        _ => true,
    }
}

/// What of an entry is counted in a sum.
fn share(entry: &CashEntry, show: &str) -> i64 {
    match show.split_once(':') {
        Some(("kind", key)) => entry.parts.iter().filter(|part| part.key == key).map(|part| part.amount).sum(),
        _ => entry.amount,
    }
}

/// A way of payment, or what was given back.
fn way_words(means: &str) -> String {
    w::find(&["means.", means].concat()).map_or_else(|| means.to_owned(), |key| t(key).to_owned())
}

/// The page.
#[component]
pub fn CashbookPage() -> impl IntoView {
    let session = Session::get();
    let parts = use_query_map();
    let day = Memo::new(move |_| {
        parts.with(|parts| parts.get(DAY).and_then(|day| day.parse::<Date>().ok())).unwrap_or_else(clock::today)
    });
    let show = Memo::new(move |_| parts.with(|parts| parts.get(SHOW)).unwrap_or_default());
    let book = RwSignal::new(None::<Cashbook>);
    let failure = RwSignal::new(None::<Failure>);
    frame::title(w::CASH_TITLE);
    let load = move || {
        let asked = day.get_untracked();
        failure.set(None);
        spawn_local(async move {
            let answer = api::call::<GetCashbook>(&[], &[("day", &asked.to_string())], None, &[]).await;
            if day.try_get_untracked() != Some(asked) {
                return;
            }
            match answer {
                Ok(found) => {
                    book.try_set(Some(found));
                }
                Err(problem) => {
                    session.ended(&problem);
                    failure.try_set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |before: Option<Date>| {
        let now = day.get();
        session.renewed.track();
        if before.is_some_and(|before| before != now) {
            book.set(None);
        }
        load();
        now
    });
    let wanted = move || {
        let day = day.get_untracked().to_string();
        Some(Wanted { name: format!("so-quy-{day}"), query: vec![("day", day)] })
    };
    let link =
        |to: Option<Date>, words: Key| to.map(|to| view! { <a class="button" href=address(to, None)>{ts(words)}</a> });
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{move || tf(w::CASH_TITLE_DAY, &[("day", &date_vi(day.get()))])}</h1>
            <nav class="board-days" aria-label=ts(w::CASH_DAYS)>
                {move || link(day.get().yesterday().ok(), w::CASH_BEFORE)}
                <a class="button" href=routes::CASHBOOK>{ts(w::CASH_TODAY)}</a>
                {move || link(day.get().tomorrow().ok(), w::CASH_AFTER)}
            </nav>
        </div>
        <p class="muted">{ts(w::CASH_INTRO)}</p>
        {downloads::<CashbookFile>(&FILES, wanted)}
        {move || match (failure.get(), book.get()) {
            (Some(failure), _) => view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(money_words(&failure))}</p>
                    <Button on_press=move |()| load()>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
            .into_any(),
            (None, None) => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }.into_any(),
            (None, Some(book)) => view! { <Book book=book show=show /> }.into_any(),
        }}
    }
}

#[component]
fn Book(book: Cashbook, show: Memo<String>) -> impl IntoView {
    let day = book.day;
    let sum = move |of: &'static str, sum: CashSum| {
        let key = sum.key.clone();
        let name = move || if of == "kind" { kind_words(&key) } else { way_words(&key) };
        let href = address(day, Some(&[of, ":", &sum.key].concat()));
        let count = sum.count.to_string();
        view! {
            <li>
                <span>{name}</span>
                <a class="cash-amount" href=href>
                    {move || signed(sum.amount)}
                    <span class="visually-hidden">" " {move || tf(w::CASH_COUNT, &[("count", &count)])}</span>
                </a>
            </li>
        }
    };
    let total = move |of: &'static str, words: Key, amount: i64| {
        view! {
            <li>
                <span>{ts(words)}</span>
                <a class="cash-amount" href=address(day, Some(of))>{move || signed(amount)}</a>
            </li>
        }
    };
    let open = (book.open.count > 0).then(|| {
        let (count, amount) = (book.open.count.to_string(), book.open.amount);
        view! {
            <Notice tone=Tone::Warning>
                <p>
                    {move || tf(w::CASH_OPEN, &[("count", &count), ("amount", &signed(amount))])} " "
                    <a href=routes::MONEY>{ts(w::CASH_OPEN_SEE)}</a>
                </p>
            </Notice>
        }
    });
    if book.entries.is_empty() {
        return view! {
            {open}
            <EmptyState title=ts(w::CASH_EMPTY) />
        }
        .into_any();
    }
    let kinds = book.kinds.clone().into_iter().map(|one| sum("kind", one)).collect_view();
    let means = book.means.clone().into_iter().map(|one| sum("means", one)).collect_view();
    let entries = StoredValue::new(book.entries);
    view! {
        {open}
        <div class="cash-sums" id="cash-sums">
            <section aria-labelledby="cash-kinds">
                <h2 id="cash-kinds">{ts(w::CASH_KINDS)}</h2>
                <ul class="plain-list">{kinds}</ul>
            </section>
            <section aria-labelledby="cash-means">
                <h2 id="cash-means">{ts(w::CASH_MEANS)}</h2>
                <ul class="plain-list">{means}</ul>
            </section>
            <section aria-labelledby="cash-totals">
                <h2 id="cash-totals">{ts(w::CASH_TOTALS)}</h2>
                <ul class="plain-list">
                    {total("came", w::CASH_CAME, book.came)}
                    {(book.went > 0).then(|| total("went", w::CASH_WENT, -book.went))}
                    {total("all", w::CASH_LEFT, book.total)}
                </ul>
            </section>
        </div>
        {move || view! { <Entries day=day entries=entries show=show.get() /> }}
    }
    .into_any()
}

/// The entries that a sum is of, with their sum below.
#[component]
fn Entries(day: Date, entries: StoredValue<Vec<CashEntry>>, show: String) -> impl IntoView {
    let listed: Vec<CashEntry> =
        entries.with_value(|all| all.iter().filter(|entry| counted(entry, &show)).cloned().collect());
    let sum: i64 = listed.iter().map(|entry| share(entry, &show)).sum();
    let (of, key) =
        show.split_once(':').map_or((show.clone(), String::new()), |(of, key)| (of.to_owned(), key.to_owned()));
    let title = move || match of.as_str() {
        "kind" => kind_words(&key),
        "means" => way_words(&key),
        "came" => t(w::CASH_CAME).to_owned(),
        "went" => t(w::CASH_WENT).to_owned(),
        _ => t(w::CASH_ENTRIES).to_owned(),
    };
    let whole = !show.is_empty() && show != "all";
    let headings = Signal::derive(|| {
        [w::COLUMN_TEXT, w::REFERENCE, w::COLUMN_KIND, w::COLUMN_MEANS, w::COLUMN_AMOUNT]
            .map(|key| t(key).to_owned())
            .to_vec()
    });
    let rows = listed
        .into_iter()
        .map(|entry| {
            let amount = share(&entry, &show);
            view! { <Row entry=entry amount=amount /> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="cash-entries">
            <h2 id="cash-entries">{title}</h2>
            {whole.then(|| view! { <p><a href=address(day, None)>{ts(w::CASH_ALL)}</a></p> })}
            <Table caption=ts(w::CASH_ENTRIES) headings=headings>
                {rows}
                <tr>
                    <th scope="row" colspan="4">{ts(w::CASH_SUM)}</th>
                    <td class="cash-amount" data-label=ts(w::COLUMN_AMOUNT)><strong id="cash-sum">{move || signed(sum)}</strong></td>
                </tr>
            </Table>
        </section>
    }
}

#[component]
fn Row(entry: CashEntry, amount: i64) -> impl IntoView {
    let parts: Vec<String> = entry.parts.iter().map(|part| part.key.clone()).collect();
    let kinds = move || parts.iter().map(|key| kind_words(key)).collect::<Vec<_>>().join("; ");
    let means = entry.means;
    view! {
        <tr>
            <td data-label=ts(w::COLUMN_TEXT) class="mono small">{entry.text}</td>
            <td data-label=ts(w::REFERENCE) class="mono small money-text">{entry.reference}</td>
            <td data-label=ts(w::COLUMN_KIND) class="small">{kinds}</td>
            <td data-label=ts(w::COLUMN_MEANS) class="small">{move || way_words(&means)}</td>
            <td data-label=ts(w::COLUMN_AMOUNT) class="cash-amount">{move || signed(amount)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_contract::payments::CashPart;

    #[test]
    fn a_number_is_the_sum_of_its_entries() {
        let part = |key: &str, amount| CashPart { key: key.into(), amount };
        let entry = |means: &str, amount, parts| CashEntry {
            text: String::new(),
            reference: String::new(),
            means: means.into(),
            amount,
            parts,
            dossiers: Vec::new(),
        };
        let all = [
            entry("cash", 10_000, vec![part("a/x", 8_000), part("over", 2_000)]),
            entry("refund", -2_000, vec![part("over", -2_000)]),
        ];
        let sum = |show: &str| all.iter().filter(|one| counted(one, show)).map(|one| share(one, show)).sum::<i64>();
        assert_eq!((sum("kind:a/x"), sum("kind:over"), sum("means:cash")), (8_000, 0, 10_000));
        assert_eq!((sum("came"), sum("went"), sum("")), (10_000, -2_000, 8_000));
    }
}
