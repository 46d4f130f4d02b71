//! Places: addresses of two levels (province, ward) since 1/7/2025, and the old names that became them.

mod bundled;
mod recognise;

#[cfg(not(target_arch = "wasm32"))]
pub use bundled::all_wards_csv;
pub use recognise::{OldName, OldNameKind, Recognised};

use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PROVINCES: &str = include_str!("../data/provinces.csv");
const MERGED: &str = include_str!("../data/provinces_merged.csv");

/// An address as it is stored: national codes for the two levels, the rest as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    /// Code of the province, two digits (`82`); empty while unknown.
    #[serde(default)]
    pub province: String,
    /// Code of the ward, commune or special zone, five digits (`29888`); empty while unknown.
    #[serde(default)]
    pub ward: String,
    /// House, street, quarter or hamlet, as written.
    #[serde(default)]
    pub line: String,
}

impl Address {
    /// Whether nothing has been filled in.
    pub fn is_empty(&self) -> bool {
        self.province.is_empty() && self.ward.is_empty() && self.line.trim().is_empty()
    }
}

/// One of the 34 provinces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Province {
    /// National code, two digits.
    pub code: &'static str,
    /// Full name, `Tỉnh Đồng Tháp`.
    pub name: &'static str,
}

/// A unit of the lower level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ward {
    /// National code, five digits.
    pub code: String,
    /// Full name, `Phường Mỹ Trà`.
    pub name: String,
}

/// A ward dissolved on 1/7/2025.
#[derive(Clone, Debug)]
struct OldWard {
    codes: Vec<String>,
    name: String,
    district: String,
    province: String,
}

/// The units of one province, current and dissolved.
#[derive(Clone, Debug, Default)]
struct Units {
    current: Vec<Ward>,
    old: Vec<OldWard>,
}

/// What is known about places. Provinces are built in; ward lists are added as they are loaded.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    units: BTreeMap<String, Units>,
}

/// Rows of a small CSV file without quoting; the header is skipped.
pub(crate) fn rows(csv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    csv.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split(',').collect())
}

impl Gazetteer {
    /// With no ward list loaded.
    pub fn new() -> Self {
        Self::default()
    }

    /// The 34 provinces, by code.
    pub fn provinces() -> impl Iterator<Item = Province> {
        rows(PROVINCES).filter_map(|row| Some(Province { code: row.first()?, name: row.get(1)? }))
    }

    /// Dissolved provinces: name, code of what they became.
    pub fn merged_provinces() -> impl Iterator<Item = (&'static str, &'static str)> {
        rows(MERGED).filter_map(|row| Some((*row.first()?, *row.get(1)?)))
    }

    /// The name of a province.
    pub fn province_name(code: &str) -> Option<&'static str> {
        Self::provinces().find(|province| province.code == code).map(|province| province.name)
    }

    /// Adds the units of a province from CSV text: `code,name,kind`, and for dissolved ones `codes,name,was,district,province`.
    /// Lines of another shape are skipped.
    pub fn add_wards(&mut self, province: &str, csv: &str) {
        let mut units = Units::default();
        for line in csv.lines() {
            let row: Vec<&str> = line.trim_end().split(',').collect();
            match row.as_slice() {
                [code, name, kind] if *kind != "kind" => {
                    units.current.push(Ward { code: (*code).to_owned(), name: (*name).to_owned() });
                }
                [codes, name, "was", district, old_province] => units.old.push(OldWard {
                    codes: codes.split('|').map(str::to_owned).collect(),
                    name: (*name).to_owned(),
                    district: (*district).to_owned(),
                    province: (*old_province).to_owned(),
                }),
                _ => {}
            }
        }
        self.units.insert(province.to_owned(), units);
    }

    /// The current wards of a province, by code; empty while its list is not loaded.
    pub fn wards(&self, province: &str) -> &[Ward] {
        self.units.get(province).map_or(&[], |units| &units.current)
    }

    /// The units dissolved on 1/7/2025 that went into those of a province: today's code, name as it was.
    pub fn old_names(&self, province: &str) -> impl Iterator<Item = (&str, &str)> {
        let old = self.units.get(province).map_or(&[][..], |units| &units.old);
        old.iter().flat_map(|unit| unit.codes.iter().map(|code| (code.as_str(), unit.name.as_str())))
    }

    /// Whether the list of a province has been added.
    pub fn loaded(&self, province: &str) -> bool {
        self.units.contains_key(province)
    }

    /// Whether a ward exists in a province; `None` when the list of that province is not loaded.
    pub fn ward_known(&self, province: &str, ward: &str) -> Option<bool> {
        self.units.get(province).map(|units| units.current.iter().any(|unit| unit.code == ward))
    }

    /// The name of a ward, if its list is loaded.
    pub fn ward_name(&self, province: &str, ward: &str) -> Option<&str> {
        self.wards(province).iter().find(|unit| unit.code == ward).map(|unit| unit.name.as_str())
    }

    /// The address as one line; codes without a loaded name are left out.
    pub fn display(&self, address: &Address) -> String {
        let parts = [
            Some(address.line.as_str()),
            self.ward_name(&address.province, &address.ward),
            Self::province_name(&address.province),
        ];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Wards of a province whose current or old name contains the query, for a chooser that searches as one types.
    /// The second value is the old name by which the ward was found.
    pub fn find_wards(&self, province: &str, query: &str) -> Vec<(&Ward, Option<&str>)> {
        let query = fold(query);
        let Some(units) = self.units.get(province).filter(|_| !query.is_empty()) else { return Vec::new() };
        let mut found: Vec<(&Ward, Option<&str>)> =
            units.current.iter().filter(|ward| fold(&ward.name).contains(&query)).map(|ward| (ward, None)).collect();
        for old in units.old.iter().filter(|old| fold(&old.name).contains(&query)) {
            for code in &old.codes {
                let known =
                    found.iter().any(|(ward, name)| ward.code == *code && (name.is_none() || *name == Some(&old.name)));
                if let Some(ward) = units.current.iter().find(|ward| ward.code == *code).filter(|_| !known) {
                    found.push((ward, Some(&old.name)));
                }
            }
        }
        found
    }

    /// Splits an address written in one line, as on a card: two levels, or three with old names. See [`Recognised`].
    pub fn recognise(&self, text: &str) -> Recognised {
        recognise::recognise(self, text)
    }
}
