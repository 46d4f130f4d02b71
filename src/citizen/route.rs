//! The addresses of the citizen app: read, written, followed. Vietnamese, short, and the same on posters and receipts.

use leptos::prelude::*;
use motcua_contract::endpoint::encode;
use motcua_domain::rating::{COUNTER, PAGE};
use std::{
    cell::Cell,
    sync::{LazyLock, OnceLock},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{HtmlAnchorElement, MouseEvent};

/// A page of the citizen app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    Scan,
    /// The list of procedures: of a field, or what a search finds.
    Browse {
        field: String,
        query: String,
    },
    /// `printed`: the day a poster was printed, as it says.
    Procedure {
        code: String,
        printed: String,
    },
    /// Begins a dossier, or goes on with it, on a page of its form (the first where none is named).
    Begin {
        code: String,
        page: String,
    },
    /// The task list of a draft.
    Tasks {
        code: String,
    },
    /// The ID card for one section of a draft.
    CardFor {
        code: String,
        section: String,
    },
    /// One page of the form; `review` goes back to the review afterwards.
    Page {
        code: String,
        page: String,
        review: bool,
    },
    Paper {
        code: String,
        paper: String,
        review: bool,
    },
    Review {
        code: String,
    },
    Receipt {
        code: String,
    },
    /// Following dossiers; the code and the secret may stand in the fragment.
    Track,
    /// Answering what the office asked.
    Supplement {
        code: String,
    },
    /// A place in the queue.
    Ticket {
        id: String,
    },
    /// Rating the service, at a counter or by the token in the fragment; `shared`: a device for everybody.
    Rate {
        counter: String,
        shared: bool,
    },
    About,
    /// Moving to another device.
    Carry,
    /// Checking a certified electronic copy; its code may stand in the fragment.
    Check,
    /// Joining a draft of the desk; the one-time code stands in the fragment.
    Join,
    NotFound,
}

/// The programs of the citizen app: the guide is all that a first visit downloads, the whole comes with the first dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Finding a procedure and reading about it.
    Guide,
    /// Everything.
    Whole,
}

static PART: OnceLock<Part> = OnceLock::new();

/// The page of the case questions, among the pages of a form.
pub const CASE_PAGE: &str = "truong-hop";

impl Route {
    /// Reads a path and its query.
    #[must_use]
    pub fn parse(path: &str, query: &str) -> Self {
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decode).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let of = |name: &str| parameter(query, name).unwrap_or_default();
        let review = of("tu") == "xem-lai";
        let own = str::to_owned;
        match parts.as_slice() {
            [] | ["index.html"] => Self::Home,
            ["quet"] => Self::Scan,
            ["thu-tuc"] => Self::Browse { field: of("linh-vuc"), query: of("tim") },
            ["tt", code] => Self::Procedure { code: own(code), printed: of("d") },
            ["nop", code, "bat-dau"] => Self::Begin { code: own(code), page: String::new() },
            ["nop", code, "bat-dau", page] => Self::Begin { code: own(code), page: own(page) },
            ["nop", code] => Self::Tasks { code: own(code) },
            ["nop", code, "quet-the", section] => Self::CardFor { code: own(code), section: own(section) },
            ["nop", code, "trang", page] => Self::Page { code: own(code), page: own(page), review },
            ["nop", code, "giay-to", paper] => Self::Paper { code: own(code), paper: own(paper), review },
            ["nop", code, "xem-lai"] => Self::Review { code: own(code) },
            ["bien-nhan", code] => Self::Receipt { code: own(code) },
            ["theo-doi"] => Self::Track,
            ["bo-sung", code] => Self::Supplement { code: own(code) },
            ["so", id] => Self::Ticket { id: own(id) },
            ["danh-gia"] => Self::Rate { counter: of(COUNTER), shared: of("may") == "chung" },
            ["ve-ung-dung"] => Self::About,
            ["noi"] => Self::Join,
            ["kiem-tra"] => Self::Check,
            ["chuyen-may"] => Self::Carry,
            _ => Self::NotFound,
        }
    }

    /// The address.
    #[must_use]
    pub fn href(&self) -> String {
        let back = |review: &bool| if *review { "?tu=xem-lai" } else { "" };
        let path = |parts: &[&str]| parts.iter().fold(String::new(), |path, part| path + "/" + &encode(part));
        match self {
            Self::Home | Self::NotFound => "/".to_owned(),
            Self::Scan => "/quet".to_owned(),
            Self::Browse { field, query } => {
                let pairs = [("linh-vuc", field), ("tim", query)];
                let given: Vec<String> =
                    pairs.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| [k, "=", &encode(v)].concat()).collect();
                if given.is_empty() { "/thu-tuc".to_owned() } else { ["/thu-tuc?", &given.join("&")].concat() }
            }
            Self::Procedure { code, printed } => {
                path(&["tt", code]) + &if printed.is_empty() { String::new() } else { ["?d=", printed].concat() }
            }
            Self::Begin { code, page } if page.is_empty() => path(&["nop", code, "bat-dau"]),
            Self::Begin { code, page } => path(&["nop", code, "bat-dau", page]),
            Self::Tasks { code } => path(&["nop", code]),
            Self::CardFor { code, section } => path(&["nop", code, "quet-the", section]),
            Self::Page { code, page, review } => path(&["nop", code, "trang", page]) + back(review),
            Self::Paper { code, paper, review } => path(&["nop", code, "giay-to", paper]) + back(review),
            Self::Review { code } => path(&["nop", code, "xem-lai"]),
            Self::Receipt { code } => path(&["bien-nhan", code]),
            Self::Track => "/theo-doi".to_owned(),
            Self::Supplement { code } => path(&["bo-sung", code]),
            Self::Ticket { id } => path(&["so", id]),
            Self::Rate { counter, .. } if counter.is_empty() => PAGE.to_owned(),
            Self::Rate { counter, shared } => {
                [PAGE, "?", COUNTER, "=", &encode(counter), if *shared { "&may=chung" } else { "" }].concat()
            }
            Self::About => "/ve-ung-dung".to_owned(),
            Self::Join => "/noi".to_owned(),
            Self::Check => "/kiem-tra".to_owned(),
            Self::Carry => "/chuyen-may".to_owned(),
        }
    }

    /// Whether the program that runs has this page; the server and the service worker know the same from `build.json`.
    fn is_here(&self) -> bool {
        PART.get() != Some(&Part::Guide)
            || matches!(self, Self::Home | Self::Browse { .. } | Self::Procedure { .. } | Self::About | Self::NotFound)
    }

    /// The page of a procedure.
    #[must_use]
    pub fn procedure(code: &str) -> Self {
        Self::Procedure { code: code.to_owned(), printed: String::new() }
    }
}

/// Percent-decoding; what is not UTF-8 comes out with replacement marks and then matches nothing.
fn decode(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = part.get(at + 1..at + 3).filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match pair {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| decode(&value.replace('+', " ")))
}

static CURRENT: LazyLock<ArcRwSignal<Route>> = LazyLock::new(|| ArcRwSignal::new(here()));

thread_local! {
    /// A page was gone to and has not taken the focus yet.
    static ARRIVING: Cell<bool> = const { Cell::new(false) };
}

/// The route one is at; whoever reads it follows it.
#[must_use]
pub fn route() -> Route {
    CURRENT.get()
}

static FRAGMENT: LazyLock<ArcRwSignal<String>> = LazyLock::new(|| ArcRwSignal::new(fragment_here()));

/// The part of the address behind `#`, without it; whoever reads it follows it.
#[must_use]
pub fn fragment() -> String {
    FRAGMENT.get()
}

fn fragment_here() -> String {
    let hash = window().location().hash().unwrap_or_default();
    decode(hash.trim_start_matches('#'))
}

fn here() -> Route {
    let location = window().location();
    Route::parse(&location.pathname().unwrap_or_default(), &location.search().unwrap_or_default())
}

/// Goes to a page.
pub fn go(route: &Route) {
    go_to(&route.href(), false);
}

/// Goes to a page in place of this one, so that "back" does not return here.
pub fn go_instead(route: &Route) {
    go_to(&route.href(), true);
}

/// Goes to an address of this app, `instead` of the page one is at.
pub fn go_to(address: &str, instead: bool) {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if !Route::parse(path, "").is_here() {
        // A page of the whole app: its own program is loaded. A refused address leaves one where one is.
        let location = window().location();
        let _ = if instead { location.replace(address) } else { location.set_href(address) };
        return;
    }
    if let Ok(history) = window().history() {
        let moved = if instead {
            history.replace_state_with_url(&JsValue::NULL, "", Some(address))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(address))
        };
        if moved.is_err() {
            // Only an address of another origin is refused; the browser then goes there itself, or not at all.
            let _ = window().location().set_href(address);
            return;
        }
    }
    arrive();
}

fn arrive() {
    ARRIVING.set(true);
    window().scroll_to_with_x_and_y(0.0, 0.0);
    FRAGMENT.set(fragment_here());
    CURRENT.set(here());
}

/// Follows links and the back button from now on. Call once.
pub fn start(part: Part) {
    // Started once; a second call would name the same program.
    let _ = PART.set(part);
    let click = Closure::<dyn FnMut(MouseEvent)>::new(follow);
    let back = Closure::<dyn FnMut(web_sys::Event)>::new(|_| arrive());
    let window = window();
    // Listeners on a live window cannot be refused.
    let _ = window.add_event_listener_with_callback("click", click.as_ref().unchecked_ref());
    let _ = window.add_event_listener_with_callback("popstate", back.as_ref().unchecked_ref());
    click.forget();
    back.forget();
}

/// A plain click on a link within the app changes the page without loading it anew.
fn follow(event: MouseEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0;
    if event.default_prevented() || modified {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|element| element.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
    let written = link.get_attribute("href").unwrap_or_default();
    let outside = link.origin() != window().location().origin().unwrap_or_default();
    if written.starts_with('#') || outside || link.has_attribute("download") || !link.target().is_empty() {
        return;
    }
    // Other programs of the same host: the desk, the API's pages, files.
    let path = link.pathname();
    if Route::parse(&path, "") == Route::NotFound {
        return;
    }
    event.prevent_default();
    go_to(&written, false);
}

/// Names the page in the window's title, and, once after each change of page, moves the focus to its heading.
pub fn use_title(title: Signal<String>) {
    Effect::new(move |_| {
        let title = title.get();
        let name = crate::i18n::t(crate::texts::common::APP_NAME);
        document().set_title(&if title.is_empty() { name.to_owned() } else { [&title, " – ", name].concat() });
        if ARRIVING.take() {
            // The heading is in the page after this turn.
            request_animation_frame(focus_heading);
        }
    });
}

fn focus_heading() {
    // Somebody typed into the painted page, and types on in this one.
    let active = document().active_element();
    if active.is_some_and(|active| active.matches("main :is(input, textarea, select)").unwrap_or(false)) {
        return;
    }
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Best effort: without the focus the page is still there to read.
        let _ = heading.set_attribute("tabindex", "-1");
        let _ = heading.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_reads_back() {
        let code = || "1.001193".to_owned();
        let routes = [
            Route::Home,
            Route::Scan,
            Route::Browse { field: "ho_tich".into(), query: "con mới đẻ & khác".into() },
            Route::Browse { field: String::new(), query: String::new() },
            Route::Procedure { code: code(), printed: "20260315".into() },
            Route::procedure("1.001193"),
            Route::Begin { code: code(), page: String::new() },
            Route::Begin { code: code(), page: "child_name".into() },
            Route::Tasks { code: code() },
            Route::CardFor { code: code(), section: "mother".into() },
            Route::Page { code: code(), page: "child_name".into(), review: true },
            Route::Page { code: code(), page: CASE_PAGE.into(), review: false },
            Route::Paper { code: code(), paper: "birth_paper".into(), review: false },
            Route::Review { code: code() },
            Route::Receipt { code: "H20.299-261123-0001".into() },
            Route::Track,
            Route::Supplement { code: "H20.299-261123-0001".into() },
            Route::Ticket { id: "aB-_9".into() },
            Route::Rate { counter: String::new(), shared: false },
            Route::Rate { counter: "1 & 2".into(), shared: true },
            Route::About,
            Route::Join,
            Route::Carry,
        ];
        for route in routes {
            let href = route.href();
            let (path, query) = href.split_once('?').unwrap_or((&href, ""));
            assert_eq!(Route::parse(path, query), route, "{href}");
        }
    }

    #[test]
    fn strange_addresses_are_not_found() {
        for path in ["/tt", "/nop/1/2", "/%ff", "/bien-nhan/", "/quet/x"] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
    }
}
