//! Reed-Solomon correction over GF(256) of QR codes (ISO/IEC 18004, annex A), which also takes words that are known to be unsure:
//! an erased word costs one check word, an error in an unknown place two.

/// Powers of the field's generator, twice over, and their logarithms.
struct Field {
    powers: [u8; 512],
    logs: [usize; 256],
}

impl Field {
    const fn new() -> Self {
        let (mut powers, mut logs) = ([0u8; 512], [0usize; 256]);
        let mut value = 1usize;
        let mut i = 0;
        while i < 255 {
            powers[i] = value as u8;
            powers[i + 255] = value as u8;
            logs[value] = i;
            value <<= 1;
            if value > 255 {
                value ^= 0x11d;
            }
            i += 1;
        }
        Self { powers, logs }
    }

    fn times(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 { 0 } else { self.powers[self.logs[usize::from(a)] + self.logs[usize::from(b)]] }
    }

    fn over(&self, a: u8, b: u8) -> u8 {
        if a == 0 { 0 } else { self.powers[self.logs[usize::from(a)] + 255 - self.logs[usize::from(b)]] }
    }

    /// The value of a polynomial (lowest coefficient first) at the generator's power.
    fn at(&self, polynomial: &[u8], exponent: usize) -> u8 {
        polynomial.iter().rev().fold(0, |sum, &c| self.times(sum, self.powers[exponent % 255]) ^ c)
    }
}

static FIELD: Field = Field::new();

/// The checks of a word: all zero when it is right.
fn syndromes(word: &[u8], checks: usize) -> Vec<u8> {
    let field = &FIELD;
    (0..checks).map(|i| word.iter().fold(0, |sum, &c| field.times(sum, field.powers[i]) ^ c)).collect()
}

/// Corrects a word whose last `checks` bytes are its check bytes. `erased`: places that are not to be believed. Answers how many errors
/// stood elsewhere; nothing, and the word as it was, when it cannot be corrected.
pub(crate) fn correct(word: &mut [u8], checks: usize, erased: &[usize]) -> Option<usize> {
    let field = &FIELD;
    let known = syndromes(word, checks);
    if known.iter().all(|&s| s == 0) {
        return Some(0);
    }
    if erased.len() > checks || word.len() > 255 {
        return None;
    }
    let exponent = |place: usize| word.len() - 1 - place;
    // The locator of the erased places; from there Berlekamp and Massey's steps find the errors.
    let mut locator = vec![0u8; checks + 1];
    locator[0] = 1;
    for &place in erased {
        for i in (1..=checks).rev() {
            locator[i] ^= field.times(locator[i - 1], field.powers[exponent(place)]);
        }
    }
    let (mut before, mut length) = (locator.clone(), erased.len());
    for step in erased.len()..checks {
        let discrepancy = (0..=step).fold(0, |sum, j| sum ^ field.times(locator[j], known[step - j]));
        before.rotate_right(1);
        before[0] = 0;
        if discrepancy == 0 {
            continue;
        }
        let mut next = locator.clone();
        next.iter_mut().zip(&before).for_each(|(n, &b)| *n ^= field.times(discrepancy, b));
        if 2 * length <= step + erased.len() {
            length = step + 1 - length + erased.len();
            before = locator.iter().map(|&l| field.over(l, discrepancy)).collect();
        }
        locator = next;
    }
    let errors = length - erased.len().min(length);
    if 2 * errors + erased.len() > checks {
        return None;
    }
    // Where the locator has its roots, and by how much the word is off there.
    let mut evaluator = vec![0u8; checks];
    for (i, e) in evaluator.iter_mut().enumerate() {
        *e = (0..=i).fold(0, |sum, j| sum ^ field.times(locator[j], known[i - j]));
    }
    let slope: Vec<u8> = locator.iter().enumerate().skip(1).map(|(i, &l)| if i % 2 == 1 { l } else { 0 }).collect();
    let mut fixed = word.to_vec();
    let mut roots = 0;
    for (place, value) in fixed.iter_mut().enumerate() {
        let inverse = 255 - exponent(place) % 255;
        if field.at(&locator, inverse) != 0 {
            continue;
        }
        roots += 1;
        let below = field.at(&slope, inverse);
        if below == 0 {
            return None;
        }
        *value ^= field.times(field.powers[exponent(place)], field.over(field.at(&evaluator, inverse), below));
    }
    if roots != length || syndromes(&fixed, checks).iter().any(|&s| s != 0) {
        return None;
    }
    word.copy_from_slice(&fixed);
    Some(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word with its check bytes, by division.
    fn encoded(data: &[u8], checks: usize) -> Vec<u8> {
        let field = &FIELD;
        let mut generator = vec![1u8];
        for i in 0..checks {
            generator.push(0);
            for j in (1..generator.len()).rev() {
                generator[j] ^= field.times(generator[j - 1], field.powers[i]);
            }
        }
        let mut rest = [data, &vec![0; checks]].concat();
        for i in 0..data.len() {
            let factor = rest[i];
            generator.iter().enumerate().for_each(|(j, &g)| rest[i + j] ^= field.times(g, factor));
        }
        [data, &rest[data.len()..]].concat()
    }

    #[test]
    fn errors_and_erasures_up_to_what_the_checks_carry() {
        let data: Vec<u8> = (0..40).map(|i| (i * 37 + 11) as u8).collect();
        let whole = encoded(&data, 16);
        assert!(syndromes(&whole, 16).iter().all(|&s| s == 0));
        for erasures in 0..=16usize {
            for errors in 0..=(16 - erasures) / 2 {
                let mut word = whole.clone();
                let places: Vec<usize> = (0..erasures + errors).map(|i| i * 3 % 56).collect();
                places.iter().for_each(|&place| word[place] ^= 0x5a + place as u8);
                let corrected = correct(&mut word, 16, &places[..erasures]);
                assert_eq!(corrected, Some(errors), "{erasures} erased, {errors} wrong");
                assert_eq!(word, whole);
            }
        }
    }

    #[test]
    fn too_many_errors_leave_the_word_alone() {
        let whole = encoded(&[7; 30], 10);
        let mut word = whole.clone();
        (0..8).for_each(|i| word[i * 4] ^= 0x21);
        let broken = word.clone();
        assert_eq!(correct(&mut word, 10, &[]), None);
        assert_eq!(word, broken);
    }
}
