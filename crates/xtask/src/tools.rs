//! The build tools of the web, in a cache folder that all clones of a user share, one folder a version.
//! A tool is installed beside its place and then renamed, so that a broken install never looks complete.

use crate::paths::{self, cannot};
use crate::shell::{self, Outcome, note, step};
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
/// Newer releases of Trunk need a newer compiler than `rust-version` in `Cargo.toml`.
const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";

/// The tools, installed and ready.
pub struct Tools {
    pub trunk: PathBuf,
    /// The folder that holds `wasm-bindgen` and its test runner.
    pub bindgen: PathBuf,
    /// Absent where there is no npm: the web is then built without this last squeeze.
    pub wasm_opt: Option<PathBuf>,
}

/// Installs whatever building the web needs and is missing.
pub fn ensure() -> Outcome<Tools> {
    ensure_target()?;
    let trunk = cargo_tool("trunk", TRUNK, &["--locked", "--no-default-features"])?.join("trunk");
    Ok(Tools { trunk, bindgen: ensure_bindgen()?, wasm_opt: ensure_wasm_opt()? })
}

/// The folder of `wasm-bindgen` and `wasm-bindgen-test-runner`, of exactly the version that the web links.
pub fn ensure_bindgen() -> Outcome<PathBuf> {
    let folder = cargo_tool("wasm-bindgen-cli", &locked_version("wasm-bindgen")?, &["--no-default-features"])?;
    Ok(folder)
}

/// The compiler's parts for the browser.
pub fn ensure_target() -> Outcome {
    let print = ["--print", "target-libdir", "--target", TARGET];
    let folder = shell::read(Command::new("rustc").args(print), "rustc").unwrap_or_default();
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    step(&format!("Adding the compiler target {TARGET}"));
    if !shell::has("rustup") {
        return Err(format!("Rust lacks the target {TARGET} and there is no rustup to add it: install rustup."));
    }
    shell::run(Command::new("rustup").args(["target", "add", TARGET]), "rustup target add")
}

/// Installs a tool from crates.io unless it is there; returns the folder of its programs.
fn cargo_tool(package: &str, version: &str, options: &[&str]) -> Outcome<PathBuf> {
    let program = package.trim_end_matches("-cli");
    let home = paths::cache()?.join("tools").join(format!("{program}-{version}"));
    let programs = home.join("bin");
    if programs.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)).is_file() {
        return Ok(programs);
    }
    step(&format!("Installing {package} {version} into the cache folder (once, about five minutes on two cores)"));
    place(&home, |temporary| {
        let build = temporary.join("build");
        let mut command = Command::new("cargo");
        command.args(["install", package, "--version", version, "--root"]).arg(temporary);
        command.args(options).arg("--target-dir").arg(&build).current_dir(temporary);
        // The tools' own release profiles spend a quarter of an hour on speed that a build tool does not need.
        command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env_remove("RUSTFLAGS");
        command.env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
        shell::run(&mut command, &format!("Installing {package} {version} from crates.io"))?;
        paths::remove(&build)
    })?;
    Ok(programs)
}

fn ensure_wasm_opt() -> Outcome<Option<PathBuf>> {
    let home = paths::cache()?.join("tools").join(format!("binaryen-{BINARYEN}"));
    let program = home.join("node_modules/.bin/wasm-opt");
    if program.is_file() {
        return Ok(shell::has("node").then_some(program));
    }
    if !shell::has("npm") {
        note("npm is not here, so the web is built without wasm-opt: about a tenth larger, otherwise the same.");
        return Ok(None);
    }
    step(&format!("Installing wasm-opt (npm binaryen {BINARYEN}) into the cache folder"));
    place(&home, |temporary| {
        let mut command = Command::new("npm");
        command.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", "."]);
        command.arg(format!("binaryen@{BINARYEN}")).current_dir(temporary);
        shell::run(&mut command, "Installing binaryen from npm")
    })?;
    Ok(Some(program))
}

/// Fills a temporary folder beside `home`, then moves it there in one step.
fn place(home: &Path, fill: impl FnOnce(&Path) -> Outcome) -> Outcome {
    let name = home.file_name().unwrap_or_default().to_string_lossy();
    let temporary = home.with_file_name(format!(".{name}.{}", std::process::id()));
    paths::remove(&temporary)?;
    paths::make(&temporary)?;
    if let Err(sentence) = fill(&temporary) {
        paths::remove(&temporary)?;
        return Err(sentence);
    }
    // An unfinished folder of an older attempt gives way. A finished one of another run that was quicker stays, and ours goes.
    if std::fs::rename(&temporary, home).is_ok() {
        return Ok(());
    }
    if home.join("bin").is_dir() || home.join("node_modules/.bin").is_dir() {
        return paths::remove(&temporary);
    }
    paths::remove(home)?;
    std::fs::rename(&temporary, home).map_err(|error| cannot("move the tool to", home, &error))
}

/// The version of a package in `Cargo.lock`.
fn locked_version(package: &str) -> Outcome<String> {
    let lock: toml::Table = paths::read(&paths::root().join("Cargo.lock"))?
        .parse()
        .map_err(|error| format!("Cargo.lock is not TOML: {error}"))?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let found =
        packages.into_iter().flatten().find(|entry| entry.get("name").is_some_and(|n| n.as_str() == Some(package)));
    found
        .and_then(|entry| entry.get("version")?.as_str().map(str::to_owned))
        .ok_or_else(|| format!("Cargo.lock has no package {package}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_the_linked_version() {
        assert_eq!(locked_version("wasm-bindgen"), Ok("0.2.130".to_owned()));
        assert!(locked_version("no-such-package").is_err());
    }

    #[test]
    fn a_failed_install_leaves_nothing_behind() {
        let base = std::env::temp_dir().join(format!("motcua-place-{}", std::process::id()));
        let home = base.join("tool-1");
        let failed = place(&home, |folder| {
            paths::write(&folder.join("bin/half"), "x")?;
            Err("it broke".to_owned())
        });
        assert_eq!(failed, Err("it broke".to_owned()));
        assert!(!home.exists());
        assert_eq!(std::fs::read_dir(&base).unwrap().count(), 0);
        place(&home, |folder| paths::write(&folder.join("bin/whole"), "x")).unwrap();
        place(&home, |folder| paths::write(&folder.join("bin/second"), "x")).unwrap();
        assert!(home.join("bin/whole").is_file());
        std::fs::remove_dir_all(&base).unwrap();
    }
}
