//! An apology with the one new appointment: a day to choose, with what it means in working days.

use super::{open::Open, reason::CancelButton, typed::Typed};
use crate::{
    desk::reference::Reference,
    fields::local_words,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, DateInput, DateParts, FormGroup, Notice, TextArea, Tone, focus_id},
};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use motcua_contract::{desk::DeskCommand, public::Office};
use motcua_domain::{date::PartialDate, deadline::Clock};

use super::reason::Ready;

/// Working days that are offered with one press.
const OFFERED: [u32; 4] = [1, 2, 3, 5];

/// The end of the office hours of the working day so many working days after a day.
fn later(office: &Office, from: Date, days: u32) -> DateTime {
    let day = (0..days).fold(from, |day, _| office.calendar.next_working_day(day));
    office.hours.closing(day, &office.calendar)
}

/// How a chosen day does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judged {
    Missing,
    NoDate,
    NotLater,
    /// The office is closed then: the next day that it works is named.
    Closed(Date),
    /// That many working days after what was promised.
    Good(DateTime, u32),
}

fn judge(parts: &DateParts, was: DateTime, office: &Office) -> Judged {
    let day = match parts.date() {
        Ok(None) => return Judged::Missing,
        Ok(Some(PartialDate::Full(day))) => day,
        _ => return Judged::NoDate,
    };
    if day <= was.date() {
        Judged::NotLater
    } else if !office.calendar.is_working_day(day) {
        Judged::Closed(office.calendar.next_working_day(day))
    } else {
        let days = Clock { calendar: &office.calendar, hours: &office.hours }.working_days_between(was.date(), day);
        Judged::Good(office.hours.closing(day, &office.calendar), days)
    }
}

/// The form.
#[component]
pub fn ExtendForm() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let Typed { reason, date, .. } = open.typed;
    let (tried, set_tried) = signal(false);
    let was = Memo::new(move |_| open.read(|dossier| dossier.due));
    let judged = Memo::new(move |_| {
        let was = was.get()?;
        reference.office.with(|office| {
            let office = office.as_ref()?;
            Some(date.with(|date| judge(date, was, office)))
        })
    });
    let error = Signal::derive(move || match judged.get()? {
        Judged::Good(..) => None,
        Judged::Missing => tried.get().then(|| t(texts::counter::EXTEND_DATE_MISSING).to_owned()),
        // While somebody types, a date is not there yet.
        Judged::NoDate => tried.get().then(|| t(texts::counter::EXTEND_NO_DATE).to_owned()),
        Judged::NotLater => Some(t(texts::counter::EXTEND_NOT_LATER).to_owned()),
        Judged::Closed(next) => {
            let next = local_words(reference.office.with(|office| {
                office.as_ref().map_or(DateTime::MIN, |office| office.hours.closing(next, &office.calendar))
            }));
            Some(tf(texts::counter::EXTEND_CLOSED, &[("next", &next)]))
        }
    });
    let reason_error = Signal::derive(move || {
        (tried.get() && reason.with(|text| text.trim().is_empty())).then(|| t(texts::desk::REASON_MISSING).to_owned())
    });
    let hint =
        Signal::derive(move || was.get().map(|was| tf(texts::counter::EXTEND_WAS, &[("due", &local_words(was))])));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        let text = reason.get_untracked().trim().to_owned();
        match judged.get_untracked() {
            Some(Judged::Good(due, _)) if !text.is_empty() => {
                open.command(DeskCommand::Extend { reason: text, due }, texts::counter::DONE_EXTEND);
            }
            Some(Judged::Good(..)) => focus_id("reason"),
            _ => focus_id("new-date"),
        }
    };
    let offers = move || {
        let was = was.get()?;
        reference.office.with(|office| {
            let office = office.as_ref()?;
            let offer = |days: u32| {
                let due = later(office, was.date(), days);
                let words =
                    tf(texts::counter::EXTEND_OFFER, &[("days", &days.to_string()), ("due", &local_words(due))]);
                let take = move |_| date.set(PartialDate::Full(due.date()).into());
                view! { <li><button type="button" class="ready-line" on:click=take>{words}</button></li> }
            };
            Some(view! { <ul class="offers">{OFFERED.map(offer).collect_view()}</ul> })
        })
    };
    let good = move || match judged.get() {
        Some(Judged::Good(due, days)) => {
            Some(tf(texts::counter::EXTEND_GOOD, &[("due", &local_words(due)), ("days", &days.to_string())]))
        }
        _ => None,
    };
    view! {
        <Notice tone=Tone::Warning title=ts(texts::counter::EXTEND_ONCE)>
            <p>{ts(texts::counter::EXTEND_ONCE_TEXT)}</p>
        </Notice>
        <form on:submit=submit novalidate>
            <FormGroup id="new-date" label=ts(texts::counter::EXTEND_DATE) hint=hint error=error group=true>
                <DateInput value=date on_change=move |parts| date.set(parts) />
            </FormGroup>
            <p class="small" role="status">{good}</p>
            {offers}
            <FormGroup
                id="reason"
                label=ts(texts::counter::EXTEND_REASON)
                hint=Signal::derive(|| Some(t(texts::desk::REASON_HINT).to_owned()))
                error=reason_error
            >
                <TextArea value=reason on_input=move |text| reason.set(text) rows=3 max=1000 />
            </FormGroup>
            <Ready
                sentences=&[texts::counter::READY_EXTEND_CHECK, texts::counter::READY_EXTEND_LOAD, texts::counter::READY_EXTEND_OTHER]
                on_pick=move |text| reason.set(text)
            />
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy>{ts(texts::counter::EXTEND_SUBMIT)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}
