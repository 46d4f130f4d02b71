//! The whole product: the web into `dist/`, the server as a release build.

use crate::paths;
use crate::shell::{self, Outcome, step};
use crate::{system, web};
use std::path::PathBuf;

/// What a build leaves.
pub struct Built {
    /// The folder of the web.
    pub dist: PathBuf,
    /// The server's program.
    pub server: PathBuf,
}

/// Installs what is missing, then builds both halves.
pub fn everything() -> Outcome<Built> {
    system::ensure_c_compiler()?;
    let dist = web::build()?;
    let server = server()?;
    Ok(Built { dist, server })
}

/// The server as a release build.
pub fn server() -> Outcome<PathBuf> {
    step("Building the server (release)");
    let mut command = shell::cargo();
    command.args(["build", "--release", "--locked", "--package", "motcua-server", "--bin", "motcua-server"]);
    shell::run(&mut command, "Building the server")?;
    paths::server()
}
