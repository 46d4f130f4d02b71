//! Running other programs: announced, with their failures turned into one sentence.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;

/// What a chore ends with: nothing, or one sentence that says what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// Says what is being done now.
pub fn step(text: &str) {
    println!("==> {text}");
}

/// Says something worth knowing below the current step.
pub fn note(text: &str) {
    println!("    {text}");
}

/// Runs a program to its end with its output passed through. `what` completes the sentence "… failed".
pub fn run(command: &mut Command, what: &str) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{what} failed ({status}); its own words are above.")) }
}

/// Runs a program quietly and returns what it wrote to standard output.
pub fn read(command: &mut Command, what: &str) -> Outcome<String> {
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{what} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// Runs a program, passes its output through line by line, and keeps a copy: (succeeded, everything it wrote).
pub fn tee(command: &mut Command) -> Outcome<(bool, String)> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    let out = child.stdout.take().map(|stream| thread::spawn(move || echo(stream)));
    let err = child.stderr.take().map(|stream| thread::spawn(move || echo(stream)));
    let mut text = String::new();
    for reader in [out, err].into_iter().flatten() {
        text.push_str(&reader.join().map_err(|_| "A reader of a program's output stopped.".to_owned())?);
    }
    let status = child.wait().map_err(|error| format!("Waiting for a program failed: {error}"))?;
    Ok((status.success(), text))
}

fn echo(stream: impl Read) -> String {
    let mut text = String::new();
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
        let shown = String::from_utf8_lossy(&line).into_owned();
        print!("{shown}");
        text.push_str(&shown);
        line.clear();
    }
    text
}

/// Whether a program of this name is on the PATH.
pub fn has(program: &str) -> bool {
    which(program).is_some()
}

/// Where the PATH finds a program.
pub fn which(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// `cargo`, as the one that started us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::paths::root());
    command
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let name = command.get_program().to_string_lossy();
    format!("`{name}` could not be started ({error}). Install it, or put it on the PATH.")
}
