//! A hundred thousand mutated codes of certified copies: none is accepted, not even when the mutant mends the check bytes.

use super::ecopy::{code, key, trust};
use motcua_domain::ecopy::{Verdict, judge_code};
use sha2::{Digest, Sha256};

const TIMES: usize = 100_000;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A small generator with a fixed start (xorshift64*): the same mutants on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % end
    }
}

fn bytes_of(text: &str) -> Vec<u8> {
    let value = |byte: u8| u32::try_from(ALPHABET.iter().position(|one| *one == byte).unwrap()).unwrap();
    let mut out = Vec::new();
    for chunk in text.as_bytes().chunks(4) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 6 | value(*byte)) << (6 * (4 - chunk.len()));
        out.extend(&group.to_be_bytes()[1..chunk.len()]);
    }
    out
}

fn text_of(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        out.extend((0..=chunk.len()).map(|index| char::from(ALPHABET[(group >> (18 - 6 * index) & 63) as usize])));
    }
    out
}

/// Whoever forges knows how the check bytes are made.
fn mended(mut bytes: Vec<u8>) -> String {
    bytes.truncate(bytes.len() - 4);
    let check = Sha256::digest(&bytes);
    bytes.extend(&check[..4]);
    text_of(&bytes)
}

#[test]
fn mutants_with_mended_check_bytes_are_refused() {
    let key = key(1);
    let text = code(&key, "Bằng tốt nghiệp").text();
    let (whole, trust) = (bytes_of(&text), trust(&key));
    assert_eq!(mended(whole.clone()), text);
    assert_eq!(judge_code(&mended(whole.clone()), &trust).verdict, Verdict::Valid);
    // Each worker has its own mutants; an accepted one fails the test by its number.
    let mutants = |start: usize| {
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ start as u64);
        for number in start..start + TIMES / 4 {
            let mut bytes = whole.clone();
            for _ in 0..=chance.below(3) {
                let at = chance.below(bytes.len() - 4);
                bytes[at] ^= 1 << chance.below(8);
            }
            if bytes == whole {
                continue;
            }
            let verdict = judge_code(&mended(bytes), &trust).verdict;
            assert!(!matches!(verdict, Verdict::Valid | Verdict::Extended | Verdict::Revoked), "{number}: {verdict:?}");
        }
    };
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let mutants = &mutants;
            scope.spawn(move || mutants(worker * TIMES / 4));
        }
    });
}

#[test]
fn misread_codes_are_refused() {
    let key = key(1);
    let text = code(&key, "Bằng tốt nghiệp").text();
    let (trust, mut chance) = (trust(&key), Chance(0xD1B5_4A32_D192_ED03));
    for number in 0..TIMES {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=chance.below(4) {
            let (at, letter) = (chance.below(bytes.len() - 1), ALPHABET[chance.below(64)]);
            match chance.below(6) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, bytes[at]),
                2 => bytes.insert(at, letter),
                3 => bytes.swap(at, at + 1),
                _ => bytes[at] = letter,
            }
        }
        let mutant = String::from_utf8(bytes).unwrap();
        let verdict = judge_code(&mutant, &trust).verdict;
        let accepted = !matches!(verdict, Verdict::Changed | Verdict::NotOurs);
        assert!(!accepted || mutant == text, "{number}: {verdict:?} {mutant}");
    }
}
