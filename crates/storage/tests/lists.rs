//! The columns of lists: written anew where an older program left them, numbers of the register once a year, and a list
//! that stays quick with a ward's years of dossiers in it.
use jiff::Timestamp;
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::Limit,
    dossier::{Actor, Channel, Command, Dossier, Rules, State, decide},
    dossier_code::DossierCode,
    form::Answers,
};
use motcua_storage::{
    Store,
    dossiers::{Lines, NewDossier, Record},
    filter::{Filter, Sight, View},
    uploads::Owner,
};
use sqlx::{Connection, SqliteConnection};
use std::{path::Path, time::Instant};

const NOW: i64 = 1_795_400_000_000;

async fn open(dir: &Path) -> Store {
    Store::open(dir).await.unwrap()
}

async fn hand_in(store: &Store, number: u32, day: &str) {
    let id = format!("id-{number:04}");
    let new = NewDossier {
        id: id.clone(),
        submission: id,
        content_sha256: "c".into(),
        device: "phone".into(),
        secret_hash: "s".into(),
        notice: "1".into(),
        language: "vi".into(),
        files: Vec::new(),
        owners: vec![Owner::Device("phone".into())],
        draft: None,
        agency: "H20.299".into(),
        day: day.into(),
        now_ms: NOW + i64::from(number),
    };
    let submit = |serial: u32| {
        let date = day.parse().unwrap();
        let command = Command::Submit {
            channel: Channel::Desk,
            code: DossierCode::compose("H20.299", date, serial).unwrap(),
            procedure: "1.001193".into(),
            version: date,
            answers: Answers::default(),
            limit: Limit::WorkingDays(3),
        };
        let rules = Rules { calendar: &Calendar::default(), hours: &Hours::default(), propose_first: false };
        let now = Timestamp::from_millisecond(NOW).unwrap();
        Ok((decide(&Dossier::default(), command, &Actor::Citizen, now, &rules).unwrap(), lines(number)))
    };
    store.submit(&new, submit).await.unwrap();
}

fn lines(number: u32) -> Lines {
    Lines {
        requester: format!("Mẫu {number}"),
        folded: format!("mau {number}"),
        field: "ho_tich".into(),
        typed: number,
    }
}

#[tokio::test]
async fn rows_of_an_older_program_are_written_anew_at_start() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.add_device("phone", "hash", NOW).await.unwrap();
    for number in 0..250 {
        hand_in(&store, number, if number < 200 { "2026-11-23" } else { "2027-01-04" }).await;
    }
    let own = Sight::Own { account: "a".into(), fields: vec!["ho_tich".into()] };
    let filter = Filter { view: View::New, channel: Some(Channel::Desk), sight: own, ..Filter::default() };
    assert_eq!(store.work_count(&filter).await.unwrap(), 250);
    let before = store.book(2026, &Sight::All, 0, 300).await.unwrap();
    assert_eq!(before.iter().map(|line| line.number).collect::<Vec<_>>(), (1..=200).collect::<Vec<_>>());
    store.close().await;

    // As the first version of the program left it.
    let mut raw = SqliteConnection::connect(dir.path().join("motcua.db").to_str().unwrap()).await.unwrap();
    sqlx::query("UPDATE dossiers SET projection = 0, field = '', channel = 'online', book_year = 0, book_number = 0")
        .execute(&mut raw)
        .await
        .unwrap();
    raw.close().await.unwrap();

    let store = open(dir.path()).await;
    assert_eq!(store.work_count(&filter).await.unwrap(), 0);
    let read = |record: &Record| lines(record.row.id[3..].parse().unwrap());
    let year = |ms: i64| if ms < NOW + 200 { 2026 } else { 2027 };
    assert_eq!(store.project(read, year).await.unwrap(), 250);
    assert_eq!(store.work_count(&filter).await.unwrap(), 250);
    assert_eq!(store.book(2026, &Sight::All, 0, 300).await.unwrap(), before);
    assert_eq!(store.book_total(2027, &Sight::All).await.unwrap(), 50);
    assert_eq!(store.book_entry("id-0200").await.unwrap(), Some((2027, 1)));
    assert_eq!(store.project(read, year).await.unwrap(), 0, "once");
    assert_eq!(store.book_years().await.unwrap(), [2027, 2026]);
}

/// Thirty thousand dossiers, most of them over: what a ward gathers in years.
#[tokio::test]
async fn lists_stay_quick_with_years_of_dossiers() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.add_device("phone", "hash", NOW).await.unwrap();
    hand_in(&store, 0, "2026-11-23").await;
    store.close().await;
    let mut raw = SqliteConnection::connect(dir.path().join("motcua.db").to_str().unwrap()).await.unwrap();
    sqlx::query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
         INSERT INTO dossiers (id, code, submission, content_sha256, device, secret_hash, notice, language, procedure,
           submitted_ms, state, version, requester, folded, due, due_order, paused, projection, field, channel,
           received_ms, book_year, book_number)
         SELECT printf('x-%06d', i), 'c' || i, 'k' || i, 'c', 'phone', 's', '1', 'vi', '1.001193', 1795400000000 + i,
           CASE WHEN i % 100 = 0 THEN 'submitted' WHEN i % 100 = 1 THEN 'processing' ELSE 'returned' END, 1, 'Mẫu ' || i,
           'nguyen thi mau ' || i || ' 0900' || printf('%06d', i), NULL, i, 0, 1, 'ho_tich', 'online', i, 2026, i + 1
         FROM n",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();
    let store = open(dir.path()).await;
    assert_eq!(store.index_words().await.unwrap(), 30_000);
    let own = Sight::Own { account: "a".into(), fields: vec!["ho_tich".into()] };
    let filters = [
        Filter::default(),
        Filter { sight: own, ..Filter::default() },
        Filter { view: View::All, folded: "mau 0900012345".into(), ..Filter::default() },
        Filter { view: View::Done, ..Filter::default() },
        Filter { view: View::All, ..Filter::default() },
    ];
    // What twenty looks at every row cost here and now: counts and ten pages of a list cost no more than a few of that.
    let mut raw = SqliteConnection::connect(dir.path().join("motcua.db").to_str().unwrap()).await.unwrap();
    let begin = Instant::now();
    for _ in 0..20 {
        let look = "SELECT COUNT(*) FROM dossiers WHERE instr(folded, 'mau 0900012345') > 0";
        let count: i64 = sqlx::query_scalar(look).fetch_one(&mut raw).await.unwrap();
        assert_eq!(count, 0);
    }
    let looks = begin.elapsed();
    raw.close().await.unwrap();
    for filter in &filters {
        let begin = Instant::now();
        let counts = store.work_counts(filter).await.unwrap();
        let (mut after, mut seen) = (None, Vec::new());
        // Ten pages are enough to see that none comes twice.
        for _ in 0..10 {
            let page = store.work(filter, after.as_deref(), 50).await.unwrap();
            seen.extend(page.lines.iter().map(|line| line.id.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let took = begin.elapsed();
        assert!(took < looks * 5, "{filter:?}: {took:?}, and {looks:?} for twenty looks at every row");
        let total = usize::try_from(counts[filter.view.as_str()]).unwrap();
        assert_eq!(seen.len(), total.min(500), "{filter:?}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), total.min(500), "{filter:?}: nothing twice");
    }
    let page = store.work(&filters[2], None, 50).await.unwrap();
    assert_eq!((page.lines.len(), page.lines[0].state), (1, State::Returned));
}
