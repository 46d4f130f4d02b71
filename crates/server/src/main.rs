//! The command line.

use motcua_storage::StoreError;
use std::process::ExitCode;

/// EX_CONFIG of sysexits.h: starting again will not help, a supervisor need not try.
const DAMAGED: u8 = 78;

#[tokio::main]
async fn main() -> ExitCode {
    match motcua_server::cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref() {
            Some(StoreError::Damaged(what)) => {
                eprintln!(
                    "motcua-server: the database is damaged and was not touched, restore the newest backup ({what})"
                );
                ExitCode::from(DAMAGED)
            }
            found => {
                eprintln!("motcua-server: {error}");
                if matches!(found, Some(StoreError::Broken(_))) { ExitCode::from(DAMAGED) } else { ExitCode::FAILURE }
            }
        },
    }
}
