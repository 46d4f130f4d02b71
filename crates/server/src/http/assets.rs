//! The web apps' files, read once at start: no path of a request ever touches the disk.
//!
//! Names with a hash of their content never change and may be kept for ever; pages, the service worker and the manifest
//! are asked for again each time. `.br` and `.gz` beside a file are its packed forms. Of earlier builds, which `xtask` keeps
//! beside the web root, only such names are served: a page that was open during an update still finds its scanner.
//! A browser that opens a page gets it painted where there is a painting (`crate::paint`); who fetches the page itself (the service
//! worker, which checks its hash) gets it as it was built.

use crate::{
    paint::Painted,
    site::{answer::takes, cards::Card},
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use motcua_contract::{PREFIX, ProblemCode};
use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
};

/// Length of the content hash in a name (`name-<hash>.ending`).
const HASH_LENGTH: usize = 16;
/// What the build says about itself; not for browsers.
const BUILD_FACTS: &str = "/build.json";
/// Added to the web root's name: the folder that holds the earlier builds, each in a folder of its own.
const EARLIER: &str = "-earlier";

struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    media_type: &'static str,
    tag: HeaderValue,
    for_ever: bool,
}

/// The files of a web root.
#[derive(Default)]
pub struct Assets {
    files: HashMap<String, Asset>,
    /// Of scripts that stand in the pages, `sha256-...`.
    pub script_hashes: Vec<String>,
    /// Which page answers the routes below a path, as the build says: `("/desk", "/desk.html")`.
    pages: Vec<(String, String)>,
    /// Pages with a painting, by the path that opens them.
    painted: HashMap<String, Asset>,
}

impl Assets {
    /// Reads a built web root.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(root: &Path) -> io::Result<Self> {
        let mut raw = HashMap::new();
        read(root, "", &mut raw)?;
        let earlier = read_earlier(root)?;
        let facts = raw.get(BUILD_FACTS).and_then(|bytes| serde_json::from_slice::<serde_json::Value>(bytes).ok());
        let hashes =
            facts.as_ref().and_then(|facts| facts.get("script_hashes")?.as_array().cloned()).unwrap_or_default();
        let script_hashes =
            hashes.iter().filter_map(|hash| hash.as_str()).filter(|hash| is_hash(hash)).map(str::to_owned).collect();
        let pages =
            facts.and_then(|facts| serde_json::from_value(facts.get("pages")?.clone()).ok()).unwrap_or_default();
        for (address, bytes) in earlier {
            raw.entry(address).or_insert(bytes);
        }
        let mut files = HashMap::new();
        for (address, plain) in &raw {
            let Some(media_type) = media_type(address).filter(|_| address != BUILD_FACTS) else { continue };
            let asset = Asset {
                brotli: raw.get(&format!("{address}.br")).cloned(),
                gzip: raw.get(&format!("{address}.gz")).cloned(),
                for_ever: is_hashed(address),
                ..Asset::new(plain.clone(), media_type)?
            };
            files.insert(address.clone(), asset);
        }
        Ok(Self { files, script_hashes, pages, painted: HashMap::new() })
    }

    /// Paints pages, for those who open them.
    ///
    /// # Errors
    /// When a painted page cannot be packed.
    pub fn paint(&mut self, painted: Vec<Painted>) -> io::Result<()> {
        for one in painted {
            let page = self.files.get(one.page).map(|page| String::from_utf8_lossy(&page.plain));
            let Some(html) = page.and_then(|page| one.into_shell(&page)) else { continue };
            let mut packer = GzEncoder::new(Vec::new(), Compression::best());
            packer.write_all(html.as_bytes())?;
            let gzip = Some(Bytes::from(packer.finish()?));
            let media_type = "text/html; charset=utf-8";
            self.painted.insert(one.path, Asset { gzip, ..Asset::new(Bytes::from(html), media_type)? });
        }
        Ok(())
    }

    /// Whether there is anything to show to a browser.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The page that the citizen's routes open.
    #[must_use]
    pub fn shell(&self) -> Option<Bytes> {
        self.files.get("/index.html").map(|shell| shell.plain.clone())
    }

    /// Adds pages that stand for one path each, in place of the shell.
    pub fn add_cards(&mut self, cards: Vec<Card>) {
        for card in cards {
            let Ok(asset) = Asset::new(card.plain, "text/html; charset=utf-8") else { continue };
            let asset = Asset { gzip: card.gzip, ..asset };
            self.files.insert(card.path, asset);
        }
    }

    /// The file that answers a path: itself, or the page whose program has the route.
    fn page_for<'a>(&'a self, path: &'a str) -> &'a str {
        let last = path.rsplit('/').next().unwrap_or_default();
        // `/tt/1.001193` is a route: a number after the point is no file ending.
        let ending = last.rsplit_once('.').map_or("", |(_, ending)| ending);
        if ending.starts_with(|c: char| c.is_ascii_alphabetic()) || path.starts_with(PREFIX) {
            return path;
        }
        let below = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.pages.iter().find(|(start, _)| below(start)).map_or("/index.html", |(_, page)| page)
    }

    /// Answers a request for a page or a file.
    #[must_use]
    pub fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return crate::problem::Refusal::new(ProblemCode::MethodNotAllowed).into_response();
        }
        let opened = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
        let painted = self.painted.get(path).filter(|_| opened);
        match painted.or_else(|| self.files.get(path)).or_else(|| self.files.get(self.page_for(path))) {
            Some(asset) => asset.answer(method, headers),
            None => crate::problem::Refusal::new(ProblemCode::NotFound).into_response(),
        }
    }
}

impl Asset {
    /// A file without packed forms, that is asked for again each time.
    fn new(plain: Bytes, media_type: &'static str) -> io::Result<Self> {
        let tag = format!("\"{}\"", &crate::secrets::sha256_hex(&plain)[..32]);
        let tag = HeaderValue::from_str(&tag).map_err(io::Error::other)?;
        Ok(Self { plain, brotli: None, gzip: None, media_type, tag, for_ever: false })
    }

    fn answer(&self, method: &Method, asked: &HeaderMap) -> Response {
        let (bytes, coding) = match (&self.brotli, &self.gzip) {
            (Some(packed), _) if takes(asked, "br") => (packed, Some("br")),
            (_, Some(packed)) if takes(asked, "gzip") => (packed, Some("gzip")),
            _ => (&self.plain, None),
        };
        let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let fresh = known.is_some_and(|known| {
            known.split(',').any(|one| one.trim().trim_start_matches("W/").as_bytes() == self.tag.as_bytes())
        });
        let mut response = if fresh {
            StatusCode::NOT_MODIFIED.into_response()
        } else if method == Method::HEAD {
            Response::new(Body::empty())
        } else {
            Response::new(Body::from(bytes.clone()))
        };
        let headers = response.headers_mut();
        let keep = if self.for_ever { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.insert(header::ETAG, self.tag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, sec-fetch-mode"));
        if !fresh {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
            if method == Method::HEAD {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            }
            if let Some(coding) = coding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
        }
        response
    }
}

fn read(folder: &Path, address: &str, into: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let own = format!("{address}/{name}");
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &own, into)?;
        } else if !name.starts_with('.') {
            into.insert(own, Bytes::from(std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

/// The hashed files of earlier builds. The same name is the same content, whichever build it came from.
fn read_earlier(root: &Path) -> io::Result<HashMap<String, Bytes>> {
    let mut found = HashMap::new();
    let Some(name) = root.file_name() else { return Ok(found) };
    let mut folder = name.to_owned();
    folder.push(EARLIER);
    let folder = root.with_file_name(folder);
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            read(&entry.path(), "", &mut found)?;
        }
    }
    found.retain(|address, _| is_hashed(address.trim_end_matches(".br").trim_end_matches(".gz")));
    Ok(found)
}

/// Media types of what a web build holds; another ending is not served.
fn media_type(address: &str) -> Option<&'static str> {
    Some(match address.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

fn is_hashed(address: &str) -> bool {
    let stem = address.rsplit_once('.').map_or("", |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == HASH_LENGTH && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Only what is a hash may stand in the policy.
fn is_hash(text: &str) -> bool {
    text.strip_prefix("sha256-")
        .is_some_and(|hash| hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, Assets) {
        let dir = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("index.html", "citizen"),
            ("desk.html", "desk"),
            ("sw.js", "worker"),
            ("app-0123456789abcdef.js", "app"),
            ("app-0123456789abcdef.js.br", "BR"),
            ("build.json", r#"{"script_hashes":["sha256-abc=","'unsafe-inline'"],"pages":[["/desk","/desk.html"]]}"#),
            ("notes.secret", "no"),
        ] {
            std::fs::write(dir.path().join(name), content).unwrap();
        }
        let assets = Assets::load(dir.path()).unwrap();
        (dir, assets)
    }

    #[test]
    fn routes_lead_to_pages_and_unknown_files_to_nothing() {
        let (_dir, assets) = site();
        let status = |path: &str| assets.answer(&Method::GET, path, &HeaderMap::new());
        for path in ["/", "/tt/1.001193", "/theo-doi", "/desk", "/desk/ho-so/1", "/desktop", "/index.html"] {
            assert_eq!(status(path).status(), 200, "{path}");
        }
        for path in [
            "/app-0000000000000000.js",
            "/notes.secret",
            "/build.json",
            "/../Cargo.toml",
            "/api/unknown",
            "/app-0123456789abcdef.js.br",
        ] {
            assert_eq!(status(path).status(), 404, "{path}");
        }
        assert_eq!(assets.answer(&Method::POST, "/", &HeaderMap::new()).status(), 405);
        assert_eq!(assets.script_hashes, ["sha256-abc="]);
        assert_eq!(assets.page_for("/desktop"), "/index.html");
        assert_eq!(assets.page_for("/desk/ho-so/1"), "/desk.html");
    }

    #[test]
    fn of_earlier_builds_only_hashed_files_are_served() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("dist");
        let old = dir.path().join("dist-earlier/0001");
        std::fs::create_dir_all(&root).unwrap();
        std::fs::create_dir_all(&old).unwrap();
        std::fs::write(root.join("index.html"), "new").unwrap();
        std::fs::write(root.join("app-1111111111111111.js"), "new app").unwrap();
        for (name, content) in [
            ("index.html", "old"),
            ("old.html", "old"),
            ("sw.js", "old"),
            ("scanner-0123456789abcdef.wasm", "old scanner"),
            ("scanner-0123456789abcdef.wasm.br", "BR"),
        ] {
            std::fs::write(old.join(name), content).unwrap();
        }
        let assets = Assets::load(&root).unwrap();
        let status = |path: &str| assets.answer(&Method::GET, path, &HeaderMap::new()).status();
        assert_eq!(status("/scanner-0123456789abcdef.wasm"), 200);
        assert_eq!(status("/app-1111111111111111.js"), 200);
        assert_eq!(status("/old.html"), 404);
        assert_eq!(status("/sw.js"), 404);
        assert_eq!(assets.files["/index.html"].plain, "new");
        assert_eq!(assets.files["/scanner-0123456789abcdef.wasm"].brotli.as_deref(), Some(b"BR".as_slice()));
    }

    #[test]
    fn who_opens_a_page_gets_it_painted_and_who_fetches_it_as_it_was_built() {
        let dir = tempfile::tempdir().unwrap();
        let page = "<body><div id=\"shell\"><header></header><p id=\"shell-busy\"></p></div></body>";
        std::fs::write(dir.path().join("index.html"), page).unwrap();
        std::fs::write(dir.path().join("app.html"), page).unwrap();
        let mut assets = Assets::load(dir.path()).unwrap();
        let world = crate::world::World::load(crate::world::Sources {
            public_url: "https://motcua.example",
            ..Default::default()
        })
        .unwrap();
        assets.paint(crate::paint::all(&world).unwrap()).unwrap();
        let mut opened = HeaderMap::new();
        opened.insert("sec-fetch-mode", HeaderValue::from_static("navigate"));
        let tag = |path: &str, headers: &HeaderMap| {
            let answer = assets.answer(&Method::GET, path, headers);
            assert_eq!(answer.status(), 200, "{path}");
            answer.headers()[header::ETAG].clone()
        };
        let plain = tag("/", &HeaderMap::new());
        assert_ne!(tag("/", &opened), plain);
        assert_ne!(tag("/tt/1.001193", &opened), plain);
        assert_eq!(tag("/thu-tuc", &opened), plain);
        opened.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(assets.answer(&Method::GET, "/", &opened).headers()[header::CONTENT_ENCODING], "gzip");
    }

    #[test]
    fn packed_forms_and_caching_follow_the_name() {
        let (_dir, assets) = site();
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br;q=0.9"));
        let app = assets.answer(&Method::GET, "/app-0123456789abcdef.js", &headers);
        assert_eq!(app.headers()[header::CONTENT_ENCODING], "br");
        assert!(app.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br;q=0"));
        let app = assets.answer(&Method::GET, "/app-0123456789abcdef.js", &headers);
        assert_eq!(app.headers().get(header::CONTENT_ENCODING), None);
        let worker = assets.answer(&Method::GET, "/sw.js", &headers);
        assert_eq!(worker.headers()[header::CACHE_CONTROL], "no-cache");
        headers.insert(header::IF_NONE_MATCH, worker.headers()[header::ETAG].clone());
        assert_eq!(assets.answer(&Method::GET, "/sw.js", &headers).status(), 304);
    }
}
