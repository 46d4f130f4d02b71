//! Which sheet a dossier's paper is, and whether what it states has happened.

use super::facts::{self, Known, Words, moment, said, texts};
use crate::{api::letters, app::App, problem::Refusal};
use motcua_contract::{ProblemCode, papers::Letter, public::ProcedureBundle};
use motcua_documents::{
    answers,
    data::{
        ApplicationForm, ControlSheet, Extension, Moment, ReasonLine, Receipt, Refusal as RefusalSheet, ResultLetter,
        Role, Signer, Size, Step, StopNotice, SupplementRequest,
    },
};
use motcua_domain::{
    deadline::{class, local},
    dossier::{Actor, Event, Reason, What},
    form::Answers,
};
use motcua_storage::dossiers::Record;
use std::{collections::BTreeMap, sync::Arc};

/// Papers with a code to rate the service.
const RATED: [&str; 3] = ["receipt", "supplement", "refusal"];

/// A paper of a dossier, printed.
///
/// # Errors
/// `not_found` for a word that is no form, `paper_not_yet` when its event has not happened, and what printing refuses.
pub async fn print(app: &Arc<App>, record: &Record, form: &str) -> Result<Vec<u8>, Refusal> {
    let bundle = app.world.bundle(&record.dossier.procedure).ok_or(ProblemCode::ProcedureChanged)?;
    let names = names(app, record).await?;
    let known = Known {
        book: app.store.book_entry(&record.row.id).await?,
        receiver: find(record, |what| matches!(what, What::Received)).map(|event| who(&names, event, "")),
        // NĐ 61/2018/NĐ-CP: a rating is asked for with the receipt, the request to complete and the refusal.
        rating: if RATED.contains(&form) { facts::rating(app, bundle, record).await } else { None },
    };
    let desk = Papers { app, record, bundle, names, known };
    let now = app.now();
    match form {
        "receipt" => super::print(app, desk.receipt()?, now).await,
        "supplement" => super::print(app, desk.supplement()?, now).await,
        "refusal" => super::print(app, desk.refusal()?, now).await,
        "apology" => super::print(app, desk.apology()?, now).await,
        "stop" => super::print(app, desk.stop()?, now).await,
        "control" => super::print(app, desk.control(), now).await,
        "application" => {
            let mut sheet = application(app, bundle, &record.dossier.answers);
            sheet.code = Some(record.row.code.clone());
            super::print(app, sheet, now).await
        }
        _ => Err(ProblemCode::NotFound.into()),
    }
}

/// The application form with these answers, ready to sign.
#[must_use]
pub fn application(app: &App, bundle: &ProcedureBundle, given: &Answers) -> ApplicationForm {
    let (procedure, texts) = (&bundle.procedure, texts(bundle));
    ApplicationForm {
        office: facts::office(app),
        procedure_code: procedure.code.clone(),
        procedure: said(bundle, "name"),
        code: None,
        signed: None,
        answers: answers::by_field(procedure, texts, given, &Words(app)),
        sections: answers::by_section(procedure, texts, given, &Words(app)),
        papers: facts::papers(procedure, texts, given),
    }
}

/// A result that somebody wrote, on its template; `signs` is who signs where it is not left to the leader's hand.
///
/// # Errors
/// `template_value_missing` with the field.
pub async fn letter(
    app: &Arc<App>,
    record: &Record,
    letter: Letter,
    signs: Option<String>,
) -> Result<Vec<u8>, Refusal> {
    let bundle = app.world.bundle(&record.dossier.procedure).ok_or(ProblemCode::ProcedureChanged)?;
    let known = Known {
        book: app.store.book_entry(&record.row.id).await?,
        receiver: None,
        rating: facts::rating(app, bundle, record).await,
    };
    let now = app.now();
    let sheet = ResultLetter {
        office: facts::office(app),
        dossier: facts::dossier(app, bundle, record, known, record.dossier.clock.due),
        number: Some(letter.number).filter(|number| !number.is_empty()),
        issued: Some(moment(now)),
        title: letter.title,
        paragraphs: letter.text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        signer: Signer { name: signs, role: Role::Leader },
    };
    super::print_or(app, sheet, now, |key| letters::missing(&key)).await
}

/// Names of the staff in a dossier's history, by account id.
async fn names(app: &App, record: &Record) -> Result<BTreeMap<String, String>, Refusal> {
    let mut names = BTreeMap::new();
    for event in &record.events {
        let assigned = if let What::Assigned { to, .. } = &event.what { Some(to) } else { None };
        let acted = if let Actor::Staff(id) = &event.actor { Some(id) } else { None };
        for id in assigned.into_iter().chain(acted) {
            if !names.contains_key(id)
                && let Some(name) = app.store.account_name(id).await?
            {
                names.insert(id.clone(), name);
            }
        }
    }
    Ok(names)
}

/// The last event of a kind.
fn find(record: &Record, kind: impl Fn(&What) -> bool) -> Option<&Event> {
    record.events.iter().rev().find(|event| kind(&event.what))
}

fn who(names: &BTreeMap<String, String>, event: &Event, otherwise: &str) -> String {
    match &event.actor {
        Actor::Staff(id) => names.get(id).cloned().unwrap_or_default(),
        Actor::Citizen | Actor::System => otherwise.to_owned(),
    }
}

/// The papers of one dossier.
struct Papers<'a> {
    app: &'a App,
    record: &'a Record,
    bundle: &'a ProcedureBundle,
    names: BTreeMap<String, String>,
    known: Known,
}

impl Papers<'_> {
    fn dossier(&self) -> motcua_documents::data::Dossier {
        facts::dossier(self.app, self.bundle, self.record, self.known.clone(), self.record.dossier.clock.due)
    }

    fn event(&self, kind: impl Fn(&What) -> bool) -> Result<&Event, Refusal> {
        find(self.record, kind).ok_or_else(|| ProblemCode::PaperNotYet.into())
    }

    fn signer(&self, event: &Event, role: Role) -> Signer {
        let name = Some(who(&self.names, event, "")).filter(|name| !name.is_empty());
        Signer { name, role }
    }

    fn receipt(&self) -> Result<Receipt, Refusal> {
        let event = self.event(|what| matches!(what, What::Received))?;
        Ok(Receipt {
            office: facts::office(self.app),
            dossier: self.dossier(),
            size: Size::A5,
            issued: Some(moment(event.at)),
        })
    }

    /// A reason with the name that its field or paper has.
    fn reason(&self, reason: &Reason) -> ReasonLine {
        let area = |area: &str| texts(self.bundle).get(&format!("{area}.{}.label", reason.field)).cloned();
        ReasonLine::of(reason, ["field", "paper", "question"].into_iter().find_map(area))
    }

    fn supplement(&self) -> Result<SupplementRequest, Refusal> {
        let event = self.event(|what| matches!(what, What::SupplementRequested { .. }))?;
        let What::SupplementRequested { reasons, note, leader_reason } = &event.what else {
            return Err(ProblemCode::PaperNotYet.into());
        };
        Ok(SupplementRequest {
            office: facts::office(self.app),
            dossier: self.dossier(),
            issued: Some(moment(event.at)),
            reasons: reasons.iter().map(|reason| self.reason(reason)).collect(),
            note: Some(note.clone()).filter(|note| !note.is_empty()),
            leader_reason: leader_reason.clone(),
            answer_by: None,
            signer: self.signer(event, if leader_reason.is_some() { Role::Leader } else { Role::Receiver }),
        })
    }

    fn refusal(&self) -> Result<RefusalSheet, Refusal> {
        let event = self.event(|what| matches!(what, What::Refused { .. }))?;
        let What::Refused { reason } = &event.what else { return Err(ProblemCode::PaperNotYet.into()) };
        Ok(RefusalSheet {
            office: facts::office(self.app),
            dossier: self.dossier(),
            issued: Some(moment(event.at)),
            reasons: vec![ReasonLine { about: None, code: None, text: reason.clone() }],
            signer: self.signer(event, Role::Receiver),
        })
    }

    fn apology(&self) -> Result<Extension, Refusal> {
        let event = self.event(|what| matches!(what, What::Extended { .. }))?;
        let What::Extended { reason, was, due } = &event.what else { return Err(ProblemCode::PaperNotYet.into()) };
        Ok(Extension {
            office: facts::office(self.app),
            dossier: self.dossier(),
            issued: Some(moment(event.at)),
            reason: reason.clone(),
            old_due: Some(Moment(*was)),
            new_due: Some(Moment(*due)),
            signer: self.signer(event, Role::Leader),
        })
    }

    fn stop(&self) -> Result<StopNotice, Refusal> {
        let event = self.event(|what| matches!(what, What::Stopped { .. }))?;
        let What::Stopped { reason } = &event.what else { return Err(ProblemCode::PaperNotYet.into()) };
        let requested = find(self.record, |what| matches!(what, What::WithdrawalRequested { .. }));
        Ok(StopNotice {
            office: facts::office(self.app),
            dossier: self.dossier(),
            issued: Some(moment(event.at)),
            reason: reason.clone(),
            requested: requested.map(|event| moment(event.at)),
            signer: self.signer(event, Role::Leader),
        })
    }

    fn control(&self) -> ControlSheet {
        ControlSheet {
            office: facts::office(self.app),
            dossier: self.dossier(),
            issued: Some(moment(self.app.now())),
            steps: self.record.events.iter().map(|event| self.step(event)).collect(),
        }
    }

    fn step(&self, event: &Event) -> Step {
        let dossier = &self.record.dossier;
        let citizen = dossier.answers.get("requester_name").and_then(|value| value.as_text()).unwrap_or_default();
        let from = match event.actor {
            Actor::System => self.app.world.office.counter.clone(),
            _ => who(&self.names, event, citizen),
        };
        let ends = matches!(event.what, What::Finished { .. });
        Step {
            at: Some(moment(event.at)),
            what: event.what.as_str().to_owned(),
            from,
            to: match &event.what {
                What::Assigned { to, .. } => self.names.get(to).cloned(),
                What::Returned { .. } => Some(citizen.to_owned()),
                _ => None,
            },
            due: dossier.clock.due.filter(|_| ends).map(Moment),
            timeliness: dossier.clock.due.filter(|_| ends).map(|due| class(local(event.at), due).as_str().to_owned()),
            note: match &event.what {
                What::Assigned { note, .. } | What::Returned { note, .. } => Some(note.clone()),
                What::Refused { reason } | What::Stopped { reason } | What::Extended { reason, .. } => {
                    Some(reason.clone())
                }
                _ => None,
            }
            .filter(|note| !note.is_empty()),
        }
    }
}
