//! The published `tus-js-client` uploads files through the chaos proxy with its own resume; every byte must arrive.

use crate::{
    Outcome, bytes,
    check::Promises,
    journal::{Entry, Journal},
    line::Line,
    phone::Phone,
    proxy::{Proxy, Weather},
    random::Random,
    said,
    server::Plan,
    suite::Times,
    verdict::Found,
};
use motcua_contract::{Endpoint, uploads::CreateUpload};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
    time::Duration,
};

/// Files of one device, below what it may have open.
const FILES_OF_A_DEVICE: u64 = 6;
const PERCENT: u64 = 15;

/// Where the packages of the browser tests are, seen from here or from a folder above.
///
/// # Errors
/// When they are not installed.
pub fn folder() -> Outcome<PathBuf> {
    let here = std::env::current_dir().map_err(said)?;
    let found = here.ancestors().map(|folder| folder.join("tests/browser")).find(|folder| folder.is_dir());
    let found = found.ok_or("there are no browser tests here")?;
    if !found.join("node_modules/tus-js-client").is_dir() {
        return Err("tus-js-client is not installed (npm ci in tests/browser)".to_owned());
    }
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).status();
    if node.is_ok_and(|status| status.success()) { Ok(found) } else { Err("node is not installed".to_owned()) }
}

/// Uploads so many files.
///
/// # Errors
/// When the server or the client cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times, silence: Duration) -> Outcome<Found> {
    let browser = folder()?;
    let place = tempfile::tempdir().map_err(said)?;
    let plan = Plan::new(program, place.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let proxy = Proxy::start(server.listen, Weather::of_everything(seed, PERCENT, silence)).await?;
    let journal = place.path().join("journal");
    let line = Line::open(server.listen, Journal::create(&journal)?, seed, Duration::from_secs(600)).await?;
    let line = Arc::new(line);
    let random = Random::split(seed, 0);
    let mut phone = Phone::new(&line).await?;
    let (mut list, mut entries) = (Vec::new(), BTreeMap::new());
    for number in 0..times.most {
        if number > 0 && number % FILES_OF_A_DEVICE == 0 {
            phone = Phone::new(&line).await?;
        }
        let own = random.next();
        let length = usize::try_from(random.between(64 << 10, 1 << 20)).map_err(said)?;
        let content = bytes::jpeg(own, length);
        let path = place.path().join(format!("{number}.jpg")).display().to_string();
        std::fs::write(&path, &content).map_err(said)?;
        let sha256 = bytes::sha256_hex(&content);
        let headers: BTreeMap<String, String> =
            phone.dressed(crate::http::Ask::new("PATCH", "")).headers.into_iter().collect();
        list.push(serde_json::json!({ "path": path, "sha256": sha256, "headers": headers }));
        entries.insert(path, (phone.token.clone(), content.len() as u64, sha256, own));
    }
    let todo = place.path().join("list.json");
    std::fs::write(&todo, serde_json::to_vec(&list).map_err(said)?).map_err(said)?;
    let output = node(&browser, "tus_files.mjs", proxy.address, &todo).await?;
    // The client's own end-to-end spec, on a good line.
    let one = place.path().join("one.json");
    std::fs::write(&one, serde_json::to_vec(&list.first()).map_err(said)?).map_err(said)?;
    let spec = node(&browser, "tus_end_to_end.mjs", server.listen, &one).await?;

    let mut found = Found::default();
    found.must(spec.status.success(), || {
        let errors = String::from_utf8_lossy(&spec.stderr).into_owned();
        format!("its own spec: {}", errors.lines().take(12).collect::<Vec<_>>().join(" "))
    });
    for text in String::from_utf8_lossy(&output.stdout).lines() {
        let said_so: serde_json::Value = serde_json::from_str(text).map_err(said)?;
        let (path, upload) =
            (said_so["path"].as_str().unwrap_or_default(), said_so["upload"].as_str().unwrap_or_default());
        let Some((device, length, sha256, seed)) = entries.remove(path) else { continue };
        let upload = upload.to_owned();
        line.journal.note(&Entry::Created { device, upload: upload.clone(), length, sha256, seed })?;
        line.journal.note(&Entry::Offset { upload: upload.clone(), offset: length })?;
        line.journal.note(&Entry::Stored { upload })?;
        found.runs += 1;
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    found.must(output.status.success(), || errors.lines().take(6).collect::<Vec<_>>().join(" "));
    found.must(entries.is_empty(), || format!("{} files did not arrive", entries.len()));
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    let spec = String::from_utf8_lossy(&spec.stdout).trim().to_owned();
    found.figures = format!("{} files byte-exact, its own spec {spec}, {:?}", found.runs, proxy.happened());
    Ok(found)
}

/// Runs a script of ours with the client: the address of creation, and a file that says what to send.
async fn node(folder: &Path, script: &str, server: SocketAddr, list: &Path) -> Outcome<Output> {
    let mut command = Command::new("node");
    command.current_dir(folder).arg(format!("support/{script}"));
    command.arg(format!("http://{server}{}", CreateUpload::PATH)).arg(list).stdin(Stdio::null());
    tokio::task::spawn_blocking(move || command.output()).await.map_err(said)?.map_err(said)
}
