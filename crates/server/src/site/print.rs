//! The board and the book as print, made once a day: the same sheets for everybody, whoever asks and how often.

use super::{board::hours, describe, words::Language};
use crate::{
    api::posters,
    app::App,
    press::{self, facts},
    problem::Refusal,
};
use bytes::Bytes;
use motcua_contract::{
    ProblemCode,
    open::{Fact, OpenPaper, OpenProcedure, Words},
};
use motcua_documents::data::{Book, BookFact, BookItem, Moment, Size};
use motcua_domain::words::date_vi;
use std::sync::Arc;

/// Files that are printed.
const BOARD: &str = "board.pdf";
const BOOK: &str = "book.pdf";
/// What is printed is in the State's language.
const VI: Language = Language::Vi;

/// A printed file by its name.
///
/// # Errors
/// `not_found` for another name; what printing refuses.
pub async fn file(app: &Arc<App>, name: &str) -> Result<Bytes, Refusal> {
    let name = [BOARD, BOOK].into_iter().find(|known| *known == name).ok_or(ProblemCode::NotFound)?;
    let today = app.local_now().date();
    // Held while it is printed: who comes meanwhile gets the same one.
    let mut files = app.kept.files.lock().await;
    if let Some((_, bytes)) = files.get(name).filter(|(day, _)| *day == today) {
        return Ok(bytes.clone());
    }
    let bytes = if name == BOARD {
        press::print(app, posters::board(app, Size::A4), app.now()).await?
    } else {
        press::print(app, book(app), app.now()).await?
    };
    let bytes = Bytes::from(bytes);
    files.insert(name, (today, bytes.clone()));
    Ok(bytes)
}

fn book(app: &App) -> Book {
    Book {
        office: facts::office(app),
        hours: hours(app, VI),
        items: describe::all(app).procedures.iter().map(|one| item(app, one)).collect(),
        printed: Some(Moment(app.local_now())),
    }
}

fn item(app: &App, one: &OpenProcedure) -> BookItem {
    let some = |words: &Words| Some(VI.of(words).to_owned()).filter(|text| !text.is_empty());
    let papers = |shown: bool| one.papers.iter().filter(|paper| paper.shown_only == shown).map(paper).collect();
    let legal = one.legal.iter().map(|legal| match &legal.article {
        Some(article) => format!("{}, {article}", legal.cite),
        None => legal.cite.clone(),
    });
    let sources = one.sources.iter().map(|source| {
        format!("{} ({})", source.title, VI.tell("procedure.read_on", &[("day", &date_vi(source.read_on))]))
    });
    BookItem {
        code: one.code.clone(),
        name: VI.of(&one.name).to_owned(),
        field: VI.of(&one.field_names).to_owned(),
        version: date_vi(one.version),
        plain: some(&one.plain),
        link: posters::link(app, &one.code),
        visit_required: one.visit_required,
        who: some(&one.who),
        papers: papers(false),
        shown: papers(true),
        fees: one.fees.iter().map(|fee| fact(VI.of(&fee.words).to_owned(), &fee.fact)).collect(),
        times: one
            .times
            .iter()
            .map(|time| fact(format!("{}: {}", VI.limit(time.limit), VI.of(&time.words)), &time.fact))
            .collect(),
        result: some(&one.result),
        notes: VI.of(&one.notes).lines().map(str::to_owned).collect(),
        legal: legal.collect(),
        sources: sources.collect(),
    }
}

fn paper(paper: &OpenPaper) -> BookFact {
    let count = |key, count: u8| (count > 0).then(|| VI.tell(key, &[("count", &count.to_string())]));
    let optional = paper.optional.then(|| VI.say("procedure.optional").to_owned());
    let counts = [count("procedure.originals", paper.originals), count("procedure.copies", paper.copies), optional];
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let words = VI.of(&paper.words);
    fact(if counts.is_empty() { words.to_owned() } else { format!("{words} ({counts})") }, &paper.fact)
}

fn fact(text: String, fact: &Fact) -> BookFact {
    let only_if = Some(VI.of(&fact.only_if_words).to_owned()).filter(|words| !words.is_empty());
    BookFact { text, only_if, unconfirmed: fact.unconfirmed }
}
