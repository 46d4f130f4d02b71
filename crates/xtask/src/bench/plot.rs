//! The plot of a bench: an SVG of bars, one group a measure, ours first and then the peers. Plain text, readable in light and in dark.

use super::report::{Row, Unit};
use super::table::number;
use std::fmt::Write;

const WIDTH: usize = 760;
const LABELS: usize = 200;
const BAR: usize = 18;
const STEP: usize = 22;
/// Room for the longest number behind a bar.
const NUMBERS: usize = 90;
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#222}.h{font-weight:600}.t{font-size:16px;font-weight:600}\
.o{fill:#b3261e}.p{fill:#8a94a6}rect.b{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#eee}rect.b{fill:#16181d}.o{fill:#ff7b72}}";

/// One measure: its heading, its unit, and a bar for each contestant.
struct Group<'a> {
    measure: &'a str,
    unit: Unit,
    bars: Vec<(&'a str, f64)>,
}

/// Rows of the same measure (and the same figure of ours) are one group.
fn groups(rows: &[Row]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in rows {
        let known = groups.iter().position(|group| {
            group.measure == row.measure
                && group.unit == row.unit
                && group.bars.first().is_some_and(|b| b.1 == row.ours)
        });
        let at = known.unwrap_or_else(|| {
            groups.push(Group { measure: &row.measure, unit: row.unit, bars: vec![("motcua", row.ours)] });
            groups.len() - 1
        });
        groups[at].bars.extend(row.peer.map(|peer| (row.peer_name.as_str(), peer)));
    }
    groups
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The whole picture.
pub fn of(title: &str, rows: &[Row]) -> String {
    let groups = groups(rows);
    let mut body = String::new();
    let mut y = 34;
    for group in &groups {
        let better = if group.unit.less_is_better() { "less is better" } else { "more is better" };
        let heading = escaped(&format!("{} ({}, {better})", group.measure, group.unit.name()));
        y += 16;
        // Writing into a string cannot fail.
        let _ = write!(body, "<text class=\"h\" x=\"10\" y=\"{y}\">{heading}</text>");
        y += 8;
        let longest = group.bars.iter().map(|bar| bar.1).fold(f64::MIN_POSITIVE, f64::max);
        for (index, (name, value)) in group.bars.iter().enumerate() {
            let length = (value / longest * (WIDTH - LABELS - NUMBERS) as f64).max(1.0);
            let class = if index == 0 { "o" } else { "p" };
            let text = y + BAR - 5;
            let _ = write!(
                body,
                "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}</text>\
                 <rect class=\"{class}\" x=\"{LABELS}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\"/>\
                 <text x=\"{:.1}\" y=\"{text}\">{}</text>",
                LABELS - 8,
                escaped(name),
                LABELS as f64 + length + 6.0,
                number(*value)
            );
            y += STEP;
        }
    }
    let height = y + 10;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\"><title>{title}</title><style>{STYLE}</style><rect class=\"b\" width=\"100%\" height=\"100%\"/>\
         <text class=\"t\" x=\"10\" y=\"24\">{title}</text>{body}</svg>\n",
        title = escaped(title)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_a_measure_with_ours_once() {
        let rows = [
            Row::new("720p", "a<b", 2.0, 8.0, Unit::Milliseconds),
            Row::new("720p", "c", 2.0, 4.0, Unit::Milliseconds),
            Row::alone("size", 9.0, Unit::Bytes),
        ];
        let svg = of("Scan & more", &rows);
        assert_eq!(svg.matches("class=\"o\"").count(), 2);
        assert_eq!(svg.matches("class=\"p\"").count(), 2);
        assert!(svg.contains("a&lt;b") && svg.contains("Scan &amp; more"));
        assert!(svg.contains("width=\"470.0\""), "the longest bar fills its room");
        assert!(svg.contains("width=\"117.5\""), "the others keep their share");
    }
}
