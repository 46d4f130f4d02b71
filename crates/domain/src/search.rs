//! Finds procedures by what people type: official words, everyday sentences, no accents, one typo, a code.

use crate::text::{fold, lower, nfc};

/// What can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Identifier for the caller.
    pub id: String,
    /// Official name.
    pub name: String,
    /// Everyday words and sentences for it.
    pub aliases: Vec<String>,
    /// Code of the procedure, `1.001193`.
    pub code: String,
}

/// Scores from here on are a real answer; below, the words only touch. Show those as "perhaps", or not at all.
pub const CONFIDENT: u32 = 420;

/// The score of an exact code.
pub const EXACT_CODE: u32 = 10_000;

/// Words of a query that are looked at.
pub const LONGEST: usize = 40;

/// Words that say little about which procedure is meant. With accents, because "bao" is not "báo".
const STOP_WORDS: [&str; 66] = [
    "ai", "anh", "bao", "bé", "bị", "bộ", "các", "cách", "cái", "cần", "cháu", "chị", "cho", "chưa", "có", "con",
    "của", "cô", "đang", "đâu", "để", "đến", "đi", "được", "đăng", "em", "giấy", "giúp", "gì", "hay", "hỏi", "hồ",
    "hôm", "khi", "không", "ký", "là", "làm", "mấy", "mình", "muốn", "nào", "này", "nay", "nhà", "nhiêu", "như",
    "những", "ở", "ông", "phải", "qua", "rồi", "sơ", "sắp", "tại", "thế", "thì", "thủ", "tôi", "trong", "tục", "tờ",
    "và", "về", "xin",
];

/// A word as typed (lower case, NFC) and folded.
struct Word {
    typed: String,
    folded: String,
}

/// Whether a sign is part of a word. Letters of other scripts are taken for what they are, without asking which signs of all Unicode are
/// letters: beyond Latin-1's own signs only punctuation, symbols and pictures are none.
fn in_a_word(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{BF}' | '×' | '÷' | '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{303F}' => false,
        '\u{FE00}'..='\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}' => false,
        _ => true,
    }
}

fn words(text: &str) -> Vec<Word> {
    lower(&nfc(text))
        .split(|c: char| !in_a_word(c))
        .filter(|word| !word.is_empty())
        .map(|word| Word { typed: word.to_owned(), folded: fold(word) })
        .collect()
}

fn is_stop(word: &Word) -> bool {
    let accented = word.typed != word.folded;
    STOP_WORDS.iter().any(|stop| if accented { *stop == word.typed } else { fold(stop) == word.folded })
}

/// Whether two words differ by one letter put in, left out, changed, or by two neighbours swapped.
fn one_typo(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(x, y)| x == y).count();
    match (a.len() - start - end, b.len() - start - end) {
        (0, 1) | (1, 0) | (1, 1) => true,
        (2, 2) => a[start] == b[start + 1] && a[start + 1] == b[start],
        _ => false,
    }
}

/// How well a typed word means a known one, 0 to 1.
fn quality(query: &Word, last: bool, known: &Word) -> f32 {
    if query.typed == known.typed {
        return 1.0;
    }
    if query.folded == known.folded {
        // Typed without accents is how many people type; other accents are another word.
        return if query.typed == query.folded { 0.9 } else { 0.6 };
    }
    let long = query.folded.chars().count();
    let prefix = if last { (2, 0.75) } else { (3, 0.4) };
    if long >= prefix.0 && known.folded.starts_with(&query.folded) {
        return prefix.1;
    }
    if long >= 5 && one_typo(&query.folded, &known.folded) { 0.6 } else { 0.0 }
}

/// Whether a text stands in another. The library's search pays off in long texts only, and is program to download.
fn holds(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|window| window == part.as_bytes())
}

/// A searchable text of an entry.
struct Text {
    words: Vec<Word>,
    joined: String,
}

fn texts(entry: &Entry) -> Vec<Text> {
    std::iter::once(&entry.name)
        .chain(&entry.aliases)
        .map(|text| {
            let words = words(text);
            let joined = words.iter().map(|word| word.folded.as_str()).collect();
            Text { words, joined }
        })
        .collect()
}

/// What one text has of the query: the best quality of each word, the weight of the longest run of neighbours, and how
/// much of the text itself was said.
struct Hit {
    qualities: Vec<f32>,
    run: f32,
    covered: f32,
}

fn hit(query: &[Word], weights: &[f32], text: &Text) -> Hit {
    let grid: Vec<Vec<f32>> = query
        .iter()
        .enumerate()
        .map(|(at, word)| text.words.iter().map(|known| quality(word, at + 1 == query.len(), known)).collect())
        .collect();
    let qualities = grid.iter().map(|row| row.iter().copied().fold(0.0, f32::max)).collect();
    let (mut run, mut longest) = (0.0_f32, 0_usize);
    for from in 0..query.len() {
        for to in 0..text.words.len() {
            let steps = (0..).take_while(|step| {
                grid.get(from + step).and_then(|row| row.get(to + step)).is_some_and(|quality| *quality >= 0.6)
            });
            let length = steps.count();
            let weight = (0..length).map(|step| grid[from + step][to + step] * weights[from + step]).sum::<f32>();
            run = if length > 1 { run.max(weight) } else { run };
            longest = longest.max(length);
        }
    }
    let said = (0..text.words.len()).filter(|at| grid.iter().any(|row| row[*at] >= 0.6)).count();
    let total = text.words.len().max(1) as f32;
    // A text said in one piece counts whole; said in scattered words, half.
    let covered = if longest == text.words.len() { 1.0 } else { said as f32 / total * 0.5 };
    Hit { qualities, run, covered }
}

/// Entries that answer a query, best first, with their scores. An empty query finds nothing.
///
/// For a list that is searched at every keystroke, build an [`Index`] once.
pub fn rank(query: &str, entries: &[Entry]) -> Vec<(usize, u32)> {
    Index::new(entries).rank(query)
}

/// Entries taken apart once, to be searched many times.
pub struct Index {
    codes: Vec<String>,
    texts: Vec<Vec<Text>>,
}

impl Index {
    /// Takes the entries apart; results refer to their positions.
    pub fn new(entries: &[Entry]) -> Self {
        Index {
            codes: entries.iter().map(|entry| entry.code.clone()).collect(),
            texts: entries.iter().map(texts).collect(),
        }
    }

    /// How much each word of a query tells entries apart.
    fn weights(&self, typed: &[Word]) -> Vec<f32> {
        let entries = self.texts.len() as f32;
        let holds = |texts: &[Text], word: &Word| {
            texts.iter().any(|text| text.words.iter().any(|known| known.folded == word.folded))
        };
        let weight = |word: &Word| {
            let found = self.texts.iter().filter(|texts| holds(texts, word)).count() as f32;
            // What stands in no entry cannot tell entries apart, but shows that the question may be another one.
            let rarity = if found == 0.0 { 1.0 } else { 1.0 + ((entries + 1.0) / (found + 1.0)).log2() * 0.5 };
            if is_stop(word) { rarity * 0.12 } else { rarity }
        };
        typed.iter().map(weight).collect()
    }

    /// See [`rank`]. Only the first [`LONGEST`] words are looked at.
    pub fn rank(&self, query: &str) -> Vec<(usize, u32)> {
        let cleaned = nfc(query);
        let mut typed = words(&cleaned);
        typed.truncate(LONGEST);
        if typed.is_empty() {
            return Vec::new();
        }
        let is_code = cleaned.chars().all(|c| c.is_ascii_digit() || c == '.');
        let weights = self.weights(&typed);
        let whole: f32 = weights.iter().sum();
        let joined: String = typed.iter().map(|word| word.folded.as_str()).collect();
        let mut out: Vec<(usize, u32)> = Vec::new();
        for (at, (code, texts)) in self.codes.iter().zip(&self.texts).enumerate() {
            let score = if !code.is_empty() && cleaned.split_whitespace().any(|word| word == code) {
                EXACT_CODE
            } else if is_code {
                if cleaned.len() >= 3 && code.starts_with(&cleaned) { EXACT_CODE / 2 } else { 0 }
            } else {
                text_score(&typed, &weights, whole, &joined, texts)
            };
            if score > 0 {
                // In its place at once, behind those that are as good: a sort of the library is three kilobytes of program.
                let place = out.iter().position(|(_, other)| *other < score).unwrap_or(out.len());
                out.insert(place, (at, score));
            }
        }
        out
    }
}

/// 0 to 1000: how much of what was said is found (half), how much of it in one piece, how much of a known text was said.
fn text_score(query: &[Word], weights: &[f32], whole: f32, joined: &str, texts: &[Text]) -> u32 {
    let hits: Vec<Hit> = texts.iter().map(|text| hit(query, weights, text)).collect();
    let found: f32 =
        (0..query.len()).map(|at| hits.iter().map(|hit| hit.qualities[at]).fold(0.0, f32::max) * weights[at]).sum();
    let share = found / whole;
    let run = hits.iter().map(|hit| hit.run / whole).fold(0.0, f32::max);
    // Coverage counts as far as the query is about it: a short alias inside a long sentence is a strong sign.
    let covered = hits.iter().map(|hit| hit.covered * (0.4 + 0.6 * (hit.run / whole).min(1.0))).fold(0.0, f32::max);
    let spaceless =
        query.len() == 1 && joined.chars().count() >= 6 && texts.iter().any(|text| holds(&text.joined, joined));
    let score = if spaceless { 700.0 } else { 500.0 * share + 300.0 * run + 200.0 * covered };
    // Less than a fifth of the weight found: the words only touch by chance.
    if share < 0.2 && !spaceless { 0 } else { score as u32 }
}
