//! Reads an address written in one line, from the right: province, then ward (and the old district before 1/7/2025).

use super::{Address, Gazetteer, OldWard, Units, Ward};
use crate::text::{fold, nfc};
use serde::{Deserialize, Serialize};

/// Which level an old name belonged to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OldNameKind {
    /// A province dissolved on 1/7/2025.
    Province,
    /// A district; that level no longer exists.
    District,
    /// A ward or commune that was merged or renamed.
    Ward,
}

impl OldNameKind {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            OldNameKind::Province => "province",
            OldNameKind::District => "district",
            OldNameKind::Ward => "ward",
        }
    }
}

/// An old name met in an address, and what it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct OldName {
    /// Which level.
    pub kind: OldNameKind,
    /// The name as it was.
    pub old: String,
    /// Names of what it became: none for a district, several where a ward was divided.
    pub new: Vec<String>,
    /// The codes of the same.
    pub codes: Vec<String>,
}

/// What was understood of an address. Nothing is lost: what is not understood stays in `address.line`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Recognised {
    /// The address in current codes, as far as understood.
    pub address: Address,
    /// Old names met, with what they became.
    pub old: Vec<OldName>,
    /// Both levels were found without a doubt. Otherwise a person has to choose.
    pub confident: bool,
}

/// A folded name without its kind: `Phường Mỹ Trà`, `P. Mỹ Trà` and `Mỹ Trà` share the base `my tra`.
struct Name {
    kind: Option<&'static str>,
    base: String,
    full: String,
}

const KINDS: [(&str, &str); 19] = [
    ("phuong ", "phuong"),
    ("p.", "phuong"),
    ("xa ", "xa"),
    ("x.", "xa"),
    ("thi tran ", "thi tran"),
    ("tt.", "thi tran"),
    ("tt ", "thi tran"),
    ("dac khu ", "dac khu"),
    ("thanh pho ", "thanh pho"),
    ("tp.", "thanh pho"),
    ("tp ", "thanh pho"),
    ("huyen ", "huyen"),
    ("h.", "huyen"),
    ("quan ", "quan"),
    ("q.", "quan"),
    ("thi xa ", "thi xa"),
    ("tx.", "thi xa"),
    ("tinh ", "tinh"),
    ("t.", "tinh"),
];

impl Name {
    fn of(text: &str) -> Name {
        let full = fold(text).replace(['-', '–', '_'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let short = match full.as_bytes() {
            [b'p', digit, ..] if digit.is_ascii_digit() => Some("phuong"),
            [b'q', digit, ..] if digit.is_ascii_digit() => Some("quan"),
            _ => None,
        };
        let (kind, base) = match short {
            Some(kind) => (Some(kind), &full[1..]),
            None => KINDS
                .iter()
                .find_map(|(prefix, kind)| full.strip_prefix(prefix).map(|base| (Some(*kind), base)))
                .unwrap_or((None, &full)),
        };
        let trimmed = base.trim().trim_start_matches('0');
        let base = if trimmed.is_empty() { base.trim() } else { trimmed }.to_owned();
        Name { kind, base, full }
    }

    fn is_ward(&self) -> bool {
        matches!(self.kind, Some("phuong" | "xa" | "thi tran" | "dac khu"))
    }

    fn is_district(&self) -> bool {
        matches!(self.kind, Some("huyen" | "quan" | "thi xa" | "thanh pho"))
    }

    /// Whether a written name means a known one. A bare number is no name (`Phường 1`, but never `1`).
    fn means(&self, known: &Name) -> bool {
        if self.kind.is_some() && known.kind.is_some() && self.kind != known.kind {
            return self.full == known.base;
        }
        let number = known.base.bytes().all(|b| b.is_ascii_digit());
        (self.base == known.base && (!number || self.kind.is_some())) || (!number && self.full == known.base)
    }
}

/// Short forms of provinces in use.
fn province_alias(base: &str) -> Option<&'static str> {
    match base {
        "hcm" | "tphcm" | "tp.hcm" | "sai gon" => Some("79"),
        "hn" => Some("01"),
        "ba ria vung tau" | "br vt" | "brvt" => Some("79"),
        _ => None,
    }
}

/// The code of the province meant, and the dissolved name if it was one.
fn province(text: &str) -> Option<(&'static str, Option<&'static str>)> {
    let name = Name::of(text);
    if name.is_ward() || matches!(name.kind, Some("huyen" | "quan" | "thi xa")) {
        return None;
    }
    let same = |other: &str| Name::of(other).base == name.base;
    if let Some(found) = Gazetteer::provinces().find(|province| same(province.name)) {
        return Some((found.code, None));
    }
    if let Some((old, code)) = Gazetteer::merged_provinces().find(|(old, _)| same(old)) {
        return Some((code, Some(old)));
    }
    province_alias(&name.base).map(|code| (code, None))
}

/// What the right end of an address was understood as.
enum Tail<'a> {
    /// A current ward, `used` segments wide, with the district that stood after it.
    Current { ward: &'a Ward, used: usize, district: Option<String> },
    /// An old ward (or the several it may be).
    Old { wards: Vec<&'a OldWard>, used: usize, district: Option<String> },
    /// Only a district.
    District { name: String },
    /// Nothing.
    Unknown,
}

fn current<'a>(units: &'a Units, name: &Name) -> Option<&'a Ward> {
    let mut found = units.current.iter().filter(|ward| name.means(&Name::of(&ward.name)));
    let first = found.next()?;
    // The same base may be borne by a ward and a commune: then the kind has to be written.
    found.next().is_none().then_some(first)
}

fn tail<'a>(units: &'a Units, segments: &[String], old_province: Option<&str>) -> Tail<'a> {
    let Some(last) = segments.last() else { return Tail::Unknown };
    let last_name = Name::of(last);
    let old_province = old_province.map(|name| Name::of(name).base);
    let in_province =
        |old: &&OldWard| old_province.as_ref().is_none_or(|province| Name::of(&old.province).base == *province);
    let of_district: Vec<&OldWard> = if last_name.is_ward() {
        Vec::new()
    } else {
        units.old.iter().filter(in_province).filter(|old| last_name.means(&Name::of(&old.district))).collect()
    };
    let before = segments.len().checked_sub(2).map(|at| Name::of(&segments[at]));
    if let Some(before) = before.filter(|_| !of_district.is_empty() || last_name.is_district()) {
        let wards: Vec<&OldWard> =
            of_district.iter().copied().filter(|old| before.means(&Name::of(&old.name))).collect();
        let district = Some(wards.first().map_or_else(|| last.clone(), |old| old.district.clone()));
        if !wards.is_empty() {
            return Tail::Old { wards, used: 2, district };
        }
        if let Some(ward) = current(units, &before) {
            return Tail::Current { ward, used: 2, district: Some(last.clone()) };
        }
    }
    if last_name.is_district() && !last_name.is_ward() {
        return Tail::District { name: last.clone() };
    }
    if let Some(ward) = current(units, &last_name) {
        return Tail::Current { ward, used: 1, district: None };
    }
    let wards: Vec<&OldWard> =
        units.old.iter().filter(in_province).filter(|old| last_name.means(&Name::of(&old.name))).collect();
    if !wards.is_empty() {
        return Tail::Old { wards, used: 1, district: None };
    }
    if of_district.is_empty() { Tail::Unknown } else { Tail::District { name: last.clone() } }
}

pub(super) fn recognise(gazetteer: &Gazetteer, text: &str) -> Recognised {
    let mut segments: Vec<String> = text.split([',', ';', '\n']).map(nfc).filter(|part| !part.is_empty()).collect();
    if let [only] = segments.as_slice() {
        segments = only.split(" - ").map(nfc).filter(|part| !part.is_empty()).collect();
    }
    if segments.len() > 1 && segments.last().is_some_and(|part| matches!(fold(part).as_str(), "viet nam" | "vietnam")) {
        segments.pop();
    }
    let mut out = Recognised::default();
    let Some((code, old_province)) = segments.last().and_then(|last| province(last)) else {
        out.address.line = segments.join(", ");
        return out;
    };
    segments.pop();
    out.address.province = code.to_owned();
    if let Some(old) = old_province {
        let new = Gazetteer::province_name(code).unwrap_or_default().to_owned();
        out.old.push(old_name(OldNameKind::Province, old, vec![new], vec![code.to_owned()]));
    }
    let none = Units::default();
    let units = gazetteer.units.get(code).unwrap_or(&none);
    let used = match tail(units, &segments, old_province) {
        Tail::Unknown => 0,
        Tail::District { name } => {
            out.old.push(old_name(OldNameKind::District, &name, Vec::new(), Vec::new()));
            0
        }
        Tail::Current { ward, used, district } => {
            push_district(&mut out, district);
            out.address.ward = ward.code.clone();
            out.confident = true;
            used
        }
        Tail::Old { wards, used, district } => {
            push_district(&mut out, district);
            out_of_old(gazetteer, &mut out, &wards, used)
        }
    };
    segments.truncate(segments.len() - used);
    out.address.line = segments.join(", ");
    out
}

/// Takes over an old ward; when it may be several new ones it stays in the line and somebody has to choose.
fn out_of_old(gazetteer: &Gazetteer, out: &mut Recognised, wards: &[&OldWard], used: usize) -> usize {
    let mut codes: Vec<String> = wards.iter().flat_map(|old| old.codes.iter().cloned()).collect();
    codes.sort();
    codes.dedup();
    let name = |code: &String| gazetteer.ward_name(&out.address.province, code).unwrap_or_default().to_owned();
    let new = codes.iter().map(name).collect();
    let old = wards.first().map_or("", |old| old.name.as_str());
    out.old.push(old_name(OldNameKind::Ward, old, new, codes.clone()));
    match codes.as_slice() {
        [code] => {
            out.address.ward = code.clone();
            out.confident = used == 2;
            used
        }
        _ => 0,
    }
}

fn push_district(out: &mut Recognised, district: Option<String>) {
    if let Some(name) = district {
        out.old.push(old_name(OldNameKind::District, &name, Vec::new(), Vec::new()));
    }
}

fn old_name(kind: OldNameKind, old: &str, new: Vec<String>, codes: Vec<String>) -> OldName {
    OldName { kind, old: old.to_owned(), new, codes }
}
