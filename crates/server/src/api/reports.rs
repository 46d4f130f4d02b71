//! Reports of a period: each figure is counted with the very query that opens its list.

use super::{
    asked,
    ratings::{self, Together},
};
use crate::{
    app::App,
    http::{Answer, Call, Reply, call::SignedIn},
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    desk::WorkQuery,
    register::Figure,
    reports::{GetReport, IndexItem, Report, ReportQuery, ReportRow, ReportShare, Satisfaction},
};
use motcua_domain::{
    rating,
    report::{self, Index, Period, Points, Rate, SHARES},
};
use motcua_storage::report::Dimension;
use std::{collections::BTreeMap, sync::LazyLock};

/// The figures of a row of the breakdown.
const OF_ROW: [report::Figure; 12] = [
    report::Figure::Received,
    report::Figure::CarriedOver,
    report::Figure::Finished,
    report::Figure::Early,
    report::Figure::OnTime,
    report::Figure::Overdue,
    report::Figure::InProgress,
    report::Figure::InProgressOverdue,
    report::Figure::Refused,
    report::Figure::Withdrawn,
    report::Figure::Stopped,
    report::Figure::Online,
];
/// The figures of a part of the period: what the chart over time shows.
const OF_PART: [report::Figure; 4] =
    [report::Figure::Received, report::Figure::Early, report::Figure::OnTime, report::Figure::Overdue];

/// The formulas of the national index. A test holds that the file that is built in can be read and reckoned.
static INDEX: LazyLock<Option<Index>> = LazyLock::new(|| {
    let index: Index = toml::from_str(include_str!("../../data/reports/qd766.toml")).ok()?;
    index.check().is_ok().then_some(index)
});

pub async fn report(call: Call<GetReport>) -> Answer<GetReport> {
    let query: ReportQuery = asked::query(call.query.as_deref())?;
    Ok(Reply::json(build(&call.app, call.staff()?, &query).await?))
}

/// Counts a report, as far as this member of staff sees.
///
/// # Errors
/// `bad_body`, `period_unknown`, `period_reversed`, `period_too_long`.
pub async fn build(app: &App, staff: &SignedIn, query: &ReportQuery) -> Result<Report, Refusal> {
    let today = app.local_now().date();
    let period = match &query.period {
        Some(text) => asked::period(text)?,
        None => Period::Year(today.year()),
    };
    let by = match query.by.as_deref() {
        Some(word) => Dimension::parse(word).ok_or_else(|| Refusal::new(ProblemCode::BadBody).detail("by"))?,
        None => Dimension::Field,
    };
    let index = INDEX.as_ref().ok_or_else(|| Refusal::internal("the file of the index"))?;
    let counter = Counter { app, staff, query };
    let mut figures = Vec::with_capacity(report::Figure::ALL.len());
    for figure in report::Figure::ALL {
        figures.push(counter.figure(*figure, period).await?);
    }
    let counted = |figure: report::Figure| figures.iter().find(|known| known.name == figure.as_str()).cloned();
    let shares = SHARES.iter().filter_map(|share| {
        let (part, whole) = (counted(share.part)?, counted(share.whole)?);
        // What was asked of this office, else what is usually asked.
        let usual = || index.targets.iter().find(|target| target.share == share.name).map(|target| target.rate);
        let target = app.world.targets.get(share.name).copied().or_else(usual);
        let rate = Rate::of(part.count, whole.count).map(|rate| rate.0);
        Some(ReportShare { name: share.name.to_owned(), part, whole, rate, target })
    });
    let shares = shares.collect();
    let satisfaction = satisfaction(app, query, period).await?;
    let items = index.items.iter().map(|item| {
        let (part, whole) = item.figures().map(|(part, whole)| (counted(part), counted(whole))).unwrap_or_default();
        let count = |figure: &Option<Figure>| figure.as_ref().map_or(0, |figure| figure.count);
        let points = if item.of_ratings() {
            let (good, all) = satisfaction.map_or((0, 0), |said| (said.satisfied, said.rated));
            item.points(u64::from(good), u64::from(all))
        } else {
            item.points(count(&part), count(&whole))
        };
        IndexItem {
            id: item.id.clone(),
            group: item.group.clone(),
            most: item.most,
            points: if let Points::Scored(points) = points { Some(points) } else { None },
            elsewhere: points == Points::Elsewhere,
            part,
            whole,
        }
    });
    let items = items.collect();
    let visits = counter.filter(report::Figure::SameVisit, period)?;
    let typed = app.store.typed_letters(&counter.filter(report::Figure::Received, period)?).await?;
    Ok(Report {
        period: period.to_string(),
        from: period.first(),
        to: period.last(),
        running: period.last() >= today,
        shares,
        satisfaction,
        median_visit: super::board::middle(app.store.visit_minutes(&visits).await?),
        median_typed: super::board::middle(typed.clone()),
        typed: typed.into_iter().map(u64::from).sum(),
        by: by.as_str().to_owned(),
        rows: counter.rows(by, period).await?,
        parts: counter.parts(period).await?,
        index: items,
        index_source: index.source.clone(),
        index_read_on: index.read_on,
        figures,
    })
}

/// What ratings of the period say. A field or a person has its ratings on their own page, in its own groups.
async fn satisfaction(app: &App, query: &ReportQuery, period: Period) -> Result<Option<Satisfaction>, Refusal> {
    let whole = ReportQuery { period: query.period.clone(), by: query.by.clone(), ..ReportQuery::default() };
    let Some(period) = rating::period(&period.to_string()).filter(|_| *query == whole) else { return Ok(None) };
    let Together { tally, told } = ratings::together(app, period).await?;
    let told = tally.satisfied().filter(|_| told);
    Ok(told.map(|rate| Satisfaction { rated: tally.count(), satisfied: tally.levels[0] + tally.levels[1], rate }))
}

/// Counts for somebody, within what a report is narrowed to.
struct Counter<'a> {
    app: &'a App,
    staff: &'a SignedIn,
    query: &'a ReportQuery,
}

impl Counter<'_> {
    fn list(&self, figure: report::Figure, period: Period) -> WorkQuery {
        self.query.list(figure.as_str(), &period.to_string())
    }

    fn filter(&self, figure: report::Figure, period: Period) -> Result<motcua_storage::filter::Filter, Refusal> {
        asked::filter(self.app, self.staff, &self.list(figure, period))
    }

    async fn figure(&self, figure: report::Figure, period: Period) -> Result<Figure, Refusal> {
        let count = self.app.store.work_count(&self.filter(figure, period)?).await?;
        Ok(Figure { name: figure.as_str().to_owned(), count, list: self.list(figure, period) })
    }

    async fn rows(&self, by: Dimension, period: Period) -> Result<Vec<ReportRow>, Refusal> {
        let mut rows: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
        for figure in OF_ROW {
            for (key, count) in self.app.store.report_counts(&self.filter(figure, period)?, by).await? {
                rows.entry(key).or_default().insert(figure.as_str(), count);
            }
        }
        let mut made = Vec::with_capacity(rows.len());
        for (key, counts) in rows {
            let label = match by {
                Dimension::Handler if !key.is_empty() => {
                    self.app.store.account(&key).await?.map(|account| account.name)
                }
                _ => None,
            };
            let figures = OF_ROW.iter().map(|figure| {
                let list = narrowed(self.list(*figure, period), by, &key);
                let count = counts.get(figure.as_str()).copied().unwrap_or(0);
                Figure { name: figure.as_str().to_owned(), count, list }
            });
            made.push(ReportRow { label, figures: figures.collect(), key });
        }
        Ok(made)
    }

    async fn parts(&self, period: Period) -> Result<Vec<ReportRow>, Refusal> {
        let mut rows = Vec::new();
        for part in period.parts() {
            let mut figures = Vec::with_capacity(OF_PART.len());
            for figure in OF_PART {
                figures.push(self.figure(figure, part).await?);
            }
            rows.push(ReportRow { key: part.to_string(), label: None, figures });
        }
        Ok(rows)
    }
}

/// The list of a row: the report's own, and only this row.
fn narrowed(list: WorkQuery, by: Dimension, key: &str) -> WorkQuery {
    let key = key.to_owned();
    match by {
        Dimension::Field => WorkQuery { field: Some(key), ..list },
        Dimension::Procedure => WorkQuery { procedure: Some(key), ..list },
        Dimension::Channel => {
            let known = motcua_domain::dossier::Channel::ALL;
            WorkQuery { channel: known.into_iter().find(|channel| channel.as_str() == key), ..list }
        }
        Dimension::Handler => WorkQuery { handler: Some(key), ..list },
        Dimension::Counter => WorkQuery { counter: Some(key), ..list },
    }
}

#[cfg(test)]
mod tests {
    use super::INDEX;

    #[test]
    fn the_index_is_read_and_has_a_hundred_points() {
        let index = INDEX.as_ref().expect("the file is whole");
        assert_eq!(index.check(), Ok(()));
        assert_eq!(index.items.iter().map(|item| item.most).sum::<u32>(), 10_000);
    }
}
