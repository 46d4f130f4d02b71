//! PAdES: an electronic signature as a later revision of a PDF (ETSI EN 319 142-1), made by a program that the office names.
//!
//! The program reads the bytes to be signed from its standard input and writes a detached CMS signature (DER) to its standard
//! output: a script around the State's signing service or a card reader, or `openssl cms -sign` with a PKCS#12 file for tests.
//! Keys and passwords are the program's business; none passes through here.

use super::state::{SignFault, StateSigner};
use jiff::{Timestamp, tz};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat, dictionary};
use motcua_domain::octets::find;
use std::{
    io::{Read, Write},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Bytes that a signature with its certificates may have.
const ROOM: usize = 24 * 1024;
/// Digits that a place in the file may have.
const PLACE: i64 = 9_999_999_999;
/// Patience with the program: somebody may have to press a button.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Signs by a program and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramSigner {
    pub program: String,
    pub arguments: Vec<String>,
}

impl StateSigner for ProgramSigner {
    fn sign(&self, pdf: Vec<u8>, at: Timestamp) -> Result<Vec<u8>, SignFault> {
        let prepared = Prepared::new(pdf, at)?;
        let cms = self.run(&prepared.signed_bytes())?;
        prepared.finish(&cms)
    }
}

fn fault(what: impl ToString) -> SignFault {
    SignFault(what.to_string())
}

impl ProgramSigner {
    fn run(&self, bytes: &[u8]) -> Result<Vec<u8>, SignFault> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(fault)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(output)) = (input, output) else { return Err(fault("no pipe")) };
        std::thread::scope(|scope| {
            // A program that does not read to the end says so by its own exit.
            scope.spawn(move || drop(input.write_all(bytes)));
            let reading = scope.spawn(move || {
                let mut read = Vec::new();
                output.take(ROOM as u64 + 1).read_to_end(&mut read).map(|_| read)
            });
            let until = Instant::now() + PATIENCE;
            let ended = loop {
                match child.try_wait().map_err(fault)? {
                    Some(ended) => break ended,
                    None if Instant::now() < until => std::thread::sleep(LOOK_EVERY),
                    None => {
                        // One that ended in this very moment is as good as stopped.
                        let _ = child.kill();
                        let _ = child.wait();
                        return Err(fault("the program took too long"));
                    }
                }
            };
            if !ended.success() {
                return Err(fault(format!("the program ended with {ended}")));
            }
            reading.join().map_err(|_| fault("reading"))?.map_err(fault)
        })
    }
}

/// A PDF with a place for a signature, and what the signature is of.
pub struct Prepared {
    bytes: Vec<u8>,
    /// The signature's hex digits, with their angle brackets: the only bytes it is not of.
    gap: std::ops::Range<usize>,
}

impl Prepared {
    /// Adds a revision with an invisible signature field on the first page.
    ///
    /// # Errors
    /// [`SignFault`] for what is no PDF that can be read.
    pub fn new(pdf: Vec<u8>, at: Timestamp) -> Result<Self, SignFault> {
        let before = pdf.len();
        let document = Document::load_mem(&pdf).map_err(fault)?;
        let catalog = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(fault)?;
        let page = document.get_pages().get(&1).copied().ok_or_else(|| fault("no page"))?;
        let mut update = IncrementalDocument::create_from(pdf, document);
        let field = add_field(&mut update, page, at)?;
        update.opt_clone_object_to_new_document(catalog).map_err(fault)?;
        let root = update.new_document.get_object_mut(catalog).and_then(Object::as_dict_mut).map_err(fault)?;
        root.set("AcroForm", dictionary! { "Fields" => vec![field.into()], "SigFlags" => 3 });
        let mut bytes = Vec::new();
        update.save_to(&mut bytes).map_err(fault)?;
        let hole = [b"<".as_slice(), &vec![b'0'; 2 * ROOM], b">"].concat();
        let start = find(&bytes, &hole, before).ok_or_else(|| fault("no place for the signature"))?;
        let mut prepared = Self { gap: start..start + hole.len(), bytes };
        prepared.name_the_gap(before)?;
        Ok(prepared)
    }

    /// Writes what the signature is of into its own dictionary, in the room that was kept for it.
    fn name_the_gap(&mut self, from: usize) -> Result<(), SignFault> {
        let room = format!("[0 {PLACE} {PLACE} {PLACE}]");
        let at = find(&self.bytes, room.as_bytes(), from).ok_or_else(|| fault("no byte range"))?;
        let rest = self.bytes.len() - self.gap.end;
        let range = format!("[0 {} {} {rest}]", self.gap.start, self.gap.end);
        let range = format!("{range:<width$}", width = room.len());
        self.bytes[at..at + room.len()].copy_from_slice(range.as_bytes());
        Ok(())
    }

    /// Everything but the signature itself.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [&self.bytes[..self.gap.start], &self.bytes[self.gap.end..]].concat()
    }

    /// Puts the signature into its place.
    ///
    /// # Errors
    /// [`SignFault`] when it is empty or too long.
    pub fn finish(mut self, cms: &[u8]) -> Result<Vec<u8>, SignFault> {
        if cms.is_empty() || cms.len() > ROOM {
            return Err(fault(format!("a signature of {} bytes", cms.len())));
        }
        let digits = crate::secrets::hex(cms);
        let start = self.gap.start + 1;
        self.bytes[start..start + digits.len()].copy_from_slice(digits.as_bytes());
        Ok(self.bytes)
    }
}

/// The signature's dictionary, its field, and the field on the page.
fn add_field(update: &mut IncrementalDocument, page: ObjectId, at: Timestamp) -> Result<ObjectId, SignFault> {
    let local = tz::offset(7).to_datetime(at);
    let signature = update.new_document.add_object(dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), PLACE.into(), PLACE.into(), PLACE.into()],
        "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        "M" => Object::string_literal(local.strftime("D:%Y%m%d%H%M%S+07'00'").to_string()),
    });
    let field = update.new_document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => Object::string_literal("signature-1"),
        // Printed, locked, of no size: nothing on the page changes.
        "F" => 132,
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "P" => page,
        "V" => signature,
    });
    update.opt_clone_object_to_new_document(page).map_err(fault)?;
    let known = annotations(update, page);
    let dictionary: &mut Dictionary =
        update.new_document.get_object_mut(page).and_then(Object::as_dict_mut).map_err(fault)?;
    dictionary.set("Annots", known.into_iter().chain([field.into()]).collect::<Vec<Object>>());
    Ok(field)
}

/// What stands on the page already.
fn annotations(update: &IncrementalDocument, page: ObjectId) -> Vec<Object> {
    let before = update.get_prev_documents();
    let list = before.get_object(page).and_then(Object::as_dict).and_then(|page| page.get(b"Annots"));
    let list = list.and_then(|list| before.dereference(list)).and_then(|(_, list)| list.as_array());
    list.cloned().unwrap_or_default()
}
