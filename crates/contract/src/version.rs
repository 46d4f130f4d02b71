//! Which versions of this contract the server understands. A phone may keep a build for weeks: the last three versions go on
//! working, an older one is told `outdated` and keeps everything it has.

use crate::ProblemCode;

/// One version that clients may still be built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supported {
    pub version: u32,
    /// What a client of this version does not know of the later ones.
    pub lacks: &'static str,
}

/// How many versions go on working, the present one included.
pub const KEPT: usize = 3;

/// Every version that works, the oldest first; the last is [`crate::VERSION`]. A change that an older client cannot live with
/// adds a line here and counts [`crate::VERSION`] up; a line may go only while [`KEPT`] remain.
pub const SUPPORTED: &[Supported] = &[Supported { version: 1, lacks: "" }];

/// Judges what a client says in [`crate::VERSION_HEADER`]. Without the header (other programs, tus clients) there is nothing
/// to judge; a newer one than the server's is let through, as after a server was set back.
///
/// # Errors
/// `outdated` for a version that is no longer understood, `bad_header` for what is no version.
pub fn judge(said: Option<&str>) -> Result<(), ProblemCode> {
    among(said, SUPPORTED)
}

fn among(said: Option<&str>, supported: &[Supported]) -> Result<(), ProblemCode> {
    let Some(said) = said else { return Ok(()) };
    let version: u32 = said.parse().map_err(|_| ProblemCode::BadHeader)?;
    match supported.first() {
        Some(oldest) if version < oldest.version => Err(ProblemCode::Outdated),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_gap_ends_with_the_present_and_keeps_three() {
        for pair in SUPPORTED.windows(2) {
            assert_eq!(pair[0].version + 1, pair[1].version);
        }
        assert_eq!(SUPPORTED.last().map(|last| last.version), Some(crate::VERSION));
        let ever = usize::try_from(crate::VERSION).unwrap();
        assert!(SUPPORTED.len() >= KEPT.min(ever), "a version of the last {KEPT} is gone");
    }

    #[test]
    fn the_last_three_work_and_the_fourth_last_is_told() {
        let version = |version| Supported { version, lacks: "" };
        let table = [version(4), version(5), version(6)];
        for (said, expected) in [
            (None, Ok(())),
            (Some("6"), Ok(())),
            (Some("5"), Ok(())),
            (Some("4"), Ok(())),
            (Some("3"), Err(ProblemCode::Outdated)),
            (Some("0"), Err(ProblemCode::Outdated)),
            (Some("7"), Ok(())),
            (Some(""), Err(ProblemCode::BadHeader)),
            (Some("-1"), Err(ProblemCode::BadHeader)),
            (Some("six"), Err(ProblemCode::BadHeader)),
        ] {
            assert_eq!(among(said, &table), expected, "{said:?}");
        }
    }
}
