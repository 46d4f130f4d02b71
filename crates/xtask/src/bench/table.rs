//! The table that a bench prints: a line a row, the ratio with the word that says who is ahead.

use super::report::Row;

/// A number with as many digits as one reads at a glance.
pub fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 || v.fract() == 0.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Who is ahead in a row; within a fiftieth it is nobody.
fn verdict(row: &Row) -> &'static str {
    match row.ratio() {
        None => "",
        Some(ratio) if (ratio - 1.0).abs() < 0.02 => "even",
        Some(ratio) if (ratio < 1.0) == row.unit.less_is_better() => "better",
        Some(_) => "worse",
    }
}

/// All rows under a heading.
pub fn of(rows: &[Row]) -> String {
    let head = ["", "ours", "peer", "unit", "ours/peer", ""].map(str::to_owned);
    let cells = |row: &Row| {
        [
            row.name(),
            number(row.ours),
            row.peer.map_or_else(|| "-".to_owned(), number),
            row.unit.name().to_owned(),
            row.ratio().map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
            verdict(row).to_owned(),
        ]
    };
    let lines: Vec<[String; 6]> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut out = String::new();
    for line in &lines {
        let mut text = format!("{:<w$}", line[0], w = widths[0]);
        for (cell, w) in line[1..].iter().zip(&widths[1..]) {
            text.push_str(&format!("  {cell:>w$}"));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::report::Unit;
    use super::*;

    #[test]
    fn ahead_depends_on_the_unit() {
        assert_eq!(verdict(&Row::new("a", "b", 1.0, 2.0, Unit::Milliseconds)), "better");
        assert_eq!(verdict(&Row::new("a", "b", 1.0, 2.0, Unit::PercentRight)), "worse");
        assert_eq!(verdict(&Row::new("a", "b", 2.0, 1.99, Unit::PercentRight)), "even");
        assert_eq!(verdict(&Row::alone("a", 2.0, Unit::Bytes)), "");
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [Row::new("720p", "b", 1.5, 20.0, Unit::Milliseconds), Row::alone("size", 73_000.0, Unit::Bytes)];
        let text = of(&rows);
        assert_eq!(text.lines().nth(1), Some("720p | b   1.50    20     ms       0.07  better"));
        assert_eq!(text.lines().nth(2), Some("size      73000     -  bytes          -"));
    }
}
