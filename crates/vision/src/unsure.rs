//! Reads a matrix of which it is known how sure each module is: what a reflection, a scratch or dirt hides is not believed instead of being
//! believed wrongly, and error correction reaches twice as far.

use rxing::common::BitMatrix;
use rxing::qrcode::common::{FormatInformation, Version};

use crate::solomon;

/// Check words of a block that stay unspent: a chance text passes once in 2^40.
const UNSPENT: usize = 5;
/// Shares of the check words that are given to the unsure words of a block, in turn.
const SHARES: [usize; 4] = [0, 2, 3, 4];

/// The modules of a code as values: below 0 is dark, and the further from 0 the surer.
pub(crate) struct Soft<'a> {
    pub values: &'a [f32],
    pub side: usize,
}

impl Soft<'_> {
    fn value(&self, (x, y): (usize, usize)) -> f32 {
        self.values[y * self.side + x]
    }

    fn dark(&self, at: (usize, usize)) -> bool {
        self.value(at) < 0.0
    }

    /// The format that both of its copies agree on best.
    fn format(&self) -> Option<FormatInformation> {
        let last = self.side - 1;
        let first = (0..6).map(|x| (x, 8)).chain([(7, 8), (8, 8), (8, 7)]).chain((0..6).rev().map(|y| (8, y)));
        let second = (0..7).map(|i| (8, last - i)).chain((0..8).rev().map(|i| (last - i, 8)));
        let number = |places: &mut dyn Iterator<Item = (usize, usize)>| {
            places.fold(0u32, |number, at| number << 1 | u32::from(self.dark(at)))
        };
        let (mut first, mut second) = (first, second);
        FormatInformation::decodeFormatInformation(number(&mut first), number(&mut second))
    }
}

/// Whether the data mask turns a module over (table 10 of the standard).
fn masked(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (y + x).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (y + x).is_multiple_of(3),
        4 => (y / 2 + x / 3).is_multiple_of(2),
        5 => (y * x).is_multiple_of(6),
        6 => (y * x) % 6 < 3,
        _ => (y + x + (y * x) % 3).is_multiple_of(2),
    }
}

/// The places of the data modules in the order of their bits: in pairs of columns from the right, up and down in turn.
fn places(function: &BitMatrix, side: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let columns = (0..side).rev().filter(|&x| x != 6).collect::<Vec<_>>();
    for (pair, columns) in columns.chunks(2).enumerate() {
        for row in 0..side {
            let y = if pair % 2 == 0 { side - 1 - row } else { row };
            out.extend(columns.iter().map(|&x| (x, y)).filter(|&(x, y)| !function.get(x as u32, y as u32)));
        }
    }
    out
}

/// The indices of each block's words within the whole, data words first, and how many of them are check words.
fn blocks(version: &Version, format: &FormatInformation) -> (Vec<Vec<usize>>, usize) {
    let ec = version.getECBlocksForLevel(format.getErrorCorrectionLevel());
    let lengths: Vec<usize> = ec
        .getECBlocks()
        .iter()
        .flat_map(|group| std::iter::repeat_n(group.getDataCodewords() as usize, group.getCount() as usize))
        .collect();
    let checks = ec.getECCodewordsPerBlock() as usize;
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); lengths.len()];
    let mut next = 0;
    for row in 0..lengths.iter().copied().max().unwrap_or_default() {
        for (block, &length) in out.iter_mut().zip(&lengths) {
            if row < length {
                block.push(next);
                next += 1;
            }
        }
    }
    for _ in 0..checks {
        for block in &mut out {
            block.push(next);
            next += 1;
        }
    }
    (out, checks)
}

/// The same matrix with its words corrected; nothing when a block has more wrong than can be told.
pub(crate) fn corrected(soft: &Soft<'_>) -> Option<BitMatrix> {
    let side = soft.side;
    let version = Version::getProvisionalVersionForDimension(side as u32).ok()?;
    let format = soft.format()?;
    let places = places(&version.buildFunctionPattern().ok()?, side);
    let (blocks, checks) = blocks(version, &format);
    let mut words: Vec<u8> = Vec::with_capacity(places.len() / 8);
    let mut sureness: Vec<f32> = Vec::with_capacity(places.len() / 8);
    let (eights, _) = places.as_chunks::<8>();
    for eight in eights {
        let mask = format.getDataMask();
        words.push(eight.iter().fold(0, |word, &(x, y)| word << 1 | u8::from(soft.dark((x, y)) != masked(mask, x, y))));
        sureness.push(eight.iter().map(|&at| soft.value(at).abs()).fold(f32::INFINITY, f32::min));
    }
    if blocks.iter().map(Vec::len).sum::<usize>() != words.len() {
        return None;
    }
    for block in &blocks {
        let fixed = believed(block, checks, &words, &sureness)?;
        block.iter().zip(fixed).for_each(|(&index, word)| words[index] = word);
    }
    let mut bits = BitMatrix::new(side as u32, side as u32).ok()?;
    for (i, _) in soft.values.iter().enumerate().filter(|(_, value)| **value < 0.0) {
        bits.set((i % side) as u32, (i / side) as u32);
    }
    for (eight, word) in eights.iter().zip(&words) {
        for (bit, &(x, y)) in eight.iter().enumerate() {
            let dark = (word >> (7 - bit) & 1 == 1) != masked(format.getDataMask(), x, y);
            if dark != bits.get(x as u32, y as u32) {
                bits.flip_coords(x as u32, y as u32);
            }
        }
    }
    Some(bits)
}

/// The words of a block, corrected with more and more of the unsure ones erased.
fn believed(block: &[usize], checks: usize, words: &[u8], sureness: &[f32]) -> Option<Vec<u8>> {
    let mut order: Vec<usize> = (0..block.len()).collect();
    order.sort_by(|&a, &b| sureness[block[a]].total_cmp(&sureness[block[b]]));
    SHARES.into_iter().find_map(|share| {
        let erased = &order[..(checks * share / 4).min(checks.saturating_sub(UNSPENT))];
        let mut word: Vec<u8> = block.iter().map(|&index| words[index]).collect();
        let errors = solomon::correct(&mut word, checks, erased)?;
        // Without erasures the code's own distance is enough, as for everybody.
        (share == 0 || checks - erased.len() - errors >= UNSPENT).then_some(word)
    })
}
