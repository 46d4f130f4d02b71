//! Dossier codes (mã hồ sơ), old and new official formats.
//!
//! Old (TT 01/2018/TT-VPCP, Điều 19): `000.25.31.H20-241212-0007`. New (TT 03/2025/TT-VPCP, Điều 13): `H20.299-261123-0001`,
//! optionally with a lower unit (`H20.299.01-...`), a manual mark (`T.`) and a longer serial (TT 04/2025/TT-VPCP).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A dossier code in one of the official formats, upper case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "H20.299-261123-0001"))]
pub struct DossierCode(String);

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeParts {
    /// The receiving agency, e.g. `H20.299` or `000.25.31.H20`.
    pub agency: String,
    /// The day of receipt.
    pub day: Date,
    /// The digits after the day: the serial of the day, with any leading managing-body digits.
    pub serial: u32,
    /// Whether the format is that of 2025.
    pub current: bool,
    /// Whether the code was given by hand (`T.`).
    pub manual: bool,
}

/// Why a text is no dossier code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeError {
    /// It has neither official shape.
    Format,
    /// Its six digits are no day.
    Day,
    /// The serial is 0 or too long.
    Serial,
}

impl CodeError {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            CodeError::Format => "dossier_code_format",
            CodeError::Day => "dossier_code_day",
            CodeError::Serial => "dossier_code_serial",
        }
    }
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for CodeError {}

/// Longer texts are no code; codes have 20 to 30 characters.
const LONGEST: usize = 96;

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `H20`, `G15`: a letter for the level and two digits.
fn is_top(text: &str) -> bool {
    text.len() == 3 && text.as_bytes()[0].is_ascii_uppercase() && digits(&text[1..], 2..=2)
}

/// Whether an agency identifier has one of the two official orders; tells whether it is the current one.
fn agency_order(agency: &str) -> Option<bool> {
    let units: Vec<&str> = agency.split('.').collect();
    match units.as_slice() {
        [top] if is_top(top) => Some(true),
        [top, unit] if is_top(top) && digits(unit, 2..=3) => Some(true),
        [top, unit, lower] if is_top(top) && digits(unit, 2..=3) && digits(lower, 2..=2) => Some(true),
        [fourth, third, second, top]
            if digits(fourth, 3..=3) && digits(third, 2..=2) && digits(second, 2..=2) && is_top(top) =>
        {
            Some(false)
        }
        _ => None,
    }
}

fn read(code: &str) -> Result<CodeParts, CodeError> {
    if !code.is_ascii() {
        return Err(CodeError::Format);
    }
    let mut halves = code.split('-');
    let (Some(head), Some(day), Some(serial), None) = (halves.next(), halves.next(), halves.next(), halves.next())
    else {
        return Err(CodeError::Format);
    };
    let (manual, agency) = match head.strip_prefix("T.") {
        Some(rest) => (true, rest),
        None => (false, head),
    };
    let current = agency_order(agency).ok_or(CodeError::Format)?;
    let longest = if current { 8 } else { 6 };
    if !digits(day, 6..=6) || !digits(serial, 4..=longest) || (manual && !current) {
        return Err(CodeError::Format);
    }
    let number = |from: usize| day[from..from + 2].parse::<i8>().map_err(|_| CodeError::Day);
    let day = Date::new(2000 + i16::from(number(0)?), number(2)?, number(4)?).map_err(|_| CodeError::Day)?;
    let serial = serial.parse().map_err(|_| CodeError::Serial)?;
    Ok(CodeParts { agency: agency.to_owned(), day, serial, current, manual })
}

impl DossierCode {
    /// Reads a code as typed or scanned: case, spaces and the kind of dash do not matter.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if text.len() > LONGEST {
            return Err(CodeError::Format);
        }
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c.to_ascii_uppercase() })
            .collect();
        read(&code).map(|_| DossierCode(code))
    }

    /// A new code in the current format. `agency` is the receiving unit's identifier (`H20.299`), `serial` starts at 1 each day.
    pub fn compose(agency: &str, day: Date, serial: u32) -> Result<Self, CodeError> {
        if serial == 0 || serial > 99_999_999 {
            return Err(CodeError::Serial);
        }
        if !(2000..=2099).contains(&day.year()) {
            return Err(CodeError::Day);
        }
        let (year, month, date) = (day.year() - 2000, day.month(), day.day());
        DossierCode::parse(&format!("{agency}-{year:02}{month:02}{date:02}-{serial:04}"))
    }

    /// What the code says.
    pub fn parts(&self) -> Result<CodeParts, CodeError> {
        read(&self.0)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// See [`DossierCode::compose`].
pub fn compose(agency: &str, day: Date, serial: u32) -> Result<DossierCode, CodeError> {
    DossierCode::compose(agency, day, serial)
}

impl TryFrom<String> for DossierCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        DossierCode::parse(&text)
    }
}

impl std::str::FromStr for DossierCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        DossierCode::parse(text)
    }
}

impl From<DossierCode> for String {
    fn from(code: DossierCode) -> Self {
        code.0
    }
}

impl AsRef<str> for DossierCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}
