//! What papers say of the office, of a dossier and of its answers, out of what the server keeps.

use crate::{api::ratings, app::App};
use jiff::{Timestamp, civil::DateTime};
use motcua_contract::public::ProcedureBundle;
use motcua_documents::{
    answers::{self, Lexicon},
    data::{Dossier, Link, Moment, Office, PaperLine, Person},
};
use motcua_domain::{
    deadline::local,
    form::{Answers, Value},
    phone,
    place::Address,
    procedure::{Procedure, Texts},
    rating::rating_path,
    scan::receipt_path,
};
use motcua_storage::dossiers::Record;
use std::sync::LazyLock;

/// Official papers are in the State's language.
const LANGUAGE: &str = "vi";
/// What every procedure calls its requester's fields.
const REQUESTER: &str = "requester";
static NO_TEXTS: LazyLock<Texts> = LazyLock::new(Texts::new);

/// The words of a procedure on papers.
#[must_use]
pub fn texts(bundle: &ProcedureBundle) -> &Texts {
    bundle.texts.get(LANGUAGE).unwrap_or(&NO_TEXTS)
}

/// The words of a procedure under a key, or the key's last part.
#[must_use]
pub fn said(bundle: &ProcedureBundle, key: &str) -> String {
    texts(bundle).get(key).cloned().unwrap_or_else(|| key.rsplit('.').next().unwrap_or(key).to_owned())
}

#[must_use]
pub fn moment(at: Timestamp) -> Moment {
    Moment(local(at))
}

/// The office, as its file says.
#[must_use]
pub fn office(app: &App) -> Office {
    let office = &app.world.office;
    let ward = app.world.places.ward_name(&office.province, &office.ward).unwrap_or_default();
    // "Phường Mỹ Trà" signs in "Mỹ Trà".
    let place = ward.split_once(' ').map_or(ward, |(_, name)| name);
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Office {
        parent: None,
        name: office.name.clone(),
        counter: office.counter.clone(),
        place: place.to_owned(),
        address: office.address.clone(),
        phone: some(&office.phone),
        email: some(&office.email),
        web: some(&office.public_url),
        demo: office.demo,
    }
}

/// Lists of reference and places, as papers name them.
pub struct Words<'a>(pub &'a App);

impl Words<'_> {
    fn listed(&self, list: &str, code: &str) -> Option<String> {
        let items = &self.0.world.lists.get(list)?.items;
        items.iter().find(|item| item.code == code)?.names.get(LANGUAGE).cloned()
    }
}

impl Lexicon for Words<'_> {
    fn ethnic_group(&self, code: &str) -> Option<String> {
        self.listed("ethnic_groups", code)
    }

    fn country(&self, code: &str) -> Option<String> {
        self.listed("countries", code)
    }

    fn address(&self, address: &Address) -> String {
        self.0.world.places.display(address)
    }
}

/// A person out of the fields that begin with `prefix`.
fn person(app: &App, answers: &Answers, prefix: &str) -> Option<Person> {
    let get = |part: &str| answers.get(&format!("{prefix}_{part}"));
    let text = |part: &str| get(part).and_then(Value::as_text).map(str::to_owned);
    let home =
        |value: &Value| if let Value::Address(home) = value { Some(app.world.places.display(home)) } else { None };
    Some(Person {
        name: text("name")?,
        birth: get("birth_date").and_then(Value::as_date).map(answers::partial),
        id_number: text("id_number"),
        address: get("address").and_then(home),
        phone: text("phone").map(|number| phone::display(&number)),
        email: text("email"),
    })
}

/// The papers of a case.
#[must_use]
pub fn papers(procedure: &Procedure, texts: &Texts, answers: &Answers) -> Vec<PaperLine> {
    answers::papers(procedure, texts, answers)
}

/// What is known of a dossier besides its events.
#[derive(Clone)]
pub struct Known {
    /// Year and number in the register.
    pub book: Option<(i16, u64)>,
    /// Name of who took it in.
    pub receiver: Option<String>,
    /// Where it is rated, for papers that the citizen takes along.
    pub rating: Option<Link>,
}

/// Where a dossier is rated. Without it the paper is printed all the same: what is asked for is the paper.
pub async fn rating(app: &App, bundle: &ProcedureBundle, record: &Record) -> Option<Link> {
    let token = app.key.rating_token(&record.row.id);
    match app.store.add_rating_slip(&ratings::slip_key(&token), &bundle.procedure.field).await {
        Ok(()) => Some(Link::new(format!("{}{}", app.world.office.public_url, rating_path(&token)))),
        Err(cause) => {
            tracing::warn!(%cause, "a slip is printed without its rating code");
            None
        }
    }
}

/// A dossier, as its papers say it.
#[must_use]
pub fn dossier(app: &App, bundle: &ProcedureBundle, record: &Record, known: Known, due: Option<DateTime>) -> Dossier {
    let folded = &record.dossier;
    let secret = app.key.receipt_secret(&record.row.id);
    let path = folded.code.as_ref().map(|code| receipt_path(code, &secret)).unwrap_or_default();
    let address = format!("{}{path}", app.world.office.public_url);
    Dossier {
        code: record.row.code.clone(),
        serial: known.book.map(|(_, number)| format!("{number:02}")),
        book: known.book.map(|(year, _)| year),
        procedure_code: folded.procedure.clone(),
        procedure: said(bundle, "name"),
        requester: person(app, &folded.answers, REQUESTER).unwrap_or_default(),
        submitter: person(app, &folded.answers, "proxy"),
        content: None,
        papers: papers(&bundle.procedure, texts(bundle), &folded.answers),
        sets: 1,
        limit: folded.clock.limit,
        received: folded.submitted_at.map(moment),
        due: due.map(Moment),
        result_place: None,
        receiver: known.receiver,
        entered_by_staff: folded.entered_by.is_some(),
        tracking: Some(Link::new(address)),
        rating: known.rating,
    }
}
