//! Share cards: the app's own page of a procedure, with the procedure's name and sentence in its head, so that a link that is
//! sent to somebody says what it opens. The page is otherwise byte for byte the same.

use super::{answer::packed, frame::card, words::Language};
use crate::app::App;
use bytes::Bytes;
use motcua_domain::scan::poster_path;

/// A page that stands for one path.
pub struct Card {
    /// `/tt/1.001193`.
    pub path: String,
    pub plain: Bytes,
    pub gzip: Option<Bytes>,
}

/// A page for each procedure and each code that leads to it. `shell` is the page that opens them; without a head as ours has
/// it, there are none.
#[must_use]
pub fn of_procedures(app: &App, shell: &[u8]) -> Vec<Card> {
    let Ok(shell) = std::str::from_utf8(shell) else { return Vec::new() };
    let mut cards = Vec::new();
    for bundle in app.world.procedures.iter() {
        let texts = bundle.texts.get(Language::Vi.tag());
        let word = |key: &str| texts.and_then(|texts| texts.get(key)).map_or("", String::as_str);
        let path = poster_path(&bundle.procedure.code, None);
        let share = Language::Vi.tell("procedure.share", &[("office", &app.world.office.name)]);
        let description = format!("{} {share}", word("plain"));
        let head = card(app, Language::Vi, &path, word("name"), &description).into_string();
        let Some(page) = with_head(shell, word("name"), &head) else { return Vec::new() };
        let gzip = packed(page.as_bytes()).map(Bytes::from);
        let plain = Bytes::from(page);
        let codes = std::iter::once(&bundle.procedure.code).chain(&bundle.procedure.aliases);
        cards.extend(codes.map(|code| Card {
            path: poster_path(code, None),
            plain: plain.clone(),
            gzip: gzip.clone(),
        }));
    }
    cards
}

/// The page with another title, and these lines in place of its own description.
fn with_head(shell: &str, title: &str, head: &str) -> Option<String> {
    let (before, rest) = shell.split_once("<title>")?;
    let (own, rest) = rest.split_once("</title>")?;
    let title = maud::html! { (title) " · " (own) }.into_string();
    let (between, rest) = rest.split_once("<meta name=\"description\"")?;
    let (_, after) = rest.split_once('>')?;
    Some([before, "<title>", &title, "</title>", between, head, after].concat())
}

#[cfg(test)]
mod tests {
    use super::with_head;

    #[test]
    fn the_head_changes_and_nothing_else() {
        let shell =
            "<head><title>A</title><meta x><meta name=\"description\" content=\"d\"><link></head><body>b</body>";
        let page = with_head(shell, "<T>", "<meta og>").unwrap();
        assert_eq!(page, "<head><title>&lt;T&gt; · A</title><meta x><meta og><link></head><body>b</body>");
        assert!(with_head("no head", "t", "h").is_none());
    }
}
