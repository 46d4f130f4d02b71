//! The words of a definition: every key that a page shows is there in every language, and no key that nothing shows.

use super::{DefinitionProblem, Fault, LANGUAGES};
use crate::{
    code::Code,
    form::{Field, Kind},
    procedure::{Procedure, Texts},
};
use std::collections::{BTreeMap, BTreeSet};

/// The keys of a procedure: those that must be there, and those that may.
#[derive(Default)]
struct Keys {
    needed: BTreeSet<String>,
    allowed: BTreeSet<String>,
}

impl Keys {
    fn labelled(&mut self, area: &str, id: &str) {
        self.needed.insert(format!("{area}.{id}.label"));
        self.allowed.insert(format!("{area}.{id}.hint"));
    }

    fn field(&mut self, field: &Field) {
        self.labelled("field", &field.id);
        self.allowed.extend(Code::ALL.iter().map(|code| format!("field.{}.error.{}", field.id, code.as_str())));
        match &field.kind {
            Kind::Choice { options } | Kind::Choices { options, .. } => {
                self.needed.extend(options.iter().map(|option| format!("field.{}.option.{option}", field.id)));
            }
            Kind::Group { fields, .. } => fields.iter().for_each(|inner| self.field(inner)),
            _ => {}
        }
    }

    fn of(procedure: &Procedure) -> Self {
        let mut keys = Self::default();
        keys.needed.extend(["name", "plain", "search", "who", "result"].map(str::to_owned));
        keys.allowed.insert("notes".to_owned());
        procedure.questions.iter().for_each(|question| keys.labelled("question", &question.id));
        procedure.papers.iter().for_each(|paper| keys.labelled("paper", &paper.id));
        for page in &procedure.pages {
            keys.needed.insert(format!("section.{}", page.section));
            if page.fields.len() > 1 {
                keys.needed.insert(format!("page.{}.title", page.id));
            }
            page.fields.iter().for_each(|field| keys.field(field));
        }
        keys.needed.extend(procedure.fees.iter().map(|fee| format!("fee.{}", fee.id)));
        keys.needed.extend(procedure.times.iter().map(|time| format!("time.{}", time.id)));
        keys
    }
}

/// Adds what is missing or unused, language by language.
pub(super) fn check(procedure: &Procedure, texts: &BTreeMap<String, Texts>, into: &mut Vec<DefinitionProblem>) {
    let keys = Keys::of(procedure);
    // A hint or a note that one language has, every language has.
    let written: BTreeSet<&String> =
        texts.values().flat_map(BTreeMap::keys).filter(|key| keys.allowed.contains(*key)).collect();
    let none = Texts::new();
    for language in LANGUAGES {
        let words = texts.get(language).unwrap_or(&none);
        let missing = |key: &&String| words.get(*key).is_none_or(|text| text.trim().is_empty());
        for key in keys.needed.iter().chain(written.iter().copied()).filter(missing) {
            into.push(DefinitionProblem { fault: Fault::MissingText, at: format!("{language}:{key}") });
        }
    }
    for (language, words) in texts {
        for key in words.keys().filter(|key| !keys.needed.contains(*key) && !keys.allowed.contains(*key)) {
            into.push(DefinitionProblem { fault: Fault::UnusedText, at: format!("{language}:{key}") });
        }
    }
}
