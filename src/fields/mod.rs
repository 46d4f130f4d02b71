//! Maps a domain field to ui: one exhaustive match over the kinds, so that a new kind cannot be forgotten.

mod address;
mod card;
mod choice;
mod date;
mod env;
mod group;
mod number;
mod pay;
mod show;
mod text;
mod words;

pub use card::{card_address, card_fields, card_value, card_words};
pub use env::{Env, SharedMachine};
pub use pay::{PayCode, PaySums, PayTag, dong, means_words, pay_state_words};
pub use show::{date_words, limit_words, local_words, money, show};
pub(crate) use text::tidied;
pub use words::{Wording, control_id, summary};

use crate::{
    i18n::{say, t, ts},
    texts::common as c,
    ui::{ButtonKind, FormGroup, LinkButton, Tag, Tone},
};
use leptos::prelude::*;
use motcua_domain::{
    code::{Code, Finding},
    form::{Field, Kind, Source, Value},
};
use std::collections::BTreeMap;

/// What is in a box and is no answer yet ("31" "2" "2026"), by the field's path: it is an error only when one goes on.
pub type Typing = RwSignal<BTreeMap<String, Code>>;

/// Where a field stands: its words, its answer, what is wrong with it.
#[derive(Clone)]
pub struct Spot {
    pub field: Field,
    /// The id, or `group/row/id`.
    pub path: String,
    pub wording: Wording,
    pub value: Signal<Option<Value>>,
    /// Sets the answer, or takes it away.
    pub set: Callback<Option<Value>>,
    pub source: Signal<Source>,
    pub findings: Signal<Vec<Finding>>,
    pub required: Signal<bool>,
    pub typing: Typing,
    /// The label is the page's heading.
    pub heading: bool,
    /// Where a paper is photographed.
    pub paper_href: Option<String>,
}

impl Spot {
    pub(crate) fn id(&self) -> String {
        control_id(&self.path)
    }

    /// The sentence for what is wrong here.
    fn error(&self) -> Signal<Option<String>> {
        let (path, wording, findings) = (self.path.clone(), self.wording.clone(), self.findings);
        let error = Memo::new(move |_| {
            findings.with(|findings| findings.iter().find(|f| f.field == path).map(|finding| wording.finding(finding)))
        });
        error.into()
    }

    /// Notes that what is typed is no answer, or that it is one again.
    pub(crate) fn misfit(&self, code: Option<Code>) {
        let path = self.path.clone();
        self.typing.update(|typing| {
            match code {
                Some(code) => typing.insert(path, code),
                None => typing.remove(&path),
            };
        });
    }

    pub(crate) fn text(&self) -> Signal<String> {
        let value = self.value;
        Signal::derive(move || {
            value.with(|value| match value {
                Some(Value::Text(text) | Value::Time(text)) => text.clone(),
                _ => String::new(),
            })
        })
    }
}

/// One field: label, hint, mark, error, and the control of its kind.
#[component]
pub fn FieldInput(spot: Spot) -> impl IntoView {
    let error = spot.error();
    framed(spot, error, control)
}

/// A case question on a procedure's page: always yes or no and never wrong, so that who only asks these carries no other control and no
/// sentence about mistakes.
#[component]
pub fn YesNoInput(spot: Spot) -> impl IntoView {
    framed(spot, Signal::stored(None), choice::yes_no)
}

fn framed(spot: Spot, error: Signal<Option<String>>, control: fn(Spot) -> AnyView) -> AnyView {
    let field = &spot.field;
    let (label, hint) = (spot.wording.clone(), spot.wording.clone());
    let (of_label, of_hint) = (field.clone(), field.clone());
    let label = Signal::derive(move || label.label(&of_label));
    let hint = Signal::derive(move || hint.hint(&of_hint).or_else(|| kind_hint(&of_hint.kind).map(str::to_owned)));
    let (source, required) = (spot.source, spot.required);
    let mark = move || {
        let key = match source.get() {
            Source::Typed => return ().into_any(),
            Source::Card => c::SOURCE_CARD,
            Source::Staff => c::SOURCE_STAFF,
        };
        view! { <Tag tone=Tone::Info text=ts(key) /> }.into_any()
    };
    let group = matches!(
        field.kind,
        Kind::Date { .. } | Kind::YesNo | Kind::Choices { .. } | Kind::Address { .. } | Kind::Group { .. }
    ) || matches!(&field.kind, Kind::Choice { options } | Kind::Relation { options } if choice::as_radios(options));
    let (id, heading) = (spot.id(), spot.heading);
    // The label may say it already.
    let optional = Signal::derive(move || !required.get() && !label.with(|l| l.contains(t(c::VALUE_OPTIONAL))));
    view! {
        <FormGroup id=id label=label hint=hint error=error group=group heading=heading optional=optional mark=mark>
            {control(spot)}
        </FormGroup>
    }
    .into_any()
}

fn kind_hint(kind: &Kind) -> Option<&'static str> {
    use motcua_domain::form::Precision;
    match kind {
        Kind::Date { precision: Precision::Year, .. } => Some(t(c::FIELD_YEAR_ONLY)),
        Kind::Date { precision: Precision::Month, .. } => Some(t(c::FIELD_MONTH_ONLY)),
        Kind::ShownPaper => Some(t(c::FIELD_SHOWN)),
        _ => None,
    }
}

/// The control of a kind.
fn control(spot: Spot) -> AnyView {
    match spot.field.kind.clone() {
        Kind::Text { max } => text::line(spot, text::Line::text(max)),
        Kind::LongText { max } => text::area(spot, max),
        Kind::PersonName => text::line(spot, text::Line::NAME),
        Kind::IdNumber { .. } => text::line(spot, text::Line::ID_NUMBER),
        Kind::Phone => text::line(spot, text::Line::PHONE),
        Kind::Email => text::line(spot, text::Line::EMAIL),
        Kind::Time => text::time(spot),
        Kind::Date { span, .. } => date::control(spot, span),
        Kind::WholeNumber { .. } => number::control(spot, None),
        Kind::Money { .. } => number::control(spot, Some(ts(c::FIELD_DONG))),
        Kind::YesNo => choice::yes_no(spot),
        Kind::Choice { options } | Kind::Relation { options } => choice::one(spot, options),
        Kind::Choices { options, .. } => choice::several(spot, options),
        Kind::Nationality => choice::listed(spot, "countries"),
        Kind::EthnicGroup => choice::listed(spot, "ethnic_groups"),
        Kind::Address { as_written, place_only } => address::control(spot, as_written, place_only),
        Kind::Group { max, fields, .. } => group::control(spot, usize::from(max), fields),
        Kind::Paper { .. } => match spot.paper_href {
            Some(href) => {
                view! { <LinkButton href=href kind=ButtonKind::Secondary>{say(c::FIELD_PAPER_OPEN)}</LinkButton> }
                    .into_any()
            }
            None => ().into_any(),
        },
        Kind::ShownPaper => ().into_any(),
    }
}
