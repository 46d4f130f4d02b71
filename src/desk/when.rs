//! Moments and sizes in words, short enough for a table.

use jiff::{Timestamp, civil::DateTime};
use motcua_domain::{
    deadline,
    words::{date_time_vi, number_vi},
};

/// `15:05 05/02/2026`, at the office's time.
pub fn moment(at: Timestamp) -> String {
    date_time_vi(deadline::local(at))
}

/// `15:05`.
pub fn clock(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `340 KB`, `1,2 MB`.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    if bytes < MB {
        let kb = bytes.div_ceil(KB).max(1);
        format!("{} KB", number_vi(i64::try_from(kb).unwrap_or(i64::MAX)))
    } else {
        let tenths = bytes * 10 / MB;
        format!("{},{} MB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, words) in [(1, "1 KB"), (1025, "2 KB"), (1_048_576, "1,0 MB"), (20_971_520, "20,0 MB")] {
            assert_eq!(size(bytes), words);
        }
    }
}
