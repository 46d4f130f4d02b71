//! `cargo xtask bench scan`: how often a QR code is read right, wrong or not at all, and how long a frame takes, beside the decoders that a
//! web team would take. `--images DIR --truth FILE` adds pictures of others: `FILE` is `{"path in DIR": "text" or null}`.

use super::report::{Row, Unit};
use super::{Asked, Report, node};
use crate::paths;
use crate::shell::{self, Outcome, note, step};
use crate::web::pack;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const OURS: &str = "motcua";
/// The sets at both frame sizes; `still-4k` has a size of its own. They stand in `crates/vision/tests/support/album.rs`.
const SETS: [&str; 14] = [
    "plain",
    "turned",
    "inverted",
    "several",
    "shadow",
    "dim",
    "glare",
    "worn",
    "squeezed",
    "small",
    "perspective",
    "curved",
    "blurred",
    "shaken",
];

/// How much is measured.
struct Extent {
    /// Pictures of each set at each size, and of the large stills.
    each: u32,
    stills: u32,
    decoys: u32,
    /// Visits of each decoder to the camera.
    runs: u32,
}

const SHORT: Extent = Extent { each: 6, stills: 5, decoys: 1_000, runs: 3 };
const LONG: Extent = Extent { each: 40, stills: 20, decoys: 10_000, runs: 9 };

/// Runs the bench.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let long = asked.flag("--long");
    let extent = if long { LONG } else { SHORT };
    let foreign = match (asked.value("--images")?, asked.value("--truth")?) {
        (Some(folder), Some(truth)) => Some(json!({"folder": absolute(&folder)?, "truth": absolute(&truth)?})),
        (None, None) => None,
        _ => return Err("`--images DIR` and `--truth FILE` belong together.".to_owned()),
    };
    let built = asked.built()?;
    let folder = paths::target()?.join("bench/scan-images");
    let film = draw(&folder, &extent)?;

    step("Reading (the slowest decoders take most of the time)");
    let input = json!({
        "dist": built.dist, "images": folder, "folders": ["720", "1080", "4k", "decoys"], "foreign": foreign,
        "film": {"file": folder.join("film.y4m"), "text": film}, "runs": extent.runs, "long": long,
    });
    let answer = node::run("scan/run.mjs", &input)?;
    report(&answer, &built.dist, &extent)
}

fn absolute(path: &str) -> Outcome<PathBuf> {
    std::fs::canonicalize(path).map_err(|error| paths::cannot("find", Path::new(path), &error))
}

/// Draws the pictures and the film, unless they are there already; the text in the film.
fn draw(folder: &Path, extent: &Extent) -> Outcome<String> {
    step("Building the program that draws the pictures");
    let mut command = shell::cargo();
    command.args(["build", "--release", "--locked", "--package", "motcua-vision", "--example", "bench_images"]);
    shell::run(&mut command, "Building bench_images")?;
    let name = format!("bench_images{}", std::env::consts::EXE_SUFFIX);
    let program = paths::target()?.join("release/examples").join(name);

    let Extent { each, stills, decoys, .. } = extent;
    let key = format!("{} {each} {stills} {decoys}", pack::sha256(&paths::read_bytes(&program)?));
    let (mark, text) = (folder.join("drawn"), folder.join("film.txt"));
    if std::fs::read_to_string(&mark).is_ok_and(|known| known == key) {
        return paths::read(&text);
    }
    step("Drawing the pictures (about a minute; kept for the next time)");
    paths::remove(folder)?;
    paths::make(folder)?;
    let make = |name: &str, size: [&str; 2], count: u32, sets: &[&str]| {
        let mut command = Command::new(&program);
        command.arg(folder.join(name)).args(size).arg(count.to_string()).args(sets);
        shell::run(&mut command, "Drawing the pictures")
    };
    make("720", ["1280", "720"], *each, &SETS)?;
    make("1080", ["1920", "1080"], *each, &SETS)?;
    make("4k", ["3840", "2160"], *stills, &["still-4k"])?;
    make("decoys", ["240", "180"], *decoys, &["decoy"])?;
    let film = shell::read(Command::new(&program).arg("film").arg(folder.join("film.y4m")), "Drawing the film")?;
    paths::write(&text, film.trim())?;
    paths::write(&mark, key)?;
    Ok(film.trim().to_owned())
}

/// The share that a decoder read right, in per cent.
fn share(sums: &Value) -> f64 {
    100.0 * sums["right"].as_f64().unwrap_or_default() / sums["count"].as_f64().unwrap_or(1.0).max(1.0)
}

/// The decoders of a table but ours, with their sums.
fn peers(table: &Value) -> impl Iterator<Item = (&str, &Value)> {
    table.as_object().into_iter().flatten().map(|(name, sums)| (name.as_str(), sums)).filter(|(name, _)| *name != OURS)
}

fn report(answer: &Value, dist: &Path, extent: &Extent) -> Outcome<Report> {
    let mut report = Report::new("Reading QR codes");
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let all = &answer["all"];
    if !all[OURS].is_object() {
        return Err("Our worker read nothing.".to_owned());
    }
    for (name, sums) in peers(all) {
        report.rows.push(Row::new(
            "read right over all sets",
            name,
            share(&all[OURS]),
            share(sums),
            Unit::PercentRight,
        ));
    }
    let worth = |sums: &Value| share(sums) >= 0.8 * share(&all[OURS]);
    for size in ["720", "1080", "4k"] {
        let sums = &answer["sizes"][size];
        for (key, title) in [("median", "median"), ("p95", "p95")] {
            for (name, theirs) in peers(sums) {
                let measure = format!("{size} frame, {title}");
                report.rows.push(Row::new(
                    &measure,
                    name,
                    number(&sums[OURS][key]),
                    number(&theirs[key]),
                    Unit::Milliseconds,
                ));
            }
        }
    }
    for (set, sums) in answer["sets"].as_object().into_iter().flatten() {
        let best = peers(sums).max_by(|a, b| share(a.1).total_cmp(&share(b.1)));
        match best {
            Some((name, theirs)) => {
                let measure = format!("set {set}");
                report.rows.push(Row::new(
                    &measure,
                    &format!("best: {name}"),
                    share(&sums[OURS]),
                    share(theirs),
                    Unit::PercentRight,
                ));
            }
            None => report.notes.push(format!("The set {set} was shown to ours alone.")),
        }
    }
    for (name, sums) in peers(all) {
        report.rows.push(Row::new(
            "wrong texts",
            name,
            number(&all[OURS]["wrong"]),
            number(&sums["wrong"]),
            Unit::Mistakes,
        ));
    }
    let decoys = &answer["sets"]["decoy"][OURS];
    let measure = format!("texts read in {} pictures without a code", extent.decoys);
    report.rows.push(Row::alone(&measure, number(&decoys["wrong"]), Unit::Mistakes));
    report.rows.push(Row::alone(
        "live: read within 8 frames of 720",
        number(&answer["live"]["read"]),
        Unit::PercentRight,
    ));
    report.rows.push(Row::alone("live: a frame of 720, median", number(&answer["live"]["median"]), Unit::Milliseconds));
    report.rows.push(Row::alone("live: a frame of 720, p95", number(&answer["live"]["p95"]), Unit::Milliseconds));
    for (name, ms) in peers(&answer["camera"]) {
        let ours = number(&answer["camera"][OURS]);
        report.rows.push(Row::new("shaky film, first frame to text", name, ours, number(ms), Unit::Milliseconds));
    }
    let package = paths::root().join("tests/bench/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
    let theirs = pack::brotli(&paths::read_bytes(&package)?)?.len();
    report.rows.push(Row::new("program, brotli", "zxing-wasm", worker(dist)? as f64, theirs as f64, Unit::Bytes));

    let fastest = peers(all)
        .filter(|(_, sums)| worth(sums))
        .min_by(|a, b| number(&a.1["median"]).total_cmp(&number(&b.1["median"])));
    if let Some((name, sums)) = fastest {
        let (ours, theirs) = (number(&all[OURS]["median"]), number(&sums["median"]));
        report.notes.push(format!(
            "The fastest peer with at least 80 % of our hits is {name}: {theirs:.1} ms a frame, ours {ours:.1} ms."
        ));
    } else {
        report.notes.push("No peer has 80 % of our hits.".to_owned());
    }
    let detector = answer["names"].as_array().is_some_and(|names| names.iter().any(|name| name == "BarcodeDetector"));
    if !detector {
        report.notes.push(
            "This browser has no BarcodeDetector that reads QR codes; everything is measured without it.".to_owned(),
        );
    }
    note(&format!("{} pictures with a code, each shown to every decoder.", number(&all[OURS]["count"])));
    Ok(report)
}

/// What the scanner's script and program transfer.
fn worker(dist: &Path) -> Outcome<usize> {
    let entries = std::fs::read_dir(dist).map_err(|error| paths::cannot("list", dist, &error))?;
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let mut sum = 0;
    for name in names.filter(|name| name.starts_with("scanner-") && (name.ends_with(".js") || name.ends_with(".wasm")))
    {
        sum += pack::brotli(&paths::read_bytes(&dist.join(name))?)?.len();
    }
    Ok(sum)
}
