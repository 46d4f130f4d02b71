//! Files to a tus server: ours and the peers, by the same client, in pieces of the same length.

use crate::{Asked, load, rows::Rows, used::processor, wire::Wire};
use motcua_contract::{
    DEVICE_HEADER, Endpoint,
    uploads::{CHUNK_TYPE, CreateUpload, TUS_VERSION},
};
use motcua_faults::{Outcome, bytes, said, server::Plan};
use motcua_storage::bench::write_and_sync;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// Bytes of a file: a long scan, below what one may be.
const FILE: usize = 16 * 1024 * 1024;
/// Lengths of pieces: what most clients send, and what our phone sends.
const PIECES: [(usize, &str); 2] = [(1024 * 1024, "1 MiB"), (256 * 1024, "256 KiB")];
/// Phones that send at once.
const PHONES: [usize; 2] = [1, 4];
/// Files of a device: it may have so many bytes a day.
const OF_A_DEVICE: usize = 15;

/// A tus server.
#[derive(Clone)]
struct Server {
    name: String,
    address: SocketAddr,
    path: String,
    process: u32,
    /// A token for each device, where the server wants one.
    devices: Arc<Vec<String>>,
}

/// What a round of uploads came to.
#[derive(Clone, Copy, Default)]
struct Round {
    bytes: f64,
    seconds: f64,
    processor: f64,
}

impl Round {
    fn rate(self) -> f64 {
        self.bytes / self.seconds / 1e6
    }

    fn load(self) -> f64 {
        self.processor / (self.bytes / 1e9)
    }
}

/// Runs the rounds, all servers one after the other in each.
///
/// # Errors
/// When a server does not answer as it should.
pub async fn run(asked: &Asked) -> Outcome<Rows> {
    let mut rows = Rows::default();
    let lasts = Duration::from_secs(if asked.long { 10 } else { 3 });
    let file = Arc::new(bytes::jpeg(1, FILE));
    let mut places = vec![("", asked.folder.join("upload"))];
    // Without a disk under it: what the program itself takes.
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        places.push((", in memory", memory.join(format!("motcua-bench-{}", std::process::id()))));
    }
    let mut servers = Vec::new();
    let mut running = Vec::new();
    for (place, folder) in &places {
        std::fs::create_dir_all(folder).map_err(said)?;
        let plan = Plan::new(&asked.server, folder)?;
        let server = tokio::task::block_in_place(|| plan.start())?;
        let most = (lasts.as_secs() as usize * 40).div_ceil(OF_A_DEVICE) * PHONES.len() * PIECES.len() * 2;
        servers.push(Server {
            name: format!("ours{place}"),
            address: plan.listen,
            path: CreateUpload::PATH.to_owned(),
            process: server.pid(),
            devices: Arc::new(load::devices(plan.listen, most, 0).await?),
        });
        running.push(server);
    }
    for (name, address, process) in &asked.peers {
        servers.push(Server {
            name: name.clone(),
            address: address.parse().map_err(said)?,
            path: "/files".to_owned(),
            process: *process,
            devices: Arc::default(),
        });
    }
    let mut used = vec![0; servers.len()];
    for (length, piece) in PIECES {
        for phones in PHONES {
            let probe = asked.folder.join("probe");
            let limit = |sync| -> Outcome<f64> {
                let bytes = write_and_sync(&probe, &file[..length], 24 * 1024 * 1024 / length, sync).map_err(said)?;
                Ok(bytes / 1e6)
            };
            let mut best = limit(true)?;
            let mut rounds = Vec::new();
            for (server, used) in servers.iter().zip(&mut used) {
                rounds.push(round(server, &file, length, phones, lasts, used).await?);
            }
            best = best.max(limit(true)?);
            let who = if phones == 1 { "1 phone".to_owned() } else { format!("{phones} phones") };
            let measure = format!("{piece} pieces, {who}");
            rows.beside(&measure, "write + fdatasync of the disk alone", rounds[0].rate(), best, "MB/s");
            let (ours, peers) = rounds.split_at(places.len());
            for (peer, server) in peers.iter().zip(&servers[places.len()..]) {
                let own = if server.name.ends_with("in memory") { ours.last() } else { ours.first() };
                let own = own.copied().unwrap_or_default();
                let place = if server.name.ends_with("in memory") { ", in memory" } else { "" };
                rows.beside(&format!("{measure}{place}"), &server.name, own.rate(), peer.rate(), "MB/s");
                rows.beside(&format!("processor a GB, {measure}{place}"), &server.name, own.load(), peer.load(), "ms");
            }
        }
    }
    for server in &mut running {
        tokio::task::block_in_place(|| server.stop());
    }
    for (_, folder) in &places {
        std::fs::remove_dir_all(folder).map_err(said)?;
    }
    Ok(rows)
}

/// So many phones at once, each with its next file as soon as the last is whole.
async fn round(
    server: &Server,
    file: &Arc<Vec<u8>>,
    piece: usize,
    phones: usize,
    lasts: Duration,
    used: &mut usize,
) -> Outcome<Round> {
    let (before, begin) = (processor(server.process), Instant::now());
    let each =
        if server.devices.is_empty() { 0 } else { (server.devices.len() / (PHONES.len() * PIECES.len())) / phones };
    let mut tasks = Vec::new();
    for number in 0..phones {
        let devices: Vec<String> = server.devices.iter().skip(*used).take(each).cloned().collect();
        *used += each;
        let (server, file) = (server.clone(), Arc::clone(file));
        tasks.push(tokio::spawn(phone(server, file, piece, begin + lasts, devices, number)));
    }
    let mut files = 0;
    for task in tasks {
        files += task.await.map_err(said)??;
    }
    let seconds = begin.elapsed().as_secs_f64();
    let spent = processor(server.process).zip(before).and_then(|(after, before)| after.checked_sub(before));
    Ok(Round {
        bytes: (files * file.len()) as f64,
        seconds,
        processor: spent.map_or(f64::NAN, |spent| spent.as_secs_f64() * 1000.0),
    })
}

async fn phone(
    server: Server,
    file: Arc<Vec<u8>>,
    piece: usize,
    until: Instant,
    devices: Vec<String>,
    number: usize,
) -> Outcome<usize> {
    let mut wire = Wire::open(server.address, number).await?;
    wire.always("tus-resumable", TUS_VERSION);
    let coded = |text: &str| bytes::base64(text.as_bytes());
    let metadata = format!("filename {},filetype {}", coded("a.jpg"), coded("image/jpeg"));
    let mut files = 0;
    while Instant::now() < until {
        let device = match devices.get(files / OF_A_DEVICE) {
            Some(token) => format!("{DEVICE_HEADER}: {token}\r\n"),
            None if devices.is_empty() => String::new(),
            None => break,
        };
        let announced = format!("{device}upload-length: {}\r\nupload-metadata: {metadata}\r\n", file.len());
        let created = wire.ask("POST", &server.path, &announced, b"").await?.ok()?;
        let location = created.header("location").to_owned();
        let path = location
            .split_once("://")
            .map_or(location.as_str(), |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
        let mut at = 0;
        while at < file.len() {
            let end = file.len().min(at + piece);
            let headers = format!("{device}content-type: {CHUNK_TYPE}\r\nupload-offset: {at}\r\n");
            let answer = wire.ask("PATCH", path, &headers, &file[at..end]).await?.ok()?;
            at = answer.header("upload-offset").parse().map_err(said)?;
            if at != end {
                return Err(format!("{}: {at} of {end}", server.name));
            }
        }
        files += 1;
    }
    Ok(files)
}
