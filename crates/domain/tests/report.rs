//! Reports in the domain: periods and their texts, rates that never lie about nothing, points of the index, classes that a
//! changed table of holidays does not touch, letters that were typed.
use jiff::{Timestamp, civil::date, tz};
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::{Limit, Timeliness},
    dossier::{Actor, Channel, Command, Dossier, Event, Rules, decide},
    dossier_code::DossierCode,
    form::Answers,
    report::{Empty, Facts, Figure, Item, Period, PeriodFault, Points, Rate, Window, paragraph, paragraph::Value},
};
use proptest::prelude::*;

#[test]
fn periods_come_back_from_their_texts() {
    for (text, first, last, parts) in [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), 12),
        ("2024-h1", date(2024, 1, 1), date(2024, 6, 30), 6),
        ("2024-h2", date(2024, 7, 1), date(2024, 12, 31), 6),
        ("2024-q3", date(2024, 7, 1), date(2024, 9, 30), 3),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 29),
        ("2024-01-15..2024-03-10", date(2024, 1, 15), date(2024, 3, 10), 3),
        ("2021-06-01..2024-06-30", date(2021, 6, 1), date(2024, 6, 30), 4),
    ] {
        let period = Period::parse(text).unwrap();
        assert_eq!((period.first(), period.last(), period.to_string().as_str()), (first, last, text));
        let made = period.parts();
        assert_eq!(made.len(), parts, "{text}");
        assert_eq!((made[0].first(), made[parts - 1].last()), (first, last), "{text}");
        assert!(made.windows(2).all(|two| two[0].last().tomorrow().unwrap() == two[1].first()), "{text}: no gap");
    }
    let faults = [
        ("2024-02-30..2024-03-01", PeriodFault::Unknown),
        ("2024-13", PeriodFault::Unknown),
        ("2024-q0", PeriodFault::Unknown),
        ("2024-h3", PeriodFault::Unknown),
        ("24", PeriodFault::Unknown),
        ("", PeriodFault::Unknown),
        ("1824", PeriodFault::Unknown),
        ("2024-03-02..2024-03-01", PeriodFault::Reversed),
        ("2019-01-01..2024-03-01", PeriodFault::TooLong),
    ];
    for (text, fault) in faults {
        assert_eq!(Period::parse(text), Err(fault), "{text}");
    }
}

#[test]
fn rates_and_points() {
    assert_eq!(Rate::of(479, 480), Some(Rate(9979)));
    assert_eq!(Rate::of(1140, 1141), Some(Rate(9991)));
    assert_eq!(Rate::of(0, 0), None, "nothing to divide by is no rate");
    assert_eq!(Rate::of(0, 7), Some(Rate(0)));
    let item = |empty, full_at| Item {
        id: "i".into(),
        group: "g".into(),
        most: 2000,
        metric: None,
        part: Some("timely".into()),
        whole: Some("received".into()),
        full_at,
        empty,
    };
    assert_eq!(item(Empty::Dash, 10_000).points(1141, 1141), Points::Scored(2000));
    assert_eq!(item(Empty::Dash, 10_000).points(1, 2), Points::Scored(1000));
    assert_eq!(item(Empty::Dash, 8_000).points(9, 10), Points::Scored(2000), "no more than the most");
    assert_eq!(item(Empty::Dash, 10_000).points(0, 0), Points::Dash);
    assert_eq!(item(Empty::Full, 10_000).points(0, 0), Points::Scored(2000));
    let elsewhere = Item { part: None, whole: None, ..item(Empty::Dash, 10_000) };
    assert_eq!(elsewhere.points(1, 1), Points::Elsewhere);
}

fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
    tz::offset(7).to_timestamp(date(2024, 5, day).at(hour, minute, 0, 0)).unwrap()
}

/// Handed in on Monday 6/5/2024 at eight; done at that time.
fn done(limit: Limit, calendar: &Calendar, done: Timestamp) -> Vec<Event> {
    let hours = Hours::default();
    let rules = Rules { calendar, hours: &hours, propose_first: false };
    let submit = Command::Submit {
        code: DossierCode::compose("H20.299", date(2024, 5, 6), 1).unwrap(),
        procedure: "2.000815".into(),
        version: date(2024, 1, 1),
        answers: Answers::default(),
        limit,
        channel: Channel::Desk,
    };
    let staff = Actor::Staff("an".into());
    let mut events = decide(&Dossier::default(), submit, &Actor::Citizen, at(6, 8, 0), &rules).unwrap();
    let over = Command::HandOver { result: None };
    events.extend(decide(&Dossier::replay(&events), over, &staff, done, &rules).unwrap());
    events
}

#[test]
fn work_of_the_day_itself_can_be_early_on_time_or_late() {
    let plain = Calendar::default();
    for (limit, at, class) in [
        (Limit::SameDay, at(6, 8, 20), Timeliness::Early),
        (Limit::SameDay, at(6, 17, 30), Timeliness::OnTime),
        (Limit::SameDay, at(7, 7, 0), Timeliness::Late),
        (Limit::WorkingDays(3), at(8, 16, 0), Timeliness::Early),
        (Limit::WorkingDays(3), at(9, 16, 0), Timeliness::OnTime),
        (Limit::WorkingDays(3), at(10, 8, 0), Timeliness::Late),
        (Limit::Unstated, at(10, 8, 0), Timeliness::OnTime),
    ] {
        assert_eq!(Facts::of(&done(limit, &plain, at)).timeliness, Some(class), "{limit:?} {at}");
    }
}

#[test]
fn a_period_that_is_over_does_not_change_with_the_table_of_holidays() {
    let before = Calendar::default();
    let holiday =
        "[[days]]\ndate = \"2024-05-08\"\nkind = \"holiday\"\nid = \"late\"\nsource = \"s\"\nconfirmed = true\n";
    let after: Calendar = toml::from_str(&format!("saturday_morning = false\n{holiday}")).unwrap();
    let (old, new) =
        (done(Limit::WorkingDays(3), &before, at(9, 9, 0)), done(Limit::WorkingDays(3), &after, at(9, 9, 0)));
    // The table matters for what is promised from now on, and only there.
    assert_eq!(Facts::of(&old).timeliness, Some(Timeliness::OnTime));
    assert_eq!(Facts::of(&new).timeliness, Some(Timeliness::Early));
    // What was recorded is all that is read: the same events, the same facts, whatever the table is by then.
    let kept: Vec<Event> = serde_json::from_str(&serde_json::to_string(&old).unwrap()).unwrap();
    assert_eq!(Facts::of(&kept), Facts::of(&old));
}

#[test]
fn the_paragraph_of_the_ward() {
    let count = |figure: Figure| match figure {
        Figure::Received | Figure::Finished => 1141,
        Figure::Early => 1140,
        Figure::OnTime => 1,
        Figure::ECopy => 479,
        Figure::ECopyAsked => 480,
        _ => 0,
    };
    let told = paragraph(count);
    assert_eq!(told.iter().map(|sentence| sentence.key).collect::<Vec<_>>(), ["received", "e_copy"]);
    let numbers = |at: usize| told[at].written_vi("U").into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(numbers(0), ["U", "1.141", "1.140", "01"]);
    assert_eq!(numbers(1), ["479", "99,79%"]);
    assert_eq!(told[1].values[1].1, Value::Rate(479, 480));
    assert_eq!(paragraph(|_| 0)[0].key, "none");
    let late = paragraph(|figure| if figure == Figure::Overdue { 3 } else { count(figure) });
    assert_eq!(late[1].key, "overdue", "what came late is said");
}

proptest! {
    #[test]
    fn parts_never_overlap_and_never_leave_out_a_day(from in 0i64..4000, length in 0i64..1830) {
        let first = date(2015, 1, 1).checked_add(jiff::SignedDuration::from_hours(24 * from)).unwrap();
        let last = first.checked_add(jiff::SignedDuration::from_hours(24 * length)).unwrap();
        let Ok(period) = Period::range(first, last) else { return Ok(()) };
        let parts = period.parts();
        prop_assert_eq!(parts[0].first(), first);
        prop_assert_eq!(parts.last().unwrap().last(), last);
        prop_assert!(parts.windows(2).all(|two| two[0].last().tomorrow().unwrap() == two[1].first()));
        prop_assert!(parts.iter().all(|part| Period::parse(&part.to_string()) == Ok(*part)));
    }

    #[test]
    fn whatever_is_received_is_counted_in_its_own_period(minute in 0i64..500_000) {
        let now = at(6, 8, 0) + jiff::SignedDuration::from_mins(minute);
        let facts = Facts { submitted: now.as_millisecond(), ..Facts::default() };
        let day = tz::offset(7).to_datetime(now).date();
        let window = Window::of(Period::range(day, day).unwrap(), now);
        prop_assert!(Figure::Received.holds(&facts, 0, window));
        let before = Window::of(Period::range(day.yesterday().unwrap(), day.yesterday().unwrap()).unwrap(), now);
        prop_assert!(!Figure::Received.holds(&facts, 0, before));
    }
}
