//! The register of certifications (sổ chứng thực) of a year, page by page, and as a file to print or to reckon with.

use super::{frame, routes, session::Session, when};
use crate::{
    api::{self, Failure},
    desk::register::Format,
    device::download_blob,
    fields::money,
    i18n::{t, texts, texts::copies as c, tf, ts},
    ui::{Button, EmptyState, Icon, LinkButton, Notice, Sign, Skeleton, Tab, Table, Tabs, Tag, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::ecopies::{CertificationLine, Certifications, CertificationsFile, ListCertifications};
use motcua_domain::{
    deadline::local,
    staff::Duty,
    words::{date_vi, number_vi},
};

/// The year and the number to go on from, in the address.
const YEAR: &str = "nam";
const AFTER: &str = "sau";

fn address(year: i16, after: Option<u32>) -> String {
    let after = after.map(|after| format!("&{AFTER}={after}")).unwrap_or_default();
    format!("{}?{YEAR}={year}{after}", routes::CERTIFICATIONS)
}

fn count(number: u64) -> String {
    number_vi(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The page.
#[component]
pub fn CertificationsPage() -> impl IntoView {
    let session = Session::get();
    let parts = use_query_map();
    let asked = Memo::new(move |_| {
        parts.with(|parts| [("year", YEAR), ("after", AFTER)].map(|(name, part)| (name, parts.get(part))))
    });
    let page = RwSignal::new(None::<Certifications>);
    let failure = RwSignal::new(None::<Failure>);
    frame::title(c::REGISTER_TITLE);
    let load = move || {
        let asked = asked.get();
        failure.set(None);
        spawn_local(async move {
            let query: Vec<(&str, &str)> =
                asked.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
            match api::call::<ListCertifications>(&[], &query, None, &[]).await {
                Ok(register) => {
                    page.try_set(Some(register));
                }
                Err(problem) => {
                    session.ended(&problem);
                    failure.try_set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        load();
    });
    let trouble = move || {
        failure.get().map(|problem| {
            view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(api::words(&problem))}</p>
                    <Button on_press=move |()| untrack(load)>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
        })
    };
    let years = Signal::derive(move || {
        let of = |register: &Certifications| {
            let mut years = register.years.clone();
            years.push(register.year);
            years.sort_unstable();
            years.dedup();
            let tab = |year: i16| Tab {
                href: address(year, None),
                label: year.to_string(),
                count: None,
                current: year == register.year,
            };
            years.into_iter().rev().map(tab).collect::<Vec<_>>()
        };
        page.with(|page| page.as_ref().map(of).unwrap_or_default())
    });
    let several = Memo::new(move |_| years.with(|years| years.len() > 1));
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(c::REGISTER_TITLE)}</h1>
            <Files page=page />
        </div>
        {move || several.get().then(|| view! { <Tabs label=ts(c::REGISTER_YEARS) items=years /> })}
        {trouble}
        {move || match page.get() {
            Some(register) => view! { <Lines register=register /> }.into_any(),
            None => {
                let waiting = failure.with(Option::is_none);
                waiting.then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any()
            }
        }}
    }
}

/// The two files of the year.
#[component]
fn Files(page: RwSignal<Option<Certifications>>) -> impl IntoView {
    let session = Session::get();
    let busy = RwSignal::new(None::<Format>);
    let wrong = RwSignal::new(None::<String>);
    let fetch = move |format: Format| {
        let Some(year) = page.with_untracked(|page| page.as_ref().map(|page| page.year)) else { return };
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(format));
        wrong.set(None);
        announce(t(c::REGISTER_MAKING));
        spawn_local(async move {
            let year = year.to_string();
            let answer = api::bytes_of::<CertificationsFile>(&[format.ending()], &[("year", &year)]).await;
            if busy.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(bytes) => {
                    let name = format!("so-chung-thuc-{year}.{}", format.ending());
                    if !download_blob(&name, &bytes, format.media_type()) {
                        wrong.set(Some(t(texts::work::REGISTER_NOT_SAVED).to_owned()));
                    }
                }
                Err(failure) => {
                    session.ended(&failure);
                    wrong.set(Some(t(api::words(&failure)).to_owned()));
                }
            }
        });
    };
    let button = move |format: Format, words| {
        let waiting = Signal::derive(move || busy.get() == Some(format));
        view! {
            <Button busy=waiting on_press=move |()| fetch(format)>
                <Icon sign=Sign::Download />
                <span>{ts(words)}</span>
            </Button>
        }
    };
    let there = Memo::new(move |_| page.with(|page| page.as_ref().is_some_and(|page| page.total > 0)));
    move || {
        there.get().then(|| {
            view! {
                <div class="register-files">
                    {button(Format::Pdf, c::REGISTER_PDF)}
                    {button(Format::Xlsx, c::REGISTER_XLSX)}
                    {move || busy.get().map(|_| view! { <p class="muted small">{ts(c::REGISTER_MAKING)}</p> })}
                    {move || wrong.get().map(|words| view! { <p class="field-error" role="alert">{words}</p> })}
                </div>
            }
        })
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
    let next = register.next.map(|next| address(register.year, Some(next)));
    let later = register.lines.first().is_some_and(|line| line.number > 1);
    let first = later.then(|| address(register.year, None));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_year_has_an_address() {
        assert_eq!(address(2026, None), "/desk/so-chung-thuc?nam=2026");
        assert_eq!(address(2026, Some(100)), "/desk/so-chung-thuc?nam=2026&sau=100");
    }
}
