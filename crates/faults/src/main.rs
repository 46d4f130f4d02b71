//! The fault rig's command line: runs its tests one after the other and ends with a table.

use motcua_faults::{
    suite::{Run, TESTS},
    verdict::{self, Verdict},
};
use std::{
    process::ExitCode,
    time::{Duration, SystemTime},
};

const USAGE: &str = "faults --server PROGRAM [--minutes N] [--seed S] [--besides FILE] [TEST ...]

  --server   the server's program
  --minutes  the long form, in about so much time; without it the short form
  --seed     the number that decides everything random; without it one is made up and printed
  --besides  verdicts of tests that ran elsewhere, for the table: a JSON list
  TEST       T-01, T-02, ...; all when none is named";

#[tokio::main]
async fn main() -> ExitCode {
    let (run, tests, mut verdicts) = match read(std::env::args().skip(1)) {
        Ok(read) => read,
        Err(sentence) => {
            eprintln!("{sentence}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("seed {}", run.seed);
    for test in tests {
        println!("{test} ...");
        let verdict = run.one(test).await;
        println!("{}", verdict.line());
        verdicts.push(verdict);
    }
    verdicts.sort_by(|left, right| left.test.cmp(&right.test));
    println!("\n{}", verdict::table(&verdicts));
    if verdict::all_well(&verdicts) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

type Wanted = (Run, Vec<&'static str>, Vec<Verdict>);

fn read(mut words: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let made_up = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |since| since.subsec_nanos());
    let mut run = Run { server: "".into(), seed: u64::from(made_up), time: None };
    let (mut tests, mut besides, mut none) = (Vec::new(), Vec::new(), false);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("{text} is no number"));
        match word.as_str() {
            "--server" => run.server = value()?.into(),
            "--minutes" => run.time = Some(Duration::from_secs(60 * number(value()?)?)),
            "--seed" => run.seed = number(value()?)?,
            "--besides" => besides = verdict::besides(value()?.as_ref())?,
            // Only what ran elsewhere was asked for.
            "--none" => none = true,
            name => match TESTS.into_iter().find(|test| *test == name) {
                Some(test) => tests.push(test),
                None => return Err(format!("there is no test {name}")),
            },
        }
    }
    if !run.server.is_file() {
        return Err("--server names no program".to_owned());
    }
    Ok((run, if tests.is_empty() && !none { TESTS.to_vec() } else { tests }, besides))
}
