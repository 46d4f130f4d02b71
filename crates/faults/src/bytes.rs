//! Files that can be made again from a number, and how bytes are named on the wire.

use crate::random::Random;
use sha2::{Digest, Sha256};

/// The least length of a made-up picture.
pub const LEAST: usize = 64;

/// A JPEG by its structure, of exactly this length; `seed` decides every byte of its scan.
#[must_use]
pub fn jpeg(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 90, 0, 70, 1, 1, 0x11, 0];
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0]);
    let random = Random::new(seed);
    let end = length.max(LEAST) - 2;
    while bytes.len() < end {
        let room = end - bytes.len();
        // Without the highest bit no marker can begin inside the scan.
        bytes.extend(random.next().to_le_bytes().iter().take(room).map(|byte| byte & 0x7f));
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 in base64, as `Upload-Checksum` has it.
#[must_use]
pub fn sha256_base64(bytes: &[u8]) -> String {
    base64(&Sha256::digest(bytes))
}

/// Base64 with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().chain([0u8, 0].iter()).take(3).fold(0u32, |word, byte| word << 8 | u32::from(*byte));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_the_rfc_has_it() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn pictures_are_of_their_length_and_their_seed() {
        for length in [64, 65, 71, 1000, 4096] {
            assert_eq!(jpeg(1, length).len(), length);
        }
        assert_eq!(jpeg(5, 500), jpeg(5, 500));
        assert_ne!(jpeg(5, 500), jpeg(6, 500));
    }
}
