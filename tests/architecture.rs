//! The house holds: which part may know which, where sentences and SQL may stand, and that files stay small.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every file under these folders with one of these endings, with its text; paths are relative to the root.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    fn walk(dir: &Path, endings: &[&str], into: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "dist", "results", ".git"].contains(&name.as_str()) {
                    walk(&path, endings, into);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                into.push(path);
            }
        }
    }
    let mut found = Vec::new();
    folders.iter().for_each(|folder| walk(&root().join(folder), endings, &mut found));
    found.sort();
    assert!(!found.is_empty(), "nothing under {folders:?}: the test would say nothing");
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"), text)
        })
        .collect()
}

/// The lines of a Rust file that are code of the product: comments and what follows `#[cfg(test)]` are left out.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.starts_with("tests/") || path.ends_with("/tests.rs") || path.contains("/examples/")
}

fn report(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_file_states_its_purpose_and_stays_small() {
    let mut found = Vec::new();
    for (path, text) in
        files(&["src", "crates", "tests", "style", "public", "lifeboat"], &[".rs", ".css", ".js", ".ts"])
    {
        let first = text.lines().next().unwrap_or_default();
        if !["//!", "/*", "//", "/**"].iter().any(|start| first.starts_with(start)) {
            found.push(format!("{path}: the first line does not say what the file is for"));
        }
        let lines = text.lines().count();
        if lines > 400 {
            found.push(format!("{path}: {lines} lines, more than 400"));
        }
    }
    report("files", &found);
}

#[test]
fn the_arrows_between_crates_go_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("Cargo.toml", &["motcua-domain", "motcua-contract", "motcua-vision"] as &[&str]),
        ("crates/domain/Cargo.toml", &[]),
        ("crates/contract/Cargo.toml", &["motcua-domain"]),
        ("crates/vision/Cargo.toml", &[]),
        ("crates/storage/Cargo.toml", &["motcua-domain"]),
        ("crates/documents/Cargo.toml", &["motcua-domain"]),
        ("crates/server/Cargo.toml", &["motcua-domain", "motcua-contract", "motcua-storage", "motcua-documents"]),
        ("crates/faults/Cargo.toml", &["motcua-domain", "motcua-contract", "motcua-storage"]),
        (
            "crates/bench/Cargo.toml",
            &["motcua-domain", "motcua-contract", "motcua-storage", "motcua-faults"],
        ),
        ("crates/xtask/Cargo.toml", &[]),
    ]);
    let mut found = Vec::new();
    for (path, ours) in allowed {
        let manifest: toml::Table = fs::read_to_string(root().join(path)).unwrap().parse().unwrap();
        let names = manifest.get("dependencies").and_then(toml::Value::as_table).unwrap();
        for name in names.keys().filter(|name| name.starts_with("motcua-")) {
            if !ours.contains(&name.as_str()) {
                found.push(format!("{path} depends on {name}"));
            }
        }
        if !path.contains("storage") && names.contains_key("sqlx") {
            found.push(format!("{path} depends on sqlx: SQL lives in storage"));
        }
        if !path.contains("documents") {
            for typst in names.keys().filter(|name| name.starts_with("typst")) {
                found.push(format!("{path} depends on {typst}: papers are made in documents"));
            }
        }
        if ["crates/domain/Cargo.toml", "crates/contract/Cargo.toml", "crates/vision/Cargo.toml"].contains(&path) {
            for impure in ["tokio", "getrandom", "web-sys", "js-sys", "rand", "uuid", "reqwest"] {
                if names.contains_key(impure) {
                    found.push(format!("{path} depends on {impure}: it is to stay pure"));
                }
            }
        }
    }
    report("arrows", &found);
}

#[test]
fn pure_crates_read_no_clock_and_do_no_io() {
    let impure = [
        "Timestamp::now(",
        "Zoned::now(",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::env::",
        "println!",
    ];
    let mut found = Vec::new();
    for (path, text) in files(&["crates/domain/src", "crates/contract/src", "crates/vision/src"], &[".rs"]) {
        for (number, line) in code_lines(&text) {
            if let Some(word) = impure.iter().find(|word| line.contains(**word)) {
                found.push(format!("{path}:{number}: {word}"));
            }
        }
    }
    report("impure code in pure crates", &found);
}

#[test]
fn paths_of_the_api_stand_in_the_contract_only() {
    // Files that serve or cache the contract's paths without being endpoints themselves.
    let exceptions = ["crates/contract/", "crates/xtask/", "crates/server/src/http/fixed.rs"];
    let mut found = Vec::new();
    for (path, text) in files(&["src", "crates"], &[".rs"]) {
        if exceptions.iter().any(|start| path.starts_with(start)) || is_test_file(&path) {
            continue;
        }
        for (number, _) in code_lines(&text).filter(|(_, line)| line.contains("\"/api")) {
            found.push(format!("{path}:{number}"));
        }
    }
    report("path strings of the API outside the contract", &found);
}

#[test]
fn sql_stands_in_storage_only() {
    let verbs = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "];
    let mut found = Vec::new();
    for (path, text) in files(&["src", "crates"], &[".rs"]) {
        if path.starts_with("crates/storage/") || is_test_file(&path) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            if verbs.iter().any(|verb| line.contains(verb)) {
                found.push(format!("{path}:{number}"));
            }
        }
    }
    report("SQL outside storage", &found);
}

#[test]
fn sentences_for_people_stand_in_locales_and_procedures() {
    // The language itself as data: how Vietnamese spells dates and numbers, folds and names units.
    let language = [
        "crates/domain/src/text",
        "crates/domain/src/words.rs",
        "crates/domain/src/place",
        "crates/domain/src/search",
        "crates/domain/src/citizen_card.rs",
        "crates/domain/src/example",
        "crates/server/src/example",
        // Which entries of a list stand first: their names are data of the list.
        "src/fields/env.rs",
    ];
    let marks = "ăâđêôơưắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựạảãẹẻẽịỉĩọỏõụủũỳỵỷỹ";
    let mut found = Vec::new();
    for (path, text) in files(&["src", "crates"], &[".rs"]) {
        if language.iter().any(|start| path.starts_with(start)) || is_test_file(&path) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            let code = line.split(" //").next().unwrap_or(line);
            if code.to_lowercase().chars().any(|c| marks.contains(c)) {
                found.push(format!("{path}:{number}: {}", line.trim()));
            }
        }
    }
    report("Vietnamese sentences in code", &found);
}

#[test]
fn the_parts_of_the_web_know_only_what_they_may() {
    let rules: &[(&str, &[&str])] = &[
        ("src/ui/", &["crate::api", "crate::citizen", "crate::desk", "crate::fields", "crate::i18n", "crate::device"]),
        ("src/device/", &["crate::citizen", "crate::desk", "crate::fields", "crate::i18n", "crate::texts"]),
        ("src/fields/", &["crate::citizen", "crate::desk"]),
        ("src/citizen/", &["crate::desk"]),
        ("src/desk/", &["crate::citizen"]),
        ("src/api/", &["crate::citizen", "crate::desk", "crate::fields", "crate::ui"]),
    ];
    let mut found = Vec::new();
    for (path, text) in files(&["src"], &[".rs"]) {
        for (_, forbidden) in rules.iter().filter(|(start, _)| path.starts_with(start)) {
            for (number, line) in code_lines(&text) {
                if let Some(word) = forbidden.iter().find(|word| line.contains(**word)) {
                    found.push(format!("{path}:{number}: {word}"));
                }
            }
        }
    }
    report("imports against the arrows", &found);
}

/// The keys of a locale file, flattened.
fn keys(value: &toml::Value, prefix: &str, into: &mut Vec<String>) {
    if let Some(table) = value.as_table() {
        for (key, inner) in table {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            keys(inner, &path, into);
        }
    } else {
        into.push(prefix.to_owned());
    }
}

fn locale_keys(path: &str) -> Vec<String> {
    let table: toml::Table = fs::read_to_string(root().join(path)).unwrap().parse().unwrap();
    let mut found = Vec::new();
    keys(&toml::Value::Table(table), "", &mut found);
    found.sort();
    found
}

#[test]
fn languages_have_the_same_keys_and_no_empty_sentence() {
    let mut found = Vec::new();
    for (path, text) in files(&["locales/vi"], &[".toml"]) {
        let other = path.replace("locales/vi", "locales/en");
        let (vi, en) = (locale_keys(&path), locale_keys(&other));
        for key in vi.iter().filter(|key| !en.contains(key)) {
            found.push(format!("{other} lacks {key}"));
        }
        for key in en.iter().filter(|key| !vi.contains(key)) {
            found.push(format!("{path} lacks {key}"));
        }
        for (number, _) in text.lines().enumerate().filter(|(_, line)| line.trim_end().ends_with("= \"\"")) {
            found.push(format!("{path}:{}: empty", number + 1));
        }
    }
    report("locales", &found);
}

#[test]
fn every_code_has_its_sentence() {
    let keys = locale_keys("locales/vi/codes.toml");
    let mut found = Vec::new();
    let mut need = |key: String| {
        if !keys.contains(&key) {
            found.push(key);
        }
    };
    for code in motcua_domain::code::Code::ALL {
        need(format!("finding.{}", code.as_str()));
    }
    for code in motcua_contract::ProblemCode::ALL {
        need(format!("problem.{}", code.as_str()));
    }
    for refusal in motcua_domain::dossier::Refusal::ALL {
        need(format!("refusal.{}", refusal.as_str()));
    }
    for state in motcua_domain::dossier::State::ALL {
        need(format!("state.{}", state.as_str()));
    }
    report("codes without a sentence", &found);
}

#[test]
fn every_path_that_the_documents_name_exists() {
    let mut found = Vec::new();
    let mut documents = files(&["docs"], &[".md"]);
    documents.push(("README.md".into(), fs::read_to_string(root().join("README.md")).unwrap()));
    for (path, text) in documents {
        for name in text.split('`').skip(1).step_by(2) {
            let looks =
                ["src/", "crates/", "tests/", "style/", "public/", "docs/", "locales/vi", "procedures/1", ".ci/"]
                    .iter()
                    .any(|start| name.starts_with(start));
            let plain = !name.contains(['*', '<', '{', ' ', '…', ':']) && !name.contains("NEW");
            if looks && plain && !root().join(name.trim_end_matches('/')).exists() {
                found.push(format!("{path}: {name}"));
            }
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            let folder = Path::new(&path).parent().unwrap_or(Path::new(""));
            if !target.is_empty() && !target.contains("://") && !root().join(folder).join(target).exists() {
                found.push(format!("{path}: link to {target}"));
            }
        }
    }
    report("documents name what is not there", &found);
}
