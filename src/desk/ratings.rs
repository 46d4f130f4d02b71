//! Satisfaction at the desk: what ratings of a period say by source, field and counter, in groups of five or more; what people
//! wrote, for the leader alone.

use super::{frame, reports::period_words, session::Session};
use crate::{
    api::{self, Failure},
    device::clock,
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, Choice, EmptyState, FormGroup, Notice, Select, Skeleton, Table, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::ratings::{GetRatings, ListComments, RatingComment, RatingGroup, RatingReport};
use motcua_domain::{
    rating::{self, Indicator, Level},
    report::Period,
    staff::Duty,
};
use texts::rating as r;

/// Months, quarters and years that can be chosen, back from today.
const BACK: (i16, i16, i16) = (12, 8, 5);

/// The words of a level or an indicator by its code.
fn words(area: &str, code: &str) -> String {
    r::find(&[area, ".", code].concat()).map_or_else(|| code.to_owned(), |key| t(key).to_owned())
}

/// Hundredths of a percent as people write them: `99,79 %`.
fn percent(hundredths: u32) -> String {
    format!("{},{:02} %", hundredths / 100, hundredths % 100)
}

/// Tenths as people write them: `1,8`.
fn tenths(tenths: u32) -> String {
    format!("{},{}", tenths / 10, tenths % 10)
}

/// The periods that can be chosen on a day of this year and month: their text on the wire, and their name.
fn periods(year: i16, month: i16) -> Vec<Choice> {
    let months = (0..BACK.0).map(|back| {
        let at = year * 12 + month - 1 - back;
        let (year, month) = (at / 12, at % 12 + 1);
        let places = [("month", month.to_string()), ("year", year.to_string())];
        (format!("{year:04}-{month:02}"), r::RESULT_MONTH, places)
    });
    let quarters = (0..BACK.1).map(|back| {
        let at = year * 4 + (month - 1) / 3 - back;
        let (year, quarter) = (at / 4, at % 4 + 1);
        let places = [("quarter", quarter.to_string()), ("year", year.to_string())];
        (format!("{year:04}-q{quarter}"), r::RESULT_QUARTER, places)
    });
    let years = (0..BACK.2).map(|back| {
        let places = [("year", (year - back).to_string()), ("", String::new())];
        (format!("{:04}", year - back), r::RESULT_YEAR, places)
    });
    let named = |(value, key, [one, two]): (String, Key, [(&str, String); 2])| {
        Choice::new(value, tf(key, &[(one.0, one.1.as_str()), (two.0, two.1.as_str())]))
    };
    months.chain(quarters).chain(years).map(named).collect()
}

/// The page.
#[component]
pub fn RatingsPage() -> impl IntoView {
    let session = Session::get();
    frame::title(r::RESULT_TITLE);
    let today = clock::today();
    let (year, month) = (today.year(), i16::from(today.month()));
    // A report leads here with its own period.
    let asked = use_query_map().with_untracked(|parts| parts.get("ky")).filter(|text| rating::period(text).is_some());
    let period = RwSignal::new(asked.clone().unwrap_or_else(|| format!("{year:04}-{month:02}")));
    let report = RwSignal::new(None::<RatingReport>);
    let comments = RwSignal::new(None::<Vec<RatingComment>>);
    let failure = RwSignal::new(None::<Failure>);
    let load = move || {
        failure.set(None);
        let asked = period.get_untracked();
        let leads = session.has(Duty::RatingComments);
        spawn_local(async move {
            let query = [("period", asked.as_str())];
            let mut answer = api::call::<GetRatings>(&[], &query, None, &[]).await.map(|seen| (seen, None));
            if leads && let Ok((seen, _)) = answer {
                answer = api::call::<ListComments>(&[], &query, None, &[])
                    .await
                    .map(|written| (seen, Some(written.comments)));
            }
            // Somebody chose another period meanwhile.
            if period.try_get_untracked() != Some(asked.clone()) {
                return;
            }
            match answer {
                Ok((seen, written)) => {
                    report.set(Some(seen));
                    comments.set(written);
                }
                Err(problem) => {
                    session.ended(&problem);
                    failure.set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        period.track();
        load();
    });
    let options = Signal::derive(move || {
        let mut options = periods(year, month);
        if let Some(asked) = asked.as_ref().filter(|asked| options.iter().all(|option| option.value != **asked)) {
            let name = Period::parse(asked).map_or_else(|_| asked.clone(), period_words);
            options.push(Choice::new(asked.clone(), name));
        }
        options
    });
    let shown = move || match (failure.get(), report.get()) {
        (Some(problem), _) => view! {
            <Notice tone=Tone::Warning>
                <p>{move || t(api::words(&problem))}</p>
                <Button on_press=move |()| load()>{ts(texts::common::ACTION_RETRY)}</Button>
            </Notice>
        }
        .into_any(),
        (None, Some(report)) => results(report),
        (None, None) => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=5 /> }.into_any(),
    };
    view! {
        <h1 id="page-title" tabindex="-1">{ts(r::RESULT_TITLE)}</h1>
        <p>{ts(r::RESULT_INTRO)}</p>
        <FormGroup id="rating-period" label=ts(r::RESULT_PERIOD)>
            <Select
                options=options
                value=Signal::derive(move || period.get())
                on_change=move |text: String| period.set(text)
                always=true
            />
        </FormGroup>
        {shown}
        {move || comments.get().map(written)}
    }
}

/// Everything of a period, a table a question.
fn results(report: RatingReport) -> AnyView {
    let source = |key: &str| t(if key == "slip" { r::RESULT_SLIP } else { r::RESULT_COUNTER }).to_owned();
    let all = |_: &str| t(r::RESULT_ALL).to_owned();
    let itself = |key: &str| key.to_owned();
    let whole = report.all.clone();
    let mut sources = vec![line(&report.all, &all)];
    sources.extend(report.sources.iter().map(|group| line(group, &source)));
    let lines = |groups: &[RatingGroup], name: &dyn Fn(&str) -> String| {
        groups.iter().map(|group| line(group, name)).collect::<Vec<_>>()
    };
    view! {
        <div id="rating-results">
            {table(r::RESULT_BY_SOURCE, sources)}
            {table(r::RESULT_BY_FIELD, lines(&report.fields, &super::accounts::field_words))}
            {table(r::RESULT_BY_COUNTER, lines(&report.counters, &itself))}
            {indicators(whole)}
        </div>
    }
    .into_any()
}

fn headings() -> Vec<String> {
    let mut all = vec![t(r::RESULT_GROUP).to_owned(), t(r::RESULT_COUNT).to_owned()];
    all.extend(Level::ALL.map(|level| words("level", level.as_str())));
    all.push(t(r::RESULT_SATISFIED).to_owned());
    all
}

fn table(caption: Key, lines: Vec<AnyView>) -> AnyView {
    view! {
        <h2>{ts(caption)}</h2>
        <Table caption=ts(caption) headings=Signal::derive(headings)>{lines}</Table>
    }
    .into_any()
}

/// A group's row: its figures, or that there are too few.
fn line(group: &RatingGroup, name: &dyn Fn(&str) -> String) -> AnyView {
    let (labels, name) = (headings(), name(&group.key));
    let cell = |at: usize, text: String| view! { <td data-label=labels[at].clone()>{text}</td> }.into_any();
    let cells = match &group.figures {
        None => vec![view! { <td colspan="7" class="muted">{ts(r::RESULT_FEW)}</td> }.into_any()],
        Some(figures) => {
            let mut cells = vec![cell(1, figures.count.to_string())];
            cells.extend(figures.levels.iter().enumerate().map(|(at, count)| cell(at + 2, count.to_string())));
            cells.push(cell(labels.len() - 1, percent(figures.satisfied)));
            cells
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cells}
        </tr>
    }
    .into_any()
}

/// The nine indicators, over all ratings.
fn indicators(all: RatingGroup) -> AnyView {
    let scores = all.figures.map(|figures| figures.scores).unwrap_or_default();
    let line = |indicator: Indicator| {
        let score = scores.iter().find(|score| score.indicator == indicator).map(|score| tenths(score.tenths));
        view! {
            <tr>
                <th scope="row">{words("indicator", indicator.as_str())}</th>
                <td data-label=ts(r::RESULT_SCORE)>{score.unwrap_or_else(|| t(r::RESULT_FEW).to_owned())}</td>
            </tr>
        }
    };
    let lines = Indicator::ALL.into_iter().map(line).collect_view();
    let headings = || [r::RESULT_INDICATOR, r::RESULT_SCORE].map(|key| t(key).to_owned()).to_vec();
    view! {
        <h2>{ts(r::RESULT_INDICATORS)}</h2>
        <Table caption=ts(r::RESULT_INDICATORS) headings=Signal::derive(headings)>{lines}</Table>
    }
    .into_any()
}

/// What people wrote.
fn written(comments: Vec<RatingComment>) -> AnyView {
    let line = |comment: RatingComment| {
        view! {
            <li>
                <strong>{words("level", comment.level.as_str())}</strong>
                ": "
                {comment.text}
            </li>
        }
    };
    let body = if comments.is_empty() {
        view! { <EmptyState title=ts(r::RESULT_COMMENTS) text=ts(r::RESULT_COMMENTS_NONE) /> }.into_any()
    } else {
        view! { <ul id="rating-comments">{comments.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="comments-title">
            <h2 id="comments-title">{ts(r::RESULT_COMMENTS)}</h2>
            <p class="muted small">{ts(r::RESULT_COMMENTS_INTRO)}</p>
            {body}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_domain::rating::period;

    #[test]
    fn every_period_that_can_be_chosen_is_one() {
        for (year, month) in [(2026, 1), (2026, 11), (2026, 12)] {
            let all = periods(year, month);
            assert_eq!(all.len(), 25);
            assert!(all.iter().all(|choice| period(&choice.value).is_some()), "{all:?}");
            assert_eq!(all[0].value, format!("{year:04}-{month:02}"));
        }
        assert_eq!(periods(2026, 1)[1].value, "2025-12");
        assert_eq!(periods(2026, 1)[13].value, "2025-q4");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!((percent(9979), percent(10_000), tenths(18)), ("99,79 %".into(), "100,00 %".into(), "1,8".into()));
    }

    #[test]
    fn every_level_and_indicator_has_its_words() {
        assert!(Level::ALL.iter().all(|level| r::find(&format!("level.{}", level.as_str())).is_some()));
        assert!(Indicator::ALL.iter().all(|one| r::find(&format!("indicator.{}", one.as_str())).is_some()));
    }
}
