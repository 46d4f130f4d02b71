//! The register book of a year, page by page, and as a file to print or to reckon with.

use super::{
    frame, routes,
    session::Session,
    when,
    work_list::channel_words,
    work_row::{state_tone, state_words},
};
use crate::{
    api::{self, Failure},
    device::download_blob,
    i18n::{t, texts, tf, ts},
    ui::{Button, EmptyState, Icon, LinkButton, Notice, Sign, Skeleton, Tab, Table, Tabs, Tag, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::register::{ListRegister, Register, RegisterFile, RegisterLine};
use motcua_domain::{
    staff::Duty,
    words::{date_time_vi, number_vi},
};

/// The year and the number to go on from, in the address.
const YEAR: &str = "nam";
const AFTER: &str = "sau";

/// What the address asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    year: Option<i16>,
    after: Option<u64>,
}

impl Asked {
    fn address(self) -> String {
        let parts =
            [self.year.map(|year| format!("{YEAR}={year}")), self.after.map(|after| format!("{AFTER}={after}"))];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let sign = if parts.is_empty() { "" } else { "?" };
        format!("{}{sign}{}", routes::REGISTER, parts.join("&"))
    }
}

/// A file of the register: how the server names it, and what a browser calls its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Pdf,
    Xlsx,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The register's page.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let session = Session::get();
    let parts = use_query_map();
    let asked = Memo::new(move |_| {
        parts.with(|parts| Asked {
            year: parts.get(YEAR).and_then(|year| year.parse().ok()),
            after: parts.get(AFTER).and_then(|after| after.parse().ok()),
        })
    });
    let page = RwSignal::new(None::<Register>);
    let failure = RwSignal::new(None::<Failure>);
    let turn = StoredValue::new(0_u32);
    frame::title(texts::work::REGISTER_TITLE);
    let load = move |asked: Asked| {
        let Some(now) = turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        failure.set(None);
        spawn_local(async move {
            let (year, after) = (asked.year.map(|year| year.to_string()), asked.after.map(|after| after.to_string()));
            let parts = [("year", year.as_deref()), ("after", after.as_deref())];
            let query: Vec<(&str, &str)> = parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
            let answer = api::call::<ListRegister>(&[], &query, None, &[]).await;
            if turn.try_get_value() != Some(now) {
                return;
            }
            match answer {
                Ok(register) => page.set(Some(register)),
                Err(problem) => {
                    session.ended(&problem);
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
    let years = Signal::derive(move || {
        let of = |register: &Register| {
            let mut years = register.years.clone();
            years.push(register.year);
            years.sort_unstable();
            years.dedup();
            let tab = |year: i16| Tab {
                href: Asked { year: Some(year), after: None }.address(),
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
            <h1 id="page-title" tabindex="-1">{ts(texts::work::REGISTER_TITLE)}</h1>
            <Files page=page />
        </div>
        {move || several.get().then(|| view! { <Tabs label=ts(texts::work::REGISTER_YEARS) items=years /> })}
        {trouble}
        {move || match page.get() {
            Some(register) => view! { <Lines register=register asked=asked.get_untracked() /> }.into_any(),
            None => {
                let waiting = failure.with(Option::is_none);
                waiting.then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any()
            }
        }}
    }
}

/// The two files of the year.
#[component]
fn Files(page: RwSignal<Option<Register>>) -> impl IntoView {
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
        announce(t(texts::work::REGISTER_MAKING));
        spawn_local(async move {
            let year = year.to_string();
            let answer = api::bytes_of::<RegisterFile>(&[format.ending()], &[("year", &year)]).await;
            if busy.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(bytes) => {
                    let name = format!("so-theo-doi-{year}.{}", format.ending());
                    if download_blob(&name, &bytes, format.media_type()) {
                        announce(&tf(texts::work::REGISTER_MADE, &[("year", &year)]));
                    } else {
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
                    {button(Format::Pdf, texts::work::REGISTER_PDF)}
                    {button(Format::Xlsx, texts::work::REGISTER_XLSX)}
                    {move || busy.get().map(|_| view! { <p class="muted small">{ts(texts::work::REGISTER_MAKING)}</p> })}
                    {move || wrong.get().map(|words| view! { <p class="field-error" role="alert">{words}</p> })}
                </div>
            }
        })
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
    let next = register.next.map(|next| Asked { year: Some(register.year), after: Some(next) }.address());
    let first = asked.after.map(|_| Asked { year: Some(register.year), after: None }.address());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_year_has_an_address() {
        assert_eq!(Asked::default().address(), "/desk/so");
        assert_eq!(Asked { year: Some(2026), after: Some(100) }.address(), "/desk/so?nam=2026&sau=100");
    }
}
