//! What is known about procedure codes on posters: national identifiers, replaced codes, how codes look inside text.

use std::borrow::Cow;

/// Identifiers of the national portal and replaced codes. Read lazily, line by line: it is asked once a scan.
#[derive(Clone, Debug)]
pub struct ProcedureTable {
    ids: Cow<'static, str>,
    aliases: Cow<'static, str>,
}

impl Default for ProcedureTable {
    fn default() -> Self {
        Self::built_in()
    }
}

impl ProcedureTable {
    /// The tables shipped with the product.
    pub fn built_in() -> Self {
        ProcedureTable {
            ids: Cow::Borrowed(include_str!("../../data/national_ids.csv")),
            aliases: Cow::Borrowed(include_str!("../../data/procedure_aliases.csv")),
        }
    }

    /// Newer tables: `code,uuid` and `old,current,...`, each with a header line.
    pub fn from_csv(ids: String, aliases: String) -> Self {
        ProcedureTable { ids: Cow::Owned(ids), aliases: Cow::Owned(aliases) }
    }

    /// The code of a national identifier, in any case.
    pub fn code_of(&self, uuid: &str) -> Option<&str> {
        let mut rows = self.ids.lines().skip(1).filter_map(|line| line.split_once(','));
        rows.find(|(_, own)| own.trim().eq_ignore_ascii_case(uuid)).map(|(code, _)| code)
    }

    /// What a replaced or repealed code is now: `None` when it stands, `Some(None)` when it was repealed without successor.
    pub fn replaced(&self, code: &str) -> Option<Option<&str>> {
        let row = self.aliases.lines().skip(1).find_map(|line| line.strip_prefix(code)?.strip_prefix(','))?;
        Some(row.split(',').next().filter(|current| !current.is_empty()))
    }
}

/// Every procedure code in a text: one digit 1-9, a dot, six digits, not inside a longer number. Suffixes are left out.
pub(super) fn codes(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut out = Vec::new();
    for at in 0..bytes.len().saturating_sub(7) {
        let free = at == 0 || !(digit(at - 1) || bytes[at - 1] == b'.');
        let shape = matches!(bytes[at], b'1'..=b'9') && bytes[at + 1] == b'.' && (at + 2..at + 8).all(digit);
        if free && shape && !digit(at + 8) {
            out.push(&text[at..at + 8]);
        }
    }
    out
}

/// Every UUID in a text.
pub(super) fn uuids(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut out = Vec::new();
    for at in 0..bytes.len().saturating_sub(35) {
        let shape = (0..36).all(|step| match step {
            8 | 13 | 18 | 23 => bytes[at + step] == b'-',
            _ => hex(at + step),
        });
        if shape && (at == 0 || !hex(at - 1)) && !hex(at + 36) {
            out.push(&text[at..at + 36]);
        }
    }
    out
}
