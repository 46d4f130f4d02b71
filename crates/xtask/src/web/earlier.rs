//! The hashed files of the builds before: kept beside `dist/`, so that a page that was open during an update still finds its
//! scanner. The server serves them under their names (`crates/server/src/http/assets.rs`).

use crate::paths::{self, cannot};
use crate::shell::Outcome;
use std::path::{Path, PathBuf};

/// How many builds are kept besides the present one.
const KEPT: usize = 3;

/// Moves what is worth keeping of the site in `dist` aside before `version` takes its place.
pub fn keep(dist: &Path, version: &str) -> Outcome {
    let Some(old) = version_of(dist).filter(|old| old != version) else { return Ok(()) };
    let folder = folder(dist);
    let mut builds = builds(&folder)?;
    builds.retain(|build| !build.ends_with(&old));
    let number = builds.last().and_then(|last| number(last)).unwrap_or(0) + 1;
    let own = folder.join(format!("{number:06}-{old}"));
    paths::make(&own)?;
    for entry in std::fs::read_dir(dist).map_err(|error| cannot("list", dist, &error))? {
        let entry = entry.map_err(|error| cannot("list", dist, &error))?;
        let name = entry.file_name();
        if is_hashed(&name.to_string_lossy()) {
            let to = own.join(&name);
            std::fs::copy(entry.path(), &to).map_err(|error| cannot("keep", &to, &error))?;
        }
    }
    builds.push(own);
    let too_many = builds.len().saturating_sub(KEPT);
    builds.drain(..too_many).try_for_each(|build| paths::remove(&build))
}

/// `dist-earlier` beside `dist`: the server looks there, too.
fn folder(dist: &Path) -> PathBuf {
    let mut name = dist.file_name().unwrap_or_default().to_owned();
    name.push("-earlier");
    dist.with_file_name(name)
}

/// The version that a site says it is.
fn version_of(dist: &Path) -> Option<String> {
    let facts: serde_json::Value = serde_json::from_slice(&std::fs::read(dist.join("build.json")).ok()?).ok()?;
    Some(facts["version"].as_str()?.to_owned())
}

/// The builds that are kept, the oldest first.
fn builds(folder: &Path) -> Outcome<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder).map_err(|error| cannot("list", folder, &error))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    Ok(found)
}

fn number(build: &Path) -> Option<u32> {
    build.file_name()?.to_string_lossy().split('-').next()?.parse().ok()
}

/// Whether a name (or the name of a packed copy) carries the hash of its content.
fn is_hashed(name: &str) -> bool {
    let name = name.trim_end_matches(".br").trim_end_matches(".gz");
    let hash = name.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('-')).map_or("", |(_, hash)| hash);
    hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_site(dist: &Path, version: &str) {
        paths::remove(dist).unwrap();
        paths::write(&dist.join("build.json"), format!(r#"{{"version":"{version}"}}"#)).unwrap();
        paths::write(&dist.join("index.html"), version).unwrap();
        paths::write(&dist.join(format!("scanner-{version}0000.wasm")), version).unwrap();
        paths::write(&dist.join(format!("scanner-{version}0000.wasm.br")), version).unwrap();
    }

    #[test]
    fn the_last_three_builds_stay_and_only_their_hashed_files() {
        let root = std::env::temp_dir().join(format!("motcua-earlier-{}", std::process::id()));
        let dist = root.join("dist");
        let versions = ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd", "eeeeeeeeeeee"];
        put_site(&dist, versions[0]);
        for version in &versions[1..] {
            keep(&dist, version).unwrap();
            put_site(&dist, version);
            // The same build once more keeps nothing of itself.
            keep(&dist, version).unwrap();
        }
        let kept = builds(&folder(&dist)).unwrap();
        let names: Vec<String> =
            kept.iter().map(|build| build.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["000002-bbbbbbbbbbbb", "000003-cccccccccccc", "000004-dddddddddddd"]);
        assert!(kept[2].join("scanner-dddddddddddd0000.wasm.br").is_file());
        assert!(!kept[2].join("index.html").exists());
        paths::remove(&root).unwrap();
    }
}
