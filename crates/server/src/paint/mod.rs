//! What a page shows before its program runs: the first page, a procedure, the first questions of its form, as plain HTML in the
//! program's shell. Public facts only, the same for everybody, made once at start.
//!
//! Its links and its search work by themselves, and the public answers of the API that its program asks for first stand in it as data
//! (`src/api/painted.rs`). What is typed or ticked meanwhile the program takes over (`shell/handover.js`); a control
//! stands under `p-` and the id that it has in the program.

mod controls;
mod html;
mod pages;

use crate::{catalogue, world::World};
use html::Html;
use motcua_contract::{
    Endpoint,
    public::{GetOffice, GetProcedure, ListProcedures, ProcedureBundle},
};
use motcua_domain::procedure::Texts;
use std::collections::BTreeMap;

/// The words of the citizen app that are painted with. Vietnamese: which language is wanted is known on the phone alone.
const COMMON: &str = include_str!("../../../../locales/vi/common.toml");
const CITIZEN: &str = include_str!("../../../../locales/vi/citizen.toml");

/// Where a shell begins, and what of it stays below the painting.
const SHELL: (&str, &str) = ("<div id=\"shell\">", "<p id=\"shell-busy\"");

/// The sentences, by area and key: `citizen.home.title`.
struct Words(BTreeMap<&'static str, Texts>);

impl Words {
    fn read() -> Result<Self, String> {
        let mut areas = BTreeMap::new();
        for (area, text) in [("common", COMMON), ("citizen", CITIZEN)] {
            areas.insert(area, catalogue::parse_texts(text)?);
        }
        Ok(Self(areas))
    }

    /// A sentence; nothing where there is none.
    fn say(&self, area: &str, key: &str) -> &str {
        self.0.get(area).and_then(|texts| texts.get(key)).map_or("", String::as_str)
    }

    /// A sentence with one place filled.
    fn fill(&self, area: &str, key: &str, place: &str, value: &str) -> String {
        self.say(area, key).replace(&format!("{{{place}}}"), value)
    }
}

/// What is painted at a path, and into which page of the build: `("/", "/index.html", html)`.
pub struct Painted {
    pub path: String,
    pub page: &'static str,
    html: String,
    /// Answers of the API: address and JSON.
    answers: Vec<(String, String)>,
}

impl Painted {
    /// The page with the painting in its shell; nothing where the page has no such shell (a build for development).
    #[must_use]
    pub fn into_shell(&self, page: &str) -> Option<String> {
        let start = page.find(SHELL.0)?;
        let end = start + page[start..].find(SHELL.1)?;
        let close = end + page[end..].find("</body>")?;
        let data = self.answers.iter().map(|(address, json)| {
            // Data, no script: no policy concerns it. Nothing in it may end the element.
            let json = json.replace('<', "\\u003c");
            format!("<script type=\"application/json\" data-answer=\"{address}\">{json}</script>\n")
        });
        let opening = "<div id=\"shell\" data-painted>";
        Some(
            [
                &page[..start],
                opening,
                self.html.as_str(),
                &page[end..close],
                data.collect::<String>().as_str(),
                &page[close..],
            ]
            .concat(),
        )
    }
}

/// An endpoint's answer as it stands in a page.
fn answer<E: Endpoint>(segments: &[&str], reply: &E::Reply) -> Result<(String, String), String> {
    let json = serde_json::to_string(reply).map_err(|error| error.to_string())?;
    Ok((E::path(segments), json))
}

/// Everything that is painted for an installation.
///
/// # Errors
/// When the words of the app that were built in are no TOML.
pub fn all(world: &World) -> Result<Vec<Painted>, String> {
    let words = Words::read()?;
    let office = answer::<GetOffice>(&[], &world.office)?;
    let list = answer::<ListProcedures>(&[], &world.procedures.catalogue())?;
    let one = |bundle: &ProcedureBundle| answer::<GetProcedure>(&[&bundle.procedure.code], bundle);
    let paint = |path: String, page: &'static str, inside: Html, answers: Vec<(String, String)>| {
        let html = pages::frame(&words, world, inside);
        Painted { path, page, html, answers }
    };
    let mut painted =
        vec![paint("/".to_owned(), "/index.html", pages::home(&words, world), vec![list, office.clone()])];
    for bundle in world.procedures.iter() {
        let path = format!("/tt/{}", bundle.procedure.code);
        let answers = vec![one(bundle)?, office.clone()];
        painted.push(paint(path, "/index.html", pages::procedure(&words, bundle), answers));
        for page in pages::begun(&words, bundle) {
            painted.push(paint(page.path, "/app.html", page.inside, vec![one(bundle)?]));
        }
    }
    Ok(painted)
}

#[cfg(test)]
mod tests;
