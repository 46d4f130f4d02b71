//! What a bench answers: rows of ours beside a peer, and sentences below them.

use serde_json::{Value, json};
use std::time::Duration;

/// Rows and notes as xtask reads them.
#[derive(Default)]
pub struct Rows {
    rows: Vec<Value>,
    notes: Vec<String>,
}

impl Rows {
    /// Ours beside a peer.
    pub fn beside(&mut self, measure: &str, peer_name: &str, ours: f64, peer: f64, unit: &str) {
        println!("{measure}: ours {ours:.2} {unit}, {peer_name} {peer:.2}");
        self.rows.push(json!({"measure": measure, "peer_name": peer_name, "ours": ours, "peer": peer, "unit": unit}));
    }

    /// A figure that nobody stands beside.
    pub fn alone(&mut self, measure: &str, ours: f64, unit: &str) {
        println!("{measure}: {ours:.2} {unit}");
        self.rows.push(json!({"measure": measure, "peer_name": "", "ours": ours, "peer": null, "unit": unit}));
    }

    pub fn note(&mut self, sentence: String) {
        println!("{sentence}");
        self.notes.push(sentence);
    }

    pub fn add(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.notes.extend(other.notes);
    }

    pub fn json(&self) -> String {
        json!({"rows": self.rows, "notes": self.notes}).to_string()
    }
}

/// The time that so many of a hundred were done in, in milliseconds.
pub fn percentile(times: &mut [Duration], of_hundred: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * of_hundred).div_ceil(100).max(1) - 1;
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_of_a_hundred() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!((percentile(&mut times, 50), percentile(&mut times, 99)), (100.0, 198.0));
        assert!(percentile(&mut [], 50).is_nan());
    }
}
