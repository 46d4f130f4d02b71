//! The sentences of `locales/<lang>/<area>.toml`, read and compared: a key that one language lacks, or a placeholder that one
//! language forgot, is an error. The web's build script makes code of them (`build.rs`), `xtask` the files of the other languages;
//! both number the sentences as they stand here.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

/// The first is the language that everything else is measured against, and the one that is part of the programs.
pub const LANGUAGES: [&str; 2] = ["vi", "en"];

/// Sentences by their dotted keys.
pub type Sentences = BTreeMap<String, String>;

/// An area (a file's name without its ending) and its sentences in each of [`LANGUAGES`], all with the same keys.
pub type Area = (String, Vec<Sentences>);

/// Every area below `locales`, by name. A sentence's number is its place among all, area by area, key by key.
///
/// # Errors
/// With the file and what is wrong with it.
pub fn areas(locales: &Path) -> Result<Vec<Area>, Box<dyn Error>> {
    let mut names = BTreeSet::new();
    for language in LANGUAGES {
        for entry in fs::read_dir(locales.join(language))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
            }
        }
    }
    let mut areas = Vec::new();
    for name in names {
        let mut languages = Vec::new();
        for language in LANGUAGES {
            let path = locales.join(language).join(format!("{name}.toml"));
            let file = format!("locales/{language}/{name}.toml");
            let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
            let table: toml::Table = text.parse().map_err(|error| format!("{file}: {error}"))?;
            let mut sentences = Sentences::new();
            flatten(&table, "", &file, &mut sentences)?;
            languages.push(sentences);
        }
        compare(&name, &languages)?;
        areas.push((name, languages));
    }
    Ok(areas)
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
