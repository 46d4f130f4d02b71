//! Base64 with the URL alphabet and no padding (RFC 4648 section 5), read strictly: one text for the same bytes and no other.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn write(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(group >> (18 - 6 * index) & 63) as usize]));
        }
    }
    out
}

/// `None` for another alphabet, an impossible length, or bits behind the last byte that are not zero.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut out) = (0u32, 0u8, Vec::with_capacity(text.len() * 3 / 4));
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xfff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    (count < 6 && bits & ((1 << count) - 1) == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_for_the_same_bytes() {
        for bytes in [&b""[..], b"f", b"fo", b"foo", &[0xfb, 0xff]] {
            assert_eq!(read(&write(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(read("Zg").as_deref(), Some(&b"f"[..]));
        for other in ["Zh", "Zg=", "Z", "Zg ", "Zm9/"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
