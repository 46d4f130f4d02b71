//! The lifeboat page (`lifeboat/`): the words of both languages put into its script, comments and indentation taken out, and
//! a bound on its size: it has to open where nothing else does.

use crate::paths;
use crate::shell::Outcome;
use std::collections::BTreeMap;

/// Where the page stands in the site.
pub const PAGE: &str = "/cuu-ho.html";
/// Bytes of page, style and script together as they are served uncompressed, the sentences of the two languages not counted.
pub const LIMIT: usize = 10 * 1024;
/// Where the sentences go in the script.
const WORDS: (&str, &str) = ("/*words*/", "/*end*/");

/// The lifeboat, and the script that watches over the start of the other pages.
pub struct Lifeboat {
    pub page: String,
    pub style: String,
    pub script: String,
    pub boot: String,
    /// Bytes of page, style and script, without the sentences.
    pub bytes: usize,
}

/// Builds it; fails above [`LIMIT`].
pub fn build() -> Outcome<Lifeboat> {
    let folder = paths::root().join("lifeboat");
    let read = |name: &str| paths::read(&folder.join(name));
    let (page, style) = (squeeze_lines(&read("page.html")?), squeeze(&read("lifeboat.css")?));
    let bare = squeeze(&read("lifeboat.js")?);
    let (Some(start), Some(end)) = (bare.find(WORDS.0), bare.find(WORDS.1)) else {
        return Err(format!("lifeboat/lifeboat.js lacks the place {} … {}.", WORDS.0, WORDS.1));
    };
    let script = format!("{}{}{}", &bare[..start], words()?, &bare[end + WORDS.1.len()..]);
    let bytes = page.len() + style.len() + bare.len();
    if bytes > LIMIT {
        return Err(format!("The lifeboat is {bytes} bytes, {} over its bound.", bytes - LIMIT));
    }
    let boot = squeeze(&read("boot.js")?) + &squeeze(&read("handover.js")?);
    Ok(Lifeboat { page, style, script, boot, bytes })
}

/// The page with the hashed addresses of its files.
pub fn with_files(page: &str, script: &str, style: &str) -> Outcome<String> {
    let mut page = page.to_owned();
    for (from, to) in [("/lifeboat.js", script), ("/lifeboat.css", style)] {
        if !page.contains(from) {
            return Err(format!("lifeboat/page.html lacks {from}."));
        }
        page = page.replacen(from, to, 1);
    }
    Ok(page)
}

/// `{"vi":{...},"en":{...}}`.
fn words() -> Outcome<String> {
    let mut all = BTreeMap::new();
    for language in ["vi", "en"] {
        let file = paths::root().join(format!("locales/{language}/lifeboat.toml"));
        let sentences: BTreeMap<String, String> =
            toml::from_str(&paths::read(&file)?).map_err(|error| format!("{}: {error}", file.display()))?;
        all.insert(language, sentences);
    }
    serde_json::to_string(&all).map_err(|error| format!("The lifeboat's sentences cannot be written: {error}"))
}

/// Lines without indentation, and without those that are only a comment.
fn squeeze_lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.fold(String::new(), |all, line| all + line + "\n")
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//")
        || line.starts_with("/*") && line.ends_with("*/")
        || line.starts_with("<!--") && line.ends_with("-->")
}

/// A script or sheet without comment lines, indentation, and the blanks around signs; what stands in quotes stays as it is. Line ends
/// stay, so that no statement runs into the next.
fn squeeze(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut quote = None;
    let mut characters = squeeze_lines(script).chars().collect::<Vec<_>>().into_iter().peekable();
    while let Some(character) = characters.next() {
        match quote {
            Some(open) => {
                out.push(character);
                if character == '\\' {
                    out.extend(characters.next());
                } else if character == open {
                    quote = None;
                }
            }
            None if character == ' ' => {
                let (before, after) = (out.chars().last(), characters.peek().copied());
                let doubled = before == after && matches!(before, Some('+' | '-'));
                let loose = [before, after].into_iter().flatten().any(is_sign);
                if doubled || !loose {
                    out.push(character);
                }
            }
            None => {
                out.push(character);
                if matches!(character, '"' | '\'' | '`') {
                    quote = Some(character);
                }
            }
        }
    }
    out
}

/// Beside these a blank says nothing.
fn is_sign(character: char) -> bool {
    "=(){}[],;:?&|<>+-*!%\n".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_signs_go_and_words_and_quotes_stay() {
        let script = "// purpose\n  const a = b + +c;\n\nif (a in b) return \"x = \\\" y\" + `t = ${a - 1} u`;\n";
        assert_eq!(squeeze(script), "const a=b+ +c;\nif(a in b)return \"x = \\\" y\"+`t = ${a - 1} u`;\n");
    }

    #[test]
    fn the_lifeboat_is_small_and_carries_both_languages() {
        let boat = build().unwrap();
        assert!(boat.bytes <= LIMIT, "{}", boat.bytes);
        println!(
            "lifeboat: {} of {LIMIT} bytes, {} with the sentences",
            boat.bytes,
            boat.bytes + words().unwrap().len()
        );
        assert!(!boat.script.contains(WORDS.0) && boat.script.contains("\"vi\":{"));
        let page = with_files(&boat.page, "/lifeboat-1.js", "/lifeboat-2.css").unwrap();
        assert!(page.contains("src=\"/lifeboat-1.js\"") && !page.contains("<style") && !page.contains("<script>"));
    }

    #[test]
    fn it_speaks_the_contract_of_the_app() {
        let read = |name: &str| paths::read(&paths::root().join(name)).unwrap();
        let script = read("lifeboat/lifeboat.js");
        let after = |text: &str, start: &str| {
            let rest = &text[text.find(start).unwrap() + start.len()..];
            rest.split(['"', ';']).next().unwrap().to_owned()
        };
        let version = after(&read("crates/contract/src/lib.rs"), "pub const VERSION: u32 = ");
        assert_eq!(after(&script, "const CONTRACT = \""), version);
        let notice = after(&read("src/citizen/about.rs"), "pub const NOTICE_VERSION: &str = \"");
        assert_eq!(after(&script, "const NOTICE = \""), notice);
        let contract = [read("crates/contract/src/uploads.rs"), read("crates/contract/src/dossiers.rs")].concat()
            + &read("crates/contract/src/public.rs");
        for path in ["/api/uploads", "/api/submissions", "/api/devices", "/api/procedures"] {
            assert!(script.contains(path) && contract.contains(&format!("\"{path}\"")), "{path}");
        }
    }
}
