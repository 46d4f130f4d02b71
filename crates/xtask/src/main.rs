//! Every chore of the project behind one word: `cargo xtask <command>`. This file only reads the command line.
#![forbid(unsafe_code)]

mod bench;
mod build;
mod check;
mod faults;
mod new_procedure;
mod paths;
mod run;
mod shell;
mod size;
mod system;
mod test;
mod tools;
mod video;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  run [--port N] [--local] [--no-open]   install what is missing, build, start a demo ward, print its addresses
  test [native] [wasm] [browser]         install what the tests need and run them (all three when none is named)
  faults [--minutes N] [--seed S] [T-01 ...]
                                         break the server, the network and the disk on purpose; ends with a table
  check                                  format and lints, as CI wants them
  build                                  the web into dist/, the server into the release folder
  bench NAME|all [--long] [--no-build]   ours and the peers side by side: scan, capture, start, upload, server
  size                                   bytes that a citizen's first open transfers, against the budget
  new procedure CODE                     a scaffold in procedures/ for one more procedure
  video FILE.y4m TEXT                    a film of a QR code for the fake camera of the browser tests
  web                                    only the web, into dist/
  style                                  only the style sheets, into target/style/ (Trunk calls this)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["run", options @ ..] => run::run(options),
        ["announce", address] => run::announce(address),
        ["test", suites @ ..] => test::run(suites),
        ["faults", options @ ..] => faults::run(options),
        ["check"] => check::run(),
        ["build"] => build::everything().map(|_| ()),
        ["web"] => web::build().map(|_| ()),
        ["style"] => web::style::build(),
        ["bench", options @ ..] => bench::run(options),
        ["size"] => size::run(),
        ["new", "procedure", code] => new_procedure::run(code),
        ["video", arguments @ ..] => video::run(arguments),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("I do not know `{}`.\n\n{USAGE}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nxtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}
