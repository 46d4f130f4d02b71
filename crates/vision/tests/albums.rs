//! The sets that the bench measures, a few pictures of each: what was read stays read, and what holds no code gives none.

use crate::support::album::{SETS, decoy, shot};
use motcua_vision::{Effort, decode};

/// Texts of this picture, and whether the one that is asked for is among them.
fn reads(set: &str, number: u64) -> bool {
    let shot = shot(set, number, 960, 540);
    let found = decode(&shot.grey, shot.width, shot.height, Effort::Still);
    let texts: Vec<String> = found.iter().map(|f| String::from_utf8_lossy(&f.bytes).into_owned()).collect();
    for text in &texts {
        assert!(*text == shot.wanted || shot.also.contains(text), "{set} {number}: {text} is not in the picture");
    }
    texts.contains(&shot.wanted)
}

#[test]
fn every_set_is_read_as_well_as_before() {
    // Of the first four pictures of each set, at least so many.
    let least = |set: &str| match set {
        "plain" | "turned" | "inverted" | "several" | "small" | "squeezed" => 4,
        "shaken" | "worn" | "dim" | "perspective" => 1,
        _ => 2,
    };
    for set in SETS.into_iter().filter(|set| *set != "still-4k") {
        let right = (0..4).filter(|&number| reads(set, number)).count();
        assert!(right >= least(set), "{set}: {right} of 4");
    }
}

#[test]
fn decoys_hold_nothing() {
    for number in 0..80 {
        let grey = decoy(number, 240, 180);
        assert_eq!(decode(&grey, 240, 180, Effort::Still), [], "decoy {number}");
    }
}
