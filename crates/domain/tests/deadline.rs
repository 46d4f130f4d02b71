//! Due times: the vectors of the domain facts, the corners of each rule, and a slow reference that must agree.
use jiff::civil::{Date, DateTime, Time, date, datetime, time};
use jiff::{Timestamp, ToSpan};
use motcua_domain::calendar::{Calendar, CalendarDay, DayKind, HOLIDAYS_TOML, Hours};
use motcua_domain::deadline::{
    Clock, Limit, Timeliness, add_working_minutes, after_pause, class, class_by_minute, due, local, start_day,
};
use proptest::prelude::*;

fn shipped() -> Calendar {
    toml::from_str(HOLIDAYS_TOML).unwrap()
}

fn at(calendar: &Calendar, received: DateTime, limit: Limit) -> DateTime {
    due(received, limit, &Clock { calendar, hours: &Hours::default() }).unwrap()
}

#[test]
fn the_vectors_of_the_facts() {
    let calendar = shipped();
    let cases = [
        (datetime(2026, 2, 13, 10, 0, 0, 0), Limit::WorkingDays(3), date(2026, 2, 25)),
        (datetime(2026, 8, 28, 16, 10, 0, 0), Limit::SameDay, date(2026, 9, 3)),
        (datetime(2026, 8, 21, 9, 0, 0, 0), Limit::WorkingDays(1), date(2026, 8, 22)),
        (datetime(2026, 11, 23, 14, 0, 0, 0), Limit::WorkingDays(3), date(2026, 11, 27)),
        (datetime(2026, 11, 23, 14, 59, 0, 0), Limit::SameDay, date(2026, 11, 23)),
        (datetime(2026, 11, 23, 15, 1, 0, 0), Limit::SameDay, date(2026, 11, 25)),
        (datetime(2026, 4, 24, 9, 0, 0, 0), Limit::WorkingDays(1), date(2026, 4, 28)),
        (datetime(2026, 4, 29, 9, 0, 0, 0), Limit::WorkingDays(1), date(2026, 5, 4)),
        (datetime(2027, 4, 29, 9, 0, 0, 0), Limit::WorkingDays(1), date(2027, 5, 4)),
        (datetime(2026, 1, 8, 9, 0, 0, 0), Limit::WorkingDays(2), date(2026, 1, 12)),
    ];
    for (received, limit, expected) in cases {
        assert_eq!(at(&calendar, received, limit), expected.at(17, 0, 0, 0), "{received} {limit:?}");
    }
}

#[test]
fn the_unsure_swap_counts_only_when_enabled() {
    let mut calendar = shipped();
    for day in [date(2026, 1, 2), date(2026, 1, 10)] {
        calendar.days.get_mut(&day).unwrap().enabled = true;
    }
    let received = datetime(2026, 1, 8, 9, 0, 0, 0);
    assert_eq!(at(&calendar, received, Limit::WorkingDays(2)).date(), date(2026, 1, 10));
}

#[test]
fn three_oclock_is_still_in_time_to_the_minute() {
    let calendar = shipped();
    let same =
        |hour, minute, second| at(&calendar, datetime(2026, 11, 25, hour, minute, second, 0), Limit::SameDay).date();
    assert_eq!(same(15, 0, 0), date(2026, 11, 25));
    assert_eq!(same(15, 0, 59), date(2026, 11, 25));
    assert_eq!(same(15, 1, 0), date(2026, 11, 26));
    assert_eq!(same(0, 0, 0), date(2026, 11, 25));
    assert_eq!(same(23, 59, 59), date(2026, 11, 26));
}

#[test]
fn online_at_the_weekend_waits_for_monday() {
    let calendar = shipped();
    let sunday = datetime(2026, 11, 15, 22, 30, 0, 0);
    assert_eq!(at(&calendar, sunday, Limit::SameDay).date(), date(2026, 11, 16));
    assert_eq!(at(&calendar, sunday, Limit::WorkingDays(1)).date(), date(2026, 11, 16));
    assert_eq!(at(&calendar, sunday, Limit::WorkingHours(1)), datetime(2026, 11, 16, 8, 0, 0, 0));
}

#[test]
fn calendar_days_and_months_roll_to_a_working_day() {
    let calendar = shipped();
    let received = datetime(2026, 11, 6, 9, 0, 0, 0);
    assert_eq!(at(&calendar, received, Limit::Days(15)).date(), date(2026, 11, 23), "21/11 is a Saturday");
    assert_eq!(at(&calendar, received, Limit::Days(18)).date(), date(2026, 11, 25), "24/11 is a holiday");
    let january = datetime(2026, 1, 31, 9, 0, 0, 0);
    assert_eq!(at(&calendar, january, Limit::Months(1)).date(), date(2026, 3, 2), "28/2 is a Saturday");
}

#[test]
fn working_hours_run_only_while_the_office_is_open() {
    let calendar = shipped();
    let hours = |from: DateTime, n| at(&calendar, from, Limit::WorkingHours(n));
    assert_eq!(hours(datetime(2026, 11, 25, 10, 0, 0, 0), 1), datetime(2026, 11, 25, 11, 0, 0, 0));
    assert_eq!(hours(datetime(2026, 11, 25, 10, 0, 0, 0), 2), datetime(2026, 11, 25, 14, 0, 0, 0));
    assert_eq!(hours(datetime(2026, 11, 25, 10, 0, 0, 0), 8), datetime(2026, 11, 26, 10, 0, 0, 0));
    assert_eq!(hours(datetime(2026, 11, 23, 16, 0, 0, 0), 8), datetime(2026, 11, 25, 16, 0, 0, 0));
    assert_eq!(hours(datetime(2026, 11, 25, 3, 0, 0, 0), 8), datetime(2026, 11, 25, 17, 0, 0, 0));
}

#[test]
fn nothing_stated_means_nothing_due() {
    let (calendar, hours) = (shipped(), Hours::default());
    let clock = Clock { calendar: &calendar, hours: &hours };
    assert_eq!(due(datetime(2026, 11, 23, 9, 0, 0, 0), Limit::Unstated, &clock), None);
    assert_eq!(due(datetime(9999, 12, 30, 9, 0, 0, 0), Limit::Days(60), &clock), None);
}

#[test]
fn saturday_mornings_serve_but_do_not_count() {
    let mut calendar = shipped();
    calendar.saturday_morning = true;
    let saturday = |hour| datetime(2026, 11, 14, hour, 0, 0, 0);
    assert_eq!(at(&calendar, saturday(9), Limit::SameDay), datetime(2026, 11, 14, 11, 30, 0, 0));
    assert_eq!(at(&calendar, saturday(14), Limit::SameDay).date(), date(2026, 11, 16));
    let friday = datetime(2026, 11, 13, 9, 0, 0, 0);
    assert_eq!(at(&calendar, friday, Limit::WorkingDays(1)).date(), date(2026, 11, 16));
}

#[test]
fn late_receipt_moves_the_start_only_where_configured() {
    let (calendar, mut hours) = (shipped(), Hours::default());
    let received = datetime(2026, 11, 25, 16, 0, 0, 0);
    let day =
        |hours: &Hours| due(received, Limit::WorkingDays(1), &Clock { calendar: &calendar, hours }).unwrap().date();
    assert_eq!(day(&hours), date(2026, 11, 26));
    hours.late_counts_next_day = true;
    assert_eq!(day(&hours), date(2026, 11, 27));
    assert_eq!(start_day(received, &Clock { calendar: &calendar, hours: &hours }), date(2026, 11, 27));
}

#[test]
fn pauses_add_the_working_time_they_took() {
    let (calendar, hours) = (shipped(), Hours::default());
    let clock = Clock { calendar: &calendar, hours: &hours };
    let due = datetime(2026, 11, 27, 17, 0, 0, 0);
    let paused = datetime(2026, 11, 20, 9, 0, 0, 0);
    let later = after_pause(due, Limit::WorkingDays(5), paused, datetime(2026, 11, 25, 9, 0, 0, 0), &clock);
    assert_eq!(later, datetime(2026, 12, 1, 17, 0, 0, 0), "23 and 25 November count, 21, 22 and 24 do not");
    let same = after_pause(due, Limit::WorkingDays(5), paused, datetime(2026, 11, 20, 16, 0, 0, 0), &clock);
    assert_eq!(same, due);
    let exact = datetime(2026, 11, 20, 10, 0, 0, 0);
    let hours_later = after_pause(exact, Limit::WorkingHours(8), paused, datetime(2026, 11, 20, 9, 45, 0, 0), &clock);
    assert_eq!(hours_later, datetime(2026, 11, 20, 10, 45, 0, 0));
}

#[test]
fn classes_compare_by_day_and_by_minute() {
    let due = datetime(2026, 11, 25, 17, 0, 0, 0);
    assert_eq!(class(datetime(2026, 11, 23, 16, 0, 0, 0), due), Timeliness::Early);
    assert_eq!(class(datetime(2026, 11, 25, 17, 30, 0, 0), due), Timeliness::OnTime);
    assert_eq!(class(datetime(2026, 11, 26, 7, 0, 0, 0), due), Timeliness::Late);
    assert_eq!(class_by_minute(datetime(2026, 11, 25, 16, 59, 0, 0), due), Timeliness::Early);
    assert_eq!(class_by_minute(datetime(2026, 11, 25, 17, 0, 59, 0), due), Timeliness::OnTime);
    assert_eq!(Limit::WorkingHours(8).class(datetime(2026, 11, 25, 17, 1, 0, 0), due), Timeliness::Late);
    assert_eq!(Limit::SameDay.class(datetime(2026, 11, 25, 17, 1, 0, 0), due), Timeliness::OnTime);
}

#[test]
fn local_time_is_seven_hours_ahead() {
    let ts: Timestamp = "2026-11-23T17:30:00Z".parse().unwrap();
    assert_eq!(local(ts), datetime(2026, 11, 24, 0, 30, 0, 0));
}

#[test]
fn the_shipped_calendar_is_sound() {
    let calendar = shipped();
    for (day, entry) in &calendar.days {
        assert_eq!(*day, entry.date);
        assert!(!entry.source.is_empty() && !entry.id.is_empty(), "{day}");
    }
    for year in [2025, 2026, 2027] {
        let holidays =
            calendar.days.values().filter(|day| day.date.year() == year && day.kind == DayKind::Holiday).count();
        assert_eq!(holidays, if year == 2025 { 11 } else { 12 }, "{year}");
        assert!(calendar.covers(year));
    }
    // Every enabled swap gives back the day it took.
    for id in ["labour_day_swap", "national_day_swap", "new_year_swap"] {
        let of = |kind| calendar.days.values().filter(|day| day.id == id && day.kind == kind).count();
        assert_eq!(of(DayKind::SwapOff), of(DayKind::SwapWork), "{id}");
    }
    let again: Calendar = serde_json::from_str(&serde_json::to_string(&calendar).unwrap()).unwrap();
    assert_eq!(again, calendar);
    assert!(toml::from_str::<Calendar>("saturday_mornings = true").is_err(), "unknown keys are refused");
}

#[test]
fn limits_travel_as_snake_case() {
    assert_eq!(serde_json::to_string(&Limit::WorkingDays(3)).unwrap(), r#"{"working_days":3}"#);
    assert_eq!(serde_json::to_string(&Limit::SameDay).unwrap(), r#""same_day""#);
}

/// The reference: written without the crate's calendar functions, one day and one minute at a time.
mod slow {
    use super::*;

    #[derive(Debug)]
    pub struct Rules {
        pub special: Vec<(Date, DayKind)>,
    }

    impl Rules {
        pub fn works(&self, day: Date) -> bool {
            for (special, kind) in &self.special {
                if *special == day {
                    return matches!(kind, DayKind::SwapWork);
                }
            }
            day.weekday().to_monday_zero_offset() < 5
        }

        pub fn due_day(&self, received: DateTime, limit: Limit) -> Date {
            let mut day = received.date();
            match limit {
                Limit::SameDay => {
                    let after = i32::from(received.hour()) * 60 + i32::from(received.minute()) > 15 * 60;
                    if after || !self.works(day) {
                        day = day.tomorrow().unwrap();
                    }
                }
                Limit::WorkingDays(n) => {
                    let mut counted = 0;
                    while counted < n {
                        day = day.tomorrow().unwrap();
                        if self.works(day) {
                            counted += 1;
                        }
                    }
                }
                Limit::Days(n) => day = day.checked_add(i64::from(n).days()).unwrap(),
                _ => unreachable!(),
            }
            while !self.works(day) {
                day = day.tomorrow().unwrap();
            }
            day
        }

        pub fn due_minute(&self, received: DateTime, minutes: u32) -> DateTime {
            let mut now = received.date().at(received.hour(), received.minute(), 0, 0);
            let mut left = minutes;
            while left > 0 {
                let of_day = u32::from(now.hour().unsigned_abs()) * 60 + u32::from(now.minute().unsigned_abs());
                let open = (420..690).contains(&of_day) || (810..1020).contains(&of_day);
                if open && self.works(now.date()) {
                    left -= 1;
                }
                now = now.checked_add(1.minute()).unwrap();
            }
            now
        }
    }
}

fn kinds() -> impl Strategy<Value = DayKind> {
    prop_oneof![Just(DayKind::Holiday), Just(DayKind::Compensatory), Just(DayKind::SwapOff), Just(DayKind::SwapWork)]
}

fn calendars() -> impl Strategy<Value = (Calendar, slow::Rules)> {
    proptest::collection::btree_map(0_i32..120, kinds(), 0..40).prop_map(|offsets| {
        let special: Vec<(Date, DayKind)> = offsets
            .into_iter()
            .map(|(offset, kind)| (date(2026, 1, 1).checked_add(offset.days()).unwrap(), kind))
            .collect();
        let days = special
            .iter()
            .map(|(date, kind)| {
                let day = CalendarDay {
                    date: *date,
                    kind: *kind,
                    id: String::new(),
                    source: String::new(),
                    confirmed: true,
                    enabled: true,
                };
                (*date, day)
            })
            .collect();
        (Calendar { days, saturday_morning: false }, slow::Rules { special })
    })
}

fn moments() -> impl Strategy<Value = DateTime> {
    (0_i32..100, 0_i8..24, 0_i8..60, 0_i8..60).prop_map(|(offset, hour, minute, second)| {
        date(2026, 1, 1).checked_add(offset.days()).unwrap().to_datetime(Time::constant(hour, minute, second, 0))
    })
}

proptest! {
    #[test]
    fn days_agree_with_the_slow_reference(
        (calendar, rules) in calendars(),
        received in moments(),
        limit in prop_oneof![
            Just(Limit::SameDay),
            (1_u16..40).prop_map(Limit::WorkingDays),
            (1_u16..60).prop_map(Limit::Days),
        ],
    ) {
        let expected = rules.due_day(received, limit).to_datetime(time(17, 0, 0, 0));
        prop_assert_eq!(at(&calendar, received, limit), expected);
    }

    #[test]
    fn minutes_agree_with_the_slow_reference((calendar, rules) in calendars(), received in moments(), minutes in 1_u32..1200) {
        let hours = Hours::default();
        let clock = Clock { calendar: &calendar, hours: &hours };
        let end = add_working_minutes(received, minutes, &clock);
        prop_assert_eq!(end, rules.due_minute(received, minutes));
        let from = received.date().at(received.hour(), received.minute(), 0, 0);
        prop_assert_eq!(clock.working_minutes_between(from, end), minutes);
    }

    #[test]
    fn never_due_before_receipt_nor_on_a_rest_day((calendar, rules) in calendars(), received in moments(), n in 0_u16..50) {
        for limit in [Limit::WorkingDays(n), Limit::Days(n), Limit::Months(n % 4), Limit::SameDay] {
            let due = at(&calendar, received, limit);
            prop_assert!(due.date() >= received.date());
            prop_assert!(rules.works(due.date()));
        }
    }
}
