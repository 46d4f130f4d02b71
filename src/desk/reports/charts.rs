//! Bars over time: received beside finished. Told apart by filling as well as by colour; the table beside says the same.

use crate::i18n::{texts, ts};
use leptos::prelude::*;
use motcua_contract::reports::ReportRow;

/// Units of the drawing: a part of the period, and the tallest bar.
const STEP: usize = 40;
const HEIGHT: u64 = 160;

/// The height of a bar; what is not nothing can be seen.
fn height(count: u64, most: u64) -> u64 {
    if count == 0 { 0 } else { (count * HEIGHT / most.max(1)).max(2) }
}

fn count(row: &ReportRow, names: &[&str]) -> u64 {
    row.figures.iter().filter(|figure| names.contains(&figure.name.as_str())).map(|figure| figure.count).sum()
}

/// Two bars for each part of the period.
#[component]
pub fn Bars(rows: Vec<ReportRow>) -> impl IntoView {
    let bars: Vec<(u64, u64)> =
        rows.iter().map(|row| (count(row, &["received"]), count(row, &["early", "on_time", "overdue"]))).collect();
    let most = bars.iter().map(|(received, finished)| *received.max(finished)).max().unwrap_or(0);
    let bar = |class: &'static str, x: usize, tall: u64| {
        let (x, y, tall) = (x.to_string(), (HEIGHT - tall + 4).to_string(), tall.to_string());
        view! { <rect class=class x=x y=y width="14" height=tall /> }
    };
    let drawn = bars.iter().enumerate().map(|(at, (received, finished))| {
        let x = at * STEP + 4;
        view! {
            {bar("bar-received", x, height(*received, most))}
            {bar("bar-finished", x + 16, height(*finished, most))}
        }
    });
    let size = format!("0 0 {} {}", bars.len() * STEP, HEIGHT + 8);
    view! {
        <div class="report-chart">
            <svg viewBox=size role="img" aria-label=ts(texts::reports::CHART_LABEL) preserveAspectRatio="none">
                {drawn.collect_view()}
            </svg>
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
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dossier_is_seen_beside_a_thousand() {
        assert_eq!(height(0, 1000), 0);
        assert_eq!(height(1, 1000), 2);
        assert_eq!(height(1000, 1000), HEIGHT);
        assert_eq!(height(0, 0), 0);
    }
}
