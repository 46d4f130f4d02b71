//! Where things are: the repository, the build folder, and the cache folder that all clones of a user share.

use crate::shell::{self, Outcome};
use std::path::{Path, PathBuf};

/// The root of the repository: above the package that Cargo says it runs. (Not the one it was compiled in: several clones may
/// share one build folder.)
pub fn root() -> PathBuf {
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.ancestors().nth(2).unwrap_or(&package).to_owned()
}

/// The finished web: what the server serves.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's build folder, wherever the user's settings put it.
pub fn target() -> Outcome<PathBuf> {
    let text = shell::read(shell::cargo().args(["metadata", "--no-deps", "--format-version", "1"]), "cargo metadata")?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata is not JSON: {error}"))?;
    value["target_directory"].as_str().map(PathBuf::from).ok_or_else(|| "cargo metadata names no folder.".to_owned())
}

/// The release build of the server.
pub fn server() -> Outcome<PathBuf> {
    Ok(target()?.join("release").join(format!("motcua-server{}", std::env::consts::EXE_SUFFIX)))
}

/// The cache folder of the user: `MOTCUA_CACHE`, else `$XDG_CACHE_HOME/motcua`, else `~/.cache/motcua`.
pub fn cache() -> Outcome<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("MOTCUA_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("motcua")))
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache/motcua")))
        .ok_or_else(|| "There is no home folder; set MOTCUA_CACHE to a folder for the build tools.".to_owned())
}

/// Makes a folder and everything above it.
pub fn make(folder: &Path) -> Outcome {
    std::fs::create_dir_all(folder).map_err(|error| cannot("make the folder", folder, &error))
}

/// Removes a folder and everything in it, if it is there.
pub fn remove(folder: &Path) -> Outcome {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(cannot("remove", folder, &error)),
        _ => Ok(()),
    }
}

/// Reads a text file.
pub fn read(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(file).map_err(|error| cannot("read", file, &error))
}

/// Reads a file as bytes.
pub fn read_bytes(file: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(file).map_err(|error| cannot("read", file, &error))
}

/// Writes a file and the folders above it.
pub fn write(file: &Path, content: impl AsRef<[u8]>) -> Outcome {
    if let Some(folder) = file.parent() {
        make(folder)?;
    }
    std::fs::write(file, content).map_err(|error| cannot("write", file, &error))
}

/// The sentence for a file operation that failed.
pub fn cannot(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("Could not {what} {}: {error}.", path.display())
}
