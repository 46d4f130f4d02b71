//! One line of the work list.

use super::{due, reference::Reference, routes, when};
use crate::{
    i18n::{t, texts},
    ui::{Tag, Tone},
};
use jiff::civil::DateTime;
use leptos::prelude::*;
use motcua_contract::desk::WorkItem;
use motcua_domain::{dossier::State, words::date_time_vi};

/// The name of a state in the reader's language.
pub fn state_words(state: State) -> &'static str {
    texts::codes::find(&format!("state.{}", state.as_str())).map_or(state.as_str(), t)
}

/// How a state looks: what waits for the desk stands out.
pub const fn state_tone(state: State) -> Tone {
    match state {
        State::Submitted | State::WithdrawalRequested => Tone::Info,
        State::SupplementRequested | State::PaymentRequested => Tone::Warning,
        State::Done | State::Returned => Tone::Success,
        State::Refused | State::Stopped => Tone::Error,
        State::Draft | State::Received | State::Processing => Tone::Plain,
    }
}

/// A row; the whole of it leads to the dossier.
#[component]
pub fn WorkRow(#[prop(into)] item: Signal<WorkItem>, #[prop(into)] now: Signal<Option<DateTime>>) -> impl IntoView {
    let reference = Reference::get();
    let due_at = Memo::new(move |_| item.with(|item| item.due));
    let state = Memo::new(move |_| item.with(|item| item.state));
    let judged = Memo::new(move |_| {
        let now = now.get().unwrap_or(DateTime::MIN);
        item.with(|item| {
            reference.office.with(|office| due::judge(item.state, item.due, item.paused, now, office.as_ref()))
        })
    });
    // Neither changes while a dossier lives.
    let (id, code) = item.with_untracked(|item| (item.id.clone(), item.code.clone()));
    let label = |key| Signal::derive(move || t(key).to_owned());
    view! {
        <tr class="work-row" class:is-late=move || matches!(judged.get(), due::Due::Late(_))>
            <td data-label=label(texts::desk::COLUMN_DUE)>
                <Tag
                    tone=Signal::derive(move || judged.get().tone())
                    sign=Signal::derive(move || judged.get().sign())
                    text=Signal::derive(move || judged.get().words(due_at.get()))
                />
                {move || due_at.get().map(|at| view! { <span class="work-due small muted">{date_time_vi(at)}</span> })}
            </td>
            <td data-label=label(texts::desk::COLUMN_CODE)>
                <a class="work-link mono" id=format!("work-{id}") href=routes::dossier(&id)>{code}</a>
            </td>
            <td data-label=label(texts::desk::COLUMN_REQUESTER)>
                <strong>{move || item.with(|item| item.requester.clone())}</strong>
            </td>
            <td data-label=label(texts::desk::COLUMN_PROCEDURE)>
                <span class="work-procedure">{move || item.with(|item| reference.procedure_name(&item.procedure))}</span>
            </td>
            <td data-label=label(texts::desk::COLUMN_STATE)>
                <Tag
                    tone=Signal::derive(move || state_tone(state.get()))
                    text=Signal::derive(move || state_words(state.get()).to_owned())
                />
            </td>
            <td data-label=label(texts::desk::COLUMN_SUBMITTED) class="small">
                {move || item.with(|item| when::moment(item.submitted_at))}
            </td>
        </tr>
    }
}
