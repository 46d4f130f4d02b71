//! The press: made once with the fonts and the templates, then a template and its data become a PDF.

use crate::{
    Fault, Sheet,
    ink::Ink,
    templates,
    world::{Base, Desk, file},
};
use jiff::{Timestamp, tz::Offset};
use serde::Serialize;
use std::{
    collections::HashMap,
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};
use typst::{
    WorldExt,
    diag::SourceDiagnostic,
    ecow::EcoVec,
    foundations::{Bytes, Datetime, Smart},
    syntax::{FileId, Source},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Vietnam's clock has no summer time: minutes ahead of UTC.
const MINUTES_AHEAD: i32 = 7 * 60;

/// How many papers later what the compiler remembers of one is forgotten: personal data leaves memory, templates stay warm.
const REMEMBERED: usize = 3;

/// Prints papers. Cheap to clone, and shared between threads; printing is work for the processor, not for an async thread.
#[derive(Clone)]
pub struct Press {
    base: Arc<Base>,
    templates: Arc<Templates>,
}

/// Templates by name. A file's id is never given back, so only names that exist get one.
#[derive(Clone, Default)]
struct Templates {
    names: HashMap<String, FileId>,
    files: HashMap<FileId, Source>,
}

impl Press {
    /// A press with the shipped fonts, the office's papers (`papers/`) and the procedures' forms (`procedures/*/form.typ`).
    ///
    /// # Errors
    /// Never with the templates that are shipped; the type says what could go wrong with others.
    pub fn new() -> Result<Self, Fault> {
        let press = Self { base: Arc::new(Base::new()?), templates: Arc::default() };
        let papers = templates::SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        papers.chain(templates::forms()).try_fold(press, |press, (name, text)| press.with_template(&name, text))
    }

    /// Adds a template, or puts another in its place. Its name is its path from the root without the ending
    /// (`procedures/1.001193/form`); it may import `/papers/parts.typ`.
    ///
    /// # Errors
    /// [`Fault::TemplateUnknown`] when the name is no path, [`Fault::TemplateBroken`] when the text does not parse.
    pub fn with_template(mut self, name: &str, text: String) -> Result<Self, Fault> {
        let id = match self.templates.names.get(name) {
            Some(id) => *id,
            None => file(&format!("/{name}.typ"))?,
        };
        let source = Source::new(id, text);
        if let Some(error) = source.root().errors_and_warnings().0.first() {
            return Err(Fault::TemplateBroken { detail: format!("{name}: {}", error.message) });
        }
        let templates = Arc::make_mut(&mut self.templates);
        templates.names.insert(name.to_owned(), id);
        templates.files.insert(id, source);
        Ok(self)
    }

    /// Adds every `*.typ` under a folder, two levels deep; names begin with `prefix` (`procedures`).
    ///
    /// # Errors
    /// When the folder cannot be read, or a template in it is broken.
    pub fn with_directory(self, prefix: &str, folder: &Path) -> io::Result<Self> {
        let mut press = self;
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let path = entry.path();
            let Some(stem) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if path.is_dir() && !prefix.contains('/') {
                press = press.with_directory(&format!("{prefix}/{stem}"), &path)?;
            } else if let Some(stem) = stem.strip_suffix(".typ") {
                press = press
                    .with_template(&format!("{prefix}/{stem}"), fs::read_to_string(&path)?)
                    .map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
            }
        }
        Ok(press)
    }

    /// Whether a template has this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.templates.names.contains_key(name)
    }

    /// The template of a procedure's application form, or the general one that lists all answers.
    #[must_use]
    pub fn form_of(&self, procedure: &str) -> String {
        let own = format!("procedures/{procedure}/form");
        if self.knows(&own) { own } else { templates::FORM.to_owned() }
    }

    /// Prints a sheet on its own template, dated `at`.
    ///
    /// # Errors
    /// See [`Press::render`].
    pub fn print<S: Sheet>(&self, sheet: &S, at: Timestamp) -> Result<Vec<u8>, Fault> {
        self.render(&sheet.template(self), sheet, at)
    }

    /// Prints data on a template: PDF/A-2a, tagged, in Vietnamese, dated `at` on Vietnam's clock. The same data gives the same bytes.
    ///
    /// # Errors
    /// [`Fault`]; never a paper with a hole in it.
    pub fn render<T: Serialize + ?Sized>(&self, template: &str, data: &T, at: Timestamp) -> Result<Vec<u8>, Fault> {
        let unknown = || Fault::TemplateUnknown { name: template.to_owned() };
        let main = *self.templates.names.get(template).ok_or_else(unknown)?;
        let mut data = serde_json::to_value(data).map_err(|error| broken(format!("data: {error}")))?;
        Ink::new(&self.base).clean(&mut data);
        let desk = Desk {
            base: &self.base,
            templates: &self.templates.files,
            main,
            data: Bytes::new(serde_json::to_vec(&data).map_err(|error| broken(format!("data: {error}")))?),
        };
        // A panic inside the compiler costs one paper, not the process.
        let pdf = catch_unwind(AssertUnwindSafe(|| set(&desk, at))).unwrap_or_else(|_| Err(broken("panic".into())));
        typst::comemo::evict(REMEMBERED);
        pdf
    }
}

fn broken(detail: String) -> Fault {
    Fault::TemplateBroken { detail }
}

/// Lays the paper out and writes it as PDF.
fn set(desk: &Desk<'_>, at: Timestamp) -> Result<Vec<u8>, Fault> {
    let document = typst::compile::<PagedDocument>(desk).output.map_err(|errors| fault(desk, &errors))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("motcua".to_owned())),
        timestamp: stamp(at),
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| broken(error.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| fault(desk, &errors))
}

fn stamp(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let offset = Offset::from_seconds(MINUTES_AHEAD * 60).ok()?;
    let local = offset.to_datetime(at);
    let part = |n: i8| u8::try_from(n).ok();
    let date = Datetime::from_ymd_hms(
        i32::from(local.year()),
        part(local.month())?,
        part(local.day())?,
        part(local.hour())?,
        part(local.minute())?,
        part(local.second())?,
    )?;
    typst_pdf::Timestamp::new_local(date, MINUTES_AHEAD)
}

/// What the compiler says, as one of our codes.
fn fault(desk: &Desk<'_>, errors: &EcoVec<SourceDiagnostic>) -> Fault {
    if let Some(key) = errors.iter().find_map(|error| missing_key(&error.message)) {
        return Fault::ValueMissing { key };
    }
    let Some(first) = errors.first() else { return broken("no message".into()) };
    let place = first.span.id().map(|id| {
        let line = desk
            .range(first.span)
            .and_then(|range| desk.templates.get(&id)?.lines().byte_to_line(range.start))
            .map_or_else(String::new, |line| format!(":{}", line + 1));
        format!("{}{line}: ", id.vpath().get_without_slash())
    });
    broken(format!("{}{}", place.unwrap_or_default(), first.message))
}

/// The key in `value_missing:<key>`, with which `must` of `papers/parts.typ` stops, or in the compiler's own words for a key that
/// a dictionary does not have.
fn missing_key(message: &str) -> Option<String> {
    let rest = message.split_once("value_missing:").or_else(|| message.split_once("does not contain key \""))?.1;
    Some(rest.chars().take_while(|c| !['"', '\\'].contains(c)).collect())
}
