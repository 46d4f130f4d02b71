//! One site from what Trunk built: hashed names, the pages, the worker, `public/`, the offline list, `build.json`.
//!
//! Names of the form `name-<16 hexadecimal digits>.<ending>` never change their content and may be cached for ever.

use super::page::{Links, Page};
use super::{earlier, english, lifeboat, names, pack, scripts};
use crate::paths::{self, cannot};
use crate::shell::{Outcome, note};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the placeholder in `public/sw.js` begins and ends.
const LIST: (&str, &str) = ("/*build*/", "/*end*/");
const HASH_LENGTH: usize = 16;
const VERSION_LENGTH: usize = 12;
/// From `public/`, what the first open needs to be whole without a network; the rest is fetched when idle.
const FIRST: [&str; 3] = ["/manifest.webmanifest", "/icons/favicon.svg", "/icons/icon-192.png"];

/// Which page answers the routes below a path; every other route is the guide's, `index.html`. The server and the service
/// worker read this from the build.
const PAGES: [(&str, &str); 13] = [
    ("/desk", "/desk.html"),
    ("/man-hinh", "/desk.html"),
    ("/nop", "/app.html"),
    ("/quet", "/app.html"),
    ("/bien-nhan", "/app.html"),
    ("/so", "/app.html"),
    ("/danh-gia", "/app.html"),
    ("/theo-doi", "/app.html"),
    ("/kiem-tra", "/app.html"),
    ("/bo-sung", "/app.html"),
    ("/noi", "/app.html"),
    ("/chuyen-may", "/app.html"),
    ("/cuu-ho", lifeboat::PAGE),
];

/// What Trunk wrote, and the optimiser if there is one.
pub struct Parts<'a> {
    pub guide: &'a Path,
    pub citizen: &'a Path,
    pub desk: &'a Path,
    pub wasm_opt: Option<&'a Path>,
}

/// Files of the site by their address.
type Site = BTreeMap<String, Vec<u8>>;

/// Writes `dist/` anew and returns it.
pub fn assemble(parts: &Parts) -> Outcome<PathBuf> {
    let mut site = Site::new();
    collect(&paths::root().join("public"), "", &mut site)?;
    let scanner = add_worker("scanner", parts, &mut site)?;
    let capture = add_worker("capture", parts, &mut site)?;
    let english = add("en", "json", english::sentences()?, &mut site);
    let guide = add_app("guide", parts.guide, &english, parts, &mut site)?;
    let citizen = add_app("citizen", parts.citizen, &english, parts, &mut site)?;
    let desk = add_app("desk", parts.desk, &english, parts, &mut site)?;

    let boat = lifeboat::build()?;
    let boot = add("boot", "js", boat.boot.into_bytes(), &mut site);
    let boat_script = add("lifeboat", "js", boat.script.into_bytes(), &mut site);
    let boat_style = add("lifeboat", "css", boat.style.into_bytes(), &mut site);
    let boat_page = lifeboat::with_files(&boat.page, &boat_script, &boat_style)?;
    site.insert(lifeboat::PAGE.to_owned(), boat_page.into_bytes());

    let apps =
        [("index.html", parts.guide, &guide), ("app.html", parts.citizen, &citizen), ("desk.html", parts.desk, &desk)];
    let mut pages = Vec::new();
    for (file, folder, app) in apps {
        pages.push((file, built_page(file, folder)?, app));
    }
    let built = pages.iter().flat_map(|(_, page, _)| page.as_bytes());
    let everything: Vec<u8> = site.values().flatten().chain(built).copied().collect();
    let version = pack::sha256(&everything)[..VERSION_LENGTH].to_owned();
    for (file, page, app) in pages {
        let workers = [("scanner", scanner.script.as_str()), ("capture", capture.script.as_str())];
        let facts = Links { script: &app.script, wasm: &app.wasm, workers: &workers, boot: &boot, version: &version };
        site.insert(format!("/{file}"), Page::new(file, page).finish(&facts)?.into_bytes());
    }
    let rescue = [boot.as_str(), lifeboat::PAGE, &boat_script, &boat_style];
    let apps = Apps { guide: &guide, citizen: &citizen, workers: &[scanner, capture], english: &english };
    add_offline_list(&version, &apps, &rescue, &mut site)?;
    let files: Vec<&String> = site.keys().collect();
    let facts = serde_json::json!({ "version": version, "script_hashes": [], "pages": PAGES, "files": files });
    site.insert("/build.json".to_owned(), format!("{facts:#}\n").into_bytes());
    write(&site, &version)
}

/// The addresses of one program's files.
struct App {
    script: String,
    wasm: String,
    styles: Vec<String>,
}

/// Adds a page's program, script and style sheets under hashed names.
fn add_app(name: &str, folder: &Path, english: &str, parts: &Parts, site: &mut Site) -> Outcome<App> {
    let long = paths::read_bytes(&only(folder, name, "_bg.wasm")?)?;
    let (short, bindgen) = names::shorten(&long, &paths::read(&only(folder, name, ".js")?)?)?;
    let program = folder.join(format!("{name}.short"));
    paths::write(&program, short)?;
    let wasm = add(name, "wasm", pack::optimise(&program, pack::SMALL, parts.wasm_opt)?, site);
    let script = add(name, "js", scripts::app(&bindgen, &wasm, english).into_bytes(), site);
    let mut styles = Vec::new();
    for file in files(folder)? {
        let address = format!("/{}", file.file_name().unwrap_or_default().to_string_lossy());
        if address.ends_with(".css") {
            site.insert(address.clone(), paths::read_bytes(&file)?);
            styles.push(address);
        }
    }
    Ok(App { script, wasm, styles })
}

/// Adds a worker. Trunk gives workers fixed names; a stale decoder under a new app would be hard to find, so ours are hashed.
fn add_worker(name: &str, parts: &Parts, site: &mut Site) -> Outcome<App> {
    let program = pack::optimise(&parts.citizen.join(format!("{name}_bg.wasm")), pack::FAST, parts.wasm_opt)?;
    let wasm = add(name, "wasm", program, site);
    let bindgen = paths::read(&parts.citizen.join(format!("{name}.js")))?;
    let script = add(name, "js", scripts::worker(&bindgen, &wasm).into_bytes(), site);
    Ok(App { script, wasm, styles: Vec::new() })
}

/// What a phone keeps.
struct Apps<'a> {
    guide: &'a App,
    citizen: &'a App,
    workers: &'a [App],
    english: &'a str,
}

/// Fills the list in the service worker: address and SHA-256 of what it keeps, in two groups, and which page is whose.
fn add_offline_list(version: &str, apps: &Apps, rescue: &[&str], site: &mut Site) -> Outcome {
    let Apps { guide, citizen, workers, english } = *apps;
    let hashed = |address: &str| -> Outcome<[String; 2]> {
        let file = if address == "/" { "/index.html" } else { address };
        let bytes = site.get(file).ok_or_else(|| format!("The site lacks {file}, which the offline list names."))?;
        Ok([address.to_owned(), pack::sha256(bytes)])
    };
    let list = |addresses: &[&str]| addresses.iter().map(|address| hashed(address)).collect::<Outcome<Vec<_>>>();
    let mut first = vec!["/", &guide.script, &guide.wasm];
    first.extend(guide.styles.iter().map(String::as_str));
    first.extend(FIRST);
    first.extend(rescue);
    let mut later = vec!["/app.html", &citizen.script, &citizen.wasm, english];
    later.extend(citizen.styles.iter().map(String::as_str));
    later.extend(workers.iter().flat_map(|worker| [worker.script.as_str(), worker.wasm.as_str()]));
    let facts =
        serde_json::json!({ "version": version, "pages": PAGES, "shell": list(&first)?, "later": list(&later)? });

    let template = site.get("/sw.js").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let (Some(start), Some(end)) = (template.find(LIST.0), template.find(LIST.1)) else {
        return Err(format!("public/sw.js lacks the place {} … {}.", LIST.0, LIST.1));
    };
    let worker = format!("{}{facts}{}", &template[..start], &template[end + LIST.1.len()..]);
    site.insert("/sw.js".to_owned(), worker.into_bytes());
    Ok(())
}

fn add(name: &str, ending: &str, bytes: Vec<u8>, site: &mut Site) -> String {
    let address = format!("/{name}-{}.{ending}", &pack::sha256(&bytes)[..HASH_LENGTH]);
    site.insert(address.clone(), bytes);
    address
}

fn built_page(name: &str, folder: &Path) -> Outcome<String> {
    // Trunk names the page `index.html` whatever its source was called, unless it is told otherwise.
    let own = folder.join(name);
    let file = if own.is_file() { own } else { folder.join("index.html") };
    paths::read(&file)
}

/// The one file of a folder that begins with `name-` and ends like this.
fn only(folder: &Path, name: &str, ending: &str) -> Outcome<PathBuf> {
    let fits = |file: &PathBuf| {
        let text = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        text.starts_with(&format!("{name}-")) && text.ends_with(ending)
    };
    files(folder)?.into_iter().find(fits).ok_or_else(|| format!("Trunk wrote no {name}-…{ending}."))
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| cannot("list", folder, &error))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, address: &str, site: &mut Site) -> Outcome {
    for file in files(folder)? {
        let own = format!("{address}/{}", file.file_name().unwrap_or_default().to_string_lossy());
        if file.is_dir() {
            collect(&file, &own, site)?;
        } else {
            site.insert(own, paths::read_bytes(&file)?);
        }
    }
    Ok(())
}

/// Writes the site beside `dist/` first, so that a server never serves half of one.
fn write(site: &Site, version: &str) -> Outcome<PathBuf> {
    let dist = paths::dist();
    let fresh = paths::root().join("target/web/site");
    paths::remove(&fresh)?;
    for (address, bytes) in site {
        let file = fresh.join(address.trim_start_matches('/'));
        paths::write(&file, bytes)?;
        pack::compress(&file)?;
    }
    earlier::keep(&dist, version)?;
    paths::remove(&dist)?;
    std::fs::rename(&fresh, &dist).map_err(|error| cannot("put in place", &dist, &error))?;
    note(&format!("dist/ holds {} files, build {version}.", site.len()));
    Ok(dist)
}
