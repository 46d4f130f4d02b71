//! The ID card fills a section: by a scanner that types, wherever the cursor is, or by a camera. What stood there before
//! can be brought back.

use super::{handover, sheet::Sheet};
use crate::{
    desk::{
        reference::Reference,
        scanning::{classified, scanner_words},
        wedge,
    },
    device::{
        camera::{Guide, Scanner},
        today,
    },
    fields::{Env, Wording, card_address, card_fields, card_value},
    i18n::{
        t,
        texts::{self, fill_in as w},
        tf, ts,
    },
    ui::{Button, ButtonKind, Dialog, Icon, Notice, Sign, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_domain::{
    citizen_card::{CardWarning, CitizenCard},
    form::{Source, Value},
    scan::Scanned,
};

/// A card that was filled in, and what stood there before.
#[derive(Clone)]
struct Done {
    section: String,
    name: String,
    warnings: Vec<CardWarning>,
    before: Vec<(String, Option<Value>, Source)>,
}

/// Cards on this page.
#[derive(Clone, Copy)]
pub struct Cards {
    /// The section whose card the camera looks for.
    camera: RwSignal<Option<String>>,
    done: RwSignal<Option<Done>>,
    /// What could not be done with a code, in words.
    trouble: RwSignal<Option<String>>,
}

/// The section of the person who applies.
const REQUESTER: &str = "requester";

impl Cards {
    pub fn new() -> Self {
        Self { camera: RwSignal::new(None), done: RwSignal::new(None), trouble: RwSignal::new(None) }
    }

    fn get() -> Self {
        expect_context()
    }

    /// Puts a card into a section.
    fn fill(self, sheet: Sheet, env: Env, wording: Wording, section: String, card: CitizenCard) {
        self.trouble.set(None);
        self.camera.set(None);
        spawn_local(async move {
            let address = card_address(env, &card.address).await;
            if !sheet.alive() {
                return;
            }
            let before = sheet.answers.with_untracked(|answers| {
                let fields = card_fields(wording.procedure(), &section);
                fields
                    .map(|field| (field.id.clone(), answers.values.get(&field.id).cloned(), answers.source(&field.id)))
                    .collect()
            });
            for field in card_fields(wording.procedure(), &section) {
                if let Some(value) = card_value(field, &card, &address) {
                    sheet.fill(&field.id, Some(value), Source::Card);
                }
            }
            announce(&tf(w::CARD_FILLED, &[("name", &card.name)]));
            let warnings = card.warnings_at(today());
            self.done.set(Some(Done { section, name: card.name, warnings, before }));
        });
    }

    fn undo(self, sheet: Sheet) {
        let Some(done) = self.done.try_update(Option::take).flatten() else { return };
        done.before.into_iter().for_each(|(field, value, source)| sheet.fill(&field, value, source));
        announce(t(w::CARD_UNDONE));
    }
}

/// The section that a card scanned now is for: where the cursor is, else the first one that nobody has touched.
fn section_now(sheet: Sheet, wording: &Wording) -> Option<String> {
    let procedure = wording.procedure();
    let around = document().active_element().and_then(|element| element.closest("[data-section]").ok().flatten());
    let around = around.and_then(|section| section.get_attribute("data-section"));
    let takes_card = |section: &String| card_fields(procedure, section).next().is_some();
    if let Some(section) = around.filter(takes_card) {
        return Some(section);
    }
    sheet.answers.with_untracked(|answers| {
        let mut pages = procedure.pages_for(answers).map(|page| &page.section);
        let empty = |section: &&String| {
            takes_card(section) && card_fields(procedure, section).all(|field| answers.get(&field.id).is_none())
        };
        pages.find(empty).cloned()
    })
}

/// Takes a code that was read; answers whether it was a card.
fn take(cards: Cards, sheet: Sheet, env: Env, wording: &Wording, reference: Reference, text: &str) -> bool {
    match classified(reference, text) {
        Scanned::Card(card) => {
            let section = cards.camera.get_untracked().or_else(|| section_now(sheet, wording));
            match section {
                Some(section) => cards.fill(sheet, env, wording.clone(), section, *card),
                None => {
                    let words = tf(w::CARD_WHERE, &[("name", &card.name)]);
                    announce(&words);
                    cards.trouble.set(Some(words));
                }
            }
            true
        }
        Scanned::CardBroken(error) => {
            let key = texts::codes::find_card_error(error.as_str());
            cards.trouble.set(key.map(|key| t(key).to_owned()));
            true
        }
        _ => false,
    }
}

/// Listens to scanners, and holds the camera's window.
#[component]
pub fn CardReader(wording: Wording) -> impl IntoView {
    let (cards, sheet, reference) = (Cards::get(), Sheet::get(), Reference::get());
    let env: Env = use_context().unwrap_or_default();
    let words = StoredValue::new(wording);
    if let Some(card) = handover::card() {
        cards.fill(sheet, env, words.get_value(), REQUESTER.to_owned(), card);
    }
    wedge::listen(move |line| words.with_value(|words| take(cards, sheet, env, words, reference, line)));
    let open = Signal::derive(move || cards.camera.with(Option::is_some));
    let title = Signal::derive(move || {
        let section = cards.camera.get().unwrap_or_default();
        words.with_value(|words| tf(w::CARD_TITLE, &[("section", &words.get(&["section.", &section].concat()))]))
    });
    let read = Callback::new(move |text: String| {
        if !words.with_value(|words| take(cards, sheet, env, words, reference, &text)) {
            cards.trouble.set(Some(t(w::CARD_NO_CARD).to_owned()));
        }
    });
    let close = move |()| {
        cards.camera.set(None);
        cards.trouble.set(None);
    };
    view! {
        <Dialog id="card-camera" open=open title=title on_close=close>
            <p>{ts(w::CARD_TEXT)}</p>
            {move || cards.trouble.get().map(|text| view! { <Notice tone=Tone::Warning alert=true><p>{text}</p></Notice> })}
            <Scanner words=scanner_words() guide=Guide::Card on_text=read />
        </Dialog>
        <div class="fill-toast">
            {move || {
                let text = cards.trouble.get().filter(|_| cards.camera.with(Option::is_none));
                text.map(|text| view! { <Notice tone=Tone::Warning alert=true><p>{text}</p></Notice> })
            }}
        </div>
    }
}

/// The button of a section, and what came of the last card there.
#[component]
pub fn CardButton(section: String, #[prop(into)] title: Signal<String>) -> impl IntoView {
    let (cards, sheet) = (Cards::get(), Sheet::get());
    let label = Signal::derive(move || tf(w::CARD_SCAN_LABEL, &[("section", &title.get())]));
    let own = section.clone();
    let press = move |()| {
        cards.trouble.set(None);
        cards.camera.set(Some(own.clone()));
    };
    let done = Memo::new(move |_| {
        let done = cards
            .done
            .with(|done| done.as_ref().map(|done| (done.section.clone(), done.name.clone(), done.warnings.clone())));
        done.filter(|(where_to, _, _)| *where_to == section)
    });
    view! {
        <Button on_press=press label=label>
            <Icon sign=Sign::Card />
            {ts(w::CARD_SCAN)}
        </Button>
        {move || {
            done.get()
                .map(|(_, name, warnings)| {
                    // An address of before 2025 is usual, not a contradiction.
                    let odd = warnings.iter().any(|warning| *warning != CardWarning::AddressBefore2025);
                    let lines = warnings
                        .iter()
                        .filter_map(|warning| texts::codes::find_card_warning(warning.as_str()))
                        .map(|key| view! { <p>{ts(key)}</p> })
                        .collect_view();
                    let said = move || tf(w::CARD_FILLED, &[("name", &name)]);
                    view! {
                        <div class="fill-done">
                            <Notice tone=if odd { Tone::Warning } else { Tone::Success }>
                                <p>{said}</p>
                                {odd.then(|| view! { <p><strong>{ts(w::CARD_ODD)}</strong></p> })}
                                {lines}
                                <Button kind=ButtonKind::Quiet on_press=move |()| cards.undo(sheet)>{ts(w::CARD_UNDO)}</Button>
                            </Notice>
                        </div>
                    }
                })
        }}
    }
}
