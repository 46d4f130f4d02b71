//! Text of people: one normal form to store, one folded form to search, and what a person's name may be made of.

mod latin;

/// Invisible characters that reorder or hide text: zero width, bidi marks and overrides, the byte order mark.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Drops hidden characters, turns control characters and every kind of space into one plain space, trims.
fn collapse(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in chars {
        if is_hidden(c) {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        out.push(c);
    }
    out
}

/// The form in which text is stored: NFC (of the Latin script), trimmed, runs of spaces collapsed, control and bidi characters removed.
pub fn nfc(text: &str) -> String {
    // Hidden characters go first: one between a letter and its mark must not keep them apart.
    latin::compose(&collapse(text.chars())).into_iter().collect()
}

/// Like [`nfc`], for long answers: line breaks stay (at most one empty line in a row), each line is cleaned.
pub fn nfc_lines(text: &str) -> String {
    let mut out = String::new();
    let mut empty = 0;
    for line in text.lines().map(nfc) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(&line);
    }
    out
}

/// The form in which text is compared: marks dropped, đ as d, lower case (of the Latin script), spaces collapsed.
///
/// Old and new tone placement (hoà, hòa) become equal, because the mark is gone.
pub fn fold(text: &str) -> String {
    let mut apart = Vec::with_capacity(text.len());
    text.chars().for_each(|c| latin::decompose(c, &mut apart));
    collapse(apart.into_iter().filter(|c| !latin::is_mark(*c)).map(|c| match c {
        'đ' | 'Đ' => 'd',
        other => latin::lower(other),
    }))
}

/// Lower case of the Latin script; other scripts stay as they are.
pub fn lower(text: &str) -> String {
    text.chars().map(latin::lower).collect()
}

/// A letter of the Latin script, with or without Vietnamese marks. Other scripts in a name mean a garbled scan.
pub fn is_latin_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{00C0}'..='\u{024F}' if c != '×' && c != '÷')
        || matches!(c, '\u{1E00}'..='\u{1EFF}')
}

/// Whether a text can be a person's name: Latin letters (single names and ethnic names too), spaces, `.`, `-`, `'`, `’`.
///
/// Digits and symbols are refused (Bộ luật Dân sự 2015, Điều 26). Names are never split into first and last.
pub fn is_person_name(text: &str) -> bool {
    let text = nfc(text);
    text.chars().any(is_latin_letter)
        && text.chars().all(|c| is_latin_letter(c) || matches!(c, ' ' | '.' | '-' | '\'' | '’'))
}

/// The number of letters of a name, spaces and marks not counted.
pub fn letters(text: &str) -> usize {
    nfc(text).chars().filter(|c| c.is_alphabetic()).count()
}

/// The given name by which Vietnamese lists are sorted and people are addressed: the last word.
pub fn given_name(name: &str) -> &str {
    name.trim().rsplit(' ').next().unwrap_or_default()
}
