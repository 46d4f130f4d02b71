//! What can be wrong with a procedure's definition: found when it is loaded and in tests, never while somebody fills it in.

mod words;

use crate::{
    form::{Answers, CardPart, Condition, Field, Kind, Rule, Value},
    procedure::{Procedure, Texts},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The languages in which every procedure has its words.
pub const LANGUAGES: [&str; 2] = ["vi", "en"];

/// Fields that every procedure asks on its pages, because the work list and the receipt show them.
const REQUESTER: [&str; 3] = ["requester_name", "requester_phone", "requester_id_number"];

/// What is wrong. The stable code is the snake_case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A procedure code is not `d.dddddd`.
    BadCode,
    /// An id is not snake_case.
    BadId,
    DuplicateId,
    /// There are not two to five case questions, those left out that only follow a "yes".
    QuestionCount,
    /// A case question is not yes/no.
    QuestionNotYesNo,
    /// A paper stands among the pages, or something else among the papers.
    PaperMisplaced,
    /// A page asks nothing.
    EmptyPage,
    NoSource,
    /// A paper, fee or time names no source, or one that is not listed.
    UnknownSource,
    NoTime,
    /// The last time has a condition, or an earlier one has none (then nothing after it is ever used).
    TimeOrder,
    /// A condition looks at a field that is not asked before.
    NotEarlier,
    /// A condition, rule or fee looks at a field of another kind than it can.
    WrongKind,
    /// A condition names an option that the field does not have.
    UnknownOption,
    /// A rule or a fee names a field that does not exist.
    UnknownField,
    /// Bounds that nothing can meet, or no options.
    BadBounds,
    /// A group without fields, or with a group or a paper in it.
    BadGroup,
    /// A part of an ID card goes into a field of another kind.
    BadCardPart,
    /// A field that every procedure asks is missing, optional or conditional.
    RequesterMissing,
    /// A text is missing or empty in a language.
    MissingText,
    /// A text that nothing shows.
    UnusedText,
}

impl Fault {
    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadCode => "bad_code",
            Self::BadId => "bad_id",
            Self::DuplicateId => "duplicate_id",
            Self::QuestionCount => "question_count",
            Self::QuestionNotYesNo => "question_not_yes_no",
            Self::PaperMisplaced => "paper_misplaced",
            Self::EmptyPage => "empty_page",
            Self::NoSource => "no_source",
            Self::UnknownSource => "unknown_source",
            Self::NoTime => "no_time",
            Self::TimeOrder => "time_order",
            Self::NotEarlier => "not_earlier",
            Self::WrongKind => "wrong_kind",
            Self::UnknownOption => "unknown_option",
            Self::UnknownField => "unknown_field",
            Self::BadBounds => "bad_bounds",
            Self::BadGroup => "bad_group",
            Self::BadCardPart => "bad_card_part",
            Self::RequesterMissing => "requester_missing",
            Self::MissingText => "missing_text",
            Self::UnusedText => "unused_text",
        }
    }
}

/// One fault and where it is: an id, or `language:key` for texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefinitionProblem {
    pub fault: Fault,
    pub at: String,
}

impl fmt::Display for DefinitionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.fault.as_str(), self.at)
    }
}

/// Whether a text is a national procedure code, `1.001193`.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 8
        && bytes.iter().enumerate().all(|(at, byte)| if at == 1 { *byte == b'.' } else { byte.is_ascii_digit() })
}

/// Everything that is wrong with a definition and its words; nothing for one that may be served.
#[must_use]
pub fn problems(procedure: &Procedure, texts: &BTreeMap<String, Texts>) -> Vec<DefinitionProblem> {
    let mut checker = Checker { procedure, seen: Vec::new(), ids: BTreeSet::new(), found: Vec::new() };
    checker.head();
    checker.fields();
    checker.facts();
    checker.rules();
    words::check(procedure, texts, &mut checker.found);
    checker.found
}

struct Checker<'a> {
    procedure: &'a Procedure,
    /// Fields that are asked before the one being looked at.
    seen: Vec<&'a Field>,
    /// Ids of fields, those of group rows too: their words share one namespace.
    ids: BTreeSet<&'a str>,
    found: Vec<DefinitionProblem>,
}

impl<'a> Checker<'a> {
    fn report(&mut self, fault: Fault, at: &str) {
        self.found.push(DefinitionProblem { fault, at: at.to_owned() });
    }

    fn head(&mut self) {
        let procedure = self.procedure;
        for code in procedure.aliases.iter().chain([&procedure.code]).filter(|code| !is_code(code)) {
            self.report(Fault::BadCode, code);
        }
        // What only follows a "yes" (is the one who comes instead a close relative?) is a detail of that question.
        let mut plain = Answers::default();
        procedure.questions.iter().for_each(|question| plain.set(&question.id, Value::YesNo(false)));
        let asked = procedure.questions.iter().filter(|question| question.shows(&plain)).count();
        if procedure.questions.len() < 2 || asked > 5 {
            self.report(Fault::QuestionCount, "question");
        }
        if procedure.sources.is_empty() {
            self.report(Fault::NoSource, "source");
        }
        self.distinct("source", procedure.sources.iter().map(|source| source.id.as_str()));
        self.distinct("fee", procedure.fees.iter().map(|fee| fee.id.as_str()));
        self.distinct("time", procedure.times.iter().map(|time| time.id.as_str()));
        self.distinct("page", procedure.pages.iter().map(|page| page.id.as_str()));
        for id in REQUESTER {
            let asked = procedure
                .pages
                .iter()
                .filter(|page| page.show_if.is_none())
                .flat_map(|page| &page.fields)
                .any(|field| field.id == id && field.show_if.is_none() && !field.optional);
            if !asked {
                self.report(Fault::RequesterMissing, id);
            }
        }
    }

    fn distinct(&mut self, what: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !is_id(id) {
                self.report(Fault::BadId, &format!("{what}.{id}"));
            }
            if !seen.insert(id) {
                self.report(Fault::DuplicateId, &format!("{what}.{id}"));
            }
        }
    }

    fn fields(&mut self) {
        let procedure = self.procedure;
        for question in &procedure.questions {
            if question.kind != Kind::YesNo {
                self.report(Fault::QuestionNotYesNo, &question.id);
            }
            self.field(question);
        }
        for page in &procedure.pages {
            if page.fields.is_empty() {
                self.report(Fault::EmptyPage, &page.id);
            }
            if let Some(condition) = &page.show_if {
                let seen = self.seen.clone();
                self.condition(condition, &seen, &page.id);
            }
            for field in &page.fields {
                if field.kind.is_paper() {
                    self.report(Fault::PaperMisplaced, &field.id);
                }
                self.field(field);
            }
        }
        for paper in &procedure.papers {
            if !paper.kind.is_paper() {
                self.report(Fault::PaperMisplaced, &paper.id);
            }
            self.source(paper.source.as_deref(), &paper.id);
            self.field(paper);
        }
    }

    fn field(&mut self, field: &'a Field) {
        let seen = std::mem::take(&mut self.seen);
        self.one_field(field, &seen);
        self.seen = seen;
        self.seen.push(field);
        if let Kind::Group { min, max, fields } = &field.kind {
            let nested = fields.iter().any(|f| f.kind.is_paper() || matches!(f.kind, Kind::Group { .. }));
            if fields.is_empty() || nested {
                self.report(Fault::BadGroup, &field.id);
            }
            if min > max || *max == 0 {
                self.report(Fault::BadBounds, &field.id);
            }
            // A row's conditions look at the row only.
            let mut row = Vec::new();
            for inner in fields {
                self.one_field(inner, &row);
                row.push(inner);
            }
        }
    }

    fn one_field(&mut self, field: &'a Field, seen: &[&'a Field]) {
        if !is_id(&field.id) {
            self.report(Fault::BadId, &field.id);
        }
        if !self.ids.insert(&field.id) {
            self.report(Fault::DuplicateId, &field.id);
        }
        for condition in [&field.show_if, &field.required_if].into_iter().flatten() {
            self.condition(condition, seen, &field.id);
        }
        if !has_room(&field.kind) {
            self.report(Fault::BadBounds, &field.id);
        }
        if field.card.is_some_and(|part| !card_fits(part, &field.kind)) {
            self.report(Fault::BadCardPart, &field.id);
        }
    }

    fn condition(&mut self, condition: &Condition, seen: &[&Field], at: &str) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part, seen, at));
            }
            Condition::Not(part) => self.condition(part, seen, at),
            leaf => {
                let mut named = Vec::new();
                leaf.fields(&mut named);
                for id in named {
                    match seen.iter().find(|field| field.id == id) {
                        None => self.report(Fault::NotEarlier, &format!("{at} -> {id}")),
                        Some(field) => {
                            if let Some(fault) = misuse(leaf, &field.kind) {
                                self.report(fault, &format!("{at} -> {id}"));
                            }
                        }
                    }
                }
            }
        }
    }

    fn source(&mut self, source: Option<&str>, at: &str) {
        if !source.is_some_and(|id| self.procedure.sources.iter().any(|source| source.id == id)) {
            self.report(Fault::UnknownSource, at);
        }
    }

    fn facts(&mut self) {
        let procedure = self.procedure;
        let all: Vec<&Field> = procedure.fields().collect();
        for fee in &procedure.fees {
            self.source(Some(&fee.source), &fee.id);
            if let Some(condition) = &fee.show_if {
                self.condition(condition, &all, &fee.id);
            }
            for id in fee.amount.fields() {
                self.named(id, &fee.id, |kind| matches!(kind, Kind::WholeNumber { .. }));
            }
        }
        if procedure.times.is_empty() {
            self.report(Fault::NoTime, "time");
        }
        for (index, time) in procedure.times.iter().enumerate() {
            self.source(Some(&time.source), &time.id);
            if time.show_if.is_none() != (index + 1 == procedure.times.len()) {
                self.report(Fault::TimeOrder, &time.id);
            }
            if let Some(condition) = &time.show_if {
                self.condition(condition, &all, &time.id);
            }
        }
    }

    fn rules(&mut self) {
        for rule in &self.procedure.rules {
            let dates = matches!(rule, Rule::AgeAtLeast { .. } | Rule::NotBefore { .. });
            for id in rule.fields() {
                self.named(id, "rule", |kind| !dates || matches!(kind, Kind::Date { .. }));
            }
        }
    }

    fn named(&mut self, id: &str, by: &str, fits: impl Fn(&Kind) -> bool) {
        match self.procedure.field(id) {
            None => self.report(Fault::UnknownField, &format!("{by} -> {id}")),
            Some(field) if !fits(&field.kind) => self.report(Fault::WrongKind, &format!("{by} -> {id}")),
            Some(_) => {}
        }
    }
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn has_room(kind: &Kind) -> bool {
    match kind {
        Kind::Text { max } | Kind::LongText { max } => *max > 0,
        Kind::WholeNumber { min, max } | Kind::Money { min, max } => min <= max,
        Kind::Choice { options } | Kind::Relation { options } => options.len() > 1 && all_differ(options),
        Kind::Choices { options, min, max } => {
            all_differ(options) && min <= max && usize::from(*min) <= options.len() && *max > 0
        }
        Kind::Paper { max_pages, .. } => *max_pages > 0,
        _ => true,
    }
}

fn all_differ(options: &[String]) -> bool {
    options.iter().all(|option| is_id(option)) && options.iter().collect::<BTreeSet<_>>().len() == options.len()
}

fn card_fits(part: CardPart, kind: &Kind) -> bool {
    match part {
        CardPart::Name => *kind == Kind::PersonName,
        CardPart::BirthDate | CardPart::IssueDate => matches!(kind, Kind::Date { .. }),
        CardPart::Sex => {
            matches!(kind, Kind::Choice { options } if ["male", "female"].iter().all(|sex| options.iter().any(|o| o == sex)))
        }
        CardPart::Address => matches!(kind, Kind::Address { .. }),
        CardPart::Number | CardPart::OldNumber => matches!(kind, Kind::IdNumber { .. }),
        CardPart::IssuePlace => matches!(kind, Kind::Text { .. }),
    }
}

/// What is wrong with a condition on a field of this kind, if anything.
fn misuse(condition: &Condition, kind: &Kind) -> Option<Fault> {
    let has =
        |options: &[String], option: &String| if options.contains(option) { None } else { Some(Fault::UnknownOption) };
    match (condition, kind) {
        (Condition::Yes(_) | Condition::No(_), Kind::YesNo) => None,
        (Condition::Is(_, option), Kind::Choice { options } | Kind::Relation { options }) => has(options, option),
        (Condition::OneOf(_, some), Kind::Choice { options } | Kind::Relation { options }) => {
            some.iter().find_map(|option| has(options, option))
        }
        (Condition::Is(..) | Condition::OneOf(..), Kind::Text { .. } | Kind::Nationality | Kind::EthnicGroup) => None,
        (Condition::Includes(_, option), Kind::Choices { options, .. }) => has(options, option),
        (Condition::AtLeast(..), Kind::WholeNumber { .. } | Kind::Money { .. }) => None,
        (Condition::Answered(_), kind) if !matches!(kind, Kind::ShownPaper) => None,
        _ => Some(Fault::WrongKind),
    }
}
