//! Which characters can be printed: what people typed becomes text that the fonts can draw and that lines can hold.

use crate::world::Base;
use motcua_domain::text::nfc_lines;
use serde_json::Value;

/// Stands for a character that the fonts cannot draw; it shows that something is there.
const UNKNOWN: char = '\u{25A1}';
/// Lets a line break inside a word that is longer than any line.
const BREAK: char = '\u{200B}';
/// Characters without a place to break after which one is made.
const LONGEST_WORD: usize = 48;

/// The key of a drawing that this crate made itself; it is no text.
const DRAWING: &str = "svg";

pub(crate) struct Ink<'a> {
    base: &'a Base,
}

impl<'a> Ink<'a> {
    pub(crate) const fn new(base: &'a Base) -> Self {
        Self { base }
    }

    /// Cleans every text in the data; keys are ours and stay.
    pub(crate) fn clean(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.clean(item)),
            Value::Object(fields) => {
                fields.iter_mut().filter(|(key, _)| *key != DRAWING).for_each(|(_, field)| self.clean(field));
            }
            _ => {}
        }
    }

    fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        // Composed, unless it is already: the composing also collapses no-break spaces, which papers need.
        let composed = text.chars().any(combining).then(|| nfc_lines(text));
        for c in composed.as_deref().unwrap_or(text).chars() {
            let c = match c {
                '\n' => '\n',
                '\t' | '\r' => ' ',
                _ if ignorable(c) => continue,
                _ if self.base.draws(c) => c,
                _ => UNKNOWN,
            };
            run = if c.is_whitespace() || c == '-' { 0 } else { run + 1 };
            if run > LONGEST_WORD {
                out.push(BREAK);
                run = 1;
            }
            out.push(c);
        }
        out
    }
}

fn combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Controls, joiners and direction marks: nothing to draw.
fn ignorable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}
