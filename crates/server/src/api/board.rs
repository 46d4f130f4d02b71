//! The day's board: each figure is counted with the very query that opens its list.

use super::asked;
use crate::http::{Answer, Call, Reply};
use motcua_contract::{
    desk::WorkQuery,
    register::{Board, Figure, GetBoard},
};
use motcua_storage::filter;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    day: Option<String>,
}

pub async fn board(call: Call<GetBoard>) -> Answer<GetBoard> {
    let (app, staff) = (&call.app, call.staff()?);
    let asked: Asked = asked::query(call.query.as_deref())?;
    let today = app.local_now().date();
    let day = asked::day(app, asked.day.as_deref())?;
    let of_day = |figure: filter::Figure| WorkQuery {
        view: Some(filter::View::All.as_str().to_owned()),
        figure: Some(figure.as_str().to_owned()),
        day: Some(day.to_string()),
        ..WorkQuery::default()
    };
    let mut lists: Vec<(&str, WorkQuery)> =
        filter::Figure::ALL.into_iter().map(|figure| (figure.as_str(), of_day(figure))).collect();
    // Where the work stands is known of now, not of another day.
    if day == today {
        lists.extend(standing());
    }
    let mut figures = Vec::with_capacity(lists.len());
    for (name, list) in lists {
        let count = app.store.work_count(&asked::filter(app, staff, &list)?).await?;
        figures.push(Figure { name: name.to_owned(), count, list });
    }
    let visits = asked::filter(app, staff, &of_day(filter::Figure::SameVisit))?;
    let median_visit = middle(app.store.visit_minutes(&visits).await?);
    let median_wait = app.store.queue(&day.to_string()).await?.median_wait();
    Ok(Reply::json(Board { day, figures, median_visit, median_wait }))
}

/// What is to be done now.
fn standing() -> impl Iterator<Item = (&'static str, WorkQuery)> {
    let view = |name: filter::View| WorkQuery { view: Some(name.as_str().to_owned()), ..WorkQuery::default() };
    let due = |word: &str| WorkQuery { due: Some(word.to_owned()), ..view(filter::View::Open) };
    [
        ("new", view(filter::View::New)),
        ("working", view(filter::View::Working)),
        ("waiting", view(filter::View::Waiting)),
        ("approve", view(filter::View::Approve)),
        ("to_return", view(filter::View::ToReturn)),
        ("near", due("near")),
        ("late", due("late")),
        ("flagged", WorkQuery { due: Some("flagged".to_owned()), ..view(filter::View::All) }),
        ("unread", WorkQuery { unread: true, ..view(filter::View::All) }),
    ]
    .into_iter()
}

/// The middle one, the lower of two; none of none.
pub fn middle(mut numbers: Vec<u32>) -> Option<u32> {
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::middle;

    #[test]
    fn the_middle_one() {
        assert_eq!(middle(Vec::new()), None);
        assert_eq!(middle(vec![9]), Some(9));
        assert_eq!(middle(vec![9, 1, 5]), Some(5));
        assert_eq!(middle(vec![9, 1, 5, 7]), Some(5));
    }
}
