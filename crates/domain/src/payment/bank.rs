//! Which request a line of the bank pays: the text is searched among those that were asked, whatever stands around it.

use super::text::{HEAD, TAIL, TransferText, squeeze};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a bank's text that are looked at.
const LOOKED_AT: usize = 1000;

/// The requests that are looked for.
#[derive(Clone, Debug, Default)]
pub struct Book {
    whole: BTreeMap<String, TransferText>,
    /// By dossier alone, without turn and check.
    dossiers: BTreeMap<String, BTreeSet<TransferText>>,
    /// Lengths of the keys of both.
    lengths: (BTreeSet<usize>, BTreeSet<usize>),
}

/// What was found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// The text of one request.
    One(TransferText),
    /// Texts of several requests: a person divides the money.
    Several(Vec<TransferText>),
    /// The code of a dossier, but turn or check do not fit: shown to a person as a guess, never booked.
    Damaged(Vec<TransferText>),
    /// Nothing of ours.
    None,
}

impl Book {
    /// From the texts that were asked.
    pub fn new(asked: impl IntoIterator<Item = TransferText>) -> Self {
        let mut book = Self::default();
        for text in asked {
            let key = text.key();
            let body = key[HEAD.len()..key.len() - TAIL].to_owned();
            book.lengths.0.insert(key.len());
            book.lengths.1.insert(body.len());
            book.dossiers.entry(body).or_default().insert(text.clone());
            book.whole.insert(key, text);
        }
        book
    }

    /// What the text of a transfer pays.
    #[must_use]
    pub fn find(&self, transfer: &str) -> Match {
        let line: String = squeeze(&transfer.chars().take(LOOKED_AT).collect::<String>());
        let found = longest_at_each_place(&line, &self.whole, &self.lengths.0);
        let mut texts: Vec<TransferText> = found.into_iter().cloned().collect();
        match (texts.len(), texts.pop()) {
            (1, Some(only)) => return Match::One(only),
            (2.., Some(last)) => return Match::Several(texts.into_iter().chain([last]).collect()),
            _ => {}
        }
        let near: BTreeSet<_> =
            longest_at_each_place(&line, &self.dossiers, &self.lengths.1).into_iter().flatten().cloned().collect();
        if near.is_empty() { Match::None } else { Match::Damaged(near.into_iter().collect()) }
    }
}

/// Of the keys that begin at the same place, the longest; each value once.
fn longest_at_each_place<'a, T: Ord>(
    line: &str,
    keys: &'a BTreeMap<String, T>,
    lengths: &BTreeSet<usize>,
) -> BTreeSet<&'a T> {
    (0..line.len())
        .filter_map(|at| {
            lengths.iter().rev().find_map(|length| line.get(at..at + length).and_then(|window| keys.get(window)))
        })
        .collect()
}
