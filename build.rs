//! Turns `locales/<lang>/<area>.toml` into `texts.rs`: a module an area, a constant a sentence. A key that one language
//! lacks, or a placeholder that one language forgot, fails the build.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write,
    fs,
    path::Path,
};

/// The first is the language that everything else is measured against.
const LANGUAGES: [&str; 2] = ["vi", "en"];

type Sentences = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let mut areas = BTreeSet::new();
    for language in LANGUAGES {
        for entry in fs::read_dir(Path::new("locales").join(language))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                areas.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
            }
        }
    }
    let mut out = String::new();
    for area in &areas {
        let mut languages = Vec::new();
        for language in LANGUAGES {
            let file = format!("locales/{language}/{area}.toml");
            let text = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
            let table: toml::Table = text.parse().map_err(|error| format!("{file}: {error}"))?;
            let mut sentences = Sentences::new();
            flatten(&table, "", &file, &mut sentences)?;
            languages.push(sentences);
        }
        compare(area, &languages)?;
        module(area, &languages, &mut out)?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), out)?;
    Ok(())
}

/// Nested tables become dotted keys.
fn flatten(table: &toml::Table, prefix: &str, file: &str, into: &mut Sentences) -> Result<(), String> {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            toml::Value::String(text) => {
                into.insert(key, text.trim().to_owned());
            }
            toml::Value::Table(inner) => flatten(inner, &format!("{key}."), file, into)?,
            _ => return Err(format!("{file}: `{key}` is neither a sentence nor a table")),
        }
    }
    Ok(())
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

fn compare(area: &str, languages: &[Sentences]) -> Result<(), String> {
    let Some((first, others)) = languages.split_first() else { return Ok(()) };
    for (other, language) in others.iter().zip(&LANGUAGES[1..]) {
        if let Some(key) = first.keys().find(|key| !other.contains_key(*key)) {
            return Err(format!("locales/{language}/{area}.toml lacks `{key}`"));
        }
        if let Some(key) = other.keys().find(|key| !first.contains_key(*key)) {
            return Err(format!("locales/{}/{area}.toml lacks `{key}`", LANGUAGES[0]));
        }
        for (key, text) in first {
            if placeholders(text) != placeholders(&other[key]) {
                return Err(format!("locales/{language}/{area}.toml: `{key}` has other placeholders"));
            }
        }
    }
    Ok(())
}

fn constant(key: &str) -> String {
    key.replace(['.', '-'], "_").to_uppercase()
}

fn module(area: &str, languages: &[Sentences], out: &mut String) -> Result<(), Box<dyn Error>> {
    let Some(first) = languages.first() else { return Ok(()) };
    writeln!(out, "/// The sentences of `locales/*/{area}.toml`.\npub mod {area} {{\n    use super::Key;")?;
    let mut seen = BTreeMap::new();
    for (key, text) in first {
        let name = constant(key);
        if let Some(other) = seen.insert(name.clone(), key) {
            return Err(format!("locales/*/{area}.toml: `{key}` and `{other}` have the same name in code").into());
        }
        let words: Vec<String> = languages.iter().map(|sentences| format!("{:?}", sentences[key])).collect();
        writeln!(
            out,
            "    /// {}\n    pub const {name}: Key = Key(&[{}]);",
            text.replace('\n', " "),
            words.join(", ")
        )?;
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
