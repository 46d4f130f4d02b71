//! Reception: who is here, what they need, and how they go on: a ticket, a list of papers, the phone, a form.
//!
//! [`visitor`] is who stands there (a scanned card, or what was typed) with their dossiers; [`need`] the procedure with its
//! case and papers; [`ticket`] the place in the queue. What is known of a visitor lives in this page's memory only.

mod case;
mod need;
mod outcome;
mod ticket;
mod visitor;

use super::{
    fill_in, frame,
    queue::{Line, Slip},
    reference::Reference,
    scanning::{classified, scanner_words},
    session::Session,
    wedge,
};
use crate::{
    device::camera::Scanner,
    i18n::{t, texts, texts::queue as q, ts},
    ui::{Button, ButtonKind, Notice, Tone, announce},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use motcua_domain::{citizen_card::CitizenCard, form::Answers, scan::Scanned, staff::Duty};

/// Who stands there and what they need.
#[derive(Clone, Copy)]
struct Visit {
    card: RwSignal<Option<CitizenCard>>,
    /// What dossiers are looked for by.
    asked: RwSignal<String>,
    procedure: RwSignal<Option<String>>,
    answers: RwSignal<Answers>,
    /// What a scan had to say.
    note: RwSignal<Option<(Tone, String)>>,
}

impl Visit {
    fn new() -> Self {
        Self {
            card: RwSignal::new(None),
            asked: RwSignal::new(String::new()),
            procedure: RwSignal::new(None),
            answers: RwSignal::default(),
            note: RwSignal::new(None),
        }
    }

    fn get() -> Self {
        expect_context()
    }

    /// The next one: nothing of the last one stays.
    fn clear(self) {
        self.card.set(None);
        self.asked.set(String::new());
        self.note.set(None);
        self.choose(None);
        fill_in::forget();
    }

    fn choose(self, procedure: Option<String>) {
        self.answers.set(Answers::default());
        self.procedure.set(procedure);
    }

    /// A new card is a new visitor.
    fn greet(self, card: CitizenCard) {
        if self.card.with_untracked(|before| before.as_ref().is_some_and(|before| before.number != card.number)) {
            self.clear();
        }
        announce(&[t(q::RECEPTION_CARD), " ", &card.name].concat());
        self.asked.set(card.number.clone());
        self.card.set(Some(card));
        self.note.set(None);
    }
}

/// Reception's page.
#[component]
pub fn ReceptionPage() -> impl IntoView {
    frame::title(q::RECEPTION_TITLE);
    let (session, reference) = (Session::get(), Reference::get());
    reference.load();
    let visit = Visit::new();
    provide_context(visit);
    let line = Line::fresh();
    let given = RwSignal::new(None);
    let navigate = StoredValue::new_local(use_navigate());
    let take = move |text: &str| -> bool {
        // What a phone shows to hand its draft over.
        if let Some((_, code)) = text.split_once("/noi#")
            && untrack(|| session.has(Duty::FillIn))
        {
            let to = [fill_in::JOIN, "#", code].concat();
            navigate.with_value(|navigate| navigate(&to, Default::default()));
            return true;
        }
        match classified(reference, text) {
            Scanned::Card(card) => visit.greet(*card),
            Scanned::CardBroken(error) => {
                let why = texts::codes::find_card_error(error.as_str()).map_or("", t);
                let words = [t(q::RECEPTION_CARD_BROKEN), ". ", why, " ", t(q::RECEPTION_CARD_BROKEN_HINT)].concat();
                visit.note.set(Some((Tone::Error, words)));
            }
            // Whoever may open dossiers goes there; others see the line here.
            Scanned::Dossier { .. } | Scanned::Receipt { .. } if untrack(|| session.has(Duty::OpenDossier)) => {
                return false;
            }
            Scanned::Dossier { code } | Scanned::Receipt { code, .. } => visit.asked.set(code.as_str().to_owned()),
            Scanned::Procedure { code, .. } => visit.choose(Some(code)),
            Scanned::Text(words) if words.chars().filter(char::is_ascii_digit).count() >= 8 => visit.asked.set(words),
            _ => visit.note.set(Some((Tone::Warning, t(q::RECEPTION_OTHER_CODE).to_owned()))),
        }
        true
    };
    wedge::listen(take);
    let next = move |()| {
        visit.clear();
        announce(t(q::RECEPTION_NEXT_VISITOR_DONE));
        crate::ui::focus_id("visitor-search");
    };
    view! {
        <div class="reception">
            <div class="list-head">
                <h1 id="page-title" tabindex="-1">{ts(q::RECEPTION_TITLE)}</h1>
                <Button id="next-visitor" on_press=next>{ts(q::RECEPTION_NEXT_VISITOR)}</Button>
            </div>
            <div class="queue-panes">
                <div class="queue-main">
                    <section class="card stack" aria-labelledby="who">
                        <h2 id="who">{ts(q::RECEPTION_WHO)}</h2>
                        <p class="muted">{ts(q::RECEPTION_SCAN_ANY_TIME)}</p>
                        <ByCamera on_text=Callback::new(move |text: String| { take(&text); }) />
                        {move || {
                            visit.note.get().map(|(tone, words)| view! { <Notice tone=tone alert=true><p>{words}</p></Notice> })
                        }}
                        <visitor::Who />
                    </section>
                    <visitor::Dossiers />
                </div>
                <div class="queue-side">
                    <ticket::TicketCard line=line given=given />
                    <need::Need />
                </div>
            </div>
            <p class="muted small">{ts(q::RECEPTION_KEPT)}</p>
        </div>
        <outcome::Papers />
        <Slip ticket=given />
    }
}

/// The camera, opened on demand.
#[component]
fn ByCamera(on_text: Callback<String>) -> impl IntoView {
    let open = RwSignal::new(false);
    let words = move || ts(if open.get() { q::RECEPTION_CAMERA_CLOSE } else { q::RECEPTION_CAMERA });
    let take = Callback::new(move |text: String| {
        open.set(false);
        on_text.run(text);
    });
    view! {
        <div>
            <Button kind=ButtonKind::Secondary id="card-camera" on_press=move |()| open.update(|open| *open = !*open)>
                {move || words().get()}
            </Button>
            <Show when=move || open.get()>
                <Scanner words=scanner_words() on_text=take />
            </Show>
        </div>
    }
}
