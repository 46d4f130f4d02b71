//! Payments: texts of transfers, lines of the bank as they really come, states, repetition and disorder, the day's register.

use jiff::civil::{Date, date};
use motcua_domain::{
    dossier_code::DossierCode,
    payment::{
        Book, Event, Ledger, Line, MOST, Match, Means, Part, Receipt, Receiver, Refusal, Request, State, TextError,
        TransferText, code, day, decide, owner,
    },
    vietqr,
};
use proptest::prelude::*;

fn dossier(serial: u32) -> DossierCode {
    DossierCode::compose("H20.299", date(2026, 11, 23), serial).unwrap()
}

fn text(serial: u32) -> TransferText {
    TransferText::of(&dossier(serial), 1).unwrap()
}

fn asked(amounts: &[i64]) -> Event {
    let lines = amounts
        .iter()
        .zip(1..)
        .map(|(amount, at)| Line { dossier: dossier(at), kind: format!("fee_{at}"), amount: *amount })
        .collect();
    Event::Asked { text: text(1), lines, until: Some(date(2026, 11, 30)) }
}

fn came(reference: &str, amount: i64, on: Date) -> Event {
    Event::Received(Receipt { reference: reference.into(), amount, day: on, means: Means::Statement })
}

const DAY: Date = date(2026, 11, 24);

#[test]
fn texts_fit_a_payment_code_and_come_back() {
    let spaced = text(1);
    assert!(spaced.as_str().starts_with("LP H20299 261123 0001 1"), "{spaced}");
    assert_eq!(spaced.as_str().len(), 25);
    for (code, turn) in [
        ("H20.299-261123-0001", 30),
        ("H20.299.01-261123-0001", 1),
        ("H20.299.01-261123-123456", 2),
        ("T.H20.299-261123-0001", 3),
        ("000.25.31.H20-241212-0007", 4),
        ("H20-261123-0001", 5),
    ] {
        let text = TransferText::of(&DossierCode::parse(code).unwrap(), turn).unwrap();
        assert!(text.as_str().len() <= 25, "{text}");
        assert_eq!(TransferText::parse(text.as_str()), Ok(text.clone()), "{code}");
        assert_eq!(TransferText::parse(&text.as_str().to_lowercase().replace(' ', "")).unwrap().key(), text.key());
    }
    let long = DossierCode::parse("T.H20.299.01-261123-12345678").unwrap();
    assert_eq!(TransferText::of(&long, 1), Err(TextError::TooLong));
    assert_eq!(TransferText::of(&dossier(1), 0), Err(TextError::Turn));
    assert_eq!(TransferText::of(&dossier(1), 31), Err(TextError::Turn));
    for text in [
        "",
        "LP",
        "hello",
        "XX H20299 261123 0001 1AA",
        "LP H20299 261V23 0001 1AA",
        "LP H20299 261123 0001 1AA and many more words",
    ] {
        assert_eq!(TransferText::parse(text), Err(TextError::Format), "{text}");
    }
    let turned = TransferText::of(&dossier(1), 2).unwrap();
    assert_ne!(turned.key(), spaced.key(), "a second request for the same dossier has a text of its own");
}

#[test]
fn our_code_is_read_by_the_strict_reader_and_by_its_owner_only() {
    let receiver =
        Receiver { bin: "970405".into(), account: "6601201000001".into(), name: Some("UBND PHUONG MY TRA".into()) };
    let request = Request { text: text(1), amount: 16_000 };
    let scanned = code(&receiver, &request).unwrap();
    let read = vietqr::parse(&scanned).unwrap();
    assert_eq!((read.amount, read.dynamic, read.purpose.as_deref()), (Some(16_000), true, Some(text(1).as_str())));
    let dearer = Request { amount: 17_000, ..request.clone() };
    let other = Request { text: text(2), ..request.clone() };
    assert_eq!(owner(&scanned, &receiver, [&other, &dearer, &request]), Some(&request));
    assert_eq!(owner(&scanned, &receiver, [&other, &dearer]), None);
    let thief = Receiver { account: "6601201000002".into(), ..receiver.clone() };
    assert_eq!(owner(&code(&thief, &request).unwrap(), &receiver, [&request]), None, "another account is not ours");
    for amount in [0, -1, MOST + 1] {
        assert!(code(&receiver, &Request { amount, ..request.clone() }).is_err(), "{amount}");
    }
}

#[test]
fn lines_of_the_bank_are_found_whatever_stands_around() {
    let book = Book::new((1..=2000).map(text));
    let own = text(17).as_str().to_owned();
    for line in [
        own.clone(),
        own.to_lowercase(),
        own.replace(' ', ""),
        format!("MBVCB.5512.{own}.CT tu 0071000123456 NGUYEN VAN A toi UBND"),
        format!("QR - {} FT26328{}", own.replace(' ', "-"), "9".repeat(12)),
        format!("{own} {own}"),
    ] {
        assert_eq!(book.find(&line), Match::One(text(17)), "{line}");
    }
    assert_eq!(book.find(&format!("{} {}", text(3), text(17))), Match::Several(vec![text(3), text(17)]));
    let last = own.chars().last().unwrap();
    let wrong = format!("{}{}", &own[..own.len() - 1], if last == 'A' { 'B' } else { 'A' });
    assert_eq!(book.find(&wrong), Match::Damaged(vec![text(17)]), "a guess for a person");
    assert_eq!(book.find("H20299-261123-0017"), Match::Damaged(vec![text(17)]), "the citizen typed the dossier's code");
    for line in ["", "chuyen tien", text(2001).as_str(), "LP", &"LP".repeat(5000)] {
        assert_eq!(book.find(line), Match::None, "{line}");
    }
}

#[test]
fn states_follow_the_money() {
    let mut ledger = Ledger::default();
    assert_eq!(ledger.state(), None);
    let steps = [
        (asked(&[8_000, 12_000]), State::Asked),
        (Event::AtDesk, State::AtDesk),
        (came("a", 5_000, DAY), State::Part),
        (came("b", 15_000, DAY), State::Paid),
        (came("b", 15_000, DAY), State::Paid),
        (came("c", 20_000, DAY), State::Over),
        (Event::Refunded { reference: "r1".into(), amount: 20_000, day: DAY }, State::Paid),
        (Event::Reversed { reference: "a".into(), day: DAY }, State::Part),
        (Event::Refunded { reference: "r2".into(), amount: 15_000, day: DAY }, State::Refunded),
    ];
    for (event, state) in steps {
        if let Some(event) = decide(&ledger, &event).unwrap() {
            ledger.apply(&event);
        }
        assert_eq!(ledger.state(), Some(state), "{event:?}");
    }
    assert_eq!((ledger.due(), ledger.held()), (20_000, 0));
}

#[test]
fn late_and_twice_are_seen() {
    let on_time = Ledger::of(&[asked(&[8_000]), came("a", 8_000, date(2026, 11, 30))]);
    assert_eq!((on_time.late(), on_time.twice(), on_time.state()), (false, false, Some(State::Paid)));
    let late = Ledger::of(&[asked(&[8_000]), came("a", 8_000, date(2026, 12, 1))]);
    assert_eq!((late.late(), late.state()), (true, Some(State::Paid)), "late money is taken, and said to be late");
    let twice = Ledger::of(&[asked(&[8_000]), came("a", 8_000, DAY), came("b", 8_000, DAY)]);
    assert_eq!((twice.twice(), twice.state()), (true, Some(State::Over)));
    let taken_back = Event::Reversed { reference: "b".into(), day: DAY };
    let early = Ledger::of(&[asked(&[8_000]), taken_back, came("b", 8_000, DAY)]);
    assert_eq!((early.held(), early.state()), (0, Some(State::Asked)), "taken back before it was reported");
}

#[test]
fn each_refusal_has_its_reason() {
    let new = Ledger::default();
    let open = Ledger::of(&[asked(&[8_000])]);
    let paid = Ledger::of(&[asked(&[8_000]), came("a", 8_000, DAY)]);
    let refund = |reference: &str, amount| Event::Refunded { reference: reference.into(), amount, day: DAY };
    let cases = [
        (&new, came("a", 1, DAY), Refusal::NotAsked),
        (&new, asked(&[]), Refusal::NothingDue),
        (&new, asked(&[0]), Refusal::Amount),
        (&new, asked(&[-1, 2]), Refusal::Amount),
        (&new, asked(&[MOST, 1]), Refusal::Amount),
        (&open, asked(&[9_000]), Refusal::AlreadyAsked),
        (&open, came("", 8_000, DAY), Refusal::Reference),
        (&open, came(&"x".repeat(65), 8_000, DAY), Refusal::Reference),
        (&open, came("a\n", 8_000, DAY), Refusal::Reference),
        (&open, came("a", 0, DAY), Refusal::Amount),
        (&open, came("a", MOST + 1, DAY), Refusal::Amount),
        (&open, refund("r", 1), Refusal::RefundOverHeld),
        (&paid, came("a", 9_000, DAY), Refusal::ReferenceConflict),
        (&paid, came("a", 8_000, date(2026, 11, 25)), Refusal::ReferenceConflict),
        (&paid, refund("r", 8_001), Refusal::RefundOverHeld),
        (&paid, Event::AtDesk, Refusal::AlreadyPaid),
    ];
    for (ledger, command, refusal) in cases {
        assert_eq!(decide(ledger, &command), Err(refusal), "{command:?}");
    }
    assert_eq!(decide(&open, &asked(&[8_000])), Ok(None), "asking the same again is no fault");
}

#[test]
fn events_keep_their_written_form() {
    let event = came("FT1", 8_000, DAY);
    let written = serde_json::to_string(&event).unwrap();
    assert_eq!(
        written,
        r#"{"event":"received","reference":"FT1","amount":8000,"day":"2026-11-24","means":"statement"}"#
    );
    assert_eq!(serde_json::from_str::<Event>(&written).unwrap(), event);
    let altered =
        serde_json::to_string(&asked(&[1])).unwrap().replace("LP H20299 261123 0001", "LP H20299 261123 0002");
    assert!(serde_json::from_str::<Event>(&altered).is_err(), "a text whose check does not fit is not read");
}

#[test]
fn the_register_of_a_day_divides_by_kind() {
    let part = Ledger::of(&[asked(&[8_000, 12_000]), came("a", 9_000, DAY)]);
    let over = Ledger::of(&[asked(&[8_000]), came("b", 10_000, DAY), came("c", 1_000, date(2026, 11, 25))]);
    let register = day([&part, &over], DAY);
    let kind = |at: u8| Part::Kind(format!("fee_{at}"));
    assert_eq!(register.kinds, [(kind(1), 16_000), (kind(2), 1_000), (Part::Over, 2_000)].into());
    assert_eq!((register.came, register.went, register.total()), (19_000, 0, 19_000));
    assert_eq!(register.means, [(Some(Means::Statement), 19_000)].into());
    assert_eq!(day([&part, &over], date(2026, 11, 25)).kinds, [(Part::Over, 1_000)].into());
    assert_eq!(day([&part], date(2026, 1, 1)), motcua_domain::payment::Day::default());
}

/// Reports of a bank: a few movements, some taken back.
fn reports() -> impl Strategy<Value = Vec<Event>> {
    let one = (0..5_u8, 1..4_i64, proptest::bool::weighted(0.3)).prop_map(|(number, day, back)| {
        let reference = format!("FT{number}");
        let on = date(2026, 11, 20 + i8::try_from(day).unwrap());
        // Amount and day belong to the movement, however often it is reported.
        let amount = 4_000 * (i64::from(number) + 1);
        if back { Event::Reversed { reference, day: on } } else { came(&reference, amount, DAY) }
    });
    proptest::collection::vec(one, 0..12)
}

fn fold(events: &[Event]) -> Ledger {
    let mut ledger = Ledger::of(&[asked(&[8_000, 4_000])]);
    for event in events {
        if let Some(event) = decide(&ledger, event).unwrap() {
            ledger.apply(&event);
        }
    }
    ledger
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(events in reports(), turn in 0..12_usize) {
        let straight = fold(&events);
        let mut turned = events.clone();
        turned.rotate_left(turn.min(events.len()));
        turned.extend(events.iter().rev().cloned());
        let again = fold(&turned);
        prop_assert_eq!((straight.state(), straight.held(), straight.late(), straight.twice()),
                        (again.state(), again.held(), again.late(), again.twice()));
    }

    #[test]
    fn the_registers_of_all_days_are_the_money_held(events in reports()) {
        let ledger = fold(&events);
        let days: Vec<_> = (20..=30).map(|at| day([&ledger], date(2026, 11, at))).collect();
        prop_assert_eq!(days.iter().map(motcua_domain::payment::Day::total).sum::<i64>(), ledger.held());
        for register in days {
            prop_assert_eq!(register.kinds.values().sum::<i64>(), register.total());
            prop_assert_eq!(register.means.values().sum::<i64>(), register.total());
        }
    }
}
