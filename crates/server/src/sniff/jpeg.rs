//! The frame of a JPEG: markers walked to the scan, a frame header on the way, an end marker after it.

/// Width and height of a whole JPEG; `None` when it is cut off or no JPEG.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    let mut found = None;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill byte.
            0xff => at += 1,
            // Markers without content.
            0x01 | 0xd0..=0xd7 => at += 2,
            0xd8 | 0xd9 | 0x00 => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                let content = bytes.get(at + 4..at + 2 + length.max(2))?;
                // Frame headers, without the Huffman, arithmetic and JPG markers between them.
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let number =
                        |i: usize| Some(u32::from(u16::from_be_bytes([*content.get(i)?, *content.get(i + 1)?])));
                    found = Some((number(3)?, number(1)?));
                }
                at += 2 + length.max(2);
                if marker == 0xda {
                    // Phones append their own data after the end; a thumbnail's end lies before the scan.
                    let ended = bytes.get(at..)?.windows(2).any(|pair| pair == [0xff, 0xd9]);
                    return found.filter(|_| ended);
                }
            }
        }
    }
}
