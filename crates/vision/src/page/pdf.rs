//! Pictures of pages as one PDF: A4, the pictures as they are, nothing about who, when, where and with what.

/// A picture for the PDF.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// JPEG.
    pub jpeg: &'a [u8],
}

/// What a JPEG says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    width: u32,
    height: u32,
    colours: u8,
}

/// A4 in points (1/72 inch), upright.
const A4: (f32, f32) = (595.276, 841.89);
/// A picture is not printed coarser than it must: pixels an inch of one that does not fill the sheet.
const DPI: f32 = 200.0;
/// White around a picture that has not the proportions of A4, in points.
const MARGIN: f32 = 34.0;

/// One PDF (1.4) with a page for each picture; nothing when there is none, or one is no JPEG that PDF readers show.
#[must_use]
pub fn pdf(pictures: &[Picture<'_>]) -> Option<Vec<u8>> {
    if pictures.is_empty() {
        return None;
    }
    let mut out = Writer { bytes: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() };
    out.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    // Three objects a page after the first two: the page, its drawing, its picture.
    let kids: String = (0..pictures.len()).map(|at| format!("{} 0 R ", 3 + 3 * at)).collect();
    out.object(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.trim_end(), pictures.len()).as_bytes());
    for (at, picture) in pictures.iter().enumerate() {
        let first = 3 + 3 * at;
        let facts = facts(picture.jpeg)?;
        let jpeg = without_metadata(picture.jpeg)?;
        let place = Place::of(facts);
        out.object(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {:.2} {:.2}] /Resources << /XObject << /P {} 0 R >> >> /Contents {} 0 R >>",
                place.sheet.0,
                place.sheet.1,
                first + 2,
                first + 1
            )
            .as_bytes(),
        );
        let (x, y, w, h) = place.picture;
        let drawing = format!("q {w:.2} 0 0 {h:.2} {x:.2} {y:.2} cm /P Do Q");
        out.stream("", drawing.as_bytes());
        let space = if facts.colours == 1 { "/DeviceGray" } else { "/DeviceRGB" };
        let about = format!(
            "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode ",
            facts.width, facts.height
        );
        out.stream(&about, &jpeg);
    }
    Some(out.finish())
}

struct Writer {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Writer {
    fn begin(&mut self) {
        self.offsets.push(self.bytes.len());
        self.bytes.extend(format!("{} 0 obj\n", self.offsets.len()).as_bytes());
    }

    fn object(&mut self, body: &[u8]) {
        self.begin();
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
    }

    fn stream(&mut self, about: &str, body: &[u8]) {
        self.begin();
        self.bytes.extend(format!("<< {about}/Length {} >>\nstream\n", body.len()).as_bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let count = self.offsets.len() + 1;
        self.bytes.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").as_bytes());
        for offset in &self.offsets {
            self.bytes.extend(format!("{offset:010} 00000 n \n").as_bytes());
        }
        self.bytes.extend(format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

/// The sheet, and where on it the picture lies: x, y, width, height in points.
struct Place {
    sheet: (f32, f32),
    picture: (f32, f32, f32, f32),
}

impl Place {
    fn of(facts: Facts) -> Self {
        let (w, h) = (facts.width as f32, facts.height as f32);
        let sheet = if w > h { (A4.1, A4.0) } else { A4 };
        let fills = ((w / h) / (sheet.0 / sheet.1) - 1.0).abs() < 0.02;
        if fills {
            return Self { sheet, picture: (0.0, 0.0, sheet.0, sheet.1) };
        }
        let (free_w, free_h) = (sheet.0 - 2.0 * MARGIN, sheet.1 - 2.0 * MARGIN);
        let scale = (free_w / w).min(free_h / h).min(72.0 / DPI);
        let (w, h) = (w * scale, h * scale);
        // At the top, as a photocopier lays it.
        Self { sheet, picture: ((sheet.0 - w) / 2.0, sheet.1 - MARGIN - h, w, h) }
    }
}

/// A marker, and the bytes from it to the end of its segment.
type Segment<'a> = (u8, &'a [u8]);

/// The segments of a JPEG up to its first scan, and what follows.
fn segments(jpeg: &[u8]) -> Option<(Vec<Segment<'_>>, &[u8])> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    let mut out = Vec::new();
    loop {
        let (&[mark, marker], _) = rest.split_first_chunk::<2>()?;
        if mark != 0xff {
            return None;
        }
        // Fill bytes before a marker.
        if marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        if marker == 0xda {
            return Some((out, rest));
        }
        let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
        out.push((marker, rest.get(..2 + length)?));
        rest = rest.get(2 + length..)?;
    }
}

fn facts(jpeg: &[u8]) -> Option<Facts> {
    let (segments, _) = segments(jpeg)?;
    // Frames that PDF readers decode: baseline, extended, progressive.
    let (_, frame) = segments.iter().find(|(marker, _)| matches!(marker, 0xc0..=0xc2))?;
    let number = |at: usize| Some(u32::from(u16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?])));
    let facts = Facts { height: number(5)?, width: number(7)?, colours: *frame.get(9)? };
    (facts.width > 0 && facts.height > 0 && matches!(facts.colours, 1 | 3)).then_some(facts)
}

/// A JPEG without what is not its picture: EXIF with position and phone, comments, thumbnails. The colour marks of JFIF (APP0) and
/// Adobe (APP14) stay.
#[must_use]
pub fn without_metadata(jpeg: &[u8]) -> Option<Vec<u8>> {
    let (segments, picture) = segments(jpeg)?;
    let mut out = Vec::with_capacity(jpeg.len());
    out.extend([0xff, 0xd8]);
    for (marker, bytes) in segments {
        if !matches!(marker, 0xe1..=0xed | 0xef | 0xfe) {
            out.extend(bytes);
        }
    }
    // What follows the end mark (a phone's second picture, a trailer) goes too.
    out.extend(picture.get(..end_of_scans(picture)?)?);
    Some(out)
}

/// Where the end mark of a picture ends, counted from its first scan.
fn end_of_scans(picture: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match (*picture.get(at)?, *picture.get(at + 1)?) {
            (0xff, 0xd9) => return Some(at + 2),
            // A stuffed zero and restarts belong to the scan.
            (0xff, 0 | 0xd0..=0xd7) => at += 2,
            (0xff, 0xff) => at += 1,
            // Tables and the next scan of a progressive picture.
            (0xff, _) => {
                at += 2 + usize::from(u16::from_be_bytes([*picture.get(at + 2)?, *picture.get(at + 3)?]));
            }
            _ => at += 1,
        }
    }
}
