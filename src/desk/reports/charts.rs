//! Bars over time, and bars beside each other: received and finished, told apart by filling as well as by colour, with their
//! numbers and names; the table below says the same.

use crate::i18n::{texts, ts};
use leptos::prelude::*;
use motcua_contract::reports::ReportRow;
use motcua_domain::{report::Period, words::number_vi};

/// Units of the drawing: a part of the period, the tallest bar, and the room above and below it for words.
const STEP: usize = 44;
const HEIGHT: u64 = 160;
const ABOVE: u64 = 16;
const BELOW: u64 = 20;
/// More parts than this leave no room for a number above each bar.
const NUMBERED: usize = 16;
/// The longest bar beside a name.
const LENGTH: u64 = 300;

/// The height of a bar; what is not nothing can be seen.
fn scaled(count: u64, most: u64, longest: u64) -> u64 {
    if count == 0 { 0 } else { (count * longest / most.max(1)).max(2) }
}

fn count(row: &ReportRow, names: &[&str]) -> u64 {
    row.figures.iter().filter(|figure| names.contains(&figure.name.as_str())).map(|figure| figure.count).sum()
}

/// Received and finished.
fn pair(row: &ReportRow) -> (u64, u64) {
    (count(row, &["received"]), count(row, &["early", "on_time", "overdue"]))
}

fn written(count: u64) -> String {
    number_vi(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The part under its bars: a month or a day by its number, a year in full.
fn short(key: &str) -> String {
    match Period::parse(key) {
        Ok(Period::Month(_, month)) => month.to_string(),
        Ok(Period::Range(from, to)) if from == to => from.day().to_string(),
        Ok(Period::Range(from, _)) => format!("{}/{}", from.day(), from.month()),
        _ => key.to_owned(),
    }
}

/// Two bars for each part of the period.
#[component]
pub fn Bars(rows: Vec<ReportRow>) -> impl IntoView {
    let bars: Vec<(u64, u64)> = rows.iter().map(pair).collect();
    let most = bars.iter().map(|(received, finished)| *received.max(finished)).max().unwrap_or(0);
    let numbered = bars.len() <= NUMBERED;
    let bar = move |class: &'static str, x: usize, count: u64| {
        let tall = scaled(count, most, HEIGHT);
        let top = ABOVE + HEIGHT - tall;
        let number = (numbered && count > 0).then(|| {
            let (x, y) = ((x + 8).to_string(), (top - 3).to_string());
            view! { <text class="bar-number" x=x y=y text-anchor="middle">{written(count)}</text> }
        });
        let (x, y, tall) = (x.to_string(), top.to_string(), tall.to_string());
        view! {
            <rect class=class x=x y=y width="16" height=tall />
            {number}
        }
    };
    let drawn = rows.iter().zip(&bars).enumerate().map(|(at, (row, (received, finished)))| {
        let x = at * STEP + 5;
        let (middle, foot) = ((x + 17).to_string(), (ABOVE + HEIGHT + BELOW - 5).to_string());
        view! {
            {bar("bar-received", x, *received)}
            {bar("bar-finished", x + 18, *finished)}
            <text class="bar-name" x=middle y=foot text-anchor="middle">{short(&row.key)}</text>
        }
    });
    let (width, ground) = ((bars.len() * STEP).to_string(), (ABOVE + HEIGHT).to_string());
    let size = format!("0 0 {width} {}", ABOVE + HEIGHT + BELOW);
    view! {
        <div class="report-chart">
            <svg viewBox=size role="img" aria-label=ts(texts::reports::CHART_LABEL)>
                {drawn.collect_view()}
                <line class="bar-ground" x1="0" x2=width y1=ground.clone() y2=ground />
            </svg>
            {legend()}
        </div>
    }
}

/// A line a row: its name, and its two bars with their numbers.
#[component]
pub fn Beside(rows: Vec<(String, ReportRow)>) -> impl IntoView {
    let most = rows.iter().map(|(_, row)| pair(row)).map(|(one, other)| one.max(other)).max().unwrap_or(0);
    let line = |(name, row): (String, ReportRow)| {
        let (received, finished) = pair(&row);
        let bar = |class: &'static str, y: u64, count: u64| {
            let length = scaled(count, most, LENGTH);
            let (foot, end) = ((y + 11).to_string(), (length + 6).to_string());
            let y = y.to_string();
            view! {
                <rect class=class x="1" y=y width=length.to_string() height="12" />
                <text class="bar-number" x=end y=foot>{written(count)}</text>
            }
        };
        view! {
            <span class="report-line-name">{name}</span>
            <svg viewBox="0 0 360 32" aria-hidden="true">
                {bar("bar-received", 2, received)}
                {bar("bar-finished", 18, finished)}
            </svg>
        }
    };
    // The table below holds the same as text: the drawing is for the eye alone.
    view! { <div class="report-lines" aria-hidden="true">{rows.into_iter().map(line).collect_view()}</div> }
}

fn legend() -> impl IntoView {
    view! {
        <p class="report-legend">
            <svg class="report-swatch" viewBox="0 0 14 14" aria-hidden="true">
                <rect class="bar-received" x="1" y="1" width="12" height="12" />
            </svg>
            <span>{ts(texts::reports::FIGURE_RECEIVED)}</span>
            <svg class="report-swatch" viewBox="0 0 14 14" aria-hidden="true">
                <rect class="bar-finished" x="1" y="1" width="12" height="12" />
            </svg>
            <span>{ts(texts::reports::FIGURE_FINISHED)}</span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dossier_is_seen_beside_a_thousand() {
        assert_eq!(scaled(0, 1000, HEIGHT), 0);
        assert_eq!(scaled(1, 1000, HEIGHT), 2);
        assert_eq!(scaled(1000, 1000, HEIGHT), HEIGHT);
        assert_eq!(scaled(0, 0, HEIGHT), 0);
    }

    #[test]
    fn parts_have_short_names() {
        for (key, name) in
            [("2024-05", "5"), ("2024", "2024"), ("2024-05-07..2024-05-07", "7"), ("2024-05-07..2024-05-31", "7/5")]
        {
            assert_eq!(short(key), name);
        }
    }
}
