//! The case of a visitor: the questions, the papers that follow from them, and how the visitor takes it along.

use super::{Visit, outcome::facts};
use crate::{
    desk::{fill_in, queue::print, reference::Reference, session::Session},
    fields::{Spot, Wording, YesNoInput},
    i18n::{t, texts::queue as q, ts},
    ui::{Button, ButtonKind, QrCode},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use motcua_contract::endpoint::encode;
use motcua_domain::{
    form::{Answers, Field, Source, Value},
    staff::Duty,
};

/// The questions, what comes of them, and the ways on.
#[component]
pub fn Case(wording: Wording) -> impl IntoView {
    let (visit, session, reference) = (Visit::get(), Session::get(), Reference::get());
    let code = wording.procedure().code.clone();
    let questions = wording.procedure().questions.clone();
    let any = !questions.is_empty();
    let words = wording.clone();
    let inputs = questions
        .into_iter()
        .map(|field| {
            let of_shows = field.clone();
            let shows = Memo::new(move |_| visit.answers.with(|answers| of_shows.shows(answers)));
            let spot = StoredValue::new(spot(visit, &words, field));
            view! {
                <Show when=move || shows.get()>
                    <YesNoInput spot=spot.get_value() />
                </Show>
            }
        })
        .collect_view();
    let phone = RwSignal::new(false);
    let link = {
        let code = code.clone();
        Signal::derive(move || visit.answers.with(|answers| address(reference, &code, answers)))
    };
    let navigate = use_navigate();
    let fill = move |()| {
        fill_in::leave(fill_in::Handover { card: visit.card.get_untracked(), answers: visit.answers.get_untracked() });
        navigate(&fill_in::start(&code), Default::default());
    };
    let fills = session.has(Duty::FillIn);
    view! {
        {any.then(|| view! { <h3>{ts(q::PROCEDURE_CASE)}</h3> })}
        <div class="need-case">{inputs}</div>
        {facts(&wording, visit)}
        <div class="actions">
            {fills.then(|| view! { <Button kind=ButtonKind::Primary id="fill-in" on_press=fill>{ts(q::PROCEDURE_FILL_IN)}</Button> })}
            <Button id="print-papers" on_press=move |()| print("papers")>{ts(q::PROCEDURE_PRINT)}</Button>
            <Button id="to-phone" on_press=move |()| phone.update(|open| *open = !*open)>
                {move || t(if phone.get() { q::PROCEDURE_PHONE_CLOSE } else { q::PROCEDURE_PHONE })}
            </Button>
        </div>
        <Show when=move || phone.get()>
            <div class="need-phone" id="phone-link" data-link=link>
                <QrCode text=link label=ts(q::PROCEDURE_PHONE_CODE) />
                <p>{ts(q::PROCEDURE_PHONE_TEXT)}</p>
            </div>
        </Show>
    }
}

/// A case question over the visit.
fn spot(visit: Visit, wording: &Wording, field: Field) -> Spot {
    let (of_value, of_set, of_required) = (field.id.clone(), field.id.clone(), field.clone());
    Spot {
        path: field.id.clone(),
        wording: wording.clone(),
        value: Memo::new(move |_| visit.answers.with(|answers| answers.values.get(&of_value).cloned())).into(),
        set: Callback::new(move |value: Option<Value>| {
            visit.answers.update(|answers| match value {
                Some(value) => answers.set(&of_set, value),
                None => answers.clear(&of_set),
            });
        }),
        source: Signal::stored(Source::Typed),
        findings: Signal::stored(Vec::new()),
        required: Memo::new(move |_| visit.answers.with(|answers| of_required.required(answers))).into(),
        typing: RwSignal::default(),
        heading: false,
        paper_href: None,
        field,
    }
}

/// The procedure's page with the case behind the `#`: no server sees it, and nothing personal is in it.
fn address(reference: Reference, code: &str, answers: &Answers) -> String {
    let origin = reference.office.with(|office| office.as_ref().map(|office| office.public_url.clone()));
    let origin = origin.unwrap_or_else(|| window().location().origin().unwrap_or_default());
    let case: Vec<String> = answers
        .values
        .iter()
        .filter_map(|(question, value)| {
            Some([question.as_str(), if value.as_yes_no()? { ".1" } else { ".0" }].concat())
        })
        .collect();
    let sign = if case.is_empty() { "" } else { "#" };
    [&origin, "/tt/", &encode(code), sign, &case.join(",")].concat()
}
