//! `cargo xtask bench capture`: from a photo of 12 megapixels to a page of at most a megabyte, beside `browser-image-compression` and a
//! plain canvas; and how exactly a page is found, beside jscanify (OpenCV.js), on pictures whose corners are known.

use super::report::{Row, Unit};
use super::{Asked, Report, node};
use crate::shell::{self, Outcome, step};
use crate::{paths, web};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Photos of 12 megapixels, and pictures at each of four grades of difficulty; with `--long` more.
const PHOTOS: (u32, u32) = (5, 15);
const PICTURES: (u32, u32) = (25, 100);
/// The peers of the photo, by their name in the script's answer.
const PEERS: [(&str, &str); 3] = [
    ("bic", "browser-image-compression"),
    ("bic_small", "browser-image-compression, 2339 px"),
    ("canvas", "plain canvas, 2339 px"),
];

/// Runs the bench.
///
/// # Errors
/// When the browser cannot be started, or a photo does not come out as asked.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let long = asked.flag("--long");
    let dist = site(asked)?;
    let pick = |(usual, more): (u32, u32)| if long { more } else { usual };
    let (photos, pictures) = (pick(PHOTOS), pick(PICTURES));
    let folder = paths::target()?.join("bench/pages");
    step("Drawing pages");
    let mut command = shell::cargo();
    command.args(["run", "--locked", "--release", "--package", "motcua-vision", "--example", "bench_pages", "--"]);
    command.arg(&folder).args([pictures.to_string(), photos.to_string()]);
    shell::run(&mut command, "Drawing pages")?;
    let input = json!({"dist": dist, "pages": folder});
    let answer = node::run("capture/capture.mjs", &input)?;
    report(&answer)
}

/// The web to measure; the server has no part in it.
fn site(asked: &mut Asked) -> Outcome<PathBuf> {
    let there = asked.flag("--no-build");
    asked.finish()?;
    if !there {
        return web::build();
    }
    let dist = paths::dist();
    match dist.join("build.json").is_file() {
        true => Ok(dist),
        false => Err("There is no release build yet; leave `--no-build` away.".to_owned()),
    }
}

fn report(answer: &Value) -> Outcome<Report> {
    let figure = |path: &str| {
        answer.pointer(path).and_then(Value::as_f64).ok_or_else(|| format!("The bench has no {path} in its answer."))
    };
    let mut report = Report::new("From a photo to a page");
    for (id, name) in PEERS {
        report.rows.push(Row::new(
            "12 MP photo, median",
            name,
            figure("/photo/ours/ms")?,
            figure(&format!("/photo/{id}/ms"))?,
            Unit::Milliseconds,
        ));
    }
    for (id, name) in PEERS {
        report.rows.push(Row::new(
            "longest task of the page meanwhile",
            name,
            figure("/photo/ours/task")?,
            figure(&format!("/photo/{id}/task"))?,
            Unit::Milliseconds,
        ));
    }
    for (id, name) in PEERS {
        report.rows.push(Row::new(
            "12 MP photo, bytes, median",
            name,
            figure("/photo/ours/bytes")?,
            figure(&format!("/photo/{id}/bytes"))?,
            Unit::Bytes,
        ));
    }
    if let Ok(bytes) = figure("/memory/ours") {
        let peer = figure("/memory/bic")?;
        report.rows.push(Row::new("12 MP photo, memory on top, at most", PEERS[0].1, bytes, peer, Unit::Bytes));
    }
    let peer = "jscanify (OpenCV.js)";
    report.rows.push(Row::new(
        "corners within 1 % of the diagonal",
        peer,
        figure("/corners/ours/right")?,
        figure("/corners/jscanify/right")?,
        Unit::PercentRight,
    ));
    for (name, field) in [("corners off, median", "median"), ("corners off, 95th of 100", "p95")] {
        let (ours, theirs) =
            (figure(&format!("/corners/ours/{field}"))?, figure(&format!("/corners/jscanify/{field}"))?);
        report.rows.push(Row::new(name, peer, ours, theirs, Unit::Pixels));
    }
    for grade in ["0.2", "0.5", "0.8", "1"] {
        report.rows.push(Row::new(
            &format!("corners within 1 %, difficulty {grade}"),
            peer,
            figure(&format!("/grades/{grade}/ours"))?,
            figure(&format!("/grades/{grade}/jscanify"))?,
            Unit::PercentRight,
        ));
    }
    let (photos, pictures) = (figure("/photos")?, figure("/pictures")?);
    report.notes.push(format!(
        "{photos} photos of 12 MP (JPEG with EXIF orientation 6, {:.1} MB on average), {pictures} pictures of 1280 x 960; ours also finds, \
         straightens, turns, evens and judges the page.",
        figure("/input_bytes")? / 1e6
    ));
    Ok(report)
}
