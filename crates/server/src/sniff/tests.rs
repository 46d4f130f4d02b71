//! A small corpus: what is accepted, and each refusal with its code.

use super::*;

/// A JPEG of one grey pixel as cameras write it: header, frame, scan, end.
fn jpeg() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
    bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 9, 0, 7, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0]);
    bytes.extend([0x12, 0x34, 0xff, 0x00, 0x56, 0xff, 0xd9]);
    bytes
}

fn png() -> Vec<u8> {
    let mut bytes = png::SIGNATURE.to_vec();
    for (kind, content) in
        [(b"IHDR", &[0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0][..]), (b"IDAT", &[1, 2, 3]), (b"IEND", &[])]
    {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}

fn pdf(pages: usize) -> Vec<u8> {
    let kids = "<< /Type /Page /Parent 2 0 R >>\nendobj\n3 0 obj\n".repeat(pages);
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count {pages} >>\nendobj\n3 0 obj\n{kids}trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n").into_bytes()
}

#[test]
fn pictures_and_documents_are_accepted() {
    assert_eq!(judge(&jpeg(), JPEG), Ok(Found { media_type: JPEG, pages: 1 }));
    let mut with_trailer = jpeg();
    with_trailer.extend(b"maker's own data");
    assert_eq!(judge(&with_trailer, JPEG), Ok(Found { media_type: JPEG, pages: 1 }));
    assert_eq!(judge(&png(), PNG), Ok(Found { media_type: PNG, pages: 1 }));
    assert_eq!(judge(&pdf(1), PDF), Ok(Found { media_type: PDF, pages: 1 }));
    assert_eq!(judge(&pdf(100), PDF), Ok(Found { media_type: PDF, pages: 100 }));
}

#[test]
fn pages_in_object_streams_are_counted() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"5 0 6 40 << /Type/Page /Parent 2 0 R >> << /Type/Page>> << /Type /Pages /Count 2 >>").unwrap();
    let packed = packed.finish().unwrap();
    let mut bytes = b"%PDF-1.5\n4 0 obj\n<< /Type /ObjStm /N 2 /First 8 /Filter /FlateDecode >>\nstream\r\n".to_vec();
    bytes.extend(packed);
    bytes.extend(b"\nendstream\nendobj\nstartxref\n1\n%%EOF");
    assert_eq!(judge(&bytes, PDF), Ok(Found { media_type: PDF, pages: 2 }));
}

#[test]
fn each_bad_file_has_its_own_code() {
    use ProblemCode as P;
    assert_eq!(judge(b"", JPEG), Err(P::FileEmpty));
    assert_eq!(judge(b"<!doctype html><script>", JPEG), Err(P::FileTypeNotAllowed));
    assert_eq!(judge(b"<svg xmlns='http://www.w3.org/2000/svg'/>", PNG), Err(P::FileTypeNotAllowed));
    assert_eq!(judge(&png(), JPEG), Err(P::FileTypeMismatch));
    assert_eq!(judge(&pdf(300), PDF), Err(P::PdfTooManyPages));
    assert_eq!(judge(&pdf(0), PDF), Err(P::FileDamaged));
    let mut protected = pdf(1);
    protected.splice(9..9, *b"<< /Encrypt 9 0 R >> ");
    assert_eq!(judge(&protected, PDF), Err(P::PdfProtected));
    let cut = |bytes: Vec<u8>, by: usize| bytes[..bytes.len() - by].to_vec();
    assert_eq!(judge(&cut(jpeg(), 2), JPEG), Err(P::FileDamaged));
    assert_eq!(judge(&cut(png(), 5), PNG), Err(P::FileDamaged));
    assert_eq!(judge(&cut(pdf(1), 7), PDF), Err(P::FileDamaged));
}

#[test]
fn no_prefix_of_a_file_panics_or_passes_before_its_end() {
    for (bytes, kind) in [(jpeg(), JPEG), (png(), PNG), (pdf(2), PDF)] {
        for length in 0..bytes.len().saturating_sub(5) {
            assert!(judge(&bytes[..length], kind).is_err(), "{kind} cut to {length}");
        }
    }
}

#[test]
fn a_picture_that_is_a_bomb_is_refused() {
    let mut bytes = png();
    bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert_eq!(judge(&bytes, PNG), Err(ProblemCode::FileTooLarge));
}
