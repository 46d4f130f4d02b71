//! One line of the work list.

use super::{due, reference::Reference, routes, session::Session, when, work_list::channel_words};
use crate::{
    i18n::{Key, t, texts, tf},
    ui::{Tag, Tone},
};
use jiff::civil::DateTime;
use leptos::prelude::*;
use motcua_contract::desk::WorkItem;
use motcua_domain::{
    dossier::{Channel, State},
    staff::Duty,
    words::date_time_vi,
};

/// The name of a state in the reader's language.
pub fn state_words(state: State) -> &'static str {
    texts::codes::find_state(state.as_str()).map_or(state.as_str(), t)
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

/// A row; the whole of it leads to the dossier, for those who may open one.
#[component]
pub fn WorkRow(
    #[prop(into)] item: Signal<WorkItem>,
    #[prop(into)] now: Signal<Option<DateTime>>,
    /// The cell with the box that chooses it.
    #[prop(optional, into)]
    choose: ViewFn,
) -> impl IntoView {
    let (session, reference) = (Session::get(), Reference::get());
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
    let row_id = id.clone();
    let opens = Memo::new(move |_| session.has(Duty::OpenDossier));
    let name = move || {
        let code = code.clone();
        if opens.get() {
            view! { <a class="work-link mono" id=format!("work-{id}") href=routes::dossier(&id)>{code}</a> }.into_any()
        } else {
            view! { <span class="mono">{code}</span> }.into_any()
        }
    };
    let label = |key: Key| Signal::derive(move || t(key).to_owned());
    let came = move || {
        let channel = item.with(|item| item.channel);
        (channel != Channel::Online)
            .then(|| view! { <span class="work-note small muted">{t(channel_words(channel))}</span> })
    };
    let unread = move || {
        let unread = item.with(|item| item.unread);
        let words = tf(texts::work::ROW_UNREAD, &[("count", &unread.to_string())]);
        (unread > 0).then(|| view! { <span class="work-note"><Tag tone=Tone::Info text=words /></span> })
    };
    let proposed = move || {
        let proposed = item.with(|item| item.proposed);
        proposed.then(
            || view! { <span class="work-note"><Tag tone=Tone::Warning text=t(texts::work::ROW_PROPOSED) /></span> },
        )
    };
    let assignee = move || {
        let name = item.with(|item| item.assignee.clone())?;
        let words = tf(texts::work::ROW_ASSIGNEE, &[("name", &name)]);
        Some(view! { <span class="work-note small muted">{words}</span> })
    };
    view! {
        <tr class="work-row" class:is-late=move || matches!(judged.get(), due::Due::Late(_)) data-id=row_id>
            {move || choose.run()}
            <td data-label=label(texts::desk::COLUMN_DUE)>
                <Tag
                    tone=Signal::derive(move || judged.get().tone())
                    sign=Signal::derive(move || judged.get().sign())
                    text=Signal::derive(move || judged.get().words(due_at.get()))
                />
                {move || due_at.get().map(|at| view! { <span class="work-due small muted">{date_time_vi(at)}</span> })}
            </td>
            <td data-label=label(texts::desk::COLUMN_CODE)>{name} {unread}</td>
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
                {proposed}
                {assignee}
            </td>
            <td data-label=label(texts::desk::COLUMN_SUBMITTED) class="small">
                {move || item.with(|item| when::moment(item.submitted_at))}
                {came}
            </td>
        </tr>
    }
}
