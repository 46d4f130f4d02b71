//! Asking for supplements, once and all together: pick papers and fields, a sentence each, see it as the citizen will.

use super::{
    faults::{FaultInput, fault_words, text_id},
    open::Open,
    pick::{self, Group, Item},
    reason::CancelButton,
    typed::{Pick as Picked, Typed},
};
use crate::{
    desk::reference::Reference,
    i18n::{Language, t, texts, tf, ts},
    ui::{Button, ButtonKind, Dialog, ErrorSummary, FormGroup, Notice, TextArea, Tone},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskCommand;
use motcua_domain::dossier::Reason;

/// Ids on the page.
fn pick_id(field: &str) -> String {
    format!("pick-{field}")
}

/// The id of the leader's reason.
const LEADER_REASON: &str = "leader-reason";

/// The form. A second request is the leader's, with a reason, and the dossier counts as overdue from then on.
#[component]
pub fn SupplementForm(again: bool) -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let Typed { picked, note, leader_reason, .. } = open.typed;
    let groups = Memo::new(move |_| {
        open.dossier
            .with(|dossier| {
                let dossier = dossier.as_ref()?;
                Some(pick::groups(dossier, &reference.procedure(&dossier.procedure)?))
            })
            .unwrap_or_default()
    });
    // What is picked, in the order of the page.
    let chosen = Memo::new(move |_| {
        let picked = picked.get();
        groups.with(|groups| {
            let items = groups.iter().flat_map(|group| &group.items);
            items.filter_map(|item| Some((item.clone(), picked.get(&item.field)?.clone()))).collect::<Vec<_>>()
        })
    });
    let (attempt, set_attempt) = signal(0_u32);
    let errors = Signal::derive(move || {
        if attempt.get() == 0 {
            return Vec::new();
        }
        chosen.with(|chosen| {
            if chosen.is_empty() {
                let first = groups.with(|groups| {
                    groups.first().and_then(|group| group.items.first()).map(|item| pick_id(&item.field))
                });
                return vec![(first.unwrap_or_default(), t(texts::desk::SUPPLEMENT_NONE).to_owned())];
            }
            let silent = chosen.iter().filter(|(_, pick)| pick.text.trim().is_empty());
            let mut errors: Vec<_> = silent
                .map(|(item, _)| {
                    (text_id(&item.field), tf(texts::desk::SUPPLEMENT_TEXT_MISSING, &[("field", &item.label)]))
                })
                .collect();
            if again && leader_reason.with(|reason| reason.trim().is_empty()) {
                errors.push((LEADER_REASON.to_owned(), t(texts::counter::LEADER_REASON_MISSING).to_owned()));
            }
            errors
        })
    });
    let preview = RwSignal::new(false);
    let (title, text) = if again {
        (texts::counter::AGAIN_TITLE, texts::counter::AGAIN_TEXT)
    } else {
        (texts::desk::SUPPLEMENT_ONCE, texts::desk::SUPPLEMENT_ONCE_TEXT)
    };
    let reason_error = Signal::derive(move || {
        (attempt.get() > 0 && leader_reason.with(|reason| reason.trim().is_empty()))
            .then(|| t(texts::counter::LEADER_REASON_MISSING).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_attempt.update(|attempt| *attempt += 1);
        if errors.with_untracked(Vec::is_empty) {
            preview.set(true);
        }
    };
    let send = move |()| {
        preview.set(false);
        let reasons = chosen.with_untracked(|chosen| {
            chosen
                .iter()
                .map(|(item, pick)| Reason {
                    field: item.field.clone(),
                    code: pick.fault,
                    text: pick.text.trim().to_owned(),
                })
                .collect()
        });
        let command = DeskCommand::RequestSupplement {
            reasons,
            note: note.get_untracked().trim().to_owned(),
            leader_reason: again.then(|| leader_reason.get_untracked().trim().to_owned()),
        };
        open.command(command, texts::desk::ACT_DONE_SUPPLEMENT);
    };
    view! {
        <Notice tone=Tone::Warning title=ts(title)>
            <p>{ts(text)}</p>
        </Notice>
        <form on:submit=submit novalidate>
            <ErrorSummary title=ts(texts::common::ERROR_SUMMARY) items=errors attempt=attempt />
            <fieldset>
                <legend class="label">{ts(texts::desk::SUPPLEMENT_PICK)}</legend>
                <p class="hint">{ts(texts::desk::SUPPLEMENT_PICK_HINT)}</p>
                {move || groups.get().into_iter().map(|group| view! { <PickGroup group=group attempt=attempt /> }).collect_view()}
            </fieldset>
            <FormGroup id="note" label=ts(texts::desk::SUPPLEMENT_NOTE) optional=true>
                <TextArea value=note on_input=move |text| note.set(text) rows=2 max=1000 />
            </FormGroup>
            {again
                .then(|| {
                    view! {
                        <FormGroup
                            id=LEADER_REASON
                            label=ts(texts::counter::LEADER_REASON)
                            hint=Signal::derive(|| Some(t(texts::counter::LEADER_REASON_HINT).to_owned()))
                            error=reason_error
                        >
                            <TextArea value=leader_reason on_input=move |text| leader_reason.set(text) rows=2 max=1000 />
                        </FormGroup>
                    }
                })}
            <p class="small muted" role="status">
                {move || tf(texts::desk::SUPPLEMENT_PICKED, &[("count", &chosen.with(Vec::len).to_string())])}
            </p>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy>{ts(texts::desk::SUPPLEMENT_PREVIEW)}</Button>
                <CancelButton />
            </div>
        </form>
        <Dialog id="preview" open=preview title=ts(texts::desk::SUPPLEMENT_PREVIEW_TITLE) on_close=move |()| preview.set(false)>
            <Preview chosen=chosen />
            <p><strong>{ts(title)}"."</strong></p>
            <div class="actions">
                <Button kind=ButtonKind::Primary on_press=send>{ts(texts::desk::SUPPLEMENT_SEND)}</Button>
                <Button on_press=move |()| preview.set(false)>{ts(texts::desk::SUPPLEMENT_EDIT)}</Button>
            </div>
        </Dialog>
    }
}

/// As the citizen will read it, in Vietnamese.
#[component]
fn Preview(#[prop(into)] chosen: Signal<Vec<(Item, Picked)>>) -> impl IntoView {
    let open = Open::get();
    let code = move || open.read(|dossier| dossier.code.clone());
    let intro =
        move || crate::i18n::fill(texts::desk::SUPPLEMENT_PREVIEW_INTRO.words(Language::Vi), &[("code", &code())]);
    view! {
        <div class="preview">
            <p lang="vi"><strong>{intro}</strong></p>
            <ol>
                {move || {
                    chosen
                        .get()
                        .into_iter()
                        .map(|(item, pick)| {
                            view! {
                                <li>
                                    <strong>{item.label}</strong>
                                    " (" {fault_words(pick.fault)} ")"
                                    <br />
                                    <span class="pre-line" lang="vi">{pick.text}</span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ol>
            <p class="pre-line" lang="vi">{move || open.typed.note.get()}</p>
        </div>
    }
}

/// The items under one heading; papers stand open, since they are what is missing most often.
#[component]
fn PickGroup(group: Group, #[prop(into)] attempt: Signal<u32>) -> impl IntoView {
    let Typed { picked, .. } = Open::get().typed;
    let papers = group.title.is_none();
    let any = picked.with_untracked(|picked| group.items.iter().any(|item| picked.contains_key(&item.field)));
    let title = group.title.map_or_else(|| ts(texts::desk::DOSSIER_PAPERS), Signal::stored);
    view! {
        <details class="pick-group" open=papers || any>
            <summary>{title}</summary>
            {group.items.into_iter().map(|item| view! { <Pick item=item attempt=attempt /> }).collect_view()}
        </details>
    }
}

#[component]
fn Pick(item: Item, #[prop(into)] attempt: Signal<u32>) -> impl IntoView {
    let Typed { picked, .. } = Open::get().typed;
    let Item { field, label } = item;
    let key = StoredValue::new(field.clone());
    let on = Memo::new(move |_| picked.with(|picked| key.with_value(|key| picked.contains_key(key))));
    let toggle = move |event| {
        let on = event_target_checked(&event);
        picked.update(|picked| {
            if on {
                picked.entry(key.get_value()).or_default();
            } else {
                picked.remove(&key.get_value());
            }
        });
    };
    let id = pick_id(&field);
    let legend = label.clone();
    view! {
        <div class="pick">
            <div class="choice">
                <input type="checkbox" id=id.clone() prop:checked=on on:change=toggle />
                <label r#for=id>{label}</label>
            </div>
            {move || {
                let legend = legend.clone();
                on.get()
                    .then(|| view! { <FaultInput field=key.get_value() label=legend attempt=attempt /> })
            }}
        </div>
    }
}
