//! Acknowledged submissions a second, beside the barest peer and beside what the disk commits with nothing around it.

use crate::{
    Asked,
    rows::{Rows, percentile},
    used::processor,
    wire::Wire,
};
use motcua_contract::{
    DEVICE_HEADER, Endpoint, IDEMPOTENCY_HEADER,
    dossiers::{Submission, SubmitDossier},
    public::{Catalogue, Device, GetProcedure, ListProcedures, ProcedureBundle, RegisterDevice},
};
use motcua_domain::{
    deadline,
    example::{self, Example},
};
use motcua_faults::{Outcome, said, server::Plan};
use motcua_storage::bench::Bare;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const CLIENTS: [usize; 3] = [1, 8, 64];
/// A device hands in so many dossiers an hour; then another one goes on.
const OF_A_DEVICE: usize = 20;

/// What a client sends and to whom.
#[derive(Clone)]
struct Load {
    server: SocketAddr,
    path: String,
    /// Tokens of devices that nobody used yet, where the server wants them.
    devices: Arc<Vec<String>>,
    next: Arc<AtomicUsize>,
    body: Arc<Vec<u8>>,
}

/// Runs the rounds.
///
/// # Errors
/// When the server or the peer does not answer as it should.
pub async fn run(asked: &Asked) -> Outcome<Rows> {
    let folder = asked.folder.join("load");
    std::fs::create_dir_all(&folder).map_err(said)?;
    let plan = Plan::new(&asked.server, &folder)?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let body = submission(plan.listen).await?;
    let lasts = Duration::from_secs(if asked.long { 15 } else { 4 });
    let (mut peer, address) = minimal(&folder).await?;
    let bare = Bare::open(&folder.join("bare.db")).await.map_err(said)?;
    let row = String::from_utf8_lossy(&body).into_owned();

    let mut rows = Rows::default();
    rows.note(format!("A submission is {} bytes; the bare row is as long.", body.len()));
    for clients in CLIENTS {
        // The limit before and after: a disk has its hours.
        let mut commits = bare.commits(&row, lasts / 2).await.map_err(said)?;
        let most = lasts.as_secs() as usize * if clients == 1 { 500 } else { 1500 };
        let devices = Arc::new(devices(plan.listen, most / OF_A_DEVICE + clients, clients * 1000).await?);
        let ours = Load {
            server: plan.listen,
            path: SubmitDossier::PATH.to_owned(),
            devices,
            next: Arc::default(),
            body: Arc::clone(&body),
        };
        let before = processor(server.pid());
        let mut own = storm(&ours, clients, lasts).await?;
        let after = processor(server.pid());
        let theirs = Load { server: address, path: "/".to_owned(), devices: Arc::default(), ..ours };
        let peers_before = processor(peer.id());
        let mut others = storm(&theirs, clients, lasts).await?;
        let peers_after = processor(peer.id());
        commits.extend(bare.commits(&row, lasts / 2).await.map_err(said)?);

        let rate = |times: &[Duration], seconds: f64| times.len() as f64 / seconds;
        let limit = rate(&commits, commits.iter().sum::<Duration>().as_secs_f64());
        let (own_rate, other_rate) = (rate(&own.0, own.1), rate(&others.0, others.1));
        let who = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
        rows.beside(&format!("submissions, {who}"), "bare SQLite commits", own_rate, limit, "/s");
        rows.beside(&format!("submissions, {who}"), "axum + sqlx insert", own_rate, other_rate, "/s");
        let (own_late, other_late) = (percentile(&mut own.0, 99), percentile(&mut others.0, 99));
        rows.beside(&format!("p99, {who}"), "axum + sqlx insert", own_late, other_late, "ms");
        rows.alone(&format!("p50, {who}"), percentile(&mut own.0, 50), "ms");
        let spent = |before: Option<Duration>, after: Option<Duration>, count: usize| {
            Some((after?.checked_sub(before?)?).as_secs_f64() * 1000.0 / count.max(1) as f64)
        };
        if let (Some(own), Some(other)) =
            (spent(before, after, own.0.len()), spent(peers_before, peers_after, others.0.len()))
        {
            rows.beside(&format!("processor a submission, {who}"), "axum + sqlx insert", own, other, "ms");
        }
    }
    bare.close().await;
    let _ = peer.kill();
    let _ = peer.wait();
    tokio::task::block_in_place(|| server.stop());
    std::fs::remove_dir_all(&folder).map_err(said)?;
    Ok(rows)
}

/// A submission that needs no file, as the server's own procedures ask for it.
async fn submission(server: SocketAddr) -> Outcome<Arc<Vec<u8>>> {
    let mut wire = Wire::open(server, 0).await?;
    let list: Catalogue = read(&wire.ask("GET", ListProcedures::PATH, "", b"").await?.ok()?.body)?;
    let today = deadline::local(jiff::Timestamp::now()).date();
    for card in list.procedures {
        let path = <GetProcedure as Endpoint>::path(&[&card.code]);
        let procedure = read::<ProcedureBundle>(&wire.ask("GET", &path, "", b"").await?.ok()?.body)?.procedure;
        let answers = example::answers(&Example { procedure: &procedure, case: &[], today, number: 7, optional: true });
        if answers.pages().next().is_some() {
            continue;
        }
        let submission = Submission {
            procedure: procedure.code.clone(),
            version: procedure.version,
            answers,
            notice: "1".to_owned(),
            language: "vi".to_owned(),
        };
        let body = serde_json::to_vec(&submission).map_err(said)?;
        let token = devices(server, 1, 0).await?.pop().ok_or("no device")?;
        if hand_in(&mut wire, SubmitDossier::PATH, Some(&token), &body).await.is_ok() {
            return Ok(Arc::new(body));
        }
    }
    Err("every procedure asks for files".to_owned())
}

/// New devices, from addresses of their own.
pub async fn devices(server: SocketAddr, count: usize, first: usize) -> Outcome<Vec<String>> {
    let mut tokens = Vec::with_capacity(count);
    let mut wire = Wire::open(server, first).await?;
    for number in 0..count {
        if number % 200 == 199 {
            wire = Wire::open(server, first + number).await?;
        }
        let answer = wire.ask("POST", RegisterDevice::PATH, "", b"").await?.ok()?;
        tokens.push(read::<Device>(&answer.body)?.token);
    }
    Ok(tokens)
}

/// So many clients at once, each with its next submission as soon as the last is acknowledged: the times, and how long it took.
async fn storm(load: &Load, clients: usize, lasts: Duration) -> Outcome<(Vec<Duration>, f64)> {
    let begin = Instant::now();
    let tasks: Vec<_> = (0..clients).map(|number| tokio::spawn(client(load.clone(), number, begin + lasts))).collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.map_err(said)??);
    }
    Ok((times, begin.elapsed().as_secs_f64()))
}

async fn client(load: Load, number: usize, until: Instant) -> Outcome<Vec<Duration>> {
    let mut wire = Wire::open(load.server, number).await?;
    let (mut times, mut device) = (Vec::new(), None);
    while Instant::now() < until {
        if !load.devices.is_empty() && times.len() % OF_A_DEVICE == 0 {
            match load.devices.get(load.next.fetch_add(1, Ordering::Relaxed)) {
                Some(token) => device = Some(token.clone()),
                // Nobody may hand in any more: what was done until now counts.
                None => break,
            }
        }
        let begin = Instant::now();
        hand_in(&mut wire, &load.path, device.as_deref(), &load.body).await?;
        times.push(begin.elapsed());
    }
    Ok(times)
}

async fn hand_in(wire: &mut Wire, path: &str, device: Option<&str>, body: &[u8]) -> Outcome {
    let key = uuid::Uuid::now_v7();
    let mut headers = format!("content-type: application/json\r\n{IDEMPOTENCY_HEADER}: {key}\r\n");
    if let Some(device) = device {
        headers.push_str(&format!("{DEVICE_HEADER}: {device}\r\n"));
    }
    wire.ask("POST", path, &headers, body).await?.ok().map(drop)
}

pub fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Outcome<T> {
    serde_json::from_slice(body).map_err(said)
}

/// The barest peer as a process of its own, and where it listens.
async fn minimal(folder: &std::path::Path) -> Outcome<(Child, SocketAddr)> {
    let program = std::env::current_exe().map_err(said)?;
    let mut command = Command::new(program);
    command.args(["minimal", "--folder"]).arg(folder).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(said)?;
    let out = child.stdout.take().ok_or("no output")?;
    let mut line = String::new();
    tokio::task::block_in_place(|| BufReader::new(out).read_line(&mut line)).map_err(said)?;
    Ok((child, line.trim().parse().map_err(said)?))
}
