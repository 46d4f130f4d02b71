//! Looks at a PDF with tools that know nothing of how it was made: qpdf and poppler (`cargo xtask test` installs them).
#![allow(clippy::unwrap_used, dead_code, reason = "a test fails by panicking; each test file uses its part")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

/// A PDF on disk, gone with its value.
pub struct File(PathBuf);

impl File {
    pub fn new(pdf: &[u8]) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("motcua-paper-{}-{}.pdf", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, pdf).unwrap();
        Self(path)
    }

    /// The text in reading order, as people would copy it; spaces and line ends as one space.
    pub fn text(&self) -> String {
        run("pdftotext", &["-enc", "UTF-8"], &self.0, &["-"]).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `pdfinfo`: a line each for title, pages, tags.
    pub fn info(&self) -> String {
        run("pdfinfo", &[], &self.0, &[])
    }

    pub fn pages(&self) -> usize {
        let info = self.info();
        info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap()
    }

    /// One line a font: embedded, subset and with its Unicode table, or not.
    pub fn fonts(&self) -> Vec<String> {
        run("pdffonts", &[], &self.0, &[]).lines().skip(2).map(str::to_owned).collect()
    }

    /// The whole file without compression, as text: for what stands in its catalogue.
    pub fn plain(&self) -> String {
        run("qpdf", &["--qdf", "--object-streams=disable"], &self.0, &["-"])
    }

    /// Fails when the file's structure or a stream of it is damaged.
    pub fn check(&self) {
        run("qpdf", &["--check"], &self.0, &[]);
    }

    /// A page as a grey picture: width, height, one byte a pixel.
    pub fn picture(&self, page: usize, resolution: usize) -> (usize, usize, Vec<u8>) {
        let (page, resolution) = (page.to_string(), resolution.to_string());
        let output =
            tool("pdftoppm").args(["-gray", "-r", &resolution, "-f", &page, "-l", &page]).arg(&self.0).output();
        let bytes = output.unwrap().stdout;
        // P5, width, height, largest value, then the pixels.
        let mut at = 0;
        let mut word = || {
            let start = at;
            at += bytes.iter().skip(start).position(u8::is_ascii_whitespace).unwrap() + 1;
            String::from_utf8_lossy(&bytes[start..at - 1]).into_owned()
        };
        assert_eq!(word(), "P5");
        let (width, height, _) = (word().parse().unwrap(), word().parse().unwrap(), word());
        (width, height, bytes[at..].to_vec())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn tool(name: &str) -> Command {
    Command::new(name)
}

fn run(name: &str, before: &[&str], file: &Path, after: &[&str]) -> String {
    let output = tool(name).args(before).arg(file).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{name}: {error} (packages poppler-utils and qpdf)"));
    assert!(output.status.success(), "{name} {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
