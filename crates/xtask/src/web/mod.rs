//! Builds the web: Trunk compiles the three pages, then this folder puts one site together in `dist/`:
//! scripts under the hash of their content, no inline script, the worker beside them, the offline list, compressed copies.

mod assemble;
mod earlier;
mod english;
pub mod lifeboat;
mod names;
pub mod pack;
mod page;
mod scripts;
pub mod style;

use crate::paths;
use crate::shell::{self, Outcome, step};
use crate::tools::{self, Tools};
use std::path::PathBuf;
use std::process::Command;

/// Builds both apps and the scanner, and returns the folder to serve.
pub fn build() -> Outcome<PathBuf> {
    let tools = tools::ensure()?;
    // Trunk builds offline (so that it never looks for its tools elsewhere): the libraries must be here before.
    shell::run(shell::cargo().args(["fetch", "--locked"]), "Fetching the libraries (cargo fetch)")?;
    step("Building the citizen app's guide (wasm)");
    let guide = trunk(&tools, "index.html", "guide")?;
    step("Building the whole citizen app and the scanner (wasm)");
    let citizen = trunk(&tools, "app.html", "citizen")?;
    step("Building the desk app (wasm)");
    let desk = trunk(&tools, "desk.html", "desk")?;
    step("Putting the site together in dist/");
    let parts = assemble::Parts { guide: &guide, citizen: &citizen, desk: &desk, wasm_opt: tools.wasm_opt.as_deref() };
    assemble::assemble(&parts)
}

/// One page through Trunk; returns the folder it wrote.
fn trunk(tools: &Tools, page: &str, name: &str) -> Outcome<PathBuf> {
    let out = paths::root().join("target/web").join(name);
    paths::make(&out)?;
    let mut folders = vec![tools.bindgen.clone()];
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let path = std::env::join_paths(folders).map_err(|error| format!("The PATH cannot be extended: {error}"))?;
    let mut command = Command::new(&tools.trunk);
    command.current_dir(paths::root()).args(["build", "--release", "--offline", "--dist"]).arg(&out).arg(page);
    // Trunk reads NO_COLOR as true or false and refuses the usual `1`.
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", rust_flags())
        .env("PATH", path)
        .env_remove("NO_COLOR")
        .env("RUST_BACKTRACE", "0");
    shell::run(&mut command, &format!("Building {page} with Trunk"))?;
    Ok(out)
}

/// What a release for the browser is compiled with besides its profile. Leptos erases the types of views (an eighth fewer bytes, quicker
/// to compile), and panic messages name the libraries' files without the folders of this machine.
fn rust_flags() -> String {
    let erase = "--cfg erase_components";
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = cargo_home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    // Flags are split at spaces; a folder with one keeps its name.
    match home.map(|home| home.join("registry/src").display().to_string()).filter(|folder| !folder.contains(' ')) {
        Some(folder) => format!("{erase} --remap-path-prefix={folder}/="),
        None => erase.to_owned(),
    }
}
