//! A procedure in full, as it is posted: for who reads without the app, and for search engines.

use super::{PATH, describe, frame::Page, words::Language};
use crate::app::App;
use maud::{Markup, html};
use motcua_contract::{
    open::{Fact, OpenPaper, OpenProcedure, Words},
    public::ProcedureBundle,
};
use motcua_domain::scan::poster_path;

/// The page.
#[must_use]
pub fn page(app: &App, bundle: &ProcedureBundle, language: Language) -> Vec<u8> {
    let one = describe::one(bundle, &app.world.office.public_url);
    let page = Page {
        language,
        path: format!("{PATH}/{}", one.code),
        title: language.of(&one.name).to_owned(),
        description: language.of(&one.plain).to_owned(),
        body: body(&one, language),
    };
    page.write(app)
}

fn body(one: &OpenProcedure, language: Language) -> Markup {
    let (handed, shown): (Vec<_>, Vec<_>) = one.papers.iter().partition(|paper| !paper.shown_only);
    let section = |key: &'static str, body: Markup| {
        html! { section { h2 { (language.say(key)) } (body) } }
    };
    html! {
        p { a href=(format!("{PATH}{}", language.query())) { (language.say("back")) } }
        h1 { (language.of(&one.name)) }
        p class="lead" { (language.of(&one.plain)) }
        p { a class="button" href=(poster_path(&one.code, None)) { (language.say("procedure.start")) } }
        p class="quiet" {
            (language.tell("procedure.code", &[("code", &one.code), ("day", &language.day(one.version))]))
        }
        @if one.visit_required { p class="notice" { (language.say("procedure.visit")) } }
        (section("procedure.who", html! { p { (language.of(&one.who)) } }))
        (section("procedure.papers", html! {
            @if handed.is_empty() { p { (language.say("procedure.papers_none")) } }
            @else { ul { @for paper in &handed { (paper_line(paper, language)) } } }
            @if !shown.is_empty() {
                h3 { (language.say("procedure.shown")) }
                ul { @for paper in &shown { (paper_line(paper, language)) } }
            }
        }))
        (section("procedure.fees", html! {
            @if one.fees.is_empty() { p { (language.say("procedure.fees_none")) } }
            @else { ul { @for fee in &one.fees { li { (language.of(&fee.words)) (doubts(&fee.fact, language)) } } } }
        }))
        (section("procedure.time", html! {
            ul {
                @for time in &one.times {
                    li { strong { (language.limit(time.limit)) } ": " (language.of(&time.words)) (doubts(&time.fact, language)) }
                }
            }
        }))
        (section("procedure.result", html! { p { (language.of(&one.result)) } }))
        @if !language.of(&one.notes).is_empty() { (section("procedure.notes", lines(&one.notes, language))) }
        (section("procedure.legal", html! {
            ul lang="vi" {
                @for legal in &one.legal {
                    li { (legal.cite) @if let Some(article) = &legal.article { ", " (article) } }
                }
            }
        }))
        (section("procedure.sources", html! {
            ul {
                @for source in &one.sources {
                    li {
                        @if let Some(url) = &source.url { a href=(url) rel="noopener noreferrer" lang="vi" { (source.title) } }
                        @else { span lang="vi" { (source.title) } }
                        " " span class="quiet" {
                            (language.tell("procedure.read_on", &[("day", &language.day(source.read_on))]))
                        }
                    }
                }
            }
            @if !one.aliases.is_empty() {
                p class="quiet" { (language.tell("procedure.aliases", &[("codes", &one.aliases.join(", "))])) }
            }
        }))
    }
}

fn lines(words: &Words, language: Language) -> Markup {
    html! { ul { @for line in language.of(words).lines() { li { (line) } } } }
}

fn paper_line(paper: &OpenPaper, language: Language) -> Markup {
    let count = |key, count: u8| (count > 0).then(|| language.tell(key, &[("count", &count.to_string())]));
    let optional = paper.optional.then(|| language.say("procedure.optional").to_owned());
    let counts = [count("procedure.originals", paper.originals), count("procedure.copies", paper.copies), optional];
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    html! {
        li {
            (language.of(&paper.words))
            @if !counts.is_empty() { " " span class="quiet" { "(" (counts) ")" } }
            (doubts(&paper.fact, language))
        }
    }
}

/// The case in which it holds, and whether it is unsure.
fn doubts(fact: &Fact, language: Language) -> Markup {
    html! {
        @if !fact.only_if_words.is_empty() {
            br;
            span class="quiet" {
                (language.tell("procedure.only_if", &[("words", language.of(&fact.only_if_words))]))
            }
        }
        @if fact.unconfirmed { " " em { (language.say("procedure.unconfirmed")) } }
    }
}
