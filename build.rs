//! Turns `locales/<lang>/<area>.toml` into `texts.rs`: a module an area, a constant a sentence.

#[path = "locales/sentences.rs"]
mod sentences;

use sentences::{Sentences, areas};
use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let mut out = String::new();
    let mut number = 0;
    for (area, languages) in areas(Path::new("locales"))? {
        module(&area, &languages, &mut number, &mut out)?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), out)?;
    Ok(())
}

fn constant(key: &str) -> String {
    key.replace(['.', '-'], "_").to_uppercase()
}

/// Only the first language is part of the programs; the others are found by the sentence's number.
fn module(area: &str, languages: &[Sentences], number: &mut u16, out: &mut String) -> Result<(), Box<dyn Error>> {
    let Some(first) = languages.first() else { return Ok(()) };
    writeln!(
        out,
        "/// The sentences of `locales/*/{area}.toml`.\npub mod {area} {{\n    use super::{{Key, Sentence}};"
    )?;
    let mut seen = BTreeMap::new();
    for (key, text) in first {
        let name = constant(key);
        if let Some(other) = seen.insert(name.clone(), key) {
            return Err(format!("locales/*/{area}.toml: `{key}` and `{other}` have the same name in code").into());
        }
        writeln!(
            out,
            "    /// {}\n    pub const {name}: Key = Key(&Sentence {{ number: {number}, vi: {text:?} }});",
            text.replace('\n', " ")
        )?;
        *number += 1;
    }
    // A table a section (`problem.offline` is `offline` in `find_problem`), so that a program carries only those that it asks.
    let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (section, code) in first.keys().filter_map(|key| key.split_once('.')) {
        sections.entry(section).or_default().push(code);
    }
    for (section, codes) in sections {
        let (table, lower) = (constant(section), constant(section).to_lowercase());
        writeln!(out, "    static IN_{table}: &[(&str, Key)] = &[")?;
        for code in codes {
            writeln!(out, "        ({code:?}, {}),", constant(&format!("{section}.{code}")))?;
        }
        writeln!(
            out,
            "    ];\n    /// The sentence of a code of `[{section}]` that is known at run time only.\n    #[must_use]\n    \
             pub fn find_{lower}(code: &str) -> Option<Key> {{\n        super::among(IN_{table}, code)\n    }}"
        )?;
    }
    // Sorted by key, so that a code that came over the wire finds its sentence by halving.
    writeln!(out, "    static ALL: &[(&str, Key)] = &[")?;
    for key in first.keys() {
        writeln!(out, "        ({key:?}, {}),", constant(key))?;
    }
    writeln!(
        out,
        "    ];\n    /// The sentence of a key that is known at run time only; with it come all of the file.\n    #[must_use]\n    \
         pub fn find(key: &str) -> Option<Key> {{\n        super::among(ALL, key)\n    }}\n}}"
    )?;
    Ok(())
}
