//! The modules whose colour the standard fixes (ISO/IEC 18004, 6.3): finders, separators, timing and alignment patterns.
//! They tell how well a grid lies and whether a matrix of bits is a QR code at all.

use rxing::common::BitMatrix;

/// A module of known colour: column, row and whether it is dark.
pub(crate) type Fixed = (u16, u16, bool);

/// Sizes of a side that exist, in modules: versions 1 to 40.
pub(crate) fn is_side(side: usize) -> bool {
    (21..=177).contains(&side) && side % 4 == 1
}

/// The fixed modules of a code of `side` modules. Mirrored codes have the same.
pub(crate) fn fixed(side: usize) -> Vec<Fixed> {
    let mut out = Vec::with_capacity(3 * 64 + 2 * side);
    let last = side - 1;
    for row in 0..8 {
        for column in 0..8 {
            let ring = row.max(column).max(6 - row.min(column).min(6)) - 3;
            let dark = matches!(ring, 0 | 1 | 3);
            out.push((column as u16, row as u16, dark));
            out.push(((last - column) as u16, row as u16, dark));
            out.push((column as u16, (last - row) as u16, dark));
        }
    }
    for i in 8..side - 8 {
        out.push((i as u16, 6, i % 2 == 0));
        out.push((6, i as u16, i % 2 == 0));
    }
    let middles = alignment(side);
    for &y in &middles {
        for &x in &middles {
            // Three corners of this lattice are finders; on a timing line the pattern agrees with it.
            if [(6, 6), (6, side - 7), (side - 7, 6)].contains(&(x, y)) {
                continue;
            }
            for row in 0..5usize {
                for column in 0..5usize {
                    let (column_at, row_at) = (x + column - 2, y + row - 2);
                    if column_at != 6 && row_at != 6 {
                        let ring = row.abs_diff(2).max(column.abs_diff(2));
                        out.push((column_at as u16, row_at as u16, ring != 1));
                    }
                }
            }
        }
    }
    out
}

/// Rows (and columns) of the middles of alignment patterns; none in version 1. They are as evenly spaced as even steps allow,
/// counted from the far end (annex E of the standard).
fn alignment(side: usize) -> Vec<usize> {
    let version = (side - 17) / 4;
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let mut middles: Vec<usize> = (0..count - 1).map(|i| side - 7 - i * step).collect();
    middles.push(6);
    middles
}

/// Whether a sampled matrix looks like a QR code: most of its fixed modules have the colour they must have.
/// Noise agrees on half of them; this keeps error correction from making a code out of anything else.
pub(crate) fn plausible(bits: &BitMatrix) -> bool {
    let (width, height) = (bits.width() as usize, bits.height() as usize);
    if width != height || !is_side(width) {
        return false;
    }
    let modules = fixed(width);
    let right = modules.iter().filter(|&&(x, y, dark)| bits.get(u32::from(x), u32::from(y)) == dark).count();
    right * 100 >= modules.len() * 72
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{EcLevel, QrCode, Version};

    #[test]
    fn agrees_with_an_encoder_in_all_versions() {
        for version in 1..=40 {
            let Ok(code) = QrCode::with_version(b"087098012345", Version::Normal(version), EcLevel::L) else {
                panic!("version {version}")
            };
            let colors = code.to_colors();
            let side = code.width();
            assert!(is_side(side));
            for (x, y, dark) in fixed(side) {
                let color = colors[usize::from(y) * side + usize::from(x)];
                assert_eq!(color == qrcode::Color::Dark, dark, "version {version} at {x} {y}");
            }
        }
    }

    #[test]
    fn a_plain_matrix_is_not_plausible() {
        let Ok(empty) = BitMatrix::new(25, 25) else { panic!("a matrix") };
        assert!(!plausible(&empty));
        let Ok(micro) = BitMatrix::new(15, 15) else { panic!("a matrix") };
        assert!(!plausible(&micro));
    }
}
