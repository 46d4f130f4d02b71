//! What a citizen's first open transfers, in bytes, and whether that is within the budget.

use crate::paths;
use crate::shell::Outcome;
use crate::web::{self, pack};
use std::path::Path;

/// Budgets in bytes after brotli (docs/performance.md).
const FIRST_OPEN: usize = 220 * 1000;
const SCANNER: usize = 120 * 1000;
const CAPTURE: usize = 120 * 1000;

/// Raw, gzip and brotli bytes.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Size {
    fn of(file: &Path) -> Outcome<Self> {
        let bytes = paths::read_bytes(file)?;
        Ok(Self { raw: bytes.len(), gzip: pack::gzip(&bytes)?.len(), brotli: pack::brotli(&bytes)?.len() })
    }

    fn add(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }

    fn line(self, name: &str) {
        println!("{name:<44}{:>10}{:>10}{:>10}", self.raw, self.gzip, self.brotli);
    }
}

/// Builds the web, prints the table, and fails above a budget.
pub fn run() -> Outcome {
    let dist = web::build()?;
    println!("\n{:<44}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "brotli");
    let first = total(&dist, "first open", is_first)?;
    println!();
    let scanner = total(&dist, "scanner, when the camera opens", |name| name.starts_with("scanner-"))?;
    println!();
    let capture = total(&dist, "capture, with the first paper", |name| name.starts_with("capture-"))?;
    println!();
    total(&dist, "the whole citizen app, with the first dossier", |name| name == "app.html" || is_whole(name))?;
    println!();
    println!("The lifeboat: {} of {} bytes, not compressed.\n", web::lifeboat::build()?.bytes, web::lifeboat::LIMIT);
    total(&dist, "desk", |name| name == "desk.html" || name.starts_with("desk-"))?;
    println!();
    for (name, size, budget) in
        [("First open", first, FIRST_OPEN), ("Scanner", scanner, SCANNER), ("Capture", capture, CAPTURE)]
    {
        println!("{name}: {} of {budget} bytes brotli.", size.brotli);
        if size.brotli > budget {
            return Err(format!("{name} is {} bytes over its budget.", size.brotli - budget));
        }
    }
    Ok(())
}

/// The page and what it names: program, scripts, style.
fn is_first(name: &str) -> bool {
    name == "index.html" || name.starts_with("boot-") || name.starts_with("guide-")
}

/// What comes on top when a dossier is begun.
fn is_whole(name: &str) -> bool {
    name.starts_with("citizen-")
}

fn total(dist: &Path, title: &str, wanted: impl Fn(&str) -> bool) -> Outcome<Size> {
    let entries = std::fs::read_dir(dist).map_err(|error| paths::cannot("list", dist, &error))?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.retain(|name| wanted(name) && !name.ends_with(".br") && !name.ends_with(".gz"));
    names.sort();
    let mut sum = Size::default();
    for name in &names {
        let size = Size::of(&dist.join(name))?;
        size.line(name);
        sum.add(size);
    }
    sum.line(title);
    if names.is_empty() { Err(format!("dist/ has no file of the {title}.")) } else { Ok(sum) }
}
