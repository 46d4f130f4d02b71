//! Satisfaction: rating by a slip's code or at a counter, and the office's view of it. Nothing here writes into a dossier, and
//! nothing of a rating is logged.

use super::asked;
use crate::{
    app::App,
    http::{Answer, Call, Reply},
    limits,
    problem::Refusal,
    secrets,
};
use jiff::{ToSpan, civil::Date};
use motcua_contract::{
    ProblemCode,
    ratings::{
        CounterRated, GetRatings, IndicatorScore, ListComments, LookRating, Opinion, RateCounter, RateSlip,
        RatingComment, RatingComments, RatingFigures, RatingGroup, RatingLook, RatingReport,
    },
};
use motcua_domain::{
    code::{Code, Finding},
    rating::{self, BEST_SCORE, COMMENT, GROUP, Indicator, Level, Scores, Tally},
    report::Period,
    text::nfc_lines,
};
use motcua_storage::{
    StoreError,
    ratings::{Kept, Said, Source},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Bytes of a token or mark that is looked at.
const LONGEST: usize = 64;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    period: Option<String>,
}

/// Under what a token stands among the slips.
#[must_use]
pub fn slip_key(token: &str) -> String {
    secrets::sha256_hex(format!("rating slip {token}").as_bytes())
}

/// Under what a token's rating stands; from the other key it cannot be found.
fn rating_key(token: &str) -> String {
    secrets::sha256_hex(format!("rating {token}").as_bytes())
}

/// Rates by a token.
pub async fn by_slip(call: Call<RateSlip>) -> Answer<RateSlip> {
    let app = &call.app;
    let opinion = bounded(&call.body.opinion)?;
    let token = &call.body.token;
    let (place, before) = found(app, token, &call.address()).await?;
    let today = app.local_now().date();
    keep(app, token, (place.0, &place.1), today, &opinion).await?;
    let open_until = Some(rating::open_until(before.map_or(today, |(day, _)| day)));
    Ok(Reply::json(RatingLook { opinion: Some(opinion), open_until }))
}

/// What a token has said so far.
pub async fn look(call: Call<LookRating>) -> Answer<LookRating> {
    let (_, before) = found(&call.app, &call.body.token, &call.address()).await?;
    let (open_until, opinion) = before.map(|(day, said)| (rating::open_until(day), said)).unzip();
    Ok(Reply::json(RatingLook { opinion, open_until }))
}

/// Rates at a counter: once a day from one phone, and not too often from one address.
pub async fn at_counter(call: Call<RateCounter>) -> Answer<RateCounter> {
    let (app, body) = (&call.app, &call.body);
    if !app.world.counters.contains(&body.counter) {
        return Err(ProblemCode::RatingUnknown.into());
    }
    if body.mark.as_ref().is_some_and(|mark| mark.is_empty() || mark.len() > LONGEST) {
        return Err(Refusal::new(ProblemCode::BadBody).detail("mark"));
    }
    let now = app.now();
    let address = format!("rating {}", call.address());
    let often = |seconds| Refusal { retry_after: Some(seconds), ..Refusal::new(ProblemCode::RatingTooOften) };
    if let Some(mark) = &body.mark {
        let name = format!("rating {} {}", secrets::sha256_hex(mark.as_bytes()), body.counter);
        app.limiter.allowed(&name, &limits::RATING_DEVICE, now).map_err(often)?;
        app.limiter.attempt(&address, &limits::RATING_ADDRESS, now).map_err(often)?;
        app.limiter.attempt(&name, &limits::RATING_DEVICE, now).map_err(often)?;
    } else {
        app.limiter.attempt(&address, &limits::RATING_ADDRESS, now).map_err(often)?;
    }
    let token = secrets::new_token()?;
    let opinion = Opinion { level: body.level, scores: Scores::new(), comment: String::new() };
    keep(app, &token, (Source::Counter, &body.counter), app.local_now().date(), &opinion).await?;
    Ok(Reply::json(CounterRated { token }))
}

/// Where a rating belongs.
type Place = (Source, String);
/// A rating that is there, and its day.
type Before = Option<(Date, Opinion)>;

/// Where a token's rating belongs and what it says so far.
///
/// # Errors
/// `rating_unknown`, `rating_late`; `too_many_requests` for an address that guesses.
async fn found(app: &App, token: &str, address: &str) -> Result<(Place, Before), Refusal> {
    if let Some(kept) = app.store.rating(&rating_key(token)).await? {
        let (day, opinion) = read(&kept).ok_or_else(|| Refusal::internal("a rating cannot be read"))?;
        if rating::open_until(day) < app.local_now().date() {
            return Err(ProblemCode::RatingLate.into());
        }
        let source = if kept.source == Source::Slip.as_str() { Source::Slip } else { Source::Counter };
        return Ok(((source, kept.place), Some((day, opinion))));
    }
    let field = if token.len() <= LONGEST { app.store.rating_slip(&slip_key(token)).await? } else { None };
    if let Some(field) = field {
        return Ok(((Source::Slip, field), None));
    }
    app.limiter.attempt(&format!("receipt {address}"), &limits::RECEIPT, app.now()).map_err(Refusal::wait)?;
    Err(ProblemCode::RatingUnknown.into())
}

async fn keep(app: &App, token: &str, place: (Source, &str), today: Date, opinion: &Opinion) -> Result<(), Refusal> {
    let scores = serde_json::to_string(&opinion.scores).map_err(Refusal::internal)?;
    let said = Said { level: opinion.level.as_str(), scores: &scores, comment: &opinion.comment };
    let oldest = today.saturating_sub(1.day()).to_string();
    match app.store.add_rating(&rating_key(token), place, &today.to_string(), &oldest, said).await {
        Err(StoreError::NotFound) => Err(ProblemCode::RatingLate.into()),
        other => Ok(other?),
    }
}

/// The opinion with its text in the normal form, of a length that fits.
fn bounded(opinion: &Opinion) -> Result<Opinion, Refusal> {
    let comment = nfc_lines(&opinion.comment);
    let long = (comment.chars().count() > COMMENT)
        .then(|| Finding::new("comment", Code::TooLong).with_limit(i64::try_from(COMMENT).unwrap_or(i64::MAX)));
    let over = opinion.scores.iter().filter(|(_, score)| **score > BEST_SCORE);
    let over = over.map(|(indicator, _)| {
        Finding::new(format!("scores/{}", indicator.as_str()), Code::TooLarge).with_limit(i64::from(BEST_SCORE))
    });
    let findings: Vec<Finding> = long.into_iter().chain(over).collect();
    if findings.is_empty() { Ok(Opinion { comment, ..opinion.clone() }) } else { Err(Refusal::invalid(findings)) }
}

fn read(kept: &Kept) -> Option<(Date, Opinion)> {
    let scores = serde_json::from_str(&kept.scores).ok()?;
    let opinion = Opinion { level: Level::parse(&kept.level)?, scores, comment: kept.comment.clone() };
    Some((kept.day.parse().ok()?, opinion))
}

/// A rating of a period, and in which month it was given.
struct Rated {
    place: Place,
    month: Period,
    opinion: Opinion,
}

/// The ratings of the period asked for; of this month when none is asked for.
async fn of_period(app: &App, query: Option<&str>) -> Result<(Period, Vec<Rated>), Refusal> {
    let asked: Asked = asked::query(query)?;
    let today = app.local_now().date();
    let text = asked.period.unwrap_or_else(|| format!("{:04}-{:02}", today.year(), today.month()));
    let period = rating::period(&text).ok_or_else(|| Refusal::new(ProblemCode::BadBody).detail("period"))?;
    let kept = app.store.ratings(&period.first().to_string(), &period.last().to_string()).await?;
    let one = |kept: Kept| {
        let source = if kept.source == Source::Slip.as_str() { Source::Slip } else { Source::Counter };
        let (day, opinion) = read(&kept)?;
        let month = Period::Month(day.year(), u8::try_from(day.month()).ok()?);
        Some(Rated { place: (source, kept.place), month, opinion })
    };
    Ok((period, kept.into_iter().filter_map(one).collect()))
}

/// All ratings of a period together.
pub struct Together {
    pub tally: Tally,
    /// They may be told.
    pub told: bool,
}

/// What all ratings of a period come to, for reports and for the public page.
///
/// # Errors
/// When the database cannot.
pub async fn together(app: &App, period: Period) -> Result<Together, Refusal> {
    let (mut tally, mut months) = (Tally::default(), BTreeMap::<String, u32>::new());
    for kept in app.store.ratings(&period.first().to_string(), &period.last().to_string()).await? {
        // A day is `2026-11-23`, a month its first seven characters.
        if let (Some(level), Some(month)) = (Level::parse(&kept.level), kept.day.get(..7)) {
            tally.add(level, &Scores::new());
            *months.entry(month.to_owned()).or_default() += 1;
        }
    }
    let told = rating::told(period, &|month| months.get(&month.to_string()).copied().unwrap_or(0));
    Ok(Together { tally, told })
}

/// What the ratings of a period say, as far as it may be shown.
pub async fn report(call: Call<GetRatings>) -> Answer<GetRatings> {
    let app = &call.app;
    let (period, ratings) = of_period(app, call.query.as_deref()).await?;
    // Every field and counter has its line, so that an empty one is seen to be empty or small, never left out.
    let mut leaves: BTreeMap<(bool, String), Tally> = BTreeMap::new();
    let mut months: BTreeMap<((bool, String), String), u32> = BTreeMap::new();
    for bundle in app.world.procedures.iter() {
        leaves.entry((true, bundle.procedure.field.clone())).or_default();
    }
    for counter in &app.world.counters {
        leaves.entry((false, counter.clone())).or_default();
    }
    for Rated { place: (source, place), month, opinion } in &ratings {
        let leaf = (*source == Source::Slip, place.clone());
        *months.entry((leaf.clone(), month.to_string())).or_default() += 1;
        leaves.entry(leaf).or_default().add(opinion.level, &opinion.scores);
    }
    let counts: Vec<u32> = leaves.values().map(Tally::count).collect();
    // A group is told only where its shorter periods do not tell of few.
    let own =
        |leaf: &(bool, String), month: Period| months.get(&(leaf.clone(), month.to_string())).copied().unwrap_or(0);
    let may: Vec<bool> = leaves.keys().map(|leaf| rating::told(period, &|month| own(leaf, month))).collect();
    let shown = rating::shown_of(&counts, |at| may[at]);
    let sum = |slips: Option<bool>, month: Period| {
        let of = |leaf: &&(bool, String)| slips.is_none_or(|slips| leaf.0 == slips);
        leaves.keys().filter(of).map(|leaf| own(leaf, month)).sum()
    };
    let all = leaves.values().fold(Tally::default(), joined);
    let lines = |slips: bool| {
        let own = leaves.iter().zip(&shown).filter(move |((leaf, _), _)| leaf.0 == slips);
        own.map(|((leaf, tally), shown)| group(&leaf.1, tally, *shown)).collect::<Vec<_>>()
    };
    // A source is told where what is hidden in it is nobody or a group by itself, and only together with the other one:
    // from the whole and one of them follows the other.
    let hidden = |slips: bool| {
        let own = leaves.iter().zip(&shown).filter(|((leaf, _), shown)| leaf.0 == slips && !**shown);
        own.map(|((_, tally), _)| tally.count()).sum::<u32>()
    };
    let over_time = |slips: bool| {
        let of = |month: Period| sum(Some(slips), month);
        rating::told(period, &of) || ratings.iter().all(|rated| (rated.place.0 == Source::Slip) != slips)
    };
    let told = [true, false].into_iter().all(|slips| hidden(slips) == 0 || hidden(slips) >= GROUP)
        && over_time(true)
        && over_time(false);
    let source = |slips: bool| {
        let own = leaves.iter().filter(|(leaf, _)| leaf.0 == slips).map(|(_, tally)| tally);
        let tally = own.fold(Tally::default(), joined);
        let key = if slips { Source::Slip } else { Source::Counter };
        group(key.as_str(), &tally, told && tally.count() >= GROUP)
    };
    Ok(Reply::json(RatingReport {
        period: period.to_string(),
        all: group("", &all, rating::told(period, &|month| sum(None, month))),
        sources: vec![source(true), source(false)],
        fields: lines(true),
        counters: lines(false),
    }))
}

fn joined(mut sum: Tally, one: &Tally) -> Tally {
    sum.join(one);
    sum
}

fn group(key: &str, tally: &Tally, shown: bool) -> RatingGroup {
    let score = |indicator: Indicator| tally.score(indicator).map(|tenths| IndicatorScore { indicator, tenths });
    let figures = shown.then(|| RatingFigures {
        count: tally.count(),
        levels: tally.levels.to_vec(),
        satisfied: tally.satisfied().unwrap_or_default(),
        scores: Indicator::ALL.into_iter().filter_map(score).collect(),
    });
    RatingGroup { key: key.to_owned(), figures }
}

/// What people wrote, once the period has ratings enough that nobody is told by being the only one.
pub async fn comments(call: Call<ListComments>) -> Answer<ListComments> {
    let (_, ratings) = of_period(&call.app, call.query.as_deref()).await?;
    let enough = ratings.len() >= GROUP as usize;
    let written = ratings.into_iter().map(|rated| rated.opinion);
    let written = written.filter(|opinion| enough && !opinion.comment.is_empty());
    let comments = written.map(|opinion| RatingComment { level: opinion.level, text: opinion.comment }).collect();
    Ok(Reply::json(RatingComments { comments }))
}
