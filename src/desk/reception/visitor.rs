//! Who stands there, and their dossiers: "how far is mine" is answered by one scan.

use super::Visit;
use crate::{
    api::{self, Failure},
    desk::{
        reference::Reference,
        routes,
        session::Session,
        when,
        work_row::{state_tone, state_words},
    },
    fields::{date_words, local_words},
    i18n::{t, texts, texts::queue as q, tf, ts},
    ui::{Button, EmptyState, FormGroup, Notice, Skeleton, Tag, TextInput, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::desk::{ListWork, WorkItem, WorkList};
use motcua_domain::{citizen_card::CardWarning, date::PartialDate, staff::Duty};

/// Dossiers shown; more is not a visitor, but a search.
const SHOWN: usize = 12;

/// The card, or the box to type into.
#[component]
pub fn Who() -> impl IntoView {
    let visit = Visit::get();
    let typed = RwSignal::new(String::new());
    // What was scanned or cleared shows in the box, too.
    Effect::new(move |_| typed.set(if visit.card.with(Option::is_some) { String::new() } else { visit.asked.get() }));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = typed.get_untracked().trim().to_owned();
        if !words.is_empty() {
            visit.card.set(None);
            visit.asked.set(words);
        }
    };
    view! {
        {move || visit.card.get().map(|card| view! { <CardShown card=card /> })}
        <form role="search" class="queue-search" aria-label=ts(q::RECEPTION_FIND_LABEL) on:submit=submit>
            <FormGroup id="visitor-search" label=ts(q::RECEPTION_FIND_LABEL)>
                <TextInput value=typed on_input=move |text| typed.set(text) autocomplete="off" max=100 />
            </FormGroup>
            <Button submit=true>{ts(q::RECEPTION_FIND)}</Button>
        </form>
    }
}

/// What the card says, and what is odd about it.
#[component]
fn CardShown(card: motcua_domain::citizen_card::CitizenCard) -> impl IntoView {
    let warnings = card.warnings_at(crate::device::today());
    let lines: Vec<_> = warnings
        .into_iter()
        .filter(|warning| *warning != CardWarning::AddressBefore2025)
        .filter_map(|warning| texts::codes::find_card_warning(warning.as_str()))
        .map(|key| view! { <li>{ts(key)}</li> })
        .collect();
    let odd = !lines.is_empty();
    let (number, born) = (card.number.clone(), card.birth_date);
    view! {
        <div class="visitor-card" id="visitor-card">
            <p class="visitor-name"><span class="muted small">{ts(q::RECEPTION_CARD)}</span> <br /> <strong>{card.name.clone()}</strong></p>
            <p>
                {move || tf(q::RECEPTION_CARD_NUMBER, &[("number", &number)])}
                <br />
                {move || tf(q::RECEPTION_CARD_BORN, &[("day", &date_words(PartialDate::Full(born)))])}
            </p>
        </div>
        {odd.then(|| view! { <Notice tone=Tone::Warning><ul>{lines}</ul></Notice> })}
    }
}

/// What was found for the visitor.
#[derive(Clone)]
enum Found {
    Nothing,
    Searching,
    Here(WorkList),
    Failed(Failure),
}

/// The visitor's dossiers.
#[component]
pub fn Dossiers() -> impl IntoView {
    let (visit, session) = (Visit::get(), Session::get());
    let found = RwSignal::new(Found::Nothing);
    let turn = StoredValue::new(0u32);
    let find = move |asked: String| {
        let next = |turn: &mut u32| {
            *turn = turn.wrapping_add(1);
            *turn
        };
        let Some(mine) = turn.try_update_value(next) else { return };
        if asked.is_empty() {
            found.set(Found::Nothing);
            return;
        }
        found.set(Found::Searching);
        spawn_local(async move {
            let answer = api::call::<ListWork>(&[], &[("view", "all"), ("q", &asked)], None, &[]).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            found.set(match answer {
                Ok(list) => {
                    announce(&tf(texts::desk::LIST_FOUND, &[("count", &list.items.len().to_string())]));
                    Found::Here(list)
                }
                Err(failure) => {
                    session.ended(&failure);
                    Found::Failed(failure)
                }
            });
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        find(visit.asked.get());
    });
    let again = move |()| find(visit.asked.get_untracked());
    let shown = Memo::new(move |_| found.with(|found| !matches!(found, Found::Nothing)));
    view! {
        <Show when=move || shown.get()>
            <section class="card stack" aria-labelledby="visitor-dossiers">
                <h2 id="visitor-dossiers">{ts(q::DOSSIERS_TITLE)}</h2>
                {move || match found.get() {
                    Found::Nothing => ().into_any(),
                    Found::Searching => view! { <Skeleton label=ts(q::RECEPTION_FINDING) lines=3 /> }.into_any(),
                    Found::Failed(failure) => {
                        view! {
                            <Notice tone=Tone::Error title=ts(q::RECEPTION_FIND_FAILED) alert=true>
                                <p>{move || t(api::words(&failure))}</p>
                            </Notice>
                            <Button on_press=again>{ts(texts::common::ACTION_RETRY)}</Button>
                        }
                            .into_any()
                    }
                    Found::Here(list) if list.items.is_empty() => {
                        view! { <EmptyState title=ts(q::DOSSIERS_NONE) text=ts(q::DOSSIERS_NONE_TEXT) /> }.into_any()
                    }
                    Found::Here(list) => {
                        let more = list.items.len() > SHOWN || list.next.is_some();
                        let lines = list.items.into_iter().take(SHOWN).map(|item| view! { <Line item=item /> }).collect_view();
                        view! {
                            <ul class="plain-list visitor-dossiers">{lines}</ul>
                            {more.then(|| view! { <p class="muted">{ts(q::DOSSIERS_MANY)}</p> })}
                        }
                            .into_any()
                    }
                }}
            </section>
        </Show>
    }
}

/// One dossier in three lines.
#[component]
fn Line(item: WorkItem) -> impl IntoView {
    let (session, reference) = (Session::get(), Reference::get());
    let (code, id, procedure) = (item.code.clone(), item.id.clone(), item.procedure.clone());
    let (state, due, submitted) = (item.state, item.due, item.submitted_at);
    let opens = session.has(Duty::OpenDossier);
    view! {
        <li>
            <p>
                {if opens {
                    view! { <a class="mono" href=routes::dossier(&id)>{code}</a> }.into_any()
                } else {
                    view! { <span class="mono">{code}</span> }.into_any()
                }}
                " "
                <Tag tone=state_tone(state) text=Signal::derive(move || state_words(state).to_owned()) />
            </p>
            <p>{item.requester.clone()} ". " {move || reference.procedure_name(&procedure)}</p>
            <p class="muted small">
                {move || tf(q::DOSSIERS_SUBMITTED, &[("at", &when::moment(submitted))])}
                {move || due.map(|due| [". ", &tf(q::DOSSIERS_DUE, &[("at", &local_words(due))])].concat())}
            </p>
        </li>
    }
}
