//! A hundred thousand damaged payment codes and as many damaged texts of transfers: none is taken for somebody else's.

use jiff::civil::date;
use motcua_domain::{
    dossier_code::DossierCode,
    payment::{Book, Match, Receiver, Request, TransferText, code, owner},
};

const TIMES: usize = 100_000;
/// Neighbouring serials, the worst case: codes differ in one digit.
const DOSSIERS: u32 = 500;

/// A small generator with a fixed start (xorshift64*): the same damage on every run.
struct Damage(u64);

impl Damage {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }

    /// One to four changes: a character replaced, left out, doubled, put in, or swapped with its neighbour.
    fn to(&mut self, text: &str, letters: &[u8]) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() - 1);
            let letter = letters[self.below(letters.len())];
            match self.below(6) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, bytes[at]),
                2 => bytes.insert(at, letter),
                3 => bytes.swap(at, at + 1),
                _ => bytes[at] = letter,
            }
        }
        String::from_utf8(bytes).unwrap()
    }
}

fn requests() -> Vec<Request> {
    (1..=DOSSIERS)
        .map(|serial| {
            let code = DossierCode::compose("H20.299", date(2026, 11, 23), serial).unwrap();
            Request { text: TransferText::of(&code, 1).unwrap(), amount: 8_000 + 1_000 * i64::from(serial % 7) }
        })
        .collect()
}

#[test]
fn damaged_codes_are_nobodys() {
    let receiver = Receiver { bin: "970405".into(), account: "6601201000001".into(), name: None };
    let requests = requests();
    let codes: Vec<String> = requests.iter().map(|request| code(&receiver, request).unwrap()).collect();
    let mut damage = Damage(0x9E37_79B9_7F4A_7C15);
    let mut changed = 0;
    for _ in 0..TIMES {
        let at = damage.below(codes.len());
        let mutated = damage.to(&codes[at], b"0123456789ABCDEF ");
        if mutated == codes[at] {
            continue;
        }
        changed += 1;
        let found = owner(&mutated, &receiver, &requests);
        assert!(found.is_none(), "{mutated} was taken for {found:?}");
    }
    assert!(changed > TIMES * 9 / 10, "{changed} were really damaged");
}

#[test]
fn damaged_texts_are_never_somebody_elses() {
    let requests = requests();
    let book = Book::new(requests.iter().map(|request| request.text.clone()));
    let mut damage = Damage(0xD1B5_4A32_D192_ED03);
    let mut refused = 0;
    for _ in 0..TIMES {
        let own = &requests[damage.below(requests.len())].text;
        let mutated = damage.to(own.as_str(), b"0123456789ABCDEFHLPZ ");
        match book.find(&mutated) {
            Match::One(found) => assert_eq!(found, *own, "{mutated} was taken for another's"),
            Match::Several(found) => panic!("{mutated} was taken for {found:?}"),
            Match::Damaged(_) | Match::None => refused += 1,
        }
    }
    assert!(refused > TIMES / 2, "{refused} were refused; the others had lost or won only what does not count");
}

#[test]
fn every_single_slip_is_noticed() {
    for request in requests().iter().step_by(25) {
        let key = request.text.key();
        for at in 0..key.len() {
            for letter in (b'0'..=b'9').chain(b'A'..=b'Z') {
                let mut slip = key.clone().into_bytes();
                if slip[at] != letter {
                    slip[at] = letter;
                    let slip = String::from_utf8(slip).unwrap();
                    assert!(TransferText::parse(&slip).is_err(), "{slip} for {key}");
                }
            }
            if at + 1 < key.len() && key.as_bytes()[at] != key.as_bytes()[at + 1] {
                let mut slip = key.clone().into_bytes();
                slip.swap(at, at + 1);
                let slip = String::from_utf8(slip).unwrap();
                assert!(TransferText::parse(&slip).is_err(), "{slip} for {key}");
            }
        }
    }
}

#[test]
fn any_two_texts_differ_in_three_places() {
    let keys: Vec<String> = requests().iter().map(|request| request.text.key()).collect();
    for (at, one) in keys.iter().enumerate() {
        for other in &keys[..at] {
            let differ = one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count();
            assert!(differ >= 3, "{one} {other}");
        }
    }
}
