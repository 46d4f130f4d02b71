//! The register of certifications (sổ chứng thực) of a year, page by page, and as a file to print or to reckon with.

use super::{
    downloads::{Wanted, downloads},
    frame, routes,
    session::Session,
    when,
    years::{Asked, Book},
};
use crate::{
    fields::money,
    i18n::{Key, t, texts, texts::copies as c, tf, ts},
    ui::{EmptyState, LinkButton, Sign, Skeleton, Table, Tag, Tone},
};
use leptos::prelude::*;
use motcua_contract::{
    ecopies::{CertificationLine, Certifications, CertificationsFile, ListCertifications},
    files::FileKind,
};
use motcua_domain::{
    deadline::local,
    staff::Duty,
    words::{date_vi, number_vi},
};

const FILES: [(FileKind, Key); 2] = [(FileKind::Pdf, c::REGISTER_PDF), (FileKind::Xlsx, c::REGISTER_XLSX)];

fn count(number: u64) -> String {
    number_vi(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The page.
#[component]
pub fn CertificationsPage() -> impl IntoView {
    let book = Book::open::<ListCertifications>();
    let page = book.page;
    frame::title(c::REGISTER_TITLE);
    let there = Memo::new(move |_| page.with(|page| page.as_ref().is_some_and(|page| page.total > 0)));
    let wanted = move || {
        let year = page.with_untracked(|page| page.as_ref().map(|page| page.year))?;
        Some(Wanted { name: format!("so-chung-thuc-{year}"), query: vec![("year", year.to_string())] })
    };
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(c::REGISTER_TITLE)}</h1>
            {move || there.get().then(|| downloads::<CertificationsFile>(&FILES, wanted))}
        </div>
        {book.tabs(routes::CERTIFICATIONS, c::REGISTER_YEARS, |register| (&register.years, register.year))}
        {book.trouble()}
        {move || match page.get() {
            Some(register) => view! { <Lines register=register /> }.into_any(),
            None => {
                let waiting = book.failure.with(Option::is_none);
                waiting.then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any()
            }
        }}
    }
}

/// One page of lines.
#[component]
fn Lines(register: Certifications) -> impl IntoView {
    let year = register.year.to_string();
    if register.lines.is_empty() {
        let title = Signal::derive(move || tf(c::REGISTER_EMPTY, &[("year", &year)]));
        return view! { <EmptyState title=title text=ts(c::REGISTER_EMPTY_HINT) /> }.into_any();
    }
    let totals = [register.total, register.copies, register.fees].map(count);
    let total = Signal::derive(move || {
        let [count, copies, fees] = totals.each_ref().map(String::as_str);
        tf(c::REGISTER_TOTAL, &[("year", &year), ("count", count), ("copies", copies), ("fees", fees)])
    });
    let headings = Signal::derive(|| {
        [
            c::REGISTER_NUMBER,
            c::REGISTER_DAY,
            c::REGISTER_REQUESTER,
            c::REGISTER_DOCUMENT,
            c::REGISTER_SIGNER,
            c::REGISTER_COPIES,
            c::REGISTER_FEE,
            c::REGISTER_NOTE,
        ]
        .map(|key| t(key).to_owned())
        .to_vec()
    });
    let part = |after| Asked { year: Some(register.year), after }.address(routes::CERTIFICATIONS);
    let next = register.next.map(|next| part(Some(u64::from(next))));
    let later = register.lines.first().is_some_and(|line| line.number > 1);
    let first = later.then(|| part(None));
    let lines = register.lines.into_iter().map(|line| view! { <Line line=line /> }).collect_view();
    view! {
        <p class="muted">{total}</p>
        <Table caption=ts(c::REGISTER_TITLE) headings=headings>{lines}</Table>
        <nav class="register-pages" aria-label=ts(c::REGISTER_TURN)>
            {first.map(|first| view! { <LinkButton href=first>{ts(c::REGISTER_FIRST)}</LinkButton> })}
            {next.map(|next| view! { <LinkButton href=next>{ts(c::REGISTER_NEXT)}</LinkButton> })}
        </nav>
    }
    .into_any()
}

/// One line of the book.
#[component]
fn Line(line: CertificationLine) -> impl IntoView {
    let session = Session::get();
    let label = |key| Signal::derive(move || t(key).to_owned());
    let document = line.document;
    let document = if session.has(Duty::OpenDossier) {
        view! { <a href=routes::dossier(&line.dossier)>{document}</a> }.into_any()
    } else {
        document.into_any()
    };
    let pages = line.pages.to_string();
    let note = line.revoked_at.map(|at| {
        let (day, reason) = (date_vi(local(at).date()), line.reason.unwrap_or_default());
        let words = Signal::derive(move || tf(c::REGISTER_REVOKED, &[("day", &day), ("reason", &reason)]));
        view! { <Tag tone=Tone::Error sign=Some(Sign::Error) text=words /> }
    });
    view! {
        <tr class="register-row">
            <td data-label=label(c::REGISTER_NUMBER)><strong>{line.number}</strong></td>
            <td data-label=label(c::REGISTER_DAY) class="small">{when::moment(line.at)}</td>
            <td data-label=label(c::REGISTER_REQUESTER)>{line.requester}</td>
            <td data-label=label(c::REGISTER_DOCUMENT)>
                {document}
                <span class="work-note muted">{move || tf(c::REGISTER_PAGES, &[("count", &pages)])}</span>
            </td>
            <td data-label=label(c::REGISTER_SIGNER)>{line.signer}</td>
            <td data-label=label(c::REGISTER_COPIES)>{line.copies}</td>
            <td data-label=label(c::REGISTER_FEE)>{line.fee.map_or_else(|| "—".to_owned(), money)}</td>
            <td data-label=label(c::REGISTER_NOTE)>{note}</td>
        </tr>
    }
}
