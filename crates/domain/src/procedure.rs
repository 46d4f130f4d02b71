//! A procedure as data: what `procedures/<code>/procedure.toml` holds. Its words stand beside it, a file a language.

use crate::{
    deadline::Limit,
    fee::Fee,
    form::{Answers, Condition, Field, Page, Rule},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One administrative procedure in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// The national code, `d.dddddd`.
    pub code: String,
    /// The day from which this version is in force; a dossier keeps the version it was handed in under.
    #[serde(with = "crate::wire")]
    pub version: Date,
    /// The field it belongs to (`ho_tich`, `chung_thuc`, `bao_tro_xa_hoi`); words under `domain.<field>` in the locales.
    pub field: String,
    /// Its page on the national portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
    /// Old codes and codes of linked procedures that lead here.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Minutes that filling it in takes, as people measured.
    pub minutes: u16,
    /// Where it can be handed in; a paper that must be signed before the officer cannot be finished online.
    #[serde(default)]
    pub visit_required: bool,
    /// Results are approved by a leader before they are given out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approval: bool,
    /// As a rule done while the citizen waits ("ngày không hẹn").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_visit: bool,
    /// Two to five yes/no questions that cut the list of papers, besides those that only follow a "yes".
    #[serde(default, rename = "question")]
    pub questions: Vec<Field>,
    #[serde(default, rename = "paper")]
    pub papers: Vec<Field>,
    #[serde(default, rename = "fee")]
    pub fees: Vec<Fee>,
    /// The first whose condition holds counts.
    #[serde(rename = "time")]
    pub times: Vec<CaseTime>,
    #[serde(default)]
    pub legal: Vec<Legal>,
    #[serde(rename = "source")]
    pub sources: Vec<FactSource>,
    #[serde(default, rename = "page")]
    pub pages: Vec<Page>,
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// How long it takes, for a case. Words under `time.<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseTime {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    pub limit: Limit,
    pub source: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
}

/// A text that it rests on, as it is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legal {
    pub cite: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// Where facts were read, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactSource {
    pub id: String,
    pub title: String,
    #[serde(with = "crate::wire")]
    pub read_on: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The words of a procedure in one language, by key (`name`, `field.child_name.label`, ...).
pub type Texts = BTreeMap<String, String>;

impl Procedure {
    /// The time that applies to a case.
    #[must_use]
    pub fn time(&self, answers: &Answers) -> Option<&CaseTime> {
        self.times.iter().find(|time| time.show_if.as_ref().is_none_or(|condition| condition.holds(answers)))
    }

    /// The papers of a case: what is handed in and what is only shown, in the order of the definition.
    pub fn papers_for<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = &'a Field> {
        self.papers.iter().filter(|paper| paper.shows(answers))
    }

    /// Every top-level field in the order in which it is asked: case questions, form, papers.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.questions.iter().chain(self.pages.iter().flat_map(|page| &page.fields)).chain(&self.papers)
    }

    /// A top-level field by id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields().find(|field| field.id == id)
    }

    /// The pages that a case goes through.
    pub fn pages_for<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = &'a Page> {
        self.pages.iter().filter(|page| page.shows(answers))
    }
}
