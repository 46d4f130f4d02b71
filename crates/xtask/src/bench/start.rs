//! `cargo xtask bench start`: how soon a form of 25 fields can be filled in on a slow phone and network, beside Form.io, SurveyJS and plain
//! HTML; how many bytes and how much of the main thread it takes.

use super::served::Served;
use super::{Asked, Report, node};
use crate::bench::report::{Row, Unit};
use crate::shell::Outcome;
use serde_json::{Value, json};

/// The procedure whose form is compared, and the page that is opened: the first on which something is typed.
const PROCEDURE: &str = "1.001193";
const PAGE: &str = "requester_name";
const RUNS: u32 = 10;
const LONG: u32 = 30;
/// The peers by their name in the script's answer; the last is the floor.
const PEERS: [(&str, &str); 3] = [("survey", "SurveyJS"), ("formio", "Form.io"), ("plain", "plain HTML")];
/// What is compared: the word, the field of the answer for ours and for a peer.
const MEASURES: [(&str, &str, &str, Unit); 5] = [
    ("first field accepts typing", "field", "field", Unit::Milliseconds),
    ("the program itself is there", "program", "field", Unit::Milliseconds),
    ("first contentful paint", "paint", "paint", Unit::Milliseconds),
    ("main thread", "main", "main", Unit::Milliseconds),
    ("transferred", "bytes", "bytes", Unit::Bytes),
];

/// Runs the bench.
///
/// # Errors
/// When the server or the browser cannot be started, or a field loses what was typed.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let long = asked.flag("--long");
    let runs = match asked.value("--runs")? {
        Some(runs) => runs.parse::<u32>().map_err(|_| "`--runs` wants a number.".to_owned())?.max(1),
        None if long => LONG,
        None => RUNS,
    };
    let built = asked.built()?;
    let server = Served::start(&built, &["--demo"])?;
    let input = json!({"url": server.url(), "code": PROCEDURE, "page": PAGE, "runs": runs});
    let answer = node::run("start/start.mjs", &input)?;
    report(&answer, runs)
}

fn report(answer: &Value, runs: u32) -> Outcome<Report> {
    let figure = |state: &str, page: &str, field: &str| {
        let value = answer[state][page][field].as_f64();
        value
            .filter(|value| *value > 0.0 || field == "bytes")
            .ok_or_else(|| format!("The bench has no {state} {page} {field}."))
    };
    let mut report = Report::new("A form of 25 fields on a slow phone (4x slower processor, slow 4G)");
    for state in ["cold", "warm"] {
        for (words, of_ours, of_peer, unit) in MEASURES {
            let ours = figure(state, "form", of_ours)?;
            for (peer, name) in PEERS {
                let peer = figure(state, peer, of_peer)?;
                report.rows.push(Row::new(&format!("{state}: {words}"), name, ours, peer, unit));
            }
        }
    }
    let alone = [
        ("cold", "procedure", "paint", "procedure page, first contentful paint"),
        ("cold", "procedure", "answer", "procedure page, first question takes an answer"),
        ("cold", "home", "field", "first page, the search accepts typing"),
        ("cold", "home", "program", "first page, the program itself is there"),
        ("offline", "home", "program", "first page, the program itself is there"),
        ("offline", "procedure", "answer", "procedure page, first question takes an answer"),
        ("offline", "form", "field", "form, first field accepts typing"),
    ];
    for (state, page, field, words) in alone {
        report.rows.push(Row::alone(&format!("{state}: {words}"), figure(state, page, field)?, Unit::Milliseconds));
    }
    let best = figure("cold", "survey", "field")?.min(figure("cold", "formio", "field")?);
    let share = figure("cold", "form", "field")? / best;
    report.notes.push(format!(
        "Medians of {runs}. The first field accepts typing after {share:.2} of the time of the better program of the peers, cold. Ours is painted \
         by the server; in every run a name is typed at once and has to be in the program's own field afterwards."
    ));
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_figure_is_told_and_not_taken_for_nought() {
        assert!(report(&json!({}), 1).err().unwrap().contains("cold form field"));
    }
}
