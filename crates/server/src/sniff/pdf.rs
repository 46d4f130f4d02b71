//! The pages of a PDF, without a PDF library: page objects and page counts, in the open and in object streams.

use motcua_contract::ProblemCode;
use motcua_domain::octets::find;
use std::io::Read;

/// Where the end mark must stand: readers look this far from the end.
const TAIL: usize = 2048;
/// Bytes that all object streams may unpack to.
const UNPACKED: u64 = 32 * 1024 * 1024;
/// How far before `stream` its dictionary is looked for.
const DICTIONARY: usize = 1024;

/// Counts the pages.
///
/// # Errors
/// Cut off or unreadable, or protected by a password.
pub fn pages(bytes: &[u8]) -> Result<u32, ProblemCode> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if find(tail, b"%%EOF", 0).is_none() {
        return Err(ProblemCode::FileDamaged);
    }
    if names(bytes, b"/Encrypt").next().is_some() {
        return Err(ProblemCode::PdfProtected);
    }
    let mut pages = count(bytes);
    let mut left = UNPACKED;
    for at in names(bytes, b"/ObjStm") {
        let Some(start) = find(bytes, b"stream", at).filter(|start| start - at < DICTIONARY) else { continue };
        let mut data = start + b"stream".len();
        if bytes.get(data) == Some(&b'\r') {
            data += 1;
        }
        if bytes.get(data) == Some(&b'\n') {
            data += 1;
        }
        let mut text = Vec::new();
        // What unpacks in part is still read: the counts of a damaged stream are no worse than none.
        let _ = flate2::read::ZlibDecoder::new(&bytes[data..]).take(left).read_to_end(&mut text);
        left = left.saturating_sub(text.len() as u64);
        let inner = count(&text);
        pages =
            Count { objects: pages.objects.saturating_add(inner.objects), claimed: pages.claimed.max(inner.claimed) };
    }
    match pages.objects.max(pages.claimed) {
        0 => Err(ProblemCode::FileDamaged),
        count => Ok(count),
    }
}

struct Count {
    /// Page objects that are there.
    objects: u32,
    /// The largest number that a page tree claims.
    claimed: u32,
}

fn count(bytes: &[u8]) -> Count {
    let mut count = Count { objects: 0, claimed: 0 };
    for at in names(bytes, b"/Type") {
        let rest = trimmed(&bytes[at + b"/Type".len()..]);
        if is_name(rest, b"/Page") {
            count.objects = count.objects.saturating_add(1);
        } else if is_name(rest, b"/Pages") {
            // The tree's dictionary holds its count before or after its type.
            let from = find_back(bytes, b"obj", at).unwrap_or(0);
            let to = find(bytes, b"endobj", at).unwrap_or(bytes.len()).min(at + 64 * 1024);
            for found in names(&bytes[from..to], b"/Count") {
                let digits: String = trimmed(&bytes[from + found + b"/Count".len()..])
                    .iter()
                    .take(9)
                    .map_while(|b| char::from(*b).is_ascii_digit().then_some(char::from(*b)))
                    .collect();
                count.claimed = count.claimed.max(digits.parse().unwrap_or(0));
            }
        }
    }
    count
}

/// Where a name stands whole (`/Page` is not `/Pages`).
fn names<'a>(bytes: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = find(bytes, name, from)?;
            from = at + name.len();
            if is_name(&bytes[at..], name) {
                return Some(at);
            }
        }
    })
}

fn is_name(bytes: &[u8], name: &[u8]) -> bool {
    bytes.starts_with(name) && !bytes.get(name.len()).is_some_and(|next| next.is_ascii_alphanumeric())
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count()..]
}

fn find_back(bytes: &[u8], what: &[u8], before: usize) -> Option<usize> {
    let start = before.saturating_sub(4096);
    bytes.get(start..before)?.windows(what.len()).rposition(|window| window == what).map(|at| start + at)
}
