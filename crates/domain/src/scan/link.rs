//! Links as browsers read them, and the signs that a host only pretends to be official.

use super::OwnHosts;
use serde::{Deserialize, Serialize};

/// Why a link deserves a warning before anything is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// The host looks like an official one and is not.
    LookAlike,
    /// A name stands before the host (`https://dichvucong.gov.vn@...`).
    UserInfo,
    /// Letters of other alphabets, or their encoded form (`xn--`).
    ForeignLetters,
    /// A bare network address.
    Address,
    /// Not encrypted (`http:`).
    PlainHttp,
}

impl Suspicion {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Suspicion::LookAlike => "look_alike",
            Suspicion::UserInfo => "user_info",
            Suspicion::ForeignLetters => "foreign_letters",
            Suspicion::Address => "address",
            Suspicion::PlainHttp => "plain_http",
        }
    }
}

/// A link taken apart.
pub(super) struct Link {
    pub secure: bool,
    pub user_info: bool,
    /// Host with its port unless that is the default one, lower case.
    pub host: String,
    /// Path, without query and fragment; starts with `/` or is empty.
    pub path: String,
    /// Query, without `?`.
    pub query: String,
    /// Fragment, without `#`.
    pub fragment: String,
}

/// Reads `http:` and `https:` links the way browsers do (backslashes are slashes, tabs and line ends vanish), and the
/// bare form `host.vn/path`. Anything else is no link, `javascript:` and `data:` above all.
pub(super) fn read(text: &str) -> Option<Link> {
    let text: String = text.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let text = text.trim();
    let lower = text.get(..6.min(text.len())).unwrap_or_default().to_ascii_lowercase();
    let (secure, rest) = if lower.starts_with("https:") {
        (true, &text[6..])
    } else if lower.starts_with("http:") {
        (false, &text[5..])
    } else if looks_bare(text) {
        (true, text)
    } else {
        return None;
    };
    let rest = rest.trim_start_matches(['/', '\\']);
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (user_info, host) = match authority.rsplit_once('@') {
        Some((_, host)) => (true, host),
        None => (false, authority),
    };
    if host.is_empty() || host.contains(char::is_whitespace) {
        return None;
    }
    let host = host.to_lowercase();
    let host = host.strip_suffix(if secure { ":443" } else { ":80" }).unwrap_or(&host);
    let (tail, fragment) = tail.split_once('#').unwrap_or((tail, ""));
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    Some(Link {
        secure,
        user_info,
        host: host.trim_end_matches('.').to_owned(),
        path: path.replace('\\', "/"),
        query: query.to_owned(),
        fragment: fragment.to_owned(),
    })
}

/// `dichvucong.gov.vn/p/home/...` printed without its scheme.
fn looks_bare(text: &str) -> bool {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let host = &text[..end];
    let named = host.split('.').count() > 1
        && host.split('.').all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'));
    let top = host.rsplit('.').next().unwrap_or_default();
    let lettered = top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
    named && lettered && !text.contains(char::is_whitespace) && (end < text.len() || top.eq_ignore_ascii_case("vn"))
}

/// Percent-decodes once; what is not valid UTF-8 afterwards becomes replacement marks.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Link {
    /// The host without its port.
    fn name(&self) -> &str {
        self.host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(&self.host, |(name, _)| name)
    }

    /// Whether the host belongs to the state: `gov.vn` and what is below it.
    pub fn is_official(&self) -> bool {
        let name = self.name();
        name.is_ascii()
            && !name.contains('%')
            && !name.contains("xn--")
            && (name == "gov.vn" || name.ends_with(".gov.vn"))
    }

    /// The value of a query field, decoded; names differ in case between portals.
    pub fn field(&self, name: &str) -> Option<String> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| decode(&value.replace('+', " ")))
    }

    /// Query, path and fragment, decoded once: where codes are looked for, in this order.
    pub fn searchable(&self) -> String {
        decode(&format!("{} {} {}", self.query, self.path, self.fragment))
    }

    /// The strongest reason for a warning, hosts of our own excepted.
    pub fn suspicion(&self, own: &OwnHosts) -> Option<Suspicion> {
        let name = self.name();
        if self.user_info {
            Some(Suspicion::UserInfo)
        } else if own.contains(&self.host) {
            None
        } else if !name.is_ascii() || name.split('.').any(|label| label.starts_with("xn--")) {
            Some(Suspicion::ForeignLetters)
        } else if self.is_official() {
            (!self.secure).then_some(Suspicion::PlainHttp)
        } else if pretends(name, own) {
            Some(Suspicion::LookAlike)
        } else if name.starts_with('[') || name.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            Some(Suspicion::Address)
        } else {
            (!self.secure).then_some(Suspicion::PlainHttp)
        }
    }
}

/// The letters a hurried eye sees: digits that look like letters are letters, dots and hyphens vanish.
fn skeleton(host: &str) -> String {
    host.chars()
        .filter(|c| !matches!(c, '.' | '-' | '_'))
        .map(|c| match c {
            '0' => 'o',
            '1' | 'l' => 'i',
            '3' => 'e',
            '5' => 's',
            'q' => 'g',
            other => other,
        })
        .collect()
}

fn pretends(name: &str, own: &OwnHosts) -> bool {
    let seen = skeleton(name);
    let famous = ["dichvucong", "dichvucongquocgia", "vneid", "govvn", "bocongan"];
    name.contains('%')
        || famous.iter().any(|word| seen.contains(&skeleton(word)))
        || own.hosts.iter().any(|host| seen.contains(&skeleton(host.split(':').next().unwrap_or(host))))
}
