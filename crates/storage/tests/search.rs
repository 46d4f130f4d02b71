//! Lists, counts and search say what is there: compared with a look at every dossier, for few hits and for very many, while
//! dossiers change.
use motcua_domain::dossier::{Channel, State};
use motcua_storage::{
    Store,
    filter::{Assignee, Due, Filter, Sight, View},
};
use sqlx::{Connection, SqliteConnection};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const ROWS: usize = 4000;
/// What more dossiers fit than these is not counted.
const MANY: usize = 1000;
/// So many of a list are looked at: some pages.
const LOOKED_AT: usize = 200;
const FAMILIES: [&str; 4] = ["nguyen", "nguyen", "tran", "le"];
const GIVEN: [&str; 7] = ["an", "anh", "hoa", "hoang", "uyen", "yen", "binh"];
const STATES: [State; 10] = [
    State::Submitted,
    State::Received,
    State::Processing,
    State::SupplementRequested,
    State::Done,
    State::Returned,
    State::Returned,
    State::Returned,
    State::Refused,
    State::Stopped,
];

/// What a row is, from its number alone.
struct Made {
    id: String,
    folded: String,
    state: State,
    submitted: i64,
    due: i64,
    field: &'static str,
    procedure: String,
    channel: Channel,
    assignee: Option<&'static str>,
    asked: &'static str,
    flags: [bool; 3],
}

fn made(number: usize) -> Made {
    let mix = |salt: usize| (number * 7919 + salt * 104_729) % 10_007;
    let field = ["ho_tich", "dat_dai", "chung_thuc"][mix(1) % 3];
    Made {
        id: format!("x-{number:05}"),
        folded: format!(
            "h20.299-{:06}-{:04} {} thi {} 0{:011} 09{:08} {} van nu",
            261_100 + number / 120,
            number % 120,
            FAMILIES[mix(2) % 4],
            GIVEN[mix(3) % 7],
            87_100_000_000 + mix(4) * 1_000_003,
            mix(5) * 9973 % 100_000_000,
            FAMILIES[mix(6) % 4],
        ),
        state: STATES[mix(7) % 10],
        submitted: 1_000_000 + (number as i64 / 3) * 10,
        due: (mix(8) as i64) * 10,
        field,
        procedure: format!("{field}-{}", mix(9) % 4),
        channel: Channel::ALL[mix(10) % Channel::ALL.len()],
        assignee: [None, Some("a"), Some("b")][mix(11) % 3],
        asked: [" ", " ", " a "][mix(12) % 3],
        flags: [mix(13) % 2 == 0, mix(14) % 50 == 0, mix(15) % 60 == 0],
    }
}

async fn open(dir: &Path) -> Store {
    Store::open(dir).await.unwrap()
}

async fn fill(dir: &Path) -> Vec<Made> {
    let store = open(dir).await;
    store.add_device("phone", "hash", 0).await.unwrap();
    store.close().await;
    let all: Vec<Made> = (0..ROWS).map(made).collect();
    let mut raw = SqliteConnection::connect(dir.join("motcua.db").to_str().unwrap()).await.unwrap();
    let mut tx = raw.begin().await.unwrap();
    for (number, row) in all.iter().enumerate() {
        sqlx::query(
            "INSERT INTO dossiers (id, code, submission, content_sha256, device, secret_hash, notice, language, procedure,
               submitted_ms, state, version, requester, folded, due_order, paused, projection, field, channel, assignee,
               asked, proposed, unread, counts_overdue, book_year, book_number)
             VALUES ($1, $1, $1, 'c', 'phone', 's', '1', 'vi', $2, $3, $4, 1, '', $5, $6, 0, 2, $7, $8, $9, $10, $11, $12,
               $13, 2026, $14)",
        )
        .bind(&row.id)
        .bind(&row.procedure)
        .bind(row.submitted)
        .bind(row.state.as_str())
        .bind(&row.folded)
        .bind(row.due)
        .bind(row.field)
        .bind(row.channel.as_str())
        .bind(row.assignee)
        .bind(row.asked)
        .bind(row.flags[0])
        .bind(if row.flags[1] { 2 } else { 0 })
        .bind(row.flags[2])
        .bind(number as i64 + 1)
        .execute(&mut *tx)
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    raw.close().await.unwrap();
    all
}

/// Whether a word is found in a text: written a second time, letter by letter.
fn found(text: &str, word: &str) -> bool {
    let inner = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if inner.is_empty() {
        return text.contains(word);
    }
    let word = inner;
    let sign = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    let digits = word.contains(|c: char| c.is_ascii_digit());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        sign(before) || (digits && sign(after))
    })
}

fn fits(filter: &Filter, row: &Made, view: View) -> bool {
    let sees = match &filter.sight {
        Sight::All => true,
        Sight::Own { account, fields } => {
            row.assignee == Some(account)
                || row.asked.contains(account.as_str())
                || fields.iter().any(|f| f == row.field)
        }
    };
    let assignee = match &filter.assignee {
        None => true,
        Some(Assignee::Nobody) => row.assignee.is_none(),
        Some(Assignee::Is(who)) => row.assignee == Some(who),
    };
    sees && assignee
        && view.holds(row.state, row.flags[0])
        && filter.field.as_deref().is_none_or(|field| field == row.field)
        && filter.procedure.as_ref().is_none_or(|procedure| *procedure == row.procedure)
        && filter.channel.is_none_or(|channel| channel == row.channel)
        && (!filter.unread || row.flags[1])
        && (filter.due.is_none() || row.flags[2])
        && filter.folded.split(' ').filter(|word| !word.is_empty()).all(|word| found(&row.folded, word))
}

async fn pages(store: &Store, filter: &Filter) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store.work(filter, after.as_deref(), 50).await.unwrap();
        ids.extend(page.lines.into_iter().map(|line| line.id));
        after = page.next;
        if after.is_none() || ids.len() >= LOOKED_AT {
            return ids;
        }
    }
}

/// What the lists say beside what every row says.
async fn compare(store: &Store, all: &BTreeMap<String, Made>, filter: &Filter) {
    let mut wanted: Vec<&Made> = all.values().filter(|row| fits(filter, row, filter.view)).collect();
    if filter.view.newest_first() {
        wanted.sort_by_key(|row| (-row.submitted, std::cmp::Reverse(row.id.clone())));
    } else {
        wanted.sort_by_key(|row| (row.due, row.id.clone()));
    }
    let ids = pages(store, filter).await;
    let expected: Vec<String> = wanted.iter().map(|row| row.id.clone()).take(LOOKED_AT).collect();
    assert_eq!(ids, expected, "{filter:?}");
    assert_eq!(store.work_count(filter).await.unwrap(), wanted.len() as u64, "{filter:?}");
    let counts = store.work_counts(filter).await.unwrap();
    if counts.is_empty() {
        // Nobody counts what nobody will read; and of what is nowhere, such as a lone sign, there is nothing to count.
        let words = Filter { view: View::All, folded: filter.folded.clone(), ..Filter::default() };
        let matching = all.values().filter(|row| fits(&words, row, View::All)).count();
        assert!(
            !filter.folded.is_empty() && (matching > MANY || matching == 0),
            "{filter:?}: nobody counted {matching}"
        );
    }
    for (view, count) in counts {
        let view = View::parse(&view).unwrap();
        assert_eq!(count, all.values().filter(|row| fits(filter, row, view)).count() as u64, "{filter:?} {view:?}");
    }
}

#[tokio::test]
async fn lists_and_counts_are_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let all: BTreeMap<String, Made> = fill(dir.path()).await.into_iter().map(|row| (row.id.clone(), row)).collect();
    let store = open(dir.path()).await;
    assert_eq!(store.index_words().await.unwrap(), ROWS as u64);
    assert_eq!(store.index_words().await.unwrap(), 0, "once");
    let own = Sight::Own { account: "a".into(), fields: vec!["dat_dai".into()] };
    for view in View::ALL {
        for sight in [Sight::All, own.clone()] {
            let plain = Filter { view, sight, ..Filter::default() };
            for filter in [
                plain.clone(),
                Filter { assignee: Some(Assignee::Nobody), ..plain.clone() },
                Filter { assignee: Some(Assignee::Is("b".into())), channel: Some(Channel::Desk), ..plain.clone() },
                Filter { field: Some("ho_tich".into()), procedure: Some("ho_tich-1".into()), ..plain.clone() },
                Filter { unread: true, ..plain.clone() },
                Filter { due: Some(Due::Flagged), ..plain.clone() },
            ] {
                compare(&store, &all, &filter).await;
            }
        }
    }
}

#[tokio::test]
async fn a_search_finds_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let all: BTreeMap<String, Made> = fill(dir.path()).await.into_iter().map(|row| (row.id.clone(), row)).collect();
    let store = open(dir.path()).await;
    store.index_words().await.unwrap();
    let one = &all["x-00777"];
    let words: Vec<&str> = one.folded.split(' ').collect();
    let (code, number, phone) = (words[0], words[4], words[5]);
    let mut searches: BTreeSet<String> = [
        "nguyen",
        "ngu",
        "n",
        "h",
        "an",
        "le an",
        "nguyen hoa",
        "hoa nguyen thi",
        "thi uyen",
        "uye",
        "guyen",
        "0",
        "08",
        "99",
        "h20",
        "h20.299",
        "299-2611",
        "-0007",
        "0007",
        "7",
        "xx",
        "%",
        "*",
        "h20*",
        "nu thi van",
    ]
    .map(str::to_owned)
    .into();
    for text in [code, number, phone] {
        searches.insert(text.to_owned());
        for cut in [3, 5, 8] {
            searches.insert(text[..cut].to_owned());
            searches.insert(text[text.len() - cut..].to_owned());
        }
        searches.insert(text[2..9].to_owned());
    }
    for folded in searches {
        for view in [View::Open, View::Done, View::All, View::ToReturn] {
            compare(&store, &all, &Filter { view, folded: folded.clone(), ..Filter::default() }).await;
        }
        let own = Sight::Own { account: "a".into(), fields: vec!["dat_dai".into()] };
        compare(&store, &all, &Filter { view: View::All, folded: folded.clone(), sight: own, ..Filter::default() })
            .await;
        let narrow = Filter { view: View::All, procedure: Some("ho_tich-1".into()), unread: true, ..Filter::default() };
        compare(&store, &all, &Filter { folded, ..narrow }).await;
    }
    store.close().await;
    let report = motcua_storage::scrub::database(&dir.path().join("motcua.db")).await.unwrap();
    assert!(report.damage.iter().all(|damage| damage.what != "tally"), "{:?}", report.damage.first());
}
