//! Fields over answers: those of a draft, or of a case that is only being looked at.

use super::world::World;
use crate::fields::{Spot, Typing, Wording};
use leptos::prelude::*;
use motcua_domain::{
    code::Finding,
    form::{Answers, Field, Source, Value},
};

/// Where answers live.
#[derive(Clone, PartialEq, Eq)]
pub enum Sheet {
    /// A draft, by its key.
    Draft(String),
    /// Case answers of a procedure without a draft, by its code.
    Case(String),
}

impl Sheet {
    /// The draft of a procedure where there is one, else its case answers.
    #[must_use]
    pub fn of_case(world: World, code: &str) -> Self {
        if world.draft(code).is_some() { Self::Draft(code.to_owned()) } else { Self::Case(code.to_owned()) }
    }

    /// The answers; reactive.
    #[must_use]
    pub fn answers(&self, world: World) -> Answers {
        match self {
            Self::Draft(key) => world.drafts.with(|all| {
                let draft = all.as_ref().and_then(|all| all.iter().find(|draft| &draft.procedure == key));
                draft.map(|draft| draft.answers.clone()).unwrap_or_default()
            }),
            Self::Case(code) => world.cases.with(|all| all.get(code).cloned().unwrap_or_default()),
        }
    }

    /// Answers a field, or takes its answer away.
    pub fn set(&self, world: World, field: &str, value: Option<Value>) {
        let change = |answers: &mut Answers| match value {
            Some(value) => answers.set(field, value),
            None => answers.clear(field),
        };
        match self {
            Self::Draft(key) => world.edit(key, |draft| change(&mut draft.answers)),
            Self::Case(code) => world.cases.update(|all| change(all.entry(code.clone()).or_default())),
        }
    }
}

/// A field over a sheet.
#[must_use]
pub fn spot(
    world: World,
    sheet: &Sheet,
    wording: &Wording,
    field: &Field,
    findings: Signal<Vec<Finding>>,
    typing: Typing,
) -> Spot {
    let answers = {
        let sheet = sheet.clone();
        Memo::new(move |_| sheet.answers(world))
    };
    let (of_value, of_source, of_required) = (field.id.clone(), field.id.clone(), field.clone());
    let (sheet, of_set) = (sheet.clone(), field.id.clone());
    Spot {
        field: field.clone(),
        path: field.id.clone(),
        wording: wording.clone(),
        value: Memo::new(move |_| answers.with(|a| a.values.get(&of_value).cloned())).into(),
        set: Callback::new(move |value| sheet.set(world, &of_set, value)),
        source: Signal::derive(move || answers.with(|a| a.sources.get(&of_source).copied().unwrap_or(Source::Typed))),
        findings,
        required: Memo::new(move |_| answers.with(|a| of_required.required(a))).into(),
        typing,
        heading: false,
        paper_href: None,
    }
}
