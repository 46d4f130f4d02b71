//! What is this code? Sorts everything a camera can read at a ward's counter. Nothing is ever opened here.

mod link;
mod table;

pub use link::Suspicion;
pub use table::ProcedureTable;

use crate::citizen_card::{self, CardError, CitizenCard};
use crate::dossier_code::DossierCode;
use crate::text::nfc;
use crate::vietqr::{self, Payment};
use jiff::civil::Date;
use link::Link;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest text looked at, in bytes; the largest QR code holds 2953.
pub const LONGEST: usize = 4096;

/// Where our posters lead.
const POSTER: &str = "/tt/";

/// Where our receipts lead.
const TRACKING: &str = "/theo-doi";

/// The hosts under which this product itself is served, with port where it is not the default one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnHosts {
    /// `motcua.example.vn`, `127.0.0.1:8080`.
    pub hosts: Vec<String>,
}

impl OwnHosts {
    /// From a list of hosts.
    pub fn new(hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        OwnHosts { hosts: hosts.into_iter().map(Into::into).collect() }
    }

    fn contains(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }
}

/// Where a procedure code was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A poster of ours.
    OwnPoster,
    /// A link of the national portal before 2026; the page is gone, the code inside still tells.
    NationalOld,
    /// A link of the national portal.
    National,
    /// The national form for several procedures at once (liên thông).
    Joint,
    /// A portal of a province, closed to citizens since 1/7/2025.
    Provincial,
    /// Another office of the state, such as a ministry.
    Official,
    /// A bare code, typed or printed.
    Bare,
}

impl Origin {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::OwnPoster => "own_poster",
            Origin::NationalOld => "national_old",
            Origin::National => "national",
            Origin::Joint => "joint",
            Origin::Provincial => "provincial",
            Origin::Official => "official",
            Origin::Bare => "bare",
        }
    }
}

/// What a scanned text is. `Debug` shows neither personal data nor secrets.
#[derive(Clone, PartialEq, Eq)]
pub enum Scanned {
    /// A citizen card.
    Card(Box<CitizenCard>),
    /// Meant as a citizen card, but unreadable.
    CardBroken(CardError),
    /// A procedure.
    Procedure {
        /// Its current code.
        code: String,
        /// Where the code was found.
        from: Origin,
        /// The link is dead, or the code was replaced or repealed: tell people to trust our page, not the poster.
        outdated: bool,
        /// When our own poster was printed, if it says so.
        printed: Option<Date>,
    },
    /// A dossier.
    Dossier {
        /// Its code.
        code: DossierCode,
    },
    /// A receipt of ours, which opens the tracking page.
    Receipt {
        /// Code of the dossier.
        code: DossierCode,
        /// What proves that one holds the receipt.
        secret: String,
    },
    /// A payment code.
    Payment(Box<Payment>),
    /// Meant as a payment code, but altered or unreadable: do not pay.
    PaymentBroken,
    /// Some other link: show the host, ask before opening.
    Link {
        /// Where it leads.
        host: String,
        /// Why to warn.
        suspicious: Option<Suspicion>,
    },
    /// Some text; also the words of a search link, to search again here.
    Text(String),
    /// Nothing.
    Empty,
    /// Longer than [`LONGEST`].
    TooLong,
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Scanned::Card(card) => card.fmt(f),
            Scanned::CardBroken(error) => write!(f, "CardBroken({error:?})"),
            Scanned::Procedure { code, from, outdated, printed } => {
                write!(f, "Procedure({code}, {from:?}, outdated: {outdated}, printed: {printed:?})")
            }
            Scanned::Dossier { code } => write!(f, "Dossier({code})"),
            Scanned::Receipt { code, .. } => write!(f, "Receipt({code}, ..)"),
            Scanned::Payment(payment) => write!(f, "Payment({:?})", payment.amount),
            Scanned::PaymentBroken => f.write_str("PaymentBroken"),
            Scanned::Link { host, suspicious } => write!(f, "Link({host}, {suspicious:?})"),
            Scanned::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Scanned::Empty => f.write_str("Empty"),
            Scanned::TooLong => f.write_str("TooLong"),
        }
    }
}

/// Sorts a scanned or typed text.
pub fn classify(text: &str, hosts: &OwnHosts, table: &ProcedureTable) -> Scanned {
    if text.len() > LONGEST {
        return Scanned::TooLong;
    }
    let plain = nfc(text);
    if plain.is_empty() {
        return Scanned::Empty;
    }
    if is_card(&plain) {
        return match citizen_card::parse(text) {
            Ok(card) => Scanned::Card(Box::new(card)),
            Err(error) => Scanned::CardBroken(error),
        };
    }
    if plain.starts_with("000201") {
        return vietqr::parse(&plain).map_or(Scanned::PaymentBroken, |payment| Scanned::Payment(Box::new(payment)));
    }
    if let Ok(code) = DossierCode::parse(&plain) {
        return Scanned::Dossier { code };
    }
    if let Some(link) = link::read(text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}'))
    {
        return of_link(&link, hosts, table);
    }
    of_text(plain, table)
}

/// A card, or something that was meant to be one: digits before the first bar, and several bars.
fn is_card(text: &str) -> bool {
    let Some((number, rest)) = text.split_once('|') else { return false };
    let number = number.trim();
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    digits && (number.len() == 12 || (number.len() >= 9 && rest.matches('|').count() >= 4))
}

fn of_text(text: String, table: &ProcedureTable) -> Scanned {
    let mut codes = table::codes(&text);
    codes.dedup();
    if let ([code], true) = (codes.as_slice(), text.len() <= 300) {
        return procedure(code, Origin::Bare, false, table);
    }
    if let Some(code) = table.code_of(&text) {
        return procedure(code, Origin::Bare, false, table);
    }
    Scanned::Text(text)
}

fn procedure(code: &str, from: Origin, dead: bool, table: &ProcedureTable) -> Scanned {
    let replaced = table.replaced(code);
    let current = replaced.flatten().unwrap_or(code).to_owned();
    Scanned::Procedure { code: current, from, outdated: dead || replaced.is_some(), printed: None }
}

fn of_link(link: &Link, hosts: &OwnHosts, table: &ProcedureTable) -> Scanned {
    let suspicious = link.suspicion(hosts);
    let plain = Scanned::Link { host: link.host.clone(), suspicious };
    // An unencrypted link of a state office is only old; we read the code and never open it.
    if suspicious.is_some_and(|reason| reason != Suspicion::PlainHttp) {
        return plain;
    }
    if hosts.contains(&link.host) {
        return of_own(link, table).unwrap_or(plain);
    }
    if !link.is_official() {
        return plain;
    }
    if let Some(code) = link.field("MHS").and_then(|value| DossierCode::parse(&value).ok()) {
        return Scanned::Dossier { code };
    }
    let text = link.searchable();
    let (from, dead) = origin(link);
    if let Some(code) = table::codes(&text).first() {
        return procedure(code, from, dead, table);
    }
    let named = link.field("formalityId");
    let known = named.iter().map(String::as_str).chain(table::uuids(&text)).find_map(|uuid| table.code_of(uuid));
    if let Some(code) = known {
        return procedure(code, from, dead, table);
    }
    let words = link.field("keyword").or_else(|| link.field("key")).map(|words| nfc(&words));
    words.filter(|words| !words.is_empty()).map_or(plain, Scanned::Text)
}

/// Which generation of links of the state this is, and whether it leads nowhere today.
fn origin(link: &Link) -> (Origin, bool) {
    let host = link.host.as_str();
    if host == "lienthong.dichvucong.gov.vn" {
        (Origin::Joint, false)
    } else if host == "dichvucong.gov.vn" || host == "www.dichvucong.gov.vn" {
        let old = link.path.to_ascii_lowercase().contains("/p/home/");
        (if old { Origin::NationalOld } else { Origin::National }, old)
    } else if host == "csdl.dichvucong.gov.vn" {
        (Origin::NationalOld, true)
    } else if (host.starts_with("dichvucong.") || host.starts_with("motcua.")) && !host.ends_with(".dichvucong.gov.vn")
    {
        (Origin::Provincial, true)
    } else {
        (Origin::Official, false)
    }
}

/// Path of a procedure's page as our posters carry it; `printed` lets a later scan tell how old the poster is.
pub fn poster_path(code: &str, printed: Option<Date>) -> String {
    let day = printed.map(|day| format!("?d={:04}{:02}{:02}", day.year(), day.month(), day.day())).unwrap_or_default();
    format!("{POSTER}{code}{day}")
}

/// Path of the tracking page as receipts carry it. The secret stands in the fragment, which browsers never send.
pub fn receipt_path(code: &DossierCode, secret: &str) -> String {
    format!("{TRACKING}#{code}.{secret}")
}

/// `/tt/<code>?d=YYYYMMDD` and `/theo-doi#<dossier code>.<secret>`.
fn of_own(link: &Link, table: &ProcedureTable) -> Option<Scanned> {
    let path = link::decode(&link.path);
    let path = path.trim_end_matches('/');
    if let Some(code) = path.strip_prefix(POSTER) {
        let code = table::codes(code).into_iter().find(|found| *found == code)?;
        let printed = link.field("d").and_then(|day| printed(&day));
        return match procedure(code, Origin::OwnPoster, false, table) {
            Scanned::Procedure { code, from, outdated, .. } => {
                Some(Scanned::Procedure { code, from, outdated, printed })
            }
            other => Some(other),
        };
    }
    if path == TRACKING {
        let (code, secret) = link.fragment.rsplit_once('.')?;
        let sound = (16..=128).contains(&secret.len())
            && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let code = DossierCode::parse(&link::decode(code)).ok().filter(|_| sound)?;
        return Some(Scanned::Receipt { code, secret: secret.to_owned() });
    }
    None
}

fn printed(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()
}
