//! One section of the form: its fields side by side, each with who entered it and what is wrong with it.

use super::{card::CardButton, sheet::Sheet};
use crate::{
    fields::{FieldInput, Spot, Wording, card_fields},
    i18n::{t, texts::fill_in as w, tf},
    ui::{Tag, Tone},
};
use leptos::{ev, prelude::*};
use motcua_contract::drafts::Author;
use motcua_domain::{
    code::{Code, Finding},
    form::{Answers, Condition, Field, Kind, RELATION, Source, same_person},
};
use web_sys::{Element, Node, wasm_bindgen::JsCast};

/// What stands together on the form.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// The case questions.
    Case,
    /// A section of the procedure.
    Of(String),
    /// The papers that are handed in.
    Papers,
}

impl Part {
    /// The id of its heading.
    pub fn id(&self) -> String {
        match self {
            Self::Case => "part-case".to_owned(),
            Self::Of(section) => ["part-", section].concat(),
            Self::Papers => "part-papers".to_owned(),
        }
    }

    pub fn title(&self, wording: &Wording) -> String {
        match self {
            Self::Case => t(w::FORM_CASE).to_owned(),
            Self::Of(section) => wording.get(&["section.", section].concat()),
            Self::Papers => t(w::FORM_PAPERS).to_owned(),
        }
    }

    /// Its fields, each with the condition of the page it stands on.
    fn fields<'a>(&self, wording: &'a Wording) -> Vec<(&'a Field, Option<&'a Condition>)> {
        let procedure = wording.procedure();
        match self {
            Self::Case => procedure.questions.iter().map(|field| (field, None)).collect(),
            Self::Papers => procedure.papers.iter().map(|field| (field, None)).collect(),
            Self::Of(section) => {
                let pages = procedure.pages.iter().filter(|page| page.section == *section);
                pages.flat_map(|page| page.fields.iter().map(|field| (field, page.show_if.as_ref()))).collect()
            }
        }
    }

    pub fn shows(&self, wording: &Wording, answers: &Answers) -> bool {
        self.fields(wording).iter().any(|(field, page)| shows(field, *page, answers))
    }

    /// How many of the findings are about its fields.
    pub fn count(&self, wording: &Wording, found: &[Finding]) -> usize {
        let fields = self.fields(wording);
        found.iter().filter(|finding| fields.iter().any(|(field, _)| is_of(finding, &field.id))).count()
    }
}

fn shows(field: &Field, page: Option<&Condition>, answers: &Answers) -> bool {
    page.is_none_or(|condition| condition.holds(answers)) && field.shows(answers)
}

/// Whether a finding is about a field or something inside it.
pub fn is_of(finding: &Finding, field: &str) -> bool {
    finding.field.split('/').next() == Some(field)
}

/// The parts of a procedure's form, in the order in which they are asked.
pub fn sections(wording: &Wording) -> Vec<Part> {
    let mut parts = vec![Part::Case];
    for page in &wording.procedure().pages {
        let part = Part::Of(page.section.clone());
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// A section with its fields.
#[component]
pub fn Section(wording: Wording, section: Part, found: Memo<Vec<Finding>>) -> impl IntoView {
    let sheet = Sheet::get();
    let words = StoredValue::new(wording.clone());
    let (of_shown, of_title) = (section.clone(), section.clone());
    let shown =
        Memo::new(move |_| sheet.answers.with(|answers| words.with_value(|words| of_shown.shows(words, answers))));
    let id = section.id();
    let card = match &section {
        Part::Of(name) if card_fields(wording.procedure(), name).next().is_some() => Some(name.clone()),
        _ => None,
    };
    let name = if let Part::Of(name) = &section { name.clone() } else { String::new() };
    let part = StoredValue::new(section);
    let title = Signal::derive(move || words.with_value(|words| of_title.title(words)));
    view! {
        <Show when=move || shown.get()>
            <section class="card fill-section" aria-labelledby=id.clone() data-section=name.clone()>
                <div class="fill-head">
                    <h2 id=id.clone() tabindex="-1">{title}</h2>
                    {card.clone().map(|section| view! { <CardButton section=section title=title /> })}
                </div>
                <div class="fill-fields">
                    {words
                        .with_value(|words| {
                            let fields = part.with_value(|part| {
                                let fields = part.fields(words);
                                fields.into_iter().map(|(field, page)| (field.clone(), page.cloned())).collect::<Vec<_>>()
                            });
                            fields.into_iter().map(|(field, page)| field_of(sheet, words, field, page, found)).collect_view()
                        })}
                </div>
            </section>
        </Show>
    }
}

/// Kinds whose boxes need the whole width.
fn is_wide(kind: &Kind) -> bool {
    match kind {
        Kind::Address { .. } | Kind::Group { .. } | Kind::LongText { .. } | Kind::Choices { .. } => true,
        Kind::Choice { options } | Kind::Relation { options } => options.len() > 3,
        _ => false,
    }
}

/// Kinds whose boxes keep a state of their own: what comes from elsewhere builds them anew.
fn keeps_own_state(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Date { .. } | Kind::Group { .. } | Kind::Address { .. } | Kind::WholeNumber { .. } | Kind::Money { .. }
    )
}

/// What is wrong here and is to be said: only of fields that were left, until handing in is tried.
pub fn said(sheet: Sheet, field: &str, found: Memo<Vec<Finding>>) -> Signal<Vec<Finding>> {
    let field = field.to_owned();
    Memo::new(move |_| {
        let tried = sheet.tried.get();
        if !tried && !sheet.left.with(|left| left.contains(&field)) {
            return Vec::new();
        }
        let half: Vec<Finding> = sheet.typing.with(|typing| {
            let own = typing.iter().filter(|(path, _)| path.split('/').next() == Some(&field));
            own.map(|(path, code)| Finding::new(path.clone(), *code)).collect()
        });
        let missing = |code: Code| matches!(code, Code::Required | Code::MissingPaper | Code::AtLeastOne);
        let mut wrong: Vec<Finding> = found.with(|found| {
            let own = found.iter().filter(|finding| is_of(finding, &field) && (tried || !missing(finding.code)));
            own.filter(|finding| !half.iter().any(|other| other.field == finding.field)).cloned().collect()
        });
        wrong.extend(half);
        wrong
    })
    .into()
}

fn field_of(
    sheet: Sheet,
    wording: &Wording,
    field: Field,
    page: Option<Condition>,
    found: Memo<Vec<Finding>>,
) -> AnyView {
    let words = StoredValue::new(wording.clone());
    let id = StoredValue::new(field.id.clone());
    let (of_shows, of_required, kind) = (field.clone(), field.clone(), field.kind.clone());
    let shown = Memo::new(move |_| sheet.answers.with(|answers| shows(&of_shows, page.as_ref(), answers)));
    let spot = StoredValue::new(Spot {
        path: field.id.clone(),
        wording: wording.clone(),
        value: Memo::new(move |_| sheet.answers.with(|answers| id.with_value(|id| answers.values.get(id).cloned())))
            .into(),
        set: Callback::new(move |value| id.with_value(|id| sheet.set(id, value))),
        // That staff entered it goes without saying here.
        source: Signal::derive(move || match sheet.answers.with(|answers| id.with_value(|id| answers.source(id))) {
            Source::Card => Source::Card,
            Source::Typed | Source::Staff => Source::Typed,
        }),
        findings: said(sheet, &field.id, found),
        required: Memo::new(move |_| sheet.answers.with(|answers| of_required.required(answers))).into(),
        typing: sheet.typing,
        heading: false,
        paper_href: None,
        field,
    });
    let changes = Memo::new(move |_| if keeps_own_state(&kind) { id.with_value(|id| sheet.changes(id)) } else { 0 });
    let wide = spot.with_value(|spot| is_wide(&spot.field.kind));
    let entered = move |_: ev::FocusEvent| id.with_value(|id| sheet.hold(id));
    let left = move |event: ev::FocusEvent| {
        let around = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        if around.is_some_and(|around| to.is_some() && around.contains(to.as_ref())) {
            return;
        }
        id.with_value(|id| {
            sheet.release(id);
            if id == RELATION {
                // One person in two roles is asked once.
                let known = sheet
                    .answers
                    .with_untracked(|answers| words.with_value(|words| same_person(words.procedure(), answers)));
                known.into_iter().for_each(|(field, value, source)| sheet.fill(&field, Some(value), source));
            }
        });
    };
    let by = move || id.with_value(|id| sheet.by_another(id)).map(|author| by_words(&author));
    view! {
        <Show when=move || shown.get()>
            <div class="fill-field" class:is-wide=wide data-field=id.get_value() on:focusin=entered on:focusout=left>
                {move || {
                    let _ = changes.get();
                    view! { <FieldInput spot=spot.get_value() /> }
                }}
                {move || by().map(|by| view! { <p class="fill-by"><Tag tone=Tone::Info text=by /></p> })}
            </div>
        </Show>
    }
    .into_any()
}

/// `Người dân điền`.
pub fn by_words(author: &Author) -> String {
    match author {
        Author::Citizen => t(w::FORM_BY_CITIZEN).to_owned(),
        Author::Staff { name } => tf(w::FORM_BY_STAFF, &[("name", name)]),
    }
}
