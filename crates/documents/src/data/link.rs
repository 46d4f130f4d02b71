//! An address with its QR code as a drawing.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use std::fmt::Write;

/// Clear modules around a code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// An address that a paper shows as text and as a QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    pub address: String,
    /// The code as a drawing; `None` when the address is longer than a code holds, then the text alone is printed.
    svg: Option<String>,
}

impl Link {
    /// Draws the code with 15 % redundancy, which survives folds and a coffee stain on a wall.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        let address = address.into();
        let svg = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M).ok().map(|code| draw(&code));
        Self { address, svg }
    }
}

/// One path: a run of dark modules is one rectangle.
fn draw(code: &QrCode) -> String {
    let (width, colors) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row.iter().skip(x).take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_quiet_zone() {
        let link = Link::new("https://example.org/t/1.001193");
        let svg = link.svg.unwrap();
        assert!(svg.contains(r#"viewBox="0 0 37 37""#), "{svg}");
        // The finder pattern in the upper left corner: seven dark modules.
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
    }

    #[test]
    fn an_address_too_long_for_a_code_stays_text() {
        assert_eq!(Link::new("x".repeat(5000)).svg, None);
    }
}
