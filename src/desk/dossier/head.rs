//! The head of a dossier: procedure, code, state, and how much time is left.

use super::open::Open;
use crate::{
    desk::{
        due,
        reference::Reference,
        when,
        work_row::{state_tone, state_words},
    },
    fields::local_words,
    i18n::{texts, tf, ts},
    ui::{Notice, Sign, Tag, Tone, focus_id},
};
use leptos::prelude::*;
use motcua_domain::words::date_vi;

/// Code, procedure, state and clock in words.
#[component]
pub fn Head() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let code = move || open.read(|dossier| dossier.code.clone());
    let procedure = move || open.read(|dossier| dossier.procedure.clone());
    let requester = move || {
        open.read(|dossier| {
            dossier
                .answers
                .get("requester_name")
                .and_then(|value| value.as_text().map(str::to_owned))
                .unwrap_or_default()
        })
    };
    let state = Memo::new(move |_| open.read(|dossier| dossier.state));
    let due_at = Memo::new(move |_| open.read(|dossier| dossier.due));
    let judged = Memo::new(move |_| {
        open.dossier.with(|dossier| {
            dossier.as_ref().map_or(due::Due::None, |dossier| {
                reference
                    .office
                    .with(|office| due::judge(dossier.state, dossier.due, dossier.paused, dossier.now, office.as_ref()))
            })
        })
    });
    let older = move || {
        let wording = reference.procedure(&procedure())?;
        let handed_in = open.dossier.with(|dossier| dossier.as_ref().map(|dossier| dossier.procedure_version))?;
        (wording.procedure().version != handed_in)
            .then(|| tf(texts::desk::DOSSIER_PROCEDURE_OLDER, &[("date", &date_vi(handed_in))]))
    };
    view! {
        <header class="dossier-head">
            <div>
                <h1 id="page-title" tabindex="-1">
                    <span class="dossier-code">{move || tf(texts::desk::DOSSIER_TITLE, &[("code", &code())])}</span>
                    <span class="dossier-name">{requester}</span>
                </h1>
                <p class="muted">{move || reference.procedure_name(&procedure())} " (" <span class="nowrap">{procedure}</span> ")"</p>
            </div>
            <dl class="dossier-facts">
                <div>
                    <dt>{ts(texts::desk::COLUMN_STATE)}</dt>
                    <dd>
                        <Tag
                            tone=Signal::derive(move || state_tone(state.get()))
                            text=Signal::derive(move || state_words(state.get()).to_owned())
                        />
                    </dd>
                </div>
                <div>
                    <dt>{ts(texts::desk::DOSSIER_DUE)}</dt>
                    <dd>
                        <Tag
                            tone=Signal::derive(move || judged.get().tone())
                            sign=Signal::derive(move || judged.get().sign())
                            text=Signal::derive(move || judged.get().words(due_at.get()))
                        />
                        <span class="work-due small muted">{move || due_at.get().map(local_words)}</span>
                    </dd>
                </div>
                <div>
                    <dt>{ts(texts::desk::DOSSIER_SUBMITTED)}</dt>
                    <dd>{move || open.dossier.with(|dossier| dossier.as_ref().map(|dossier| when::moment(dossier.submitted_at)))}</dd>
                </div>
            </dl>
            <a
                class="button to-actions no-print"
                href="#actions-title"
                on:click=move |event| {
                    event.prevent_default();
                    event.stop_propagation();
                    focus_id("actions-title");
                }
            >
                {ts(texts::desk::DOSSIER_ACTIONS)}
            </a>
        </header>
        {move || {
            (judged.get() == due::Due::Paused)
                .then(|| view! { <p class="dossier-paused"><Tag tone=Tone::Plain sign=Some(Sign::Clock) text=ts(texts::desk::DOSSIER_PAUSED_NOTE) /></p> })
        }}
        {move || older().map(|words| view! { <Notice tone=Tone::Plain><p>{words}</p></Notice> })}
    }
}
