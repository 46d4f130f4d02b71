//! The figures that the office chose to show, counted as its reports count. Never fewer than five; what could be watched while
//! it changes by one (ratings, fields) is counted over whole months or quarters that are past.

use crate::{
    api::ratings::{self, Together},
    app::App,
    problem::Refusal,
};
use jiff::{ToSpan, civil::Date};
use motcua_contract::open::{PublicCount, PublicFigure, PublicFigures};
use motcua_domain::{
    rating::{GROUP, shown},
    report::{Figure, Period, Rate, Window},
};
use motcua_storage::{
    filter::{Filter, View},
    report::Dimension,
};

/// Counted anew at most so often.
const SECONDS: i64 = 60;
/// Whole months that past figures reach back.
const MONTHS: i32 = 12;

/// The figures as they are now, or were less than a minute ago.
///
/// # Errors
/// When the database cannot.
pub async fn now(app: &App) -> Result<PublicFigures, Refusal> {
    let now = app.now();
    let mut kept = app.kept.figures.lock().await;
    let young = |figures: &&PublicFigures| (0..SECONDS).contains(&now.duration_since(figures.at).as_secs());
    if let Some(figures) = kept.as_ref().filter(young) {
        return Ok(figures.clone());
    }
    let counted = count(app).await?;
    *kept = Some(counted.clone());
    Ok(counted)
}

async fn count(app: &App) -> Result<PublicFigures, Refusal> {
    let today = app.local_now().date();
    let day = app.store.queue(&today.to_string()).await?;
    let counter = Counter { app, today };
    let mut figures = Vec::new();
    for name in &app.world.shown.figures {
        match name {
            PublicFigure::Waiting => figures.push(blank(*name, Some(day.waiting().len() as u64))),
            PublicFigure::MedianWait => figures.push(blank(*name, day.median_wait().map(u64::from))),
            PublicFigure::Received => figures.push(counter.year(*name, Figure::Received).await?),
            PublicFigure::Finished => figures.push(counter.year(*name, Figure::Finished).await?),
            PublicFigure::Timely => figures.push(counter.share(*name, Figure::Timely, Figure::Finished).await?),
            PublicFigure::SameVisit => figures.push(counter.share(*name, Figure::SameVisit, Figure::Returned).await?),
            PublicFigure::Online => figures.push(counter.share(*name, Figure::Online, Figure::Received).await?),
            PublicFigure::Satisfied => figures.push(counter.satisfied().await?),
            PublicFigure::ByField => figures.extend(counter.fields().await?),
        }
    }
    Ok(PublicFigures { at: app.now(), figures })
}

fn blank(name: PublicFigure, count: Option<u64>) -> PublicCount {
    PublicCount { name, field: None, count, rate: None, few: false, from: None, to: None }
}

struct Counter<'a> {
    app: &'a App,
    today: Date,
}

impl Counter<'_> {
    async fn of(&self, figure: Figure, period: Period) -> Result<u64, Refusal> {
        Ok(self.app.store.work_count(&self.filter(figure, period)).await?)
    }

    fn filter(&self, figure: Figure, period: Period) -> Filter {
        let window = Window::of(period, self.app.now());
        Filter { view: View::All, report: Some((figure, window)), ..Filter::default() }
    }

    fn this_year(&self) -> Period {
        Period::Year(self.today.year())
    }

    async fn year(&self, name: PublicFigure, figure: Figure) -> Result<PublicCount, Refusal> {
        let count = self.of(figure, self.this_year()).await?;
        let few = (1..u64::from(GROUP)).contains(&count);
        let dated = self.dated(blank(name, (!few).then_some(count)));
        Ok(PublicCount { few, ..dated })
    }

    async fn share(&self, name: PublicFigure, part: Figure, whole: Figure) -> Result<PublicCount, Refusal> {
        let (part, whole) = (self.of(part, self.this_year()).await?, self.of(whole, self.this_year()).await?);
        let few = (1..u64::from(GROUP)).contains(&whole);
        let rate = Rate::of(part, whole).map(|rate| rate.0).filter(|_| !few);
        Ok(PublicCount { rate, few, ..self.dated(blank(name, None)) })
    }

    fn dated(&self, count: PublicCount) -> PublicCount {
        PublicCount { from: Some(self.today.first_of_year()), to: Some(self.today), ..count }
    }

    /// First and last day of the whole months that are past.
    fn past(&self) -> (Date, Date) {
        let first = self.today.first_of_month();
        (first.saturating_sub(MONTHS.months()), first.saturating_sub(1.day()))
    }

    async fn satisfied(&self) -> Result<PublicCount, Refusal> {
        let quarter = self.last_quarter();
        let Together { tally, told } = ratings::together(self.app, quarter).await?;
        let rate = tally.satisfied().filter(|_| told);
        let few = tally.count() > 0 && !told;
        let (from, to) = (Some(quarter.first()), Some(quarter.last()));
        Ok(PublicCount { rate, few, from, to, ..blank(PublicFigure::Satisfied, None) })
    }

    /// The last quarter that is over: a period that ratings are told of, and that nobody can watch change.
    fn last_quarter(&self) -> Period {
        let quarter = u8::try_from((self.today.month() - 1) / 3).unwrap_or(0);
        match quarter {
            0 => Period::Quarter(self.today.year() - 1, 4),
            past => Period::Quarter(self.today.year(), past),
        }
    }

    /// A field with fewer than five is not told, and neither is one that tells of it by subtraction.
    async fn fields(&self) -> Result<Vec<PublicCount>, Refusal> {
        let (from, to) = self.past();
        let Ok(period) = Period::range(from, to) else { return Ok(Vec::new()) };
        let rows = self.app.store.report_counts(&self.filter(Figure::Received, period), Dimension::Field).await?;
        let counts: Vec<u32> = rows.iter().map(|(_, count)| u32::try_from(*count).unwrap_or(u32::MAX)).collect();
        let told = shown(&counts);
        let line = |((field, count), told): ((String, u64), bool)| PublicCount {
            field: Some(field),
            few: !told,
            from: Some(from),
            to: Some(to),
            ..blank(PublicFigure::ByField, told.then_some(count))
        };
        Ok(rows.into_iter().zip(told).map(line).collect())
    }
}
