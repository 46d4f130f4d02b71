//! The modules whose colour the standard fixes (ISO/IEC 18004, 6.3): finders, separators, timing and the last alignment
//! pattern. They tell how well a grid lies and whether a matrix of bits is a QR code at all.

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
    if side >= 25 {
        for row in 0..5usize {
            for column in 0..5usize {
                let ring = row.abs_diff(2).max(column.abs_diff(2));
                out.push(((side - 9 + column) as u16, (side - 9 + row) as u16, ring != 1));
            }
        }
    }
    out
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
