//! Papers of the demonstration: a sheet with grey lines as a PNG, a one-page PDF.

use std::io::{self, Write};

const WIDTH: u32 = 420;
const HEIGHT: u32 = 594;

/// A sheet that looks written on; `mark` makes it different from others.
///
/// # Errors
/// Never in memory.
pub fn picture(mark: u32) -> io::Result<Vec<u8>> {
    let mut rows = Vec::with_capacity(((WIDTH + 1) * HEIGHT) as usize);
    for y in 0..HEIGHT {
        rows.push(0);
        let line = y / 22;
        let end = 60 + (line.wrapping_mul(97).wrapping_add(mark.wrapping_mul(31))) % (WIDTH - 100);
        let written = y % 22 < 6 && (3..24).contains(&line);
        rows.extend((0..WIDTH).map(|x| if written && (40..end).contains(&x) && x % 37 > 5 { 0x50 } else { 0xf4 }));
    }
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&rows)?;
    let mut header = Vec::new();
    header.extend(WIDTH.to_be_bytes());
    header.extend(HEIGHT.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(*b"IHDR", &header, &mut bytes);
    chunk(*b"IDAT", &packed.finish()?, &mut bytes);
    chunk(*b"IEND", &[], &mut bytes);
    Ok(bytes)
}

fn chunk(kind: [u8; 4], content: &[u8], into: &mut Vec<u8>) {
    let mut sum = flate2::Crc::new();
    sum.update(&kind);
    sum.update(content);
    into.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    into.extend(kind);
    into.extend(content);
    into.extend(sum.sum().to_be_bytes());
}

/// A result of one page.
#[must_use]
pub fn result() -> Vec<u8> {
    let text = "BT /F 18 Tf 60 760 Td (Ket qua thu nghiem - demonstration result) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    let count = objects.len() + 1;
    pdf.push_str(&format!("{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff;

    #[test]
    fn our_own_papers_pass_our_own_judge() {
        assert_eq!(sniff::judge(&picture(5).unwrap(), sniff::PNG).map(|found| found.pages), Ok(1));
        assert_ne!(picture(5).unwrap(), picture(6).unwrap());
        assert_eq!(sniff::judge(&result(), sniff::PDF).map(|found| found.pages), Ok(1));
    }
}
