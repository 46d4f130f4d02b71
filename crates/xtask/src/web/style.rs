//! One style sheet an app: the files of `style/` in their fixed order, without comments, in `target/style/`.
//! Trunk runs this before each build; it writes only what changed, so that a watcher is not woken for nothing.

use crate::paths;
use crate::shell::Outcome;

/// What all apps share, in the order of the cascade; the app's own sheets come last.
const SHARED: [&str; 6] = ["tokens", "base", "layout", "components", "feedback", "dialog"];
/// The apps, and the files that only some take. The guide is what a first visit downloads: it has no lists, codes and papers.
const APPS: [(&str, &[&str]); 3] = [
    ("guide", &["citizen"]),
    ("citizen", &["lists", "codes", "citizen", "capture", "ticket", "handoff", "messages", "rating", "pay"]),
    (
        "desk",
        &[
            "lists", "codes", "desk", "capture", "nav", "accounts", "work", "dossier", "counter", "fill_in", "queue",
            "posters", "reports", "messages", "pay", "money",
        ],
    ),
];

/// Writes `target/style/<app>.css`.
pub fn build() -> Outcome {
    let root = paths::root();
    for (app, own) in APPS {
        let mut sheet = String::new();
        for name in SHARED.iter().chain(own) {
            sheet.push_str(&squeeze(&paths::read(&root.join(format!("style/{name}.css")))?));
        }
        let file = root.join(format!("target/style/{app}.css"));
        if std::fs::read_to_string(&file).ok().as_deref() != Some(&sheet) {
            paths::write(&file, &sheet)?;
        }
    }
    Ok(())
}

/// Drops comments, indentation and empty lines; touches nothing inside quotes.
fn squeeze(sheet: &str) -> String {
    let mut bare = String::with_capacity(sheet.len());
    let mut quote = None;
    let mut characters = sheet.chars().peekable();
    while let Some(character) = characters.next() {
        match quote {
            Some(open) => {
                bare.push(character);
                if character == '\\' {
                    bare.extend(characters.next());
                } else if character == open {
                    quote = None;
                }
            }
            None if character == '/' && characters.peek() == Some(&'*') => {
                characters.next();
                let mut previous = ' ';
                for inside in characters.by_ref() {
                    if previous == '*' && inside == '/' {
                        break;
                    }
                    previous = inside;
                }
            }
            None => {
                bare.push(character);
                if character == '"' || character == '\'' {
                    quote = Some(character);
                }
            }
        }
    }
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |sheet, line| sheet + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::squeeze;

    #[test]
    fn comments_and_indentation_go_and_quoted_text_stays() {
        let sheet = "/* purpose */\na {\n  content: \"/* kept \\\" */\";\n\n  color: red; /*/ tricky */\n}\n";
        assert_eq!(squeeze(sheet), "a {\ncontent: \"/* kept \\\" */\";\ncolor: red;\n}\n");
    }

    #[test]
    fn an_unclosed_comment_ends_with_the_file() {
        assert_eq!(squeeze("a{} /* and so on"), "a{}\n");
    }
}
