//! The tables of a report: figures, shares, the breakdown, the national index. A dash stands where nothing is to divide by.

use super::{PERIOD, charts::Beside, period_words};
use crate::{
    desk::{
        reference::Reference,
        routes,
        session::Session,
        work_list::{address, home},
    },
    i18n::{Key, t, texts, tf, ts},
    ui::Table,
};
use leptos::prelude::*;
use motcua_contract::{
    endpoint::encode,
    register::Figure,
    reports::{Report, ReportRow, ReportShare},
};
use motcua_domain::{
    report::Period,
    words::{date_vi, number_vi, percent_vi},
};

/// The item of the index that divides ratings.
const SATISFIED: &str = "satisfied";

/// The words of something of the report by its stable name.
pub fn words(group: &str, name: &str) -> String {
    texts::reports::find(&format!("{group}.{name}")).map_or_else(|| name.to_owned(), |key| t(key).to_owned())
}

fn number(count: u64) -> String {
    number_vi(i64::try_from(count).unwrap_or(i64::MAX))
}

/// `99,79 %` of hundredths.
fn percent(hundredths: u32) -> String {
    percent_vi(u64::from(hundredths), 10_000).unwrap_or_default()
}

/// `19,5` of hundredths.
fn points(hundredths: u32) -> String {
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}

/// A number that opens its list.
#[component]
pub fn Number(
    figure: Figure,
    /// As it is to be written; the usual way without it.
    #[prop(optional, into)]
    text: Option<String>,
) -> impl IntoView {
    let session = Session::get();
    let href = address(&figure.list, home(session));
    let name = figure.name;
    let shown = text.unwrap_or_else(|| number(figure.count));
    // The label holds the number as it is written, so that who speaks to the page can say what they see.
    let spoken = shown.clone();
    let label = move || tf(texts::reports::LIST_OF, &[("count", &spoken), ("name", &words("figure", &name))]);
    view! { <a class="report-number" href=href aria-label=label>{shown}</a> }
}

fn dash() -> AnyView {
    view! {
        <span aria-hidden="true">"–"</span>
        <span class="visually-hidden">{ts(texts::reports::DASH)}</span>
    }
    .into_any()
}

fn headings(keys: &'static [Key]) -> Signal<Vec<String>> {
    Signal::derive(move || keys.iter().map(|key| t(*key).to_owned()).collect())
}

fn label(key: Key) -> Signal<String> {
    ts(key)
}

/// Every figure, and what is measured beside them.
#[component]
pub fn Figures(report: Report) -> impl IntoView {
    let line = |figure: Figure| {
        let name = figure.name.clone();
        view! {
            <tr>
                <td data-label=label(texts::reports::FILE_FIGURE)>{move || words("figure", &name)}</td>
                <td data-label=label(texts::reports::FILE_COUNT)><Number figure=figure /></td>
            </tr>
        }
    };
    let measure = |key: Key, value: Option<String>| {
        view! {
            <tr>
                <td data-label=label(texts::reports::FILE_FIGURE)>{ts(key)}</td>
                <td data-label=label(texts::reports::FILE_COUNT)>{value.map_or_else(dash, IntoAny::into_any)}</td>
            </tr>
        }
    };
    let visit = report.median_visit.map(|count| tf(texts::reports::MINUTES, &[("count", &count.to_string())]));
    let typed = report.median_typed.map(|count| tf(texts::reports::LETTERS, &[("count", &number(u64::from(count)))]));
    let all = tf(texts::reports::LETTERS, &[("count", &number(report.typed))]);
    view! {
        <section aria-labelledby="report-figures">
            <h2 id="report-figures">{ts(texts::reports::FIGURES)}</h2>
            <Table
                caption=ts(texts::reports::FIGURES)
                headings=headings(&[texts::reports::FILE_FIGURE, texts::reports::FILE_COUNT])
            >
                {report.figures.into_iter().map(line).collect_view()}
                {measure(texts::reports::MEDIAN_VISIT, visit)}
                {measure(texts::reports::MEDIAN_TYPED, typed)}
                {measure(texts::reports::TYPED_ALL, Some(all))}
            </Table>
        </section>
    }
}

/// Shares with numerator, denominator, rate and target.
#[component]
pub fn Shares(report: Report) -> impl IntoView {
    let line = |share: ReportShare| {
        let name = share.name;
        let target = share.target.map_or_else(dash, |target| {
            let reached = share.rate.is_some_and(|rate| rate >= target);
            let verdict = if reached { texts::reports::REACHED } else { texts::reports::MISSED };
            let known = share.rate.is_some();
            view! { {percent(target)}" "{move || known.then(|| format!("({})", t(verdict)))} }.into_any()
        });
        view! {
            <tr>
                <td data-label=label(texts::reports::FILE_SHARE)>{move || words("share", &name)}</td>
                <td data-label=label(texts::reports::FILE_PART)><Number figure=share.part /></td>
                <td data-label=label(texts::reports::FILE_WHOLE)><Number figure=share.whole /></td>
                <td data-label=label(texts::reports::FILE_RATE)>
                    {share.rate.map_or_else(dash, |rate| percent(rate).into_any())}
                </td>
                <td data-label=label(texts::reports::FILE_TARGET)>{target}</td>
            </tr>
        }
    };
    view! {
        <section aria-labelledby="report-shares">
            <h2 id="report-shares">{ts(texts::reports::SHARES)}</h2>
            <Table
                caption=ts(texts::reports::SHARES)
                headings=headings(
                    &[
                        texts::reports::FILE_SHARE,
                        texts::reports::FILE_PART,
                        texts::reports::FILE_WHOLE,
                        texts::reports::FILE_RATE,
                        texts::reports::FILE_TARGET,
                    ],
                )
            >
                {report.shares.iter().cloned().map(line).collect_view()}
                {satisfied(&report)}
            </Table>
            <p class="muted">{ts(texts::reports::SATISFIED_NOTE)}</p>
        </section>
    }
}

/// A number of ratings, with the page that shows them in their groups.
fn rated(report: &Report, number: u32) -> AnyView {
    let href = format!("{}?{}={}", routes::RATINGS, PERIOD, encode(&report.period));
    let shown = number_vi(i64::from(number));
    let spoken = shown.clone();
    let label = move || tf(texts::reports::RATINGS_OF, &[("count", &spoken)]);
    view! { <a class="report-number" href=href aria-label=label>{shown}</a> }.into_any()
}

/// The share of satisfied people. Ratings are kept apart from dossiers: behind the numbers stands their own page.
fn satisfied(report: &Report) -> AnyView {
    let said = report.satisfaction;
    view! {
        <tr>
            <td data-label=label(texts::reports::FILE_SHARE)>{ts(texts::reports::SHARE_SATISFIED)}</td>
            <td data-label=label(texts::reports::FILE_PART)>{said.map_or_else(dash, |said| rated(report, said.satisfied))}</td>
            <td data-label=label(texts::reports::FILE_WHOLE)>{said.map_or_else(dash, |said| rated(report, said.rated))}</td>
            <td data-label=label(texts::reports::FILE_RATE)>{said.map_or_else(dash, |said| percent(said.rate).into_any())}</td>
            <td data-label=label(texts::reports::FILE_TARGET)>{dash()}</td>
        </tr>
    }
    .into_any()
}

/// A row's name as people read it.
fn row_words(by: &str, row: &ReportRow, reference: Reference) -> String {
    match by {
        "procedure" => reference.procedure_name(&row.key),
        "channel" => words("channel", &row.key),
        "field" => texts::common::find_domain(&row.key).map_or_else(|| row.key.clone(), |key| t(key).to_owned()),
        "period" => Period::parse(&row.key).map_or_else(|_| row.key.clone(), period_words),
        "counter" if row.key.is_empty() => t(texts::reports::NO_COUNTER).to_owned(),
        _ if row.key.is_empty() => t(texts::reports::NOBODY).to_owned(),
        _ => row.label.clone().unwrap_or_else(|| row.key.clone()),
    }
}

/// Rows with their figures.
#[component]
pub fn Breakdown(caption: Key, rows: Vec<ReportRow>, by: String) -> impl IntoView {
    let reference = Reference::get();
    let names: Vec<String> =
        rows.first().map(|row| row.figures.iter().map(|figure| figure.name.clone()).collect()).unwrap_or_default();
    let headings = Signal::derive(move || {
        let figures = names.iter().map(|name| words("figure", name));
        std::iter::once(t(caption).to_owned()).chain(figures).collect::<Vec<_>>()
    });
    let drawn = (by != "period").then(|| {
        let named = StoredValue::new((by.clone(), rows.clone()));
        // Names come with the reference; the drawing follows them.
        move || {
            named.with_value(|(by, rows)| {
                let named = rows.iter().map(|row| (row_words(by, row, reference), row.clone()));
                view! { <Beside rows=named.collect() /> }
            })
        }
    });
    let line = move |row: ReportRow| {
        let (by, named) = (by.clone(), row.clone());
        let cells = row.figures.into_iter().map(|figure| {
            let name = figure.name.clone();
            let label = Signal::derive(move || words("figure", &name));
            view! { <td data-label=label><Number figure=figure /></td> }
        });
        view! {
            <tr>
                <td data-label=label(caption)>{move || row_words(&by, &named, reference)}</td>
                {cells.collect_view()}
            </tr>
        }
    };
    view! {
        {drawn}
        <Table caption=ts(caption) headings=headings>{rows.into_iter().map(line).collect_view()}</Table>
    }
}

/// The national index, reckoned from our own dossiers.
#[component]
pub fn IndexTable(report: Report) -> impl IntoView {
    let day = date_vi(report.index_read_on);
    let source = report.index_source.clone();
    let from = move || tf(texts::reports::INDEX_SOURCE, &[("source", &source), ("day", &day)]);
    let ratings = report.satisfaction.map(|said| (said.satisfied, said.rated));
    let of_ratings = report.clone();
    let line = move |item: motcua_contract::reports::IndexItem| {
        let (group, id) = (item.group, item.id);
        let ratings = ratings.filter(|_| id == SATISFIED);
        let figure = |figure: Option<Figure>| match figure {
            Some(figure) => view! { <Number figure=figure /> }.into_any(),
            None => dash(),
        };
        let most = points(item.most);
        let scored = match (item.points, item.elsewhere) {
            (Some(scored), _) => {
                let scored = points(scored);
                view! { {move || tf(texts::reports::POINTS, &[("points", &scored), ("most", &most)])} }.into_any()
            }
            (None, true) => view! { <span class="muted">{ts(texts::reports::INDEX_ELSEWHERE)}</span> }.into_any(),
            (None, false) => dash(),
        };
        view! {
            <tr>
                <td data-label=label(texts::reports::FILE_GROUP)>{move || words("index_group", &group)}</td>
                <td data-label=label(texts::reports::FILE_ITEM)>{move || words("index", &id)}</td>
                <td data-label=label(texts::reports::FILE_PART)>
                    {ratings.map_or_else(|| figure(item.part), |(good, _)| rated(&of_ratings, good))}
                </td>
                <td data-label=label(texts::reports::FILE_WHOLE)>
                    {ratings.map_or_else(|| figure(item.whole), |(_, all)| rated(&of_ratings, all))}
                </td>
                <td data-label=label(texts::reports::FILE_POINTS)>{scored}</td>
            </tr>
        }
    };
    view! {
        <section aria-labelledby="report-index">
            <h2 id="report-index">{ts(texts::reports::INDEX_TITLE)}</h2>
            <p>{ts(texts::reports::INDEX_NOTE)}</p>
            <Table
                caption=ts(texts::reports::INDEX_TITLE)
                headings=headings(
                    &[
                        texts::reports::FILE_GROUP,
                        texts::reports::FILE_ITEM,
                        texts::reports::FILE_PART,
                        texts::reports::FILE_WHOLE,
                        texts::reports::FILE_POINTS,
                    ],
                )
            >
                {report.index.into_iter().map(line).collect_view()}
            </Table>
            <p class="muted">{from}</p>
        </section>
    }
}
