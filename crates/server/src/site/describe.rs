//! A procedure as open data: what its definition and its words say, with conditions put into words.

use super::words::Language;
use crate::app::App;
use motcua_contract::{
    open::{Fact, OpenData, OpenFee, OpenPaper, OpenProcedure, OpenQuestion, OpenTime, Words},
    public::ProcedureBundle,
};
use motcua_domain::{
    form::{Condition, Kind},
    scan::poster_path,
};

/// All procedures of the office.
#[must_use]
pub fn all(app: &App) -> OpenData {
    let world = &app.world;
    OpenData {
        publisher: world.office.name.clone(),
        published_at: world.office.public_url.clone(),
        licence: world.shown.licence.clone(),
        newest: world.procedures.iter().map(|bundle| bundle.procedure.version).max(),
        procedures: world.procedures.iter().map(|bundle| one(bundle, &world.office.public_url)).collect(),
    }
}

/// One procedure; `site` is the address that its page begins with.
#[must_use]
pub fn one(bundle: &ProcedureBundle, site: &str) -> OpenProcedure {
    let procedure = &bundle.procedure;
    let facts = |only_if: &Option<Condition>, source: Option<&str>, unconfirmed: bool| Fact {
        only_if: only_if.clone(),
        only_if_words: only_if.as_ref().map(|condition| in_words(bundle, condition)).unwrap_or_default(),
        source: source.map(str::to_owned),
        unconfirmed,
    };
    let questions = procedure.questions.iter().map(|question| OpenQuestion {
        id: question.id.clone(),
        words: said(bundle, &format!("question.{}.label", question.id)),
    });
    let papers = procedure.papers.iter().map(|paper| {
        let (originals, copies) = match paper.kind {
            Kind::Paper { originals, copies, .. } => (originals, copies),
            _ => (0, 0),
        };
        OpenPaper {
            id: paper.id.clone(),
            words: said(bundle, &format!("paper.{}.label", paper.id)),
            shown_only: matches!(paper.kind, Kind::ShownPaper),
            optional: paper.optional,
            originals,
            copies,
            fact: facts(&paper.show_if, paper.source.as_deref(), paper.unconfirmed),
        }
    });
    let fees = procedure.fees.iter().map(|fee| OpenFee {
        id: fee.id.clone(),
        words: said(bundle, &format!("fee.{}", fee.id)),
        amount: fee.amount.clone(),
        fact: facts(&fee.show_if, Some(&fee.source), fee.unconfirmed),
    });
    let times = procedure.times.iter().map(|time| OpenTime {
        id: time.id.clone(),
        words: said(bundle, &format!("time.{}", time.id)),
        limit: time.limit,
        fact: facts(&time.show_if, Some(&time.source), time.unconfirmed),
    });
    OpenProcedure {
        code: procedure.code.clone(),
        version: procedure.version,
        field: procedure.field.clone(),
        field_names: by_language(|language| Some(language.field(&procedure.field))),
        aliases: procedure.aliases.clone(),
        page: format!("{site}{}", poster_path(&procedure.code, None)),
        national_id: procedure.national_id.clone(),
        name: said(bundle, "name"),
        plain: said(bundle, "plain"),
        who: said(bundle, "who"),
        result: said(bundle, "result"),
        notes: said(bundle, "notes"),
        visit_required: procedure.visit_required,
        same_visit: procedure.same_visit,
        questions: questions.collect(),
        papers: papers.collect(),
        fees: fees.collect(),
        times: times.collect(),
        legal: procedure.legal.clone(),
        sources: procedure.sources.clone(),
    }
}

fn by_language(words: impl Fn(Language) -> Option<String>) -> Words {
    let said = Language::ALL.into_iter().filter_map(|language| Some((language.tag().to_owned(), words(language)?)));
    said.collect()
}

/// The words of a key in every language that has them.
fn said(bundle: &ProcedureBundle, key: &str) -> Words {
    by_language(|language| bundle.texts.get(language.tag())?.get(key).cloned())
}

/// A condition as people say it: the question with its answer. What is more than yes and no depends on the case.
fn in_words(bundle: &ProcedureBundle, condition: &Condition) -> Words {
    by_language(|language| {
        Some(case(bundle, condition, language).unwrap_or_else(|| language.say("procedure.depends").to_owned()))
    })
}

fn case(bundle: &ProcedureBundle, condition: &Condition, language: Language) -> Option<String> {
    let texts = bundle.texts.get(language.tag())?;
    let answered = |id: &str, answer: &'static str| {
        let label = ["question", "field"].into_iter().find_map(|area| texts.get(&format!("{area}.{id}.label")))?;
        let colon = if label.ends_with('?') { "" } else { ":" };
        Some(format!("{label}{colon} {}", language.say(answer)))
    };
    let joined = |all: &[Condition], between: &'static str| {
        let parts = all.iter().map(|one| case(bundle, one, language)).collect::<Option<Vec<_>>>()?;
        Some(parts.join(language.say(between)))
    };
    match condition {
        Condition::Yes(id) => answered(id, "value.yes"),
        Condition::No(id) => answered(id, "value.no"),
        Condition::All(all) => joined(all, "procedure.and"),
        Condition::Any(any) => joined(any, "procedure.or"),
        _ => None,
    }
}
