//! A dossier and its people for the tests of this folder.

use jiff::{
    Timestamp,
    civil::{DateTime, date},
};
use motcua_contract::desk::{DeskDossier, Staff};
use motcua_domain::{
    dossier::{Actor, Channel, Event, State, What},
    form::Answers,
    staff::Role,
};
use std::collections::BTreeMap;

pub fn noon(day: i8) -> Timestamp {
    local(day, 12).to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).unwrap().timestamp()
}

pub fn local(day: i8, hour: i8) -> DateTime {
    date(2026, 11, day).at(hour, 0, 0, 0)
}

pub fn event(day: i8, what: What) -> Event {
    Event { at: noon(day), actor: Actor::Staff("s1".into()), counter: None, what }
}

pub fn staff(role: Role) -> Staff {
    Staff {
        id: "s1".into(),
        user: "s1".into(),
        name: "Le Thi Sau".into(),
        roles: vec![role],
        fields: vec!["ho_tich".into()],
        must_change_password: false,
    }
}

pub fn dossier(state: State) -> DeskDossier {
    DeskDossier {
        id: "d1".into(),
        code: "H20.299-261123-0001".into(),
        procedure: "1.001193".into(),
        procedure_version: date(2026, 1, 1),
        state,
        version: 1,
        answers: Answers::default(),
        submitted_at: noon(2),
        due: Some(local(27, 17)),
        paused: state.paused(),
        asked: Vec::new(),
        supplemented: Vec::new(),
        supplements_asked: 0,
        result: None,
        proposed: None,
        channel: Channel::Online,
        entered_by: None,
        assignee: None,
        checks: Vec::new(),
        opinions: Vec::new(),
        extensions: 0,
        counts_overdue: false,
        same_visit: false,
        approval: false,
        undo_until: None,
        unread: 0,
        book: None,
        events: Vec::new(),
        staff: BTreeMap::new(),
        now: local(23, 10),
    }
}
