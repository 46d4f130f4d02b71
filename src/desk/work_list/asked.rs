//! What the address asks of the work list, there and back: every view and filter is a link that one can keep or send.

use motcua_contract::{desk::WorkQuery, endpoint::encode};
use motcua_domain::{
    dossier::Channel,
    staff::{Duty, Person, Reach, reach},
};

/// The views, as the server names them. `counter`: what a counter takes in and hands out.
pub const VIEWS: [&str; 9] = ["counter", "open", "new", "working", "waiting", "approve", "to_return", "done", "all"];
/// The account that looks.
pub const ME: &str = "me";
/// Nobody's yet.
pub const NOBODY: &str = "none";
/// How close a due time is, as the server names it.
pub const DUE: [&str; 3] = ["late", "near", "flagged"];

/// Names of the address's parts.
const VIEW: &str = "xem";
const SEARCH: &str = "tim";
const ASSIGNEE: &str = "nguoi";
const FIELD: &str = "linh-vuc";
const PROCEDURE: &str = "thu-tuc";
const NEAR: &str = "han";
const CHANNEL: &str = "kenh";
const FIGURE: &str = "muc";
const DAY: &str = "ngay";
/// A period of reports, and who handled.
const PERIOD: &str = "ky";
const HANDLER: &str = "xu-ly";
const COUNTER: &str = "quay";
const UNREAD: &str = "chua-doc";

/// What somebody sees who asks for nothing in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    pub view: &'static str,
    /// Only their own work.
    pub mine: bool,
}

impl Default for Home {
    fn default() -> Self {
        Self { view: "open", mine: false }
    }
}

impl Home {
    /// By what the person is here for.
    pub fn of(person: Person<'_>) -> Self {
        let process = reach(person.roles, Duty::Process);
        let (view, mine) = if person.has(Duty::Approve) {
            ("approve", false)
        } else if person.has(Duty::Intake) {
            (if process > Reach::No { "open" } else { "counter" }, false)
        } else if process == Reach::Own {
            ("open", true)
        } else if person.has(Duty::OpenDossier) {
            ("all", false)
        } else {
            ("open", false)
        };
        Self { view, mine }
    }

    fn assignee(self) -> Option<String> {
        self.mine.then(|| ME.to_owned())
    }

    /// Whether a query is just this.
    pub fn is(self, query: &WorkQuery) -> bool {
        view(query) == self.view && query.assignee == self.assignee()
    }
}

/// The view of a query.
pub fn view(query: &WorkQuery) -> &str {
    query.view.as_deref().unwrap_or("open")
}

/// Reads the parts of an address. What it does not know it leaves out: an old link still leads to a list.
pub fn read(part: impl Fn(&str) -> Option<String>, home: Home) -> WorkQuery {
    let text = |name: &str| part(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    // Nobody, and no counter, are answers as well.
    let any = |name: &str| part(name).map(|text| text.trim().to_owned());
    let one_of = |name: &str, known: &[&str]| text(name).filter(|text| known.contains(&text.as_str()));
    let asked = one_of(VIEW, &VIEWS);
    let assignee = text(ASSIGNEE).or_else(|| if asked.is_none() { home.assignee() } else { None });
    WorkQuery {
        view: Some(asked.unwrap_or_else(|| home.view.to_owned())),
        q: text(SEARCH),
        assignee,
        field: text(FIELD),
        procedure: text(PROCEDURE),
        due: one_of(NEAR, &DUE),
        channel: text(CHANNEL).and_then(|name| Channel::ALL.into_iter().find(|channel| channel.as_str() == name)),
        figure: text(FIGURE),
        day: text(DAY),
        period: text(PERIOD),
        handler: any(HANDLER),
        counter: any(COUNTER),
        unread: text(UNREAD).is_some(),
        after: None,
    }
}

/// The address of a query's list.
pub fn address(query: &WorkQuery, home: Home) -> String {
    let home_is_enough = home.is(query);
    let view = (!home_is_enough).then(|| view(query));
    let assignee = query.assignee.as_deref().filter(|_| !home_is_enough);
    let parts = [
        (VIEW, view),
        (SEARCH, query.q.as_deref()),
        (ASSIGNEE, assignee),
        (FIELD, query.field.as_deref()),
        (PROCEDURE, query.procedure.as_deref()),
        (NEAR, query.due.as_deref()),
        (CHANNEL, query.channel.map(Channel::as_str)),
        (FIGURE, query.figure.as_deref()),
        (DAY, query.day.as_deref()),
        (PERIOD, query.period.as_deref()),
        (HANDLER, query.handler.as_deref()),
        (COUNTER, query.counter.as_deref()),
        (UNREAD, query.unread.then_some("1")),
    ];
    let mut address = crate::desk::routes::LIST.to_owned();
    for (index, (name, value)) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))).enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        address.push_str(&encode(value));
    }
    address
}

/// The query as the server takes it.
pub fn pairs(query: &WorkQuery) -> Vec<(&'static str, &str)> {
    let parts = [
        ("view", query.view.as_deref()),
        ("q", query.q.as_deref()),
        ("assignee", query.assignee.as_deref()),
        ("field", query.field.as_deref()),
        ("procedure", query.procedure.as_deref()),
        ("due", query.due.as_deref()),
        ("channel", query.channel.map(Channel::as_str)),
        ("figure", query.figure.as_deref()),
        ("day", query.day.as_deref()),
        ("period", query.period.as_deref()),
        ("handler", query.handler.as_deref()),
        ("counter", query.counter.as_deref()),
        ("unread", query.unread.then_some("true")),
        ("after", query.after.as_deref()),
    ];
    parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The same view without any filter or search.
pub fn bare(query: &WorkQuery, home: Home) -> WorkQuery {
    let assignee = if view(query) == home.view { home.assignee() } else { None };
    WorkQuery { view: query.view.clone(), assignee, ..WorkQuery::default() }
}

/// How many filters narrow the view; the search is not one.
pub fn narrowed(query: &WorkQuery, home: Home) -> usize {
    let given = [
        query.assignee != bare(query, home).assignee,
        query.field.is_some(),
        query.procedure.is_some(),
        query.due.is_some(),
        query.channel.is_some(),
        query.figure.is_some(),
        query.handler.is_some(),
        query.counter.is_some(),
        query.unread,
    ];
    given.into_iter().filter(|given| *given).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_domain::staff::Role;

    fn home(roles: &[Role]) -> Home {
        Home::of(Person { id: "a", roles, fields: &[] })
    }

    /// Reads an address as a browser would.
    fn open(address: &str, home: Home) -> WorkQuery {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let part = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            pair.map(|value| value.replace("%20", " ").replace("%C3%BA", "ú"))
        };
        read(part, home)
    }

    #[test]
    fn each_role_starts_at_its_own_work() {
        let starts = [
            (Role::Receptionist, "open", false),
            (Role::Clerk, "counter", false),
            (Role::Officer, "open", true),
            (Role::Leader, "approve", false),
            (Role::Auditor, "all", false),
        ];
        for (role, view, mine) in starts {
            assert_eq!(home(&[role]), Home { view, mine }, "{role:?}");
        }
        assert_eq!(home(&[Role::Clerk, Role::Officer]), Home { view: "open", mine: false });
    }

    #[test]
    fn every_query_comes_back_from_its_address() {
        let full = WorkQuery {
            view: Some("all".into()),
            q: Some("nguyễn thị út".replace('ễ', "e").replace('ị', "i")),
            assignee: Some(NOBODY.into()),
            field: Some("ho_tich".into()),
            procedure: Some("1.001193".into()),
            due: Some("near".into()),
            channel: Some(Channel::Desk),
            figure: Some("received".into()),
            day: Some("2026-11-23".into()),
            period: Some("2024-q3".into()),
            handler: Some("s1".into()),
            counter: Some(String::new()),
            unread: true,
            after: None,
        };
        let own = WorkQuery { view: Some("open".into()), assignee: Some(ME.into()), ..WorkQuery::default() };
        let anybody = WorkQuery { assignee: None, ..own.clone() };
        let officer = home(&[Role::Officer]);
        for query in [full, own.clone(), anybody.clone()] {
            assert_eq!(open(&address(&query, officer), officer), query);
        }
        assert_eq!(address(&own, officer), "/desk");
        assert_eq!(address(&anybody, officer), "/desk?xem=open");
        assert_eq!(address(&anybody, Home::default()), "/desk");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let read = open("/desk?xem=secret&han=soon&kenh=fax&tim=%20", Home::default());
        assert_eq!(read, WorkQuery { view: Some("open".into()), ..WorkQuery::default() });
    }

    #[test]
    fn filters_are_counted_and_taken_away() {
        let officer = home(&[Role::Officer]);
        let start = open("/desk", officer);
        assert_eq!(narrowed(&start, officer), 0);
        let two = open("/desk?xem=open&han=late", officer);
        assert_eq!(narrowed(&two, officer), 2, "another assignee than at the start, and a due time");
        assert_eq!(bare(&two, officer), start);
    }

    #[test]
    fn the_server_gets_only_what_is_asked() {
        let query = WorkQuery { view: Some("new".into()), unread: true, ..WorkQuery::default() };
        assert_eq!(pairs(&query), [("view", "new"), ("unread", "true")]);
    }
}
