//! `cargo xtask bench NAME`: ours and the peers, side by side on the same inputs, in the same run. Each bench is a file of its own; this
//! one reads the command line. What a bench answers is printed as a table and kept in `target/bench/` (see `report`).

mod capture;
mod node;
mod plot;
mod report;
mod scan;
mod served;
mod server;
mod start;
mod table;
mod upload;

use crate::build::Built;
use crate::shell::{Outcome, note, step};
use crate::{build, paths};
use report::Report;
use std::time::Instant;

/// A bench: its name, and what runs it.
type Bench = (&'static str, fn(&mut Asked) -> Outcome<Report>);

/// In the order in which `all` runs them.
const BENCHES: [Bench; 5] = [
    ("scan", scan::run),
    ("capture", capture::run),
    ("start", start::run),
    ("upload", upload::run),
    ("server", server::run),
];

/// What the command line asks of a bench. Flags of all: `--long` (more inputs, more runs), `--no-build` (measure the release build that
/// is there). Whatever a bench does not take is refused.
pub struct Asked {
    words: Vec<String>,
}

impl Asked {
    /// Takes a flag out of the words: whether it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() < before
    }

    /// Takes an option and its value out of the words.
    ///
    /// # Errors
    /// When the value is missing.
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let Some(at) = self.words.iter().position(|word| word == name) else { return Ok(None) };
        if at + 1 == self.words.len() {
            return Err(format!("`{name}` wants a value after it."));
        }
        self.words.remove(at);
        Ok(Some(self.words.remove(at)))
    }

    /// Refuses what no one took. Call it before the long work.
    ///
    /// # Errors
    /// When words are left.
    pub fn finish(&self) -> Outcome {
        match self.words.is_empty() {
            true => Ok(()),
            false => Err(format!("This bench does not know `{}`.", self.words.join(" "))),
        }
    }

    /// The release build to measure: made now, or with `--no-build` what is there.
    ///
    /// # Errors
    /// When the build fails, or nothing is there.
    pub fn built(&mut self) -> Outcome<Built> {
        if !self.flag("--no-build") {
            self.finish()?;
            return build::everything();
        }
        self.finish()?;
        let built = Built { dist: paths::dist(), server: paths::server()? };
        match built.dist.join("build.json").is_file() && built.server.is_file() {
            true => Ok(built),
            false => Err("There is no release build yet; leave `--no-build` away.".to_owned()),
        }
    }
}

/// Runs one bench, or all of them; one that fails does not keep the others from running.
pub fn run(words: &[&str]) -> Outcome {
    let names = BENCHES.map(|(name, _)| name).join(", ");
    let Some((wanted, options)) = words.split_first() else {
        return Err(format!("`bench` wants a name: {names}, or all."));
    };
    let chosen: Vec<&Bench> = BENCHES.iter().filter(|(name, _)| *wanted == "all" || wanted == name).collect();
    if chosen.is_empty() {
        return Err(format!("There is no bench `{wanted}`; there are {names}, and all."));
    }
    let mut failed = Vec::new();
    for (name, bench) in chosen {
        step(&format!("Bench {name}"));
        let began = Instant::now();
        let mut asked = Asked { words: options.iter().map(|word| (*word).to_owned()).collect() };
        match bench(&mut asked).and_then(|report| publish(name, &report)) {
            Ok(()) => note(&format!("{name} took {} s.", began.elapsed().as_secs())),
            Err(sentence) if *wanted == "all" => {
                println!("xtask: {sentence}");
                failed.push(*name);
            }
            Err(sentence) => return Err(sentence),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("These benches failed: {}.", failed.join(", "))) }
}

/// Prints the table and writes `target/bench/NAME.json` and `.svg`.
fn publish(name: &str, report: &Report) -> Outcome {
    if report.rows.is_empty() {
        return Err(format!("The bench {name} measured nothing."));
    }
    println!("\n{}", table::of(&report.rows));
    for line in &report.notes {
        note(line);
    }
    let folder = paths::target()?.join("bench");
    let (json, svg) = (folder.join(format!("{name}.json")), folder.join(format!("{name}.svg")));
    paths::write(&json, report.json()?)?;
    paths::write(&svg, plot::of(&report.title, &report.rows))?;
    note(&format!("Kept in {} and {}.", json.display(), svg.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Asked {
        Asked { words: words.iter().map(|word| (*word).to_owned()).collect() }
    }

    #[test]
    fn what_no_bench_takes_is_refused() {
        let mut words = asked(&["--images", "folder", "--long", "--fast"]);
        assert_eq!(words.value("--images"), Ok(Some("folder".to_owned())));
        assert_eq!(words.value("--truth"), Ok(None));
        assert!(words.flag("--long") && !words.flag("--long"));
        assert!(words.finish().err().unwrap().contains("--fast"));
        assert!(asked(&["--truth"]).value("--truth").is_err());
    }

    #[test]
    fn an_unknown_name_and_no_name_are_told() {
        assert!(run(&["speed"]).err().unwrap().contains("speed"));
        assert!(run(&[]).err().unwrap().contains("capture"));
    }
}
