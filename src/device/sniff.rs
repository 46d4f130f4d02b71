//! What a file is by its first bytes, and whether it is whole: names and declared types are not believed.

/// What a file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    Gif,
    Bmp,
    /// The phone format of Apple and some Samsungs; few browsers open it.
    Heic,
    Avif,
    Pdf,
    /// Markup (HTML, SVG, XML), archives, anything else.
    Other,
}

impl Kind {
    /// Whether a browser can be asked to draw it. (SVG is drawn by browsers too, and is refused: it is a program.)
    #[must_use]
    pub fn is_picture(self) -> bool {
        !matches!(self, Self::Pdf | Self::Other)
    }
}

/// What a file is, by its first bytes (1 KiB is enough).
#[must_use]
pub fn sniff(head: &[u8]) -> Kind {
    let starts = |magic: &[u8]| head.starts_with(magic);
    match () {
        () if starts(&[0xff, 0xd8, 0xff]) => Kind::Jpeg,
        () if starts(b"\x89PNG\r\n\x1a\n") => Kind::Png,
        () if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") => Kind::Webp,
        () if starts(b"GIF87a") || starts(b"GIF89a") => Kind::Gif,
        () if starts(b"BM") && head.len() > 26 => Kind::Bmp,
        () if head.get(4..8) == Some(b"ftyp") => brand(head),
        // The header may stand a little further in (a byte-order mark, a mail header), never behind markup.
        () if head.iter().find(|b| !b.is_ascii_whitespace()).is_none_or(|b| *b != b'<') && contains(head, b"%PDF-") => {
            Kind::Pdf
        }
        () => Kind::Other,
    }
}

/// The major and the compatible brands of an ISO media file.
fn brand(head: &[u8]) -> Kind {
    let length = head.get(..4).map_or(0, |b| b.iter().fold(0usize, |n, byte| (n << 8) | usize::from(*byte)));
    let brands = head.get(8..length.clamp(12, head.len().max(12))).unwrap_or_default();
    let has = |names: &[&[u8; 4]]| brands.chunks_exact(4).any(|b| names.iter().any(|name| b == name.as_slice()));
    if has(&[b"avif", b"avis"]) {
        Kind::Avif
    } else if has(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"]) {
        Kind::Heic
    } else {
        Kind::Other
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether the end is there. Browsers draw a picture that was cut off in transfer with a grey rest; half a paper is no
/// paper.
#[must_use]
pub fn is_whole(kind: Kind, bytes: &[u8]) -> bool {
    let tail = |length: usize| &bytes[bytes.len().saturating_sub(length)..];
    match kind {
        Kind::Jpeg => jpeg_ends(bytes),
        Kind::Png => contains(tail(4096), b"IEND"),
        Kind::Pdf => contains(tail(4096), b"%%EOF"),
        _ => !bytes.is_empty(),
    }
}

/// Walks the segments of a JPEG to its end mark; a thumbnail's end mark inside a segment does not count.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut drawn = false;
    while let (Some(0xff), Some(marker)) = (bytes.get(at), bytes.get(at + 1)) {
        match marker {
            0xff => at += 1,
            0xd9 => return drawn,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let (Some(high), Some(low)) = (bytes.get(at + 2), bytes.get(at + 3)) else { return false };
                at += 2 + usize::from(*high) * 256 + usize::from(*low);
                if *marker == 0xda {
                    drawn = true;
                    let Some(next) = scan_end(bytes, at) else { return false };
                    at = next;
                }
            }
        }
    }
    false
}

/// The first mark after the entropy-coded bytes that begin here: not a stuffed zero, not a restart.
fn scan_end(bytes: &[u8], start: usize) -> Option<usize> {
    let data = bytes.get(start..)?;
    data.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff)).map(|at| at + start)
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_whole, sniff};

    /// Start, a segment that holds a thumbnail's end mark, a scan with a stuffed byte and a restart, the end.
    const JPEG: &[u8] = &[
        0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd9, 1, 2, 0xff, 0xda, 0, 3, 7, 9, 0xff, 0, 8, 0xff, 0xd3, 5, 0xff, 0xd9,
    ];

    #[test]
    fn kinds_are_known_by_content() {
        assert_eq!(sniff(JPEG), Kind::Jpeg);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n...."), Kind::Png);
        assert_eq!(sniff(b"RIFF\x10\0\0\0WEBPVP8 "), Kind::Webp);
        assert_eq!(sniff(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Kind::Heic);
        assert_eq!(sniff(b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf"), Kind::Avif);
        assert_eq!(sniff(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Kind::Other);
        assert_eq!(sniff(b"%PDF-1.7\n"), Kind::Pdf);
        assert_eq!(sniff(b"\xef\xbb\xbf%PDF-1.4"), Kind::Pdf);
        assert_eq!(sniff(b"<!doctype html><p>%PDF-1.7"), Kind::Other);
        assert_eq!(sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Kind::Other);
        assert_eq!(sniff(b"PK\x03\x04"), Kind::Other);
        assert_eq!(sniff(b""), Kind::Other);
        assert_eq!(sniff(b"\xff\xff\xff\xffftyp"), Kind::Other);
    }

    #[test]
    fn a_jpeg_cut_anywhere_is_not_whole() {
        assert!(is_whole(Kind::Jpeg, JPEG));
        for end in 0..JPEG.len() {
            assert!(!is_whole(Kind::Jpeg, &JPEG[..end]), "cut at {end}");
        }
        let with_trailer = [JPEG, b"Samsung trailer"].concat();
        assert!(is_whole(Kind::Jpeg, &with_trailer));
    }

    #[test]
    fn a_pdf_without_its_end_is_not_whole() {
        assert!(is_whole(Kind::Pdf, b"%PDF-1.7 ... %%EOF\n"));
        assert!(!is_whole(Kind::Pdf, b"%PDF-1.7 ..."));
        assert!(!is_whole(Kind::Png, b"\x89PNG\r\n\x1a\n"));
    }
}
