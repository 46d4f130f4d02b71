//! The register book of a year, page by page, and as a file to print or to reckon with.

use super::{
    downloads::{Wanted, downloads},
    frame, routes,
    session::Session,
    when,
    work_list::channel_words,
    work_row::{state_tone, state_words},
    years::{Asked, Book},
};
use crate::{
    i18n::{Key, t, texts, tf, ts},
    ui::{EmptyState, LinkButton, Skeleton, Table, Tag},
};
use leptos::prelude::*;
use motcua_contract::{
    files::FileKind,
    register::{ListRegister, Register, RegisterFile, RegisterLine},
};
use motcua_domain::{
    staff::Duty,
    words::{date_time_vi, number_vi},
};

const FILES: [(FileKind, Key); 2] =
    [(FileKind::Pdf, texts::work::REGISTER_PDF), (FileKind::Xlsx, texts::work::REGISTER_XLSX)];

/// The register's page.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let book = Book::open::<ListRegister>();
    let page = book.page;
    frame::title(texts::work::REGISTER_TITLE);
    let there = Memo::new(move |_| page.with(|page| page.as_ref().is_some_and(|page| page.total > 0)));
    let wanted = move || {
        let year = page.with_untracked(|page| page.as_ref().map(|page| page.year))?;
        Some(Wanted { name: format!("so-theo-doi-{year}"), query: vec![("year", year.to_string())] })
    };
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(texts::work::REGISTER_TITLE)}</h1>
            {move || there.get().then(|| downloads::<RegisterFile>(&FILES, wanted))}
        </div>
        {book.tabs(routes::REGISTER, texts::work::REGISTER_YEARS, |register| (&register.years, register.year))}
        {book.trouble()}
        {move || match page.get() {
            Some(register) => view! { <Lines register=register asked=book.asked.get_untracked() /> }.into_any(),
            None => {
                let waiting = book.failure.with(Option::is_none);
                waiting.then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any()
            }
        }}
    }
}

/// One page of lines.
#[component]
fn Lines(register: Register, asked: Asked) -> impl IntoView {
    let year = register.year.to_string();
    let count = number_vi(i64::try_from(register.total).unwrap_or(i64::MAX));
    let total = Signal::derive({
        let year = year.clone();
        move || tf(texts::work::REGISTER_TOTAL, &[("count", &count), ("year", &year)])
    });
    if register.lines.is_empty() {
        let title = Signal::derive(move || tf(texts::work::REGISTER_EMPTY, &[("year", &year)]));
        return view! { <EmptyState title=title text=ts(texts::work::REGISTER_EMPTY_HINT) /> }.into_any();
    }
    let headings = Signal::derive(|| {
        [
            texts::work::REGISTER_NUMBER,
            texts::desk::COLUMN_CODE,
            texts::desk::COLUMN_REQUESTER,
            texts::desk::COLUMN_PROCEDURE,
            texts::desk::COLUMN_SUBMITTED,
            texts::work::REGISTER_DUE,
            texts::work::REGISTER_FINISHED,
            texts::work::REGISTER_RETURNED,
            texts::desk::COLUMN_STATE,
        ]
        .map(|key| t(key).to_owned())
        .to_vec()
    });
    let next =
        register.next.map(|next| Asked { year: Some(register.year), after: Some(next) }.address(routes::REGISTER));
    let first = asked.after.map(|_| Asked { year: Some(register.year), after: None }.address(routes::REGISTER));
    let lines = register.lines.into_iter().map(|line| view! { <Line line=line /> }).collect_view();
    view! {
        <p class="muted">{total}</p>
        <Table caption=ts(texts::work::REGISTER_TITLE) headings=headings>{lines}</Table>
        <nav class="register-pages" aria-label=ts(texts::work::REGISTER_PAGES)>
            {first.map(|first| view! { <LinkButton href=first>{ts(texts::work::REGISTER_FIRST)}</LinkButton> })}
            {next.map(|next| view! { <LinkButton href=next>{ts(texts::work::REGISTER_NEXT)}</LinkButton> })}
        </nav>
    }
    .into_any()
}

/// One line of the book.
#[component]
fn Line(line: RegisterLine) -> impl IntoView {
    let (session, reference) = (Session::get(), super::reference::Reference::get());
    let opens = session.has(Duty::OpenDossier);
    let code = if opens {
        view! { <a class="mono" href=routes::dossier(&line.id)>{line.code}</a> }.into_any()
    } else {
        view! { <span class="mono">{line.code}</span> }.into_any()
    };
    let label = |key| Signal::derive(move || t(key).to_owned());
    let moment = |at: Option<jiff::Timestamp>| at.map(when::moment);
    let (state, channel, procedure) = (line.state, line.channel, line.procedure);
    view! {
        <tr class="register-row">
            <td data-label=label(texts::work::REGISTER_NUMBER)><strong>{line.number}</strong></td>
            <td data-label=label(texts::desk::COLUMN_CODE)>{code}</td>
            <td data-label=label(texts::desk::COLUMN_REQUESTER)>{line.requester}</td>
            <td data-label=label(texts::desk::COLUMN_PROCEDURE)>
                <span class="work-procedure">{move || reference.procedure_name(&procedure)}</span>
            </td>
            <td data-label=label(texts::desk::COLUMN_SUBMITTED) class="small">
                {when::moment(line.submitted_at)}
                <span class="work-note muted">{move || t(channel_words(channel))}</span>
            </td>
            <td data-label=label(texts::work::REGISTER_DUE) class="small">{line.due.map(date_time_vi)}</td>
            <td data-label=label(texts::work::REGISTER_FINISHED) class="small">{moment(line.finished_at)}</td>
            <td data-label=label(texts::work::REGISTER_RETURNED) class="small">{moment(line.returned_at)}</td>
            <td data-label=label(texts::desk::COLUMN_STATE)>
                <Tag tone=state_tone(state) text=Signal::derive(move || state_words(state).to_owned()) />
            </td>
        </tr>
    }
}
