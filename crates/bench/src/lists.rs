//! Lists and search over HTTP with a thousand to a million dossiers in the ward.

use crate::{
    Asked,
    load::read,
    rows::{Rows, percentile},
    wire::Wire,
};
use motcua_contract::{
    Endpoint,
    desk::{Credentials, ListWork, SignIn, WorkList},
    endpoint::encode,
    public::{Catalogue, ListProcedures},
};
use motcua_faults::{Outcome, said, server::Plan};
use motcua_storage::{
    Store,
    bench::{Ward, person},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

const SIZES: [(u64, &str); 4] = [(1000, "1 k"), (10_000, "10 k"), (100_000, "100 k"), (1_000_000, "1 M")];
/// Accounts of the demonstration: one sees everything, one what is their own.
const USERS: [&str; 2] = ["canbo", "canbo2"];
const PASSWORD: &str = "motcua-demo";
/// How often each kind of list and of search is asked for.
const TIMES: u64 = 40;
/// A search is no list: it is measured apart.
const KINDS: [(&str, &[Kind]); 2] = [
    (
        "lists",
        &["open", "counter", "waiting", "done", "all", "field", "procedure", "unassigned", "channel", "late", "next"],
    ),
    ("search", &["code", "number", "phone", "last_digits", "name", "name_open", "two_words", "family"]),
];

type Kind = &'static str;

/// Fills a ward step by step and asks at every step.
///
/// # Errors
/// When the server does not answer as it should.
pub async fn run(asked: &Asked) -> Outcome<Rows> {
    let folder = asked.folder.join("lists");
    std::fs::create_dir_all(&folder).map_err(said)?;
    let plan = Plan::new(&asked.server, &folder)?;
    let mut rows = Rows::default();
    let mut ward = None;
    let mut there = 0;
    let mut late = Vec::new();
    for (size, words) in SIZES {
        let made = Instant::now();
        let ward = match &ward {
            Some(ward) => ward,
            None => {
                let mut server = tokio::task::block_in_place(|| plan.start())?;
                let found = look(plan.listen).await?;
                tokio::task::block_in_place(|| server.stop());
                ward.insert(found)
            }
        };
        let store = Store::open(&plan.data).await.map_err(said)?;
        store.grow(ward, there, size).await.map_err(said)?;
        store.close().await;
        there = size;
        let took = made.elapsed().as_secs();
        let mut server = tokio::task::block_in_place(|| plan.start())?;
        let mut wires = Vec::new();
        for user in USERS {
            wires.push(sign_in(plan.listen, user).await?.0);
        }
        let mut figures = Vec::new();
        for (name, kinds) in KINDS {
            let mut times = Vec::new();
            for kind in kinds {
                let mut one = ask(&mut wires, ward, kind, size).await?;
                println!(
                    "{words}, {kind}: p50 {:.2} ms, p95 {:.2} ms",
                    percentile(&mut one, 50),
                    percentile(&mut one, 95)
                );
                times.extend(one);
            }
            let (middle, most) = (percentile(&mut times, 50), percentile(&mut times, 95));
            rows.alone(&format!("{name}, {words}, p50"), middle, "ms");
            figures.push((name, most));
        }
        tokio::task::block_in_place(|| server.stop());
        println!("{words}: made in {took} s");
        late.push((words, figures));
    }
    // The second size is what the others are compared with.
    let base = late.get(1).map(|(_, figures)| figures.clone()).unwrap_or_default();
    for (words, figures) in &late {
        for ((name, most), (_, small)) in figures.iter().zip(&base) {
            rows.beside(&format!("{name}, {words}, p95"), "ours at 10 k", *most, *small, "ms");
        }
    }
    std::fs::remove_dir_all(&folder).map_err(said)?;
    Ok(rows)
}

/// What the ward has that dossiers need.
async fn look(server: SocketAddr) -> Outcome<Ward> {
    let mut wire = Wire::open(server, 0).await?;
    let list: Catalogue = read(&wire.ask("GET", ListProcedures::PATH, "", b"").await?.ok()?.body)?;
    let mut accounts = Vec::new();
    for user in USERS {
        accounts.push(sign_in(server, user).await?.1);
    }
    // A ward has more people than sign in here.
    accounts.extend((0..10).map(|number| format!("bench-{number}")));
    let procedures = list.procedures.into_iter().map(|card| (card.code, card.field)).collect();
    Ok(Ward { procedures, accounts, now_ms: jiff::Timestamp::now().as_millisecond() })
}

/// A connection of somebody signed in, and the id of the account.
async fn sign_in(server: SocketAddr, user: &str) -> Outcome<(Wire, String)> {
    let mut wire = Wire::open(server, 0).await?;
    let credentials = Credentials { user: user.to_owned(), password: PASSWORD.to_owned() };
    let body = serde_json::to_vec(&credentials).map_err(said)?;
    let answer = wire.ask("POST", SignIn::PATH, "content-type: application/json\r\n", &body).await?.ok()?;
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    wire.always("cookie", &cookie);
    let staff: motcua_contract::desk::Staff = read(&answer.body)?;
    Ok((wire, staff.id))
}

/// Asks for one kind of list or search, each time for another one; every answer is looked at.
async fn ask(wires: &mut [Wire], ward: &Ward, kind: Kind, size: u64) -> Outcome<Vec<Duration>> {
    let mut times = Vec::new();
    for number in 0..TIMES {
        let wire = &mut wires[number as usize % USERS.len()];
        let one = number * 7_919 * 31 % size;
        let mut query = question(ward, kind, one);
        if kind == "next" {
            let page: WorkList =
                read(&wire.ask("GET", &format!("{}?{query}", ListWork::PATH), "", b"").await?.ok()?.body)?;
            query = format!("{query}&after={}", page.next.unwrap_or_default());
        }
        let begin = Instant::now();
        let answer = wire.ask("GET", &format!("{}?{query}", ListWork::PATH), "", b"").await?.ok()?;
        times.push(begin.elapsed());
        let list: WorkList = read(&answer.body)?;
        // Who sees everything finds whom they look for.
        if number % 2 == 0 && ["code", "number", "phone"].contains(&kind) && list.items.is_empty() {
            return Err(format!("{query} found nothing"));
        }
    }
    Ok(times)
}

fn question(ward: &Ward, kind: Kind, number: u64) -> String {
    let (procedure, field) = &ward.procedures[number as usize % ward.procedures.len()];
    let [code, name, id_number, phone] = person(number);
    let words: Vec<&str> = name.split(' ').collect();
    let search = |view: &str, text: &str| format!("view={view}&q={}", encode(text));
    match kind {
        "field" => format!("view=all&field={}", encode(field)),
        "procedure" => format!("view=done&procedure={}", encode(procedure)),
        "unassigned" => "view=open&assignee=none".to_owned(),
        "channel" => "view=all&channel=desk".to_owned(),
        "late" => "view=open&due=late".to_owned(),
        "next" => "view=all".to_owned(),
        "code" => search("all", &code),
        "number" => search("all", &id_number),
        "phone" => search("all", &phone),
        "last_digits" => search("all", &phone[6..]),
        "name" => search("all", &name),
        "name_open" => search("open", &name),
        "two_words" => search("all", &format!("{} {}", words[0], words[2])),
        "family" => search("all", words[0]),
        view => format!("view={view}"),
    }
}
