//! The head of a dossier: procedure, code, state, the clock, and who brought it how.

use super::{
    clock::{ClockNotes, ClockWords},
    open::Open,
    print::PrintMenu,
    said::staff_words,
};
use crate::{
    desk::{
        reference::Reference,
        when,
        work_row::{state_tone, state_words},
    },
    i18n::{t, texts, tf, ts},
    ui::{Notice, Tag, Tone, focus_id},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskDossier;
use motcua_domain::{dossier::Channel, words::date_vi};

/// The answer that names somebody, by its field.
fn named(dossier: &DeskDossier, field: &str) -> Option<String> {
    let text = dossier.answers.get(field)?.as_text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// How it came, and who wrote it for whom.
fn came(dossier: &DeskDossier) -> Vec<String> {
    let requester = named(dossier, "requester_name").unwrap_or_default();
    let mut words = vec![match (&dossier.entered_by, dossier.channel) {
        (Some(id), _) => {
            let who = staff_words(dossier, id);
            tf(texts::counter::ENTERED_BY, &[("who", &who), ("for", &requester)])
        }
        (None, Channel::Online) => t(texts::counter::CHANNEL_ONLINE).to_owned(),
        (None, Channel::Desk) => t(texts::counter::CHANNEL_DESK).to_owned(),
        (None, Channel::Post) => t(texts::counter::CHANNEL_POST).to_owned(),
    }];
    if let Some(book) = dossier.book {
        let (number, year) = (book.number.to_string(), book.year.to_string());
        words.push(tf(texts::counter::BOOK_NUMBER, &[("number", &number), ("year", &year)]));
    }
    if let Some(proxy) = named(dossier, "proxy_name") {
        words.push(tf(texts::counter::BY_PROXY, &[("who", &proxy), ("for", &requester)]));
    }
    words
}

/// Code, procedure, state and clock in words.
#[component]
pub fn Head() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let code = move || open.read(|dossier| dossier.code.clone());
    let procedure = Memo::new(move |_| open.read(|dossier| dossier.procedure.clone()));
    let requester = move || open.read(|dossier| named(dossier, "requester_name")).unwrap_or_default();
    let state = Memo::new(move |_| open.read(|dossier| dossier.state));
    let older = move || {
        let wording = reference.procedure(&procedure.get())?;
        let handed_in = open.dossier.with(|dossier| dossier.as_ref().map(|dossier| dossier.procedure_version))?;
        (wording.procedure().version != handed_in)
            .then(|| tf(texts::desk::DOSSIER_PROCEDURE_OLDER, &[("date", &date_vi(handed_in))]))
    };
    let assignee = move || {
        open.read(|dossier| dossier.assignee.as_ref().map(|id| staff_words(dossier, id)))
            .unwrap_or_else(|| t(texts::counter::ASSIGNEE_NONE).to_owned())
    };
    view! {
        <header class="dossier-head">
            <div>
                <h1 id="page-title" tabindex="-1">
                    <span class="dossier-code">{move || tf(texts::desk::DOSSIER_TITLE, &[("code", &code())])}</span>
                    <span class="dossier-name">{requester}</span>
                </h1>
                <p class="muted">{move || reference.procedure_name(&procedure.get())} " (" <span class="nowrap">{procedure}</span> ")"</p>
                {move || open.read(came).into_iter().map(|words| view! { <p class="small">{words}</p> }).collect_view()}
                <PrintMenu />
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
                    <dd><ClockWords /></dd>
                </div>
                <div>
                    <dt>{ts(texts::desk::DOSSIER_SUBMITTED)}</dt>
                    <dd>{move || open.dossier.with(|dossier| dossier.as_ref().map(|dossier| when::moment(dossier.submitted_at)))}</dd>
                </div>
                <div>
                    <dt>{ts(texts::counter::ASSIGNEE_LABEL)}</dt>
                    <dd>{assignee}</dd>
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
        <ClockNotes />
        {move || older().map(|words| view! { <Notice tone=Tone::Plain><p>{words}</p></Notice> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::dossier;
    use motcua_domain::{
        dossier::State,
        form::{Source, Value},
    };

    #[test]
    fn who_wrote_for_whom_is_said() {
        let mut filled = DeskDossier { entered_by: Some("s1".into()), ..dossier(State::Submitted) };
        filled.staff.insert("s1".into(), "Le Thi Sau".into());
        filled.answers.fill("requester_name", Value::Text("Nguyễn Thị Út".into()), Source::Staff);
        filled.answers.fill("proxy_name", Value::Text("Trần Văn Ba".into()), Source::Staff);
        let words = came(&filled);
        assert_eq!(words.len(), 2);
        assert!(words[0].contains("Le Thi Sau") && words[0].contains("Nguyễn Thị Út"));
        assert!(words[1].contains("Trần Văn Ba"));
    }
}
