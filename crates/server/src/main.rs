//! The command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match motcua_server::cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("motcua-server: {error}");
            ExitCode::FAILURE
        }
    }
}
