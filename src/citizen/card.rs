//! The ID card for one section of a draft: scanned, shown with its warnings, filled in on request.

use super::{
    draft::pages_of,
    pieces::{back, over_draft},
    route::{Route, go, use_title},
    scan::{classified, scanner_words},
    world::{World, world},
};
use crate::{
    device::{
        camera::{Guide, Scanner},
        today,
    },
    fields::{Wording, card_address, card_fields, card_value, card_words},
    i18n::{say, t, tf, ts},
    texts::{self, scan as s},
    ui::{Button, ButtonKind, LinkButton, Notice, SummaryList, SummaryRow, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_domain::{
    citizen_card::{CardWarning, CitizenCard},
    form::Source,
    scan::Scanned,
};

#[component]
pub fn CardFor(code: String, section: String) -> impl IntoView {
    over_draft(&code.clone(), move |wording| {
        let (code, section) = (code.clone(), section.clone());
        view! { <Page wording=wording code=code section=section /> }.into_any()
    })
}

#[component]
fn Page(wording: Wording, code: String, section: String) -> impl IntoView {
    let world = world();
    world.keep_now();
    let card: RwSignal<Option<CitizenCard>> = RwSignal::new(world.card.get_untracked());
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let (words, named) = (wording.clone(), section.clone());
    let title =
        Signal::derive(move || tf(s::CARD_PAGE_TITLE, &[("section", &words.get(&["section.", &named].concat()))]));
    use_title(title);
    let take = Callback::new(move |text: String| match classified(world, &text) {
        Scanned::Card(read) => {
            trouble.set(None);
            announce(t(s::CARD_TITLE));
            card.set(Some(*read));
        }
        Scanned::CardBroken(error) => {
            let key = texts::codes::find_card_error(error.as_str());
            trouble.set(key.map(|key| t(key).to_owned()));
        }
        _ => trouble.set(Some(t(s::CARD_OTHER_CODE).to_owned())),
    });
    let answers = world.draft(&code).map(|draft| draft.answers).unwrap_or_default();
    let first = pages_of(wording.procedure(), &answers, &section).next().map(|page| page.id.clone());
    let by_hand = match first {
        Some(page) => Route::Page { code: code.clone(), page, review: false },
        None => Route::Tasks { code: code.clone() },
    };
    let href = by_hand.href();
    let inner = StoredValue::new((wording, code.clone(), section, by_hand));
    view! {
        {back(&Route::Tasks { code })}
        <h1>{title}</h1>
        {move || match card.get() {
            Some(read) => {
                let (wording, code, section, then) = inner.get_value();
                let again = Callback::new(move |()| {
                    world.card.set(None);
                    card.set(None);
                });
                preview(world, &wording, code, section, then, read, again)
            }
            None => {
                let href = href.clone();
                view! {
                    <p>{say(s::CARD_PAGE_TEXT)}</p>
                    {move || trouble.get().map(|text| view! { <Notice tone=Tone::Warning alert=true><p>{text}</p></Notice> })}
                    <Scanner words=scanner_words() guide=Guide::Card prefer=Callback::new(move |text: String| is_card(world, &text)) on_text=take />
                    <div class="actions">
                        <LinkButton href=href>{say(s::CARD_BY_HAND)}</LinkButton>
                    </div>
                }
                    .into_any()
            }
        }}
    }
}

/// Whether a text is that of an ID card: it goes before whatever else is in the picture.
fn is_card(world: World, text: &str) -> bool {
    matches!(classified(world, text), Scanned::Card(_))
}

/// What was read, what is odd about it, and the button that fills it in.
fn preview(
    world: World,
    wording: &Wording,
    code: String,
    section: String,
    then: Route,
    card: CitizenCard,
    again: Callback<()>,
) -> AnyView {
    let warnings: Vec<_> = card
        .warnings_at(today())
        .into_iter()
        .filter_map(|warning| texts::codes::find_card_warning(warning.as_str()).map(|key| (warning, key)))
        .collect();
    // An address of before 2025 is usual, not a contradiction.
    let odd = warnings.iter().any(|(warning, _)| *warning != CardWarning::AddressBefore2025);
    let lines: Vec<_> = warnings
        .iter()
        .map(|(_, key)| {
            let key = *key;
            view! { <li>{say(key)}</li> }
        })
        .collect();
    let many = !lines.is_empty();
    let rows = {
        let (wording, section, card) = (wording.clone(), section.clone(), card.clone());
        Signal::derive(move || {
            let fields = card_fields(wording.procedure(), &section);
            fields
                .filter_map(|field| {
                    Some(SummaryRow {
                        key: wording.label(field),
                        value: card_words(&wording, field, &card)?,
                        ..SummaryRow::default()
                    })
                })
                .collect::<Vec<_>>()
        })
    };
    let busy = RwSignal::new(false);
    let wording = wording.clone();
    let fill = Callback::new(move |()| {
        busy.set(true);
        let (wording, code, section, then, card) =
            (wording.clone(), code.clone(), section.clone(), then.clone(), card.clone());
        spawn_local(async move {
            let address = card_address(world.env, &card.address).await;
            world.edit(&code, |draft| {
                for field in card_fields(wording.procedure(), &section) {
                    if let Some(value) = card_value(field, &card, &address) {
                        draft.answers.fill(&field.id, value, Source::Card);
                    }
                }
            });
            world.card.set(None);
            world.keep_now();
            go(&then);
        });
    });
    view! {
        <p>{say(s::CARD_CHECK)}</p>
        {many
            .then(|| {
                view! {
                    <Notice tone=if odd { Tone::Warning } else { Tone::Info } title=ts(if odd { s::CARD_ODD } else { s::CARD_NOTE })>
                        <ul>{lines}</ul>
                        {odd.then(|| view! { <p>{say(s::CARD_ODD_TEXT)}</p> })}
                    </Notice>
                }
            })}
        <SummaryList rows=rows />
        <div class="actions">
            <Button kind=ButtonKind::Primary id="fill" busy=busy on_press=fill>{say(s::CARD_FILL)}</Button>
            <Button on_press=again>{say(s::CARD_AGAIN)}</Button>
        </div>
        <p class="hint">{say(s::CARD_UNSIGNED)}</p>
    }
    .into_any()
}
