//! The register book of a year, page by page.

use super::asked;
use crate::http::{Answer, Call, Reply};
use motcua_contract::register::{ListRegister, Register, RegisterLine};
use motcua_domain::staff::Duty;
use motcua_storage::register::BookLine;
use serde::Deserialize;

/// Lines of a page.
const PAGE: u32 = 100;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub year: Option<i16>,
    after: u64,
}

pub async fn list(call: Call<ListRegister>) -> Answer<ListRegister> {
    let (app, staff) = (&call.app, call.staff()?);
    let asked: Asked = asked::query(call.query.as_deref())?;
    let year = asked.year.unwrap_or_else(|| app.local_now().date().year());
    let sight = asked::sight(staff, Duty::Register);
    let mut lines: Vec<RegisterLine> =
        app.store.book(year, &sight, asked.after, PAGE + 1).await?.into_iter().map(line).collect();
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let next = lines.last().filter(|_| more).map(|line| line.number);
    let (years, total) = (app.store.book_years().await?, app.store.book_total(year, &sight).await?);
    Ok(Reply::json(Register { year, years, total, lines, next }))
}

/// A line as the contract writes it; for the files of the register, too.
#[must_use]
pub fn line(line: BookLine) -> RegisterLine {
    let at = |ms: i64| jiff::Timestamp::from_millisecond(ms).ok();
    RegisterLine {
        number: line.number,
        id: line.id,
        code: line.code,
        procedure: line.procedure,
        requester: line.requester,
        channel: line.channel,
        state: line.state,
        submitted_at: at(line.submitted_ms).unwrap_or_default(),
        due: line.due.and_then(|due| due.parse().ok()),
        finished_at: line.finished_ms.and_then(at),
        returned_at: line.returned_ms.and_then(at),
    }
}
