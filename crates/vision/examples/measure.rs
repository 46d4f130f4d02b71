//! Measures the decoder by itself: how many pictures of each set are read right, wrong or not, and how long one takes.
//! `cargo run --release -p motcua-vision --example measure -- [--height 1080] [--count 40] [--sets plain,dim] [--decoys 10000]
//! [--folder DIR] [--live] [--missed]`; `--folder` has PGM files and the `truth.json` of `bench_images`.

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests and the other examples use more of it")]
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use motcua_vision::{Effort, decode};
use support::album::{SETS, Shot, decoy, shot};

/// What came out of a set.
#[derive(Default)]
struct Tally {
    right: usize,
    wrong: usize,
    all: usize,
    times: Vec<Duration>,
    missed: Vec<String>,
}

impl Tally {
    fn line(&mut self, name: &str) -> String {
        self.times.sort();
        let at = |share: usize| {
            self.times.get(self.times.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1e3
        };
        let share = 100.0 * self.right as f64 / self.all.max(1) as f64;
        let (median, most) = (at(50), at(95));
        format!(
            "{name:<14}{:>5}/{:<5}{share:>6.1} %  wrong {:<4} median {median:>7.1} ms  p95 {most:>7.1} ms",
            self.right, self.all, self.wrong
        )
    }
}

/// Reads one picture: as a still, or as up to eight frames of a camera that does not move.
fn read(shot: &Shot, live: bool, name: String, tally: &mut Tally) {
    let efforts: Vec<Effort> =
        if live { (0..8).map(|pass| Effort::Live { pass }).collect() } else { vec![Effort::Still] };
    let mut texts = Vec::new();
    for effort in efforts {
        let start = Instant::now();
        let found = decode(&shot.grey, shot.width, shot.height, effort);
        tally.times.push(start.elapsed());
        texts.extend(found.into_iter().filter_map(|found| String::from_utf8(found.bytes).ok()));
    }
    let right = !shot.wanted.is_empty() && texts.contains(&shot.wanted);
    tally.all += 1;
    tally.right += usize::from(right);
    let wrong = texts.iter().any(|text| *text != shot.wanted && !shot.also.contains(text));
    tally.wrong += usize::from(wrong);
    if !right || wrong {
        tally.missed.push(name);
    }
}

/// A PGM file (P5, 255).
fn pgm(file: &Path) -> Option<(usize, usize, Vec<u8>)> {
    let bytes = std::fs::read(file).ok()?;
    let mut lines = bytes.splitn(4, |b| *b == b'\n');
    let (_, size, _, grey) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    let mut sides = std::str::from_utf8(size).ok()?.split(' ').map(str::parse);
    Some((sides.next()?.ok()?, sides.next()?.ok()?, grey.to_vec()))
}

/// The pictures of a folder, by their sets.
fn folder(folder: &Path, live: bool, tallies: &mut BTreeMap<String, Tally>) -> Option<()> {
    let text = std::fs::read_to_string(folder.join("truth.json")).ok()?;
    let list: serde_json::Value = serde_json::from_str(&text).ok()?;
    for entry in list.as_array()? {
        let (name, set) = (entry["file"].as_str()?, entry["set"].as_str()?);
        let (width, height, grey) = pgm(&folder.join(name))?;
        let also =
            entry["also"].as_array().into_iter().flatten().filter_map(|t| Some(t.as_str()?.to_owned())).collect();
        let shot = Shot { width, height, grey, wanted: entry["wanted"].as_str().unwrap_or_default().to_owned(), also };
        read(&shot, live, name.to_owned(), tallies.entry(set.to_owned()).or_default());
    }
    Some(())
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1)).cloned();
    let number = |name: &str, default: u64| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let has = |name: &str| words.iter().any(|word| word == name);
    let (height, count, live) = (number("--height", 1080) as usize, number("--count", 40), has("--live"));
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    if let Some(name) = value("--folder") {
        if folder(Path::new(&name), live, &mut tallies).is_none() {
            eprintln!("{name}: no truth.json, or a file of it is missing");
        }
    } else if has("--decoys") {
        for i in 0..number("--decoys", 1000) {
            let shot =
                Shot { width: 320, height: 240, grey: decoy(i, 320, 240), wanted: String::new(), also: Vec::new() };
            read(&shot, live, i.to_string(), tallies.entry("decoy".to_owned()).or_default());
        }
    } else {
        let sets = value("--sets").unwrap_or_else(|| SETS.join(","));
        for set in sets.split(',') {
            for i in 0..count {
                let shot = shot(set, i, height * 16 / 9, height);
                read(&shot, live, i.to_string(), tallies.entry(set.to_owned()).or_default());
            }
        }
    }
    let mut total = Tally::default();
    for (name, tally) in &mut tallies {
        println!("{}", tally.line(name));
        if has("--missed") {
            println!("    {}", tally.missed.join(" "));
        }
        total.right += tally.right;
        total.wrong += tally.wrong;
        total.all += tally.all;
        total.times.append(&mut tally.times);
    }
    println!("{}", total.line("all"));
}
