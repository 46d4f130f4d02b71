//! A number of a report is what its list holds: random histories, made by the rules themselves, counted by the rows and by
//! the domain's own words. `MOTCUA_HISTORIES=1000` is the full form.
use jiff::{SignedDuration, Timestamp, civil::date, tz};
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::Limit,
    dossier::{Actor, Channel, Command, Dossier, Event, Fault, FileRef, Reason, ReturnWay, Rules, State, decide},
    dossier_code::DossierCode,
    form::{Answers, PageRef, Value},
    report::{Facts, Figure, Period, Window},
};
use motcua_storage::{
    Store,
    dossiers::{Lines, NewDossier},
    filter::{Filter, Sight, View},
    report::Dimension,
    uploads::Owner,
};
use std::collections::{BTreeMap, BTreeSet};

const FIELDS: [(&str, &str); 3] = [("ho_tich", "1.001193"), ("chung_thuc", "2.000815"), ("xa_hoi", "1.001776")];
const COUNTERS: [&str; 2] = ["Quầy 1", "Quầy 2"];
const STAFF: [&str; 3] = ["an", "binh", "chi"];

/// Repeatable dice (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

struct History {
    id: String,
    field: &'static str,
    typed: u32,
    events: Vec<Event>,
    facts: Facts,
}

fn command(dice: &mut Dice, dossier: &Dossier) -> (Command, Actor) {
    let staff = Actor::Staff(dice.pick(&STAFF).to_owned());
    let file = || FileRef { upload: "u".into(), sha256: "0".into(), size: 1, media_type: "application/pdf".into() };
    let result = (dice.roll(2) == 0).then(file);
    let why = || "why".to_owned();
    let reason = || Reason { field: "requester_phone".into(), code: Fault::Incorrect, text: why() };
    // Who waits for the citizen or for money often gets it: else few histories go on.
    let side = match dossier.state {
        State::SupplementRequested if dice.roll(3) > 0 => 20,
        State::PaymentRequested if dice.roll(3) > 0 => 11,
        State::Processing if dice.roll(4) == 0 => 8,
        _ => dice.roll(20),
    };
    let command = match side {
        0..=3 => Command::Receive,
        4..=6 => Command::StartProcessing,
        7 => Command::Refuse { reason: why() },
        8 | 9 => Command::RequestSupplement {
            reasons: vec![reason()],
            note: String::new(),
            leader_reason: (dossier.supplements_asked > 0).then(why),
        },
        10 => Command::RequestPayment { amount: 8_000 },
        11 => {
            let by = if dice.roll(2) == 0 { Actor::System } else { staff };
            return (Command::ConfirmPayment, by);
        }
        12 => return (Command::RequestWithdrawal { reason: why() }, Actor::Citizen),
        13 => Command::Stop { reason: why() },
        14 => Command::ReceiveSameVisit,
        15 => Command::HandOver { result },
        16 => Command::Finish { result },
        17 => Command::Return { way: ReturnWay::ByHand, note: String::new() },
        18 => Command::Undo,
        19 => {
            let page =
                PageRef { upload: "p".into(), sha256: "0".into(), size: 1, media_type: "image/png".into(), pages: 1 };
            Command::Digitise { paper: "paper".into(), pages: vec![page], sheets: 1 }
        }
        _ => {
            let mut answers = Answers::default();
            answers.set("requester_phone", Value::Text("0900000001".into()));
            return (Command::Supplement { answers }, Actor::Citizen);
        }
    };
    (command, staff)
}

/// A life of a dossier in 2024 or shortly before, as long as the dice want it.
fn live(dice: &mut Dice, number: u32, code: DossierCode) -> (Vec<Event>, usize) {
    let rules = Rules { calendar: &Calendar::default(), hours: &Hours::default(), propose_first: false };
    let begin = tz::offset(7).to_timestamp(date(2023, 11, 1).at(8, 0, 0, 0)).unwrap();
    let mut now = begin + SignedDuration::from_mins(i64::try_from(dice.roll(400 * 24 * 60)).unwrap());
    let kind = usize::try_from(dice.roll(3)).unwrap();
    let mut answers = Answers::default();
    answers.set("electronic", Value::YesNo(dice.roll(2) == 0));
    let limits = [Limit::SameDay, Limit::WorkingDays(3), Limit::WorkingHours(8), Limit::Days(20), Limit::Unstated];
    let submit = Command::Submit {
        code,
        procedure: FIELDS[kind].1.into(),
        version: date(2023, 1, 1),
        answers,
        limit: dice.pick(&limits),
        channel: dice.pick(&Channel::ALL),
    };
    let mut events = decide(&Dossier::default(), submit, &Actor::Citizen, now, &rules).unwrap();
    let mut dossier = Dossier::replay(&events);
    for _ in 0..dice.roll(24) {
        let longest = if number.is_multiple_of(3) { 20 } else { 3 * 24 * 60 };
        now += SignedDuration::from_mins(i64::try_from(dice.roll(longest)).unwrap());
        let (command, actor) = command(dice, &dossier);
        let counter = (dice.roll(3) > 0).then(|| dice.pick(&COUNTERS).to_owned());
        if let Ok(new) = decide(&dossier, command, &actor, now, &rules) {
            let new: Vec<Event> = new.into_iter().map(|event| Event { counter: counter.clone(), ..event }).collect();
            dossier = new.iter().fold(dossier, |dossier, event| dossier.apply(event));
            events.extend(new);
        }
    }
    (events, kind)
}

async fn histories(store: &Store, count: u32, seed: u64) -> Vec<History> {
    store.add_device("phone", "hash", 0).await.unwrap();
    let mut dice = Dice(seed);
    let mut all = Vec::new();
    for number in 0..count {
        let id = format!("id-{number:05}");
        let typed = u32::try_from(dice.roll(3)).unwrap() * 11;
        let new = NewDossier {
            id: id.clone(),
            submission: id.clone(),
            content_sha256: "c".into(),
            device: "phone".into(),
            secret_hash: "s".into(),
            notice: "1".into(),
            language: "vi".into(),
            files: Vec::new(),
            owners: vec![Owner::Device("phone".into())],
            draft: None,
            agency: "H20.299".into(),
            day: "2024-01-02".into(),
            now_ms: 0,
        };
        let code = |serial| DossierCode::compose("H20.299", date(2024, 1, 2), serial).unwrap();
        let (events, kind) = live(&mut dice, number, code(number + 1));
        let new = NewDossier { now_ms: events[0].at.as_millisecond(), ..new };
        let field = FIELDS[kind].0;
        let lines = Lines { requester: id.clone(), folded: id.clone(), field: field.into(), typed };
        store.submit(&new, |_| Ok((events.clone(), lines))).await.unwrap();
        let facts = Facts::of(&events);
        all.push(History { id, field, typed, events, facts });
    }
    all
}

async fn list(store: &Store, filter: &Filter) -> BTreeSet<String> {
    let (mut after, mut ids) = (None, BTreeSet::new());
    loop {
        let page = store.work(filter, after.as_deref(), 50).await.unwrap();
        for line in page.lines {
            assert!(ids.insert(line.id), "nothing twice");
        }
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

fn count_of() -> u32 {
    std::env::var("MOTCUA_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(160)
}

#[tokio::test]
async fn every_number_is_its_list_and_what_the_domain_says() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let all = histories(&store, count_of(), 0x5eed_2024).await;
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let now = tz::offset(7).to_timestamp(date(2024, 11, 20).at(9, 30, 0, 0)).unwrap();
    for text in
        ["2024", "2023", "2024-h1", "2024-q3", "2024-05", "2024-02-10..2024-03-03", "2024-11", "2024-12", "2019"]
    {
        let window = Window::of(Period::parse(text).unwrap(), now);
        let mut numbers = BTreeMap::new();
        for figure in Figure::ALL.iter().copied() {
            let filter = Filter { view: View::All, report: Some((figure, window)), ..Filter::default() };
            let number = store.work_count(&filter).await.unwrap();
            let ids = list(&store, &filter).await;
            let said: BTreeSet<String> = all
                .iter()
                .filter(|history| figure.holds(&history.facts, history.typed, window))
                .map(|history| history.id.clone())
                .collect();
            assert_eq!(ids, said, "{text} {figure:?}");
            assert_eq!(number, ids.len() as u64, "{text} {figure:?}");
            for by in Dimension::ALL {
                let groups = store.report_counts(&filter, by).await.unwrap();
                assert_eq!(groups.iter().map(|(_, count)| count).sum::<u64>(), number, "{text} {figure:?} {by:?}");
                if by == Dimension::Counter {
                    for (counter, count) in groups {
                        let own = Filter { counter: Some(counter), ..filter.clone() };
                        assert_eq!(list(&store, &own).await.len() as u64, count, "{text} {figure:?} at a counter");
                    }
                }
            }
            *counted.entry(figure.as_str()).or_default() += ids.len();
            numbers.insert(figure, number);
        }
        let sum = |figures: &[Figure]| figures.iter().map(|figure| numbers[figure]).sum::<u64>();
        use Figure as F;
        assert_eq!(sum(&[F::Early, F::OnTime, F::Overdue]), numbers[&F::Finished], "{text}");
        assert_eq!(sum(&[F::Early, F::OnTime]), numbers[&F::Timely], "{text}");
        assert_eq!(sum(&[F::InProgressWithin, F::InProgressOverdue]), numbers[&F::InProgress], "{text}");
        let out = [F::Finished, F::Refused, F::Withdrawn, F::Stopped, F::InProgress];
        assert_eq!(sum(&[F::Received, F::CarriedOver]), sum(&out), "{text}: what came in is out or there");
    }
    let never: Vec<_> = counted.iter().filter(|(_, count)| **count == 0).collect();
    assert!(never.is_empty(), "the histories reach every figure: {never:?}");
}

#[tokio::test]
async fn parts_make_the_whole_and_a_narrowed_report_opens_a_narrowed_list() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let all = histories(&store, 60, 77).await;
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    let of = |figure, period| Filter {
        view: View::All,
        report: Some((figure, Window::of(period, now))),
        ..Filter::default()
    };
    for figure in [Figure::Received, Figure::Finished, Figure::Refused, Figure::SameVisit] {
        let year = Period::parse("2024").unwrap();
        let mut sum = 0;
        for part in year.parts() {
            sum += store.work_count(&of(figure, part)).await.unwrap();
        }
        assert_eq!(sum, store.work_count(&of(figure, year)).await.unwrap(), "{figure:?}");
        let own = Sight::Own { account: "nobody".into(), fields: vec!["ho_tich".into()] };
        let narrow = Filter { sight: own, handler: Some("an".into()), ..of(figure, year) };
        let window = Window::of(year, now);
        let said = all.iter().filter(|history| {
            let by = history.facts.handler.as_deref() == Some("an");
            by && history.field == "ho_tich" && figure.holds(&history.facts, history.typed, window)
        });
        assert_eq!(store.work_count(&narrow).await.unwrap(), said.count() as u64, "{figure:?}");
    }
    let received = store.typed_letters(&of(Figure::Received, Period::parse("2024").unwrap())).await.unwrap();
    assert!(received.is_sorted() && !received.is_empty());
    assert!(all.iter().all(|history| !history.events.is_empty()));
}
