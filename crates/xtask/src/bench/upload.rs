//! `cargo xtask bench upload`: papers to our server, each piece checked and on the disk before it is acknowledged, beside `@tus/server`, which
//! answers once the kernel has the bytes, and beside the same server made to wait for the disk.

use super::served::Served;
use super::{Asked, Report, node};
use crate::bench::report::{Row, Unit};
use crate::paths;
use crate::shell::Outcome;
use serde_json::{Value, json};

/// Bytes of a file: a scan of several pages.
const BYTES: u64 = 8 * 1024 * 1024;
/// Files that one phone sends; it may send 300 MiB a day.
const EACH: u32 = 8;
/// Phones that send at the same time.
const STREAMS: u32 = 4;
const FILES: u32 = 24;
const LONG: u32 = 96;
const RUNS: u32 = 5;

/// Runs the bench.
///
/// # Errors
/// When a server cannot be started, or refuses a file.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let files = if asked.flag("--long") { LONG } else { FILES };
    let built = asked.built()?;
    let mut report = Report::new("Papers of 8 MiB over tus in pieces of 1 MiB, on loopback");
    for streams in [1, STREAMS] {
        let server = Served::start(&built, &["--demo"])?;
        let input = json!({
            "url": server.url(), "pid": server.process(), "folder": paths::target()?.join("bench"),
            "files": files, "bytes": BYTES, "each": EACH, "streams": streams, "runs": RUNS,
        });
        add(&mut report, &node::run("upload/upload.mjs", &input)?, streams)?;
    }
    Ok(report)
}

/// The median of a figure over the runs.
fn median(answer: &Value, who: &str, field: &str) -> Outcome<f64> {
    let runs = answer[who].as_array().map(Vec::as_slice).unwrap_or_default();
    let value = |run: &Value| if field.is_empty() { run.as_f64() } else { run[field].as_f64() };
    let mut values: Vec<f64> = runs.iter().filter_map(value).filter(|value| *value > 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().ok_or_else(|| format!("The bench has no {who} {field}."))
}

fn add(report: &mut Report, answer: &Value, streams: u32) -> Outcome {
    let what = |words: &str| format!("{streams} at a time: {words}");
    let (ours, disk) = (median(answer, "ours", "rate")?, median(answer, "disk", "")?);
    let peers = [("plain", "@tus/server, not durable"), ("durable", "@tus/server, with fdatasync")];
    for (peer, name) in peers {
        let rate = median(answer, peer, "rate")?;
        report.rows.push(Row::new(&what("acknowledged"), name, ours, rate, Unit::MegabytesASecond));
    }
    report.rows.push(Row::new(&what("acknowledged"), "write and fdatasync alone", ours, disk, Unit::MegabytesASecond));
    for (peer, name) in peers {
        let (ours, theirs) = (median(answer, "ours", "processor")?, median(answer, peer, "processor")?);
        // Seconds of processor for a GB are milliseconds for a MB.
        report.rows.push(Row::new(&what("processor for a MB"), name, ours, theirs, Unit::Milliseconds));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_figure_is_told_and_the_median_is_the_middle() {
        assert!(median(&json!({}), "ours", "rate").is_err());
        let answer = json!({"ours": [{"rate": 3.0}, {"rate": 1.0}, {"rate": 2.0}], "disk": [5.0]});
        assert!((median(&answer, "ours", "rate").unwrap() - 2.0).abs() < f64::EPSILON);
        assert!((median(&answer, "disk", "").unwrap() - 5.0).abs() < f64::EPSILON);
    }
}
