//! The board: contact and hours, the figures that the office shows, every procedure by its field, and what to print or reuse.

use super::{PATH, describe, figures, frame::Page, words::Language};
use crate::{app::App, problem::Refusal};
use jiff::{ToSpan, civil::Time};
use maud::{Markup, html};
use motcua_contract::{
    Endpoint, PREFIX,
    open::{OpenData, OpenFile, OpenProcedure, PublicCount, PublicFigure, PublicFigures},
};
use motcua_domain::{deadline::local, rating::GROUP, words::date_time_vi};
use std::collections::BTreeMap;

/// Days ahead for which rest days are told.
const AHEAD: i32 = 60;

/// The page.
///
/// # Errors
/// When the database cannot.
pub async fn page(app: &App, language: Language) -> Result<Vec<u8>, Refusal> {
    let figures = figures::now(app).await?;
    let data = describe::all(app);
    let office = &app.world.office;
    let body = html! {
        h1 { (language.say("title")) }
        (contact(app, language))
        @if !figures.figures.is_empty() { (numbers(&figures, language)) }
        (procedures(&data, language))
        (files(&data, language))
    };
    let page = Page {
        language,
        path: PATH.to_owned(),
        title: language.say("title").to_owned(),
        description: language.tell("description", &[("office", &office.name)]),
        body,
    };
    Ok(page.write(app))
}

fn hour(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Opening hours in words.
#[must_use]
pub fn hours(app: &App, language: Language) -> String {
    let office = &app.world.office;
    let ((from, noon), (after, to)) = (office.hours.morning, office.hours.afternoon);
    let week = language.tell(
        "contact.week",
        &[("from", &hour(from)), ("noon", &hour(noon)), ("after", &hour(after)), ("to", &hour(to))],
    );
    if office.calendar.saturday_morning { format!("{week} {}", language.say("contact.saturday")) } else { week }
}

fn contact(app: &App, language: Language) -> Markup {
    let office = &app.world.office;
    let today = app.local_now().date();
    let special: Vec<_> =
        office.calendar.days.range(today..today.saturating_add(AHEAD.days())).map(|(_, day)| day).collect();
    let dial: String = office.phone.chars().filter(|one| one.is_ascii_digit() || *one == '+').collect();
    html! {
        section aria-labelledby="contact" {
            h2 id="contact" { (language.say("contact.title")) }
            dl {
                dt { (language.say("contact.address")) }
                dd lang="vi" { (office.counter) br; (office.address) }
                @if !office.phone.is_empty() {
                    dt { (language.say("contact.phone")) }
                    dd { a href=(format!("tel:{dial}")) { (office.phone) } }
                }
                @if !office.email.is_empty() {
                    dt { (language.say("contact.email")) }
                    dd { a href=(format!("mailto:{}", office.email)) { (office.email) } }
                }
                dt { (language.say("contact.hours")) }
                dd { (hours(app, language)) }
                dt { (language.say("contact.closed")) }
                dd {
                    @if special.iter().all(|day| !day.enabled) {
                        (language.tell("contact.closed_none", &[("count", &AHEAD.to_string())]))
                    } @else {
                        ul {
                            @for day in special.into_iter().filter(|day| day.enabled) {
                                li {
                                    (language.day(day.date))
                                    @if day.kind.works() { " (" (language.say("contact.worked")) ")" }
                                    @if !day.confirmed { " (" (language.say("contact.unconfirmed")) ")" }
                                }
                            }
                        }
                    }
                }
                @if !office.former_names.is_empty() {
                    dt { (language.say("contact.former")) }
                    dd lang="vi" { (office.former_names.join(", ")) }
                }
            }
        }
    }
}

/// The name of a figure, as the words have it.
fn named(count: &PublicCount, language: Language) -> String {
    let key = match count.name {
        PublicFigure::Waiting => "figures.waiting",
        PublicFigure::MedianWait => "figures.median_wait",
        PublicFigure::Received => "figures.received",
        PublicFigure::Finished => "figures.finished",
        PublicFigure::Timely => "figures.timely",
        PublicFigure::SameVisit => "figures.same_visit",
        PublicFigure::Online => "figures.online",
        PublicFigure::Satisfied => "figures.satisfied",
        PublicFigure::ByField => "figures.by_field",
    };
    let field = count.field.as_deref().map(|field| language.field(field)).unwrap_or_default();
    language.tell(key, &[("field", &field)])
}

fn value(count: &PublicCount, language: Language) -> String {
    match (count.rate, count.count, count.few) {
        (_, _, true) => language.tell("figures.few", &[("count", &GROUP.to_string())]),
        (Some(rate), ..) => language.percent(rate),
        (None, Some(minutes), _) if count.name == PublicFigure::MedianWait => {
            language.tell("figures.minutes", &[("count", &language.number(minutes))])
        }
        (None, Some(number), _) => language.number(number),
        (None, None, false) => language.say("figures.unknown").to_owned(),
    }
}

fn numbers(figures: &PublicFigures, language: Language) -> Markup {
    let period = |count: &PublicCount| match (count.from, count.to) {
        (Some(from), Some(to)) => {
            language.tell("figures.period", &[("from", &language.day(from)), ("to", &language.day(to))])
        }
        _ => language.say("figures.now").to_owned(),
    };
    html! {
        section aria-labelledby="figures" {
            h2 id="figures" { (language.say("figures.title")) }
            p class="quiet" { (language.tell("figures.at", &[("at", &date_time_vi(local(figures.at)))])) }
            table {
                thead {
                    tr {
                        th scope="col" { (language.say("figures.what")) }
                        th scope="col" { (language.say("figures.value")) }
                        th scope="col" { (language.say("figures.when")) }
                    }
                }
                tbody {
                    @for count in &figures.figures {
                        tr {
                            th scope="row" { (named(count, language)) }
                            td { strong { (value(count, language)) } }
                            td class="quiet" { (period(count)) }
                        }
                    }
                }
            }
        }
    }
}

fn procedures(data: &OpenData, language: Language) -> Markup {
    let mut fields: BTreeMap<&str, Vec<&OpenProcedure>> = BTreeMap::new();
    for procedure in &data.procedures {
        fields.entry(&procedure.field).or_default().push(procedure);
    }
    let time = |one: &OpenProcedure| one.times.last().map(|time| language.limit(time.limit));
    html! {
        section aria-labelledby="board" {
            h2 id="board" { (language.say("board.title")) }
            p { (language.say("board.intro")) }
            @for (field, procedures) in fields {
                h3 { (language.field(field)) }
                ul class="board" {
                    @for one in procedures {
                        li {
                            a href=(format!("{PATH}/{}{}", one.code, language.query())) { (language.of(&one.name)) }
                            p { (language.of(&one.plain)) }
                            p class="quiet" {
                                (one.code)
                                @if let Some(time) = time(one) { " · " (language.say("board.time")) ": " (time) }
                                @if one.same_visit { " · " (language.say("board.same_visit")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn files(data: &OpenData, language: Language) -> Markup {
    let file = |name: &str| OpenFile::path(&[name]);
    let day = data.newest.map(|day| language.day(day)).unwrap_or_default();
    let terms =
        language.tell("files.terms", &[("licence", &data.licence.name), ("publisher", &data.publisher), ("day", &day)]);
    html! {
        section aria-labelledby="files" {
            h2 id="files" { (language.say("files.title")) }
            ul {
                li { a href=(file("book.pdf")) { (language.say("files.book")) } }
                li { a href=(file("board.pdf")) { (language.say("files.board")) } }
                li { a href=(file("procedures.json")) { (language.say("files.json")) } }
                li { a href=(file("procedures.csv")) { (language.say("files.csv")) } }
                li { a href=(format!("{PREFIX}docs")) { (language.say("files.docs")) } }
            }
            p class="quiet" { (terms) " " a rel="license" href=(data.licence.url) { (data.licence.name) } }
        }
    }
}
