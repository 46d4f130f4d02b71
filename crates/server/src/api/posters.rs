//! Posters for the wall, and how often they were scanned.

use super::asked;
use crate::{
    app::App,
    http::{Answer, Call, Reply},
    limits,
    press::{self, facts},
    problem::Refusal,
};
use jiff::{ToSpan, civil::Date};
use motcua_contract::{
    ProblemCode,
    endpoint::encode,
    files::FileKind,
    papers::{CountScan, ListPosters, PosterCount, PosterCounts, PrintPoster},
    public::ProcedureBundle,
};
use motcua_documents::data::{Board, BoardItem, Link, Moment, Poster, RatingPoster, Size};
use motcua_domain::{
    form::Answers,
    rating::{COUNTER, PAGE},
    scan::poster_path,
};
use serde::Deserialize;

/// Every procedure on one sheet.
const ALL: &str = "all";
/// The sheet at a counter, to rate it by.
const RATING: &str = "rating";
/// Lines of what to bring; a poster is read in passing.
const BRING: usize = 5;
/// Days that count as recent.
const RECENT: i32 = 30;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    size: Option<String>,
    counter: Option<String>,
}

pub async fn print(call: Call<PrintPoster>) -> Answer<PrintPoster> {
    let app = &call.app;
    let asked: Asked = asked::query(call.query.as_deref())?;
    let size = match asked.size.as_deref() {
        None | Some("a4") => Size::A4,
        Some("a5") => Size::A5,
        Some(_) => return Err(Refusal::new(ProblemCode::BadBody).detail("size")),
    };
    let code = call.segment(0);
    let bytes = if code == ALL {
        press::print(app, board(app, size), app.now()).await?
    } else if code == RATING {
        let named = app.world.counters.iter().find(|one| asked.counter.as_ref() == Some(*one));
        press::print(app, at_counter(app, named.ok_or(ProblemCode::NotFound)?, size), app.now()).await?
    } else {
        let bundle = app.world.bundle(code).ok_or(ProblemCode::NotFound)?;
        press::print(app, poster(app, bundle, size), app.now()).await?
    };
    Ok(Reply::Raw(press::file(bytes, FileKind::Pdf, &format!("poster-{code}"))?))
}

/// What a poster of today leads to.
#[must_use]
pub fn link(app: &App, code: &str) -> Link {
    Link::new(format!("{}{}", app.world.office.public_url, poster_path(code, Some(app.local_now().date()))))
}

fn poster(app: &App, bundle: &ProcedureBundle, size: Size) -> Poster {
    let procedure = &bundle.procedure;
    let text = |key: &str| facts::texts(bundle).get(key).cloned();
    // What holds in every case; what depends on it is asked after the scan.
    let nothing = Answers::default();
    let always = procedure.papers.iter().filter(|paper| paper.show_if.is_none());
    let fees = procedure.fees.iter().filter(|fee| fee.show_if.is_none());
    Poster {
        office: facts::office(app),
        size,
        procedure_code: procedure.code.clone(),
        procedure: facts::said(bundle, "name"),
        plain: text("plain"),
        link: Some(link(app, &procedure.code)),
        bring: always.filter_map(|paper| text(&format!("paper.{}.label", paper.id))).take(BRING).collect(),
        fees: fees.filter_map(|fee| text(&format!("fee.{}", fee.id))).collect(),
        time: procedure.time(&nothing).and_then(|time| text(&format!("time.{}", time.id))),
        printed: Some(Moment(app.local_now())),
    }
}

/// The sheet with every procedure.
#[must_use]
pub fn board(app: &App, size: Size) -> Board {
    let item = |bundle: &ProcedureBundle| BoardItem {
        code: bundle.procedure.code.clone(),
        name: facts::said(bundle, "name"),
        link: link(app, &bundle.procedure.code),
    };
    Board {
        office: facts::office(app),
        size,
        items: app.world.procedures.iter().map(item).collect(),
        printed: Some(Moment(app.local_now())),
    }
}

fn at_counter(app: &App, counter: &str, size: Size) -> RatingPoster {
    let address = [&app.world.office.public_url, PAGE, "?", COUNTER, "=", &encode(counter)].concat();
    RatingPoster {
        office: facts::office(app),
        size,
        counter: counter.to_owned(),
        link: Some(Link::new(address)),
        printed: Some(Moment(app.local_now())),
    }
}

/// Counts a scan: only of procedures there are and days that have been.
pub async fn count(call: Call<CountScan>) -> Answer<CountScan> {
    let app = &call.app;
    app.limiter.attempt(&format!("scan {}", call.address()), &limits::SCAN, app.now()).map_err(Refusal::wait)?;
    let bundle = app.world.bundle(&call.body.procedure).ok_or(ProblemCode::NotFound)?;
    let today = app.local_now().date();
    let printed = day(&call.body.printed).filter(|printed| *printed <= today);
    printed.ok_or_else(|| Refusal::new(ProblemCode::BadBody).detail("printed"))?;
    app.store.count_scan(&bundle.procedure.code, &call.body.printed, &today.to_string()).await?;
    Ok(Reply::empty())
}

pub async fn list(call: Call<ListPosters>) -> Answer<ListPosters> {
    let app = &call.app;
    let since = app.local_now().date().saturating_sub(RECENT.days());
    let scans = app.store.poster_scans(&since.to_string()).await?;
    let count = |scans: motcua_storage::posters::PosterScans| {
        let version = app.world.bundle(&scans.procedure).map(|bundle| bundle.procedure.version);
        PosterCount {
            outdated: version.is_none_or(|version| day(&scans.printed).is_none_or(|printed| printed < version)),
            procedure: scans.procedure,
            printed: scans.printed,
            recent: scans.recent,
            total: scans.total,
        }
    };
    Ok(Reply::json(PosterCounts {
        posters: scans.into_iter().map(count).collect(),
        counters: app.world.counters.clone(),
    }))
}

/// `20261123`.
fn day(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Date::strptime("%Y%m%d", text).ok()).flatten()
}
