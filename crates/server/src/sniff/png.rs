//! The chunks of a PNG: from the header to the end mark.

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Width and height of a whole PNG; `None` when it is cut off.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let size = (number(16)?, number(20)?);
    let (mut at, mut data) = (SIGNATURE.len(), false);
    loop {
        let length = usize::try_from(number(at)?).ok()?;
        let kind = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(12)?.checked_add(length)?;
        bytes.get(at..end)?;
        data |= kind == b"IDAT";
        if kind == b"IEND" {
            return Some(size).filter(|_| data);
        }
        at = end;
    }
}
