//! Scanners of every speed are heard; people never are.

use super::{Detector, Pause, QUIET, Stroke, Verdict};

const CARD: &str = "087204012345||Nguyễn Thị Bích Thuỷ|15022004|Nữ|Ấp Đông Thạnh, Mỹ Trà, Đồng Tháp|22122021";

/// What came of strokes: lines that were scanned, and what a field would hold.
#[derive(Default)]
struct Page {
    detector: Detector,
    lines: Vec<String>,
    field: String,
    /// The field before the row that waits.
    before: String,
}

impl Page {
    fn pause(&mut self, at: f64) {
        match self.detector.quiet(at) {
            Pause::Nothing | Pause::Release => {}
            Pause::GiveBack(text) => self.field.push_str(&text),
            Pause::Scan(line) => self.lines.push(line),
        }
    }

    fn press(&mut self, stroke: Stroke<'_>, at: f64) {
        self.pause(at);
        let verdict = self.detector.stroke(stroke, at);
        if let Verdict::Wait { first: true } = verdict {
            self.before = self.field.clone();
        }
        match (verdict, stroke) {
            (Verdict::Leave | Verdict::Wait { .. }, Stroke::Text(text)) => self.field.push_str(text),
            (Verdict::Leave, Stroke::End) => self.field.push('\n'),
            (Verdict::Leave, Stroke::Other) => self.field.push('?'),
            (Verdict::Take, Stroke::Text(_)) if self.field.starts_with(&self.before) => {
                self.field.truncate(self.before.len());
            }
            (Verdict::Scan(line), _) => self.lines.push(line),
            _ => {}
        }
    }

    /// Types letters with these pauses between them.
    fn letters(&mut self, text: &str, from: f64, pause: impl Fn(usize) -> f64) -> f64 {
        let mut at = from;
        for (index, letter) in text.chars().enumerate() {
            at += pause(index);
            self.press(Stroke::Text(letter.encode_utf8(&mut [0; 4])), at);
        }
        at
    }
}

#[test]
fn a_line_of_every_scanner_comes_out_whole_and_leaves_nothing() {
    for pause in [0.0, 0.3, 1.0, 5.0, 15.0, 24.0] {
        let mut page = Page { field: "Lê".into(), ..Page::default() };
        let at = page.letters(CARD, 1000.0, |_| pause);
        page.press(Stroke::End, at + pause);
        // The line feed of `\r\n` is Ctrl+J to a browser, and would open its downloads.
        page.press(Stroke::Other, at + 2.0 * pause);
        page.pause(at + 500.0);
        assert_eq!(page.lines, [CARD], "{pause} ms");
        assert_eq!(page.field, "Lê", "{pause} ms");
    }
}

#[test]
fn two_codes_in_a_row_are_two_lines() {
    let mut page = Page::default();
    let mut at = 0.0;
    for code in ["H20.299-261123-0001", "H20.299-261123-0002"] {
        at = page.letters(code, at + 30.0, |_| 2.0);
        page.press(Stroke::End, at + 2.0);
        page.press(Stroke::Other, at + 4.0);
    }
    assert_eq!(page.lines, ["H20.299-261123-0001", "H20.299-261123-0002"]);
    assert_eq!(page.field, "");
}

#[test]
fn a_line_without_an_end_comes_out_after_a_pause() {
    let mut page = Page::default();
    let at = page.letters(CARD, 0.0, |_| 1.0);
    page.pause(at + 10.0);
    assert!(page.lines.is_empty());
    page.pause(at + f64::from(QUIET));
    assert_eq!(page.lines, [CARD]);
}

#[test]
fn shift_and_alt_codes_belong_to_the_line() {
    let mut page = Page::default();
    let mut at = 0.0;
    for letter in "H20.299-261123-0001".chars() {
        page.press(Stroke::Neutral, at);
        page.press(Stroke::Text(letter.encode_utf8(&mut [0; 4])), at + 1.0);
        at += 3.0;
    }
    page.press(Stroke::End, at);
    assert_eq!(page.lines, ["H20.299-261123-0001"]);
    assert_eq!(page.field, "");
}

#[test]
fn a_busy_computer_may_pause_within_a_line() {
    let mut page = Page::default();
    let at = page.letters(CARD, 0.0, |index| if index == 30 { 70.0 } else { 2.0 });
    page.press(Stroke::End, at + 60.0);
    assert_eq!(page.lines, [CARD]);
    assert_eq!(page.field, "");
}

#[test]
fn nobody_types_like_a_scanner() {
    // Evenly, at the speed of champions; in rolls of two and three; a name on a phone keyboard; slowly.
    type Pace = fn(usize) -> f64;
    let paces: [Pace; 6] = [
        |_| 45.0,
        |index| if index % 2 == 0 { 90.0 } else { 8.0 },
        |index| if index % 3 == 0 { 120.0 } else { 12.0 },
        |index| if index % 5 == 0 { 60.0 } else { 26.0 },
        |index| [180.0, 30.0, 95.0, 38.0, 240.0, 20.0, 39.0][index % 7],
        |_| 400.0,
    ];
    for (number, pace) in paces.into_iter().enumerate() {
        let mut page = Page::default();
        let at = page.letters(CARD, 0.0, pace);
        page.press(Stroke::End, at + 30.0);
        page.pause(at + 500.0);
        assert!(page.lines.is_empty(), "pace {number}: {:?}", page.lines);
        assert_eq!(page.field, format!("{CARD}\n"), "pace {number}");
    }
}

#[test]
fn no_pace_with_a_human_mean_is_a_scanner() {
    // Every row of pauses from a small set whose mean over five is a person's.
    let pauses = [5.0, 20.0, 39.0, 60.0, 130.0];
    for code in 0..5usize.pow(5) {
        let row: Vec<f64> = (0..5).map(|place| pauses[code / 5usize.pow(place) % 5]).collect();
        if row.iter().sum::<f64>() / 5.0 <= 41.0 {
            continue;
        }
        let mut page = Page::default();
        let at = page.letters("nguyen van an o khom my phu", 0.0, |index| row[index % 5]);
        page.press(Stroke::End, at + 10.0);
        assert!(page.lines.is_empty(), "{row:?}");
        assert_eq!(page.field, "nguyen van an o khom my phu\n", "{row:?}");
    }
}

#[test]
fn a_hand_on_the_keys_is_given_back() {
    let mut page = Page { field: "a".into(), ..Page::default() };
    let at = page.letters("fghjklm", 0.0, |_| 1.0);
    page.pause(at + f64::from(QUIET));
    assert!(page.lines.is_empty());
    assert_eq!(page.field, "afghjklm");
}

#[test]
fn a_person_goes_on_right_after_a_line() {
    let mut page = Page::default();
    let at = page.letters("H20.299-261123-0001", 0.0, |_| 2.0);
    page.press(Stroke::End, at + 2.0);
    let at = page.letters("xin chao", at + 300.0, |_| 130.0);
    page.press(Stroke::End, at + 200.0);
    assert_eq!(page.lines.len(), 1);
    assert_eq!(page.field, "xin chao\n");
}

#[test]
fn a_person_who_types_is_not_mixed_into_a_line() {
    let mut page = Page::default();
    let at = page.letters("Trần", 0.0, |_| 110.0);
    let at = page.letters(CARD, at + 45.0, |_| 3.0);
    page.press(Stroke::End, at + 3.0);
    assert_eq!(page.lines, [CARD]);
    assert_eq!(page.field, "Trần");
}
