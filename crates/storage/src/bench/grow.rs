//! A ward of many years in a minute: rows of made-up dossiers as lists and search see them, in the same columns and indexes as
//! real ones. They have no events, and no seals: such a folder is measured and thrown away.

use crate::{Result, Store, search};
use motcua_domain::dossier::{Channel, State};
use serde_json::{Value, json};

/// Rows of one transaction.
const AT_ONCE: u64 = 20_000;
/// Rows of one statement.
const ROWS: u64 = 1000;
/// Dossiers of a day.
const DAY: u64 = 120;
/// One in so many is not over, whatever the years: more than a ward would leave lying.
const OPEN: u64 = 100;
const DAY_MS: i64 = 86_400_000;

/// What a ward is made of.
#[derive(Clone, Debug)]
pub struct Ward {
    /// Procedures and the fields they belong to.
    pub procedures: Vec<(String, String)>,
    /// Accounts that dossiers are given to.
    pub accounts: Vec<String>,
    pub now_ms: i64,
}

const FAMILIES: [(&str, u64); 14] = [
    ("nguyen", 38),
    ("tran", 11),
    ("le", 10),
    ("pham", 7),
    ("huynh", 5),
    ("phan", 5),
    ("vu", 4),
    ("vo", 4),
    ("dang", 3),
    ("bui", 3),
    ("do", 3),
    ("ho", 3),
    ("ngo", 2),
    ("duong", 2),
];
const MIDDLES: [(&str, u64); 12] = [
    ("thi", 40),
    ("van", 25),
    ("duc", 4),
    ("minh", 5),
    ("thanh", 5),
    ("hoang", 4),
    ("quoc", 4),
    ("ngoc", 4),
    ("thu", 3),
    ("kim", 2),
    ("xuan", 2),
    ("huu", 2),
];
const GIVEN: [&str; 84] = [
    "an", "anh", "bao", "binh", "chau", "chi", "cuong", "danh", "dat", "dung", "duy", "giang", "ha", "hai", "han",
    "hanh", "hao", "hien", "hieu", "hoa", "hoai", "hoan", "hong", "hue", "hung", "huong", "huy", "khanh", "khoa",
    "kiet", "lam", "lan", "linh", "loan", "loc", "long", "luan", "mai", "manh", "minh", "my", "nam", "nga", "ngan",
    "nghia", "ngoc", "nhan", "nhi", "nhung", "oanh", "phat", "phong", "phu", "phuc", "phung", "phuong", "quan",
    "quang", "quyen", "quynh", "son", "tai", "tam", "tan", "thang", "thao", "the", "thien", "thinh", "tho", "thuy",
    "tien", "toan", "trang", "tri", "trinh", "trong", "truc", "tu", "tuan", "tung", "tuyet", "uyen", "yen",
];

/// A number that looks like chance and is always the same (splitmix64).
fn mixed(number: u64, salt: u64) -> u64 {
    let mut x = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt.wrapping_mul(0xD1B5_4A32_D192_ED03));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn weighted(list: &[(&'static str, u64)], chance: u64) -> &'static str {
    let all: u64 = list.iter().map(|(_, weight)| weight).sum();
    let mut at = chance % all;
    for (name, weight) in list {
        if at < *weight {
            return name;
        }
        at -= weight;
    }
    list[0].0
}

fn name(number: u64, salt: u64) -> String {
    let chance = mixed(number, salt);
    let given = GIVEN[(chance >> 40) as usize % GIVEN.len()];
    format!("{} {} {given}", weighted(&FAMILIES, chance % 1000), weighted(&MIDDLES, (chance >> 20) % 1000))
}

/// What one finds a dossier by: code, name, number of the card, phone.
#[must_use]
pub fn person(number: u64) -> [String; 4] {
    let (year, month, day) = (2000 + number / (DAY * 336), number / (DAY * 28) % 12 + 1, number / DAY % 28 + 1);
    let serial = number % DAY + 1;
    [
        format!("h20.299-{:02}{month:02}{day:02}-{serial:04}", year % 100),
        name(number, 1),
        format!("0{}{:09}", [87, 86, 79][mixed(number, 2) as usize % 3], mixed(number, 3) % 1_000_000_000),
        format!("09{:08}", mixed(number, 4) % 100_000_000),
    ]
}

/// What has become of a dossier: the newest are open, and a few older ones.
fn state(number: u64) -> State {
    if mixed(number / OPEN, 5) % OPEN == number % OPEN {
        [
            State::Submitted,
            State::Submitted,
            State::Received,
            State::Processing,
            State::Processing,
            State::Processing,
            State::WithdrawalRequested,
            State::SupplementRequested,
            State::PaymentRequested,
            State::Done,
        ][mixed(number, 6) as usize % 10]
    } else {
        match mixed(number, 7) % 100 {
            0 | 1 => State::Refused,
            2 => State::Stopped,
            _ => State::Returned,
        }
    }
}

fn row(ward: &Ward, number: u64) -> (Value, i64, bool, String) {
    let [code, requester, id_number, phone] = person(number);
    let folded =
        format!("{code} {requester} {id_number} {phone} {} {} {}", name(number, 8), name(number, 9), name(number, 10));
    let (procedure, field) = &ward.procedures[mixed(number, 11) as usize % ward.procedures.len()];
    let state = state(number);
    let live = !matches!(state, State::Returned | State::Refused | State::Stopped);
    // What is open was handed in of late.
    let submitted = if live {
        ward.now_ms - (mixed(number, 12) % 864_000_000) as i64
    } else {
        ward.now_ms - (1_100_000 - number as i64) * (DAY_MS / DAY as i64)
    };
    let due = if live {
        ward.now_ms + (mixed(number, 13) % 10_000) as i64 * 100_000 - 100_000_000
    } else {
        submitted + 5 * DAY_MS
    };
    let assignee =
        (state != State::Submitted).then(|| &ward.accounts[mixed(number, 14) as usize % ward.accounts.len()]);
    let at = |present: bool, after: i64| present.then_some(submitted + after);
    let channel = Channel::ALL[mixed(number, 15) as usize % Channel::ALL.len()];
    let value = json!([
        format!("bench-{number:010}"),
        code,
        procedure,
        submitted,
        state.as_str(),
        requester,
        folded,
        due,
        field,
        channel.as_str(),
        assignee,
        u8::from(state == State::Processing && mixed(number, 16) % 5 == 0),
        at(state != State::Submitted, 3_600_000),
        at(!live, 2 * DAY_MS),
        at(state == State::Returned, 3 * DAY_MS),
        at(matches!(state, State::Refused | State::Stopped), 2 * DAY_MS),
        u8::from(mixed(number, 17) % 500 == 0),
        number + 1,
        if live { 2 } else { 1 },
    ]);
    (value, search::place(2000, number as i64 + 1), live, search::terms(&folded))
}

impl Store {
    /// Adds the made-up dossiers from one number up to another.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn grow(&self, ward: &Ward, from: u64, to: u64) -> Result<()> {
        let mut next = from;
        while next < to {
            let mut tx = self.db.begin_alone().await?;
            sqlx::query(
                "INSERT INTO devices (id, token_hash, created_ms) VALUES ('bench', 'bench', 0) ON CONFLICT DO NOTHING",
            )
            .execute(&mut *tx)
            .await?;
            let end = to.min(next + AT_ONCE);
            while next < end {
                let (mut rows, mut words) = (Vec::new(), Vec::new());
                for number in next..end.min(next + ROWS) {
                    let (row, place, live, terms) = row(ward, number);
                    rows.push(row);
                    if live {
                        words.push(json!([-place, terms]));
                    }
                    words.push(json!([place, terms]));
                }
                next = end.min(next + ROWS);
                sqlx::query(
                    "INSERT INTO dossiers (id, code, submission, content_sha256, device, secret_hash, notice, language,
                       procedure, submitted_ms, state, version, requester, folded, due, due_order, paused, projection, field,
                       channel, assignee, proposed, received_ms, finished_ms, returned_ms, ended_ms, unread, book_year,
                       book_number, searched, history)
                     SELECT v ->> 0, v ->> 1, v ->> 0, 'bench', 'bench', 'bench', '1', 'vi', v ->> 2, v ->> 3, v ->> 4, 1,
                       v ->> 5, v ->> 6, NULL, v ->> 7, 0, 1000, v ->> 8, v ->> 9, v ->> 10, v ->> 11, v ->> 12, v ->> 13,
                       v ->> 14, v ->> 15, v ->> 16, 2000, v ->> 17, v ->> 18, 'bench'
                     FROM (SELECT value AS v FROM json_each($1))",
                )
                .bind(serde_json::to_string(&rows)?)
                .execute(&mut *tx)
                .await?;
                sqlx::query("INSERT INTO search (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each($1)")
                    .bind(serde_json::to_string(&words)?)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM touched").execute(&mut *tx).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}
