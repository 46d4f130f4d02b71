//! Code scanners that type (USB "keyboard wedges"): tells a scanned line from what a person types, by its speed alone.
//!
//! [`Detector`] is pure: strokes with their times go in, verdicts come out. [`listen`] joins it to the page: a whole line
//! comes out wherever the focus is, and nothing of it stays in the focused field.
//!
//! A scanner types a stroke every 1 to 15 ms and ends the line with Enter, often with a line feed behind it, or a tab.
//! The quickest people come to 50 ms for a few strokes; rolling two or three keys is quicker, but never six in a row.

mod keys;

pub use keys::listen;

/// Strokes after which a quick row is a scanner's.
const SURE: u32 = 6;
/// The mean pause between strokes of a scanner, at most (ms).
const MEAN: f64 = 25.0;
/// A longer pause begins a new row (ms).
const GAP: f64 = 40.0;
/// A pause within a line that is surely a scanner's (ms): the computer may be busy.
const SURE_GAP: f64 = 80.0;
/// What a scanner sends behind the line's end: the line feed of `\r\n`, a second Enter (ms).
const TAIL: f64 = 120.0;
/// A line without an end counts as whole from this length on: no hand falls on so many keys.
const WHOLE: usize = 16;
/// No code that we know is longer (characters).
const LONGEST: usize = 4000;

/// How long after the last stroke [`Detector::quiet`] is to be asked (ms).
pub const QUIET: i32 = 85;

/// A key that went down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke<'a> {
    /// It writes this; any script, one letter with its accents.
    Text(&'a str),
    /// Enter or Tab.
    End,
    /// It says nothing by itself: Shift, Alt and the digits of an Alt code, a lock.
    Neutral,
    /// Anything else: arrows, Backspace, shortcuts, a key that repeats itself.
    Other,
}

/// What a stroke is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A person's.
    Leave,
    /// Nobody knows yet; `first` begins a row.
    Wait { first: bool },
    /// A scanner's: keep it from the page. The first one takes those that waited with it.
    Take,
    /// The end of a scanner's line: keep it from the page, here is the line.
    Scan(String),
}

/// What a pause ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pause {
    Nothing,
    /// The waiting strokes are a person's.
    Release,
    /// Too short for a code: a hand on the keys. The text belongs into the field.
    GiveBack(String),
    /// A line without an end.
    Scan(String),
}

/// Tells scanners from people.
#[derive(Clone, Debug)]
pub struct Detector {
    line: String,
    strokes: u32,
    started: f64,
    last: f64,
    sure: bool,
    ended: f64,
}

impl Default for Detector {
    fn default() -> Self {
        Self { line: String::new(), strokes: 0, started: 0.0, last: 0.0, sure: false, ended: f64::NEG_INFINITY }
    }
}

impl Detector {
    /// Judges a stroke at a time (ms, from any start). Ask [`Detector::quiet`] with the same time before.
    pub fn stroke(&mut self, stroke: Stroke<'_>, at: f64) -> Verdict {
        match stroke {
            Stroke::Text(text) => self.text(text, at),
            Stroke::End if self.sure => self.finish(at).map_or(Verdict::Take, Verdict::Scan),
            // A stroke that says nothing keeps the row; within a line it is the scanner's.
            Stroke::Neutral | Stroke::Other if self.sure => Verdict::Take,
            Stroke::Neutral => Verdict::Leave,
            Stroke::End | Stroke::Other => {
                self.forget();
                if (0.0..=TAIL).contains(&(at - self.ended)) { Verdict::Take } else { Verdict::Leave }
            }
        }
    }

    fn text(&mut self, text: &str, at: f64) -> Verdict {
        let in_row = self.strokes > 0 && at - self.last <= if self.sure { SURE_GAP } else { GAP };
        if !in_row {
            self.begin(at);
        }
        self.strokes += 1;
        self.last = at;
        if self.line.len() < LONGEST * 4 {
            self.line.push_str(text);
        }
        if !self.sure && self.strokes >= SURE {
            let mean = (at - self.started) / f64::from(self.strokes - 1);
            self.sure = mean <= MEAN;
            if !self.sure {
                self.begin(at);
                self.strokes = 1;
                self.line.push_str(text);
            }
        }
        if self.sure { Verdict::Take } else { Verdict::Wait { first: self.strokes == 1 } }
    }

    /// Judges that nothing more came until this time.
    pub fn quiet(&mut self, at: f64) -> Pause {
        let pause = at - self.last;
        if self.strokes == 0 || pause <= if self.sure { SURE_GAP } else { GAP } {
            return Pause::Nothing;
        }
        if !self.sure {
            self.forget();
            return Pause::Release;
        }
        let text = self.line.clone();
        if text.chars().count() < WHOLE {
            self.forget();
            return Pause::GiveBack(text);
        }
        self.finish(at).map_or(Pause::Nothing, Pause::Scan)
    }

    /// The line, without what is around it.
    fn finish(&mut self, at: f64) -> Option<String> {
        let line = self.line.trim_matches(['\r', '\n', '\t', ' ', '\u{feff}', '\0']);
        let line: Option<String> = (!line.is_empty()).then(|| line.chars().take(LONGEST).collect());
        self.forget();
        self.ended = at;
        line
    }

    fn begin(&mut self, at: f64) {
        self.forget();
        self.started = at;
        self.last = at;
    }

    fn forget(&mut self) {
        self.line.clear();
        self.strokes = 0;
        self.sure = false;
    }
}

#[cfg(test)]
mod tests;
