//! The words of a procedure in the language in use, and the sentences for what is wrong with its answers.

use crate::{
    i18n::{Key, Language, fill, language, t},
    texts,
};
use motcua_contract::public::ProcedureBundle;
use motcua_domain::{
    code::Finding,
    form::{Field, Kind},
    procedure::Procedure,
    words::number_vi,
};
use std::sync::Arc;

/// A procedure with its words.
#[derive(Clone)]
pub struct Wording(pub Arc<ProcedureBundle>);

impl Wording {
    #[must_use]
    pub fn procedure(&self) -> &Procedure {
        &self.0.procedure
    }

    /// The words of a key in the language in use, else in Vietnamese.
    #[must_use]
    pub fn opt(&self, key: &str) -> Option<&str> {
        let of = |language: Language| self.0.texts.get(language.tag())?.get(key).map(String::as_str);
        of(language()).or_else(|| of(Language::Vi)).filter(|words| !words.is_empty())
    }

    /// As [`Wording::opt`]; the key itself where there are none, so that the gap is seen.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.opt(key).unwrap_or(key).to_owned()
    }

    /// The words `<kind of thing>.<id>.<part>` of a field: papers and case questions have their own place.
    #[must_use]
    pub fn of(&self, field: &Field, part: &str) -> Option<&str> {
        let home = if field.kind.is_paper() {
            "paper"
        } else if self.procedure().questions.iter().any(|question| question.id == field.id) {
            "question"
        } else {
            "field"
        };
        self.opt(&[home, ".", &field.id, ".", part].concat()).or_else(|| {
            // The words of a question may stand with the fields.
            self.opt(&["field.", &field.id, ".", part].concat())
        })
    }

    #[must_use]
    pub fn label(&self, field: &Field) -> String {
        self.of(field, "label").unwrap_or(&field.id).to_owned()
    }

    #[must_use]
    pub fn hint(&self, field: &Field) -> Option<String> {
        self.of(field, "hint").map(str::to_owned)
    }

    /// The word of an option of a field.
    #[must_use]
    pub fn option(&self, field: &Field, option: &str) -> String {
        if let Some(words) = self.of(field, &["option.", option].concat()) {
            return words.to_owned();
        }
        let general = match &field.kind {
            Kind::Relation { .. } => texts::common::find_relation(option),
            _ => texts::common::find_value(option),
        };
        general.map_or_else(|| option.to_owned(), |key| t(key).to_owned())
    }

    /// A top-level field, or one inside a group, by a finding's path.
    #[must_use]
    pub fn field_at(&self, path: &str) -> Option<&Field> {
        let mut parts = path.split('/');
        let mut field = self.procedure().field(parts.next()?)?;
        while let (Some(_row), Some(inner)) = (parts.next(), parts.next()) {
            let Kind::Group { fields, .. } = &field.kind else { return None };
            field = fields.iter().find(|field| field.id == inner)?;
        }
        Some(field)
    }

    /// The sentence for what is wrong: the procedure's own where it has one, else the general one.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let code = finding.code.as_str();
        let own = self.field_at(&finding.field).and_then(|field| self.of(field, &["error.", code].concat()));
        let general = || t(finding_key(code));
        let limit = finding.limit.map(|limit| {
            if finding.code == motcua_domain::code::Code::TooLongAgo { limit.to_string() } else { number_vi(limit) }
        });
        fill(own.unwrap_or_else(general), &[("limit", limit.as_deref().unwrap_or_default())])
    }
}

/// What stands in an error summary: the control's id, and what is wrong with which field.
#[must_use]
pub fn summary(wording: &Wording, findings: &[Finding]) -> Vec<(String, String)> {
    let line = |finding: &Finding| {
        let label = wording.field_at(&finding.field).map(|field| wording.label(field)).unwrap_or_default();
        let colon = if label.ends_with('?') { " " } else { ": " };
        (control_id(&finding.field), [&label, colon, &wording.finding(finding)].concat())
    };
    findings.iter().map(line).collect()
}

fn finding_key(code: &str) -> Key {
    texts::codes::find_finding(code).unwrap_or(texts::codes::FINDING_WRONG_KIND)
}

/// The id of a field's control on the page.
#[must_use]
pub fn control_id(path: &str) -> String {
    path.replace('/', "-")
}
