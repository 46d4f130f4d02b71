//! The QR code of the citizen card (CCCD since 2021, Căn cước since 1/7/2024).
//!
//! `number|old number|name|ddMMyyyy|Nam/Nữ|address|ddMMyyyy`, on new cards followed by four more parts. The code is not
//! signed: what it says is typed input, not proof. Never log it.

use crate::text::{fold, is_latin_letter, is_person_name, nfc};
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Sex as written on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }
}

/// What a card says. Its `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct CitizenCard {
    /// Personal number, 12 digits.
    pub number: String,
    /// Number of the former paper card, 9 or 12 digits.
    pub old_number: Option<String>,
    /// Full name as on the card, NFC.
    pub name: String,
    /// Birth date.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
    /// Residence as written; often three levels with old names, see [`crate::place::Gazetteer::recognise`].
    pub address: String,
    /// Day of issue.
    pub issued: Option<Date>,
    /// Contradictions that do not need to know today's date. See [`CitizenCard::warnings_at`].
    pub warnings: Vec<CardWarning>,
}

impl fmt::Debug for CitizenCard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("CitizenCard").field("warnings", &self.warnings).finish_non_exhaustive()
    }
}

/// A contradiction worth showing. Never a reason to refuse: real cards exist with such mismatches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardWarning {
    /// The fourth digit of the number says the other sex.
    GenderDigit,
    /// The fourth digit says another century than the birth date.
    CenturyDigit,
    /// Digits five and six are not the birth year.
    BirthYearDigits,
    /// The first three digits are no province known.
    UnknownProvince,
    /// Born after today.
    FutureBirth,
    /// Issued after today.
    FutureIssue,
    /// Issued before birth.
    IssueBeforeBirth,
    /// The old number is neither 9 nor 12 digits and was dropped.
    OldNumber,
    /// The address is empty.
    NoAddress,
    /// Issued before 1/7/2025: the address has the old three levels and may name units that no longer exist.
    AddressBefore2025,
}

impl CardWarning {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            CardWarning::GenderDigit => "gender_digit",
            CardWarning::CenturyDigit => "century_digit",
            CardWarning::BirthYearDigits => "birth_year_digits",
            CardWarning::UnknownProvince => "unknown_province",
            CardWarning::FutureBirth => "future_birth",
            CardWarning::FutureIssue => "future_issue",
            CardWarning::IssueBeforeBirth => "issue_before_birth",
            CardWarning::OldNumber => "old_number",
            CardWarning::NoAddress => "no_address",
            CardWarning::AddressBefore2025 => "address_before_2025",
        }
    }
}

/// Why a text is no readable card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardError {
    /// Longer than any card.
    TooLong,
    /// Not seven parts, nor seven followed by the parts of the new card.
    Parts,
    /// The number is not 12 digits.
    Number,
    /// The name is empty or holds digits or symbols.
    Name,
    /// The birth date is no date.
    BirthDate,
    /// Neither Nam nor Nữ.
    Sex,
    /// The day of issue is no date.
    IssueDate,
    /// Decoded with the wrong character set: scan again.
    Garbled,
}

impl CardError {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            CardError::TooLong => "card_too_long",
            CardError::Parts => "card_parts",
            CardError::Number => "card_number",
            CardError::Name => "card_name",
            CardError::BirthDate => "card_birth_date",
            CardError::Sex => "card_sex",
            CardError::IssueDate => "card_issue_date",
            CardError::Garbled => "card_garbled",
        }
    }
}

/// The longest payload accepted, in bytes; real ones are 110-200.
const LONGEST: usize = 2048;

/// Province codes of birth registration (TT 59/2021/TT-BCA): the 63 provinces of that time.
const PROVINCES: [u16; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];

fn all_digits(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| b.is_ascii_digit())
}

/// `ddMMyyyy`, without any roll-over.
fn day(text: &str) -> Option<Date> {
    if !all_digits(text, 8) {
        return None;
    }
    Date::new(text[4..].parse().ok()?, text[2..4].parse().ok()?, text[..2].parse().ok()?).ok()
}

/// Letters of other scripts: signs of a wrong character set, never of a Vietnamese card.
fn has_foreign_letters(text: &str) -> bool {
    text.chars().any(|c| c.is_alphabetic() && !is_latin_letter(c))
}

/// Latin-1 debris in a name ("BÃ¹i"): symbols that stand where a byte of UTF-8 was taken for a letter.
fn has_debris(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0080}'..='\u{00BF}' | '×' | '÷'))
}

/// Reads the payload of a card. Spaces around parts, line ends of USB scanners and decomposed letters are accepted.
pub fn parse(text: &str) -> Result<CitizenCard, CardError> {
    if text.len() > LONGEST {
        return Err(CardError::TooLong);
    }
    if text.contains('\u{FFFD}') {
        return Err(CardError::Garbled);
    }
    let parts: Vec<String> = text.split('|').map(nfc).collect();
    let [number, old, name, birth, sex, address, issued, extra @ ..] = parts.as_slice() else {
        return Err(CardError::Parts);
    };
    // New cards carry four more parts, seen empty; their content is not published, so eleven parts are taken as they are.
    if extra.len() != 4 && extra.iter().any(|part| !part.is_empty()) || extra.len() > 9 {
        return Err(CardError::Parts);
    }
    if !all_digits(number, 12) {
        return Err(CardError::Number);
    }
    if has_foreign_letters(name) || has_debris(name) || has_foreign_letters(address) {
        return Err(CardError::Garbled);
    }
    if !is_person_name(name) {
        return Err(CardError::Name);
    }
    let birth_date = day(birth).ok_or(CardError::BirthDate)?;
    let sex = match fold(sex).as_str() {
        "nam" => Sex::Male,
        "nu" => Sex::Female,
        _ => return Err(CardError::Sex),
    };
    let issued = if issued.is_empty() { None } else { Some(day(issued).ok_or(CardError::IssueDate)?) };
    let old_number = Some(old.clone()).filter(|old| all_digits(old, 9) || all_digits(old, 12));
    let mut warnings = number_warnings(number, birth_date, sex);
    let mut warn = |wrong: bool, warning: CardWarning| {
        if wrong {
            warnings.push(warning);
        }
    };
    warn(issued.is_some_and(|issued| issued < birth_date), CardWarning::IssueBeforeBirth);
    warn(old_number.is_none() && !old.is_empty(), CardWarning::OldNumber);
    warn(address.is_empty(), CardWarning::NoAddress);
    let three_levels = issued.is_some_and(|issued| issued < date(2025, 7, 1)) && !address.is_empty();
    warn(three_levels, CardWarning::AddressBefore2025);
    Ok(CitizenCard {
        number: number.clone(),
        old_number,
        name: name.clone(),
        birth_date,
        sex,
        address: address.clone(),
        issued,
        warnings,
    })
}

/// Whether a personal number agrees with a birth date and a sex. `number` must be 12 digits, else there is nothing to say.
pub fn number_warnings(number: &str, birth_date: Date, sex: Sex) -> Vec<CardWarning> {
    let mut out = Vec::new();
    if !all_digits(number, 12) {
        return out;
    }
    let digit = i16::from(number.as_bytes()[3] - b'0');
    if (digit % 2 == 0) != (sex == Sex::Male) {
        out.push(CardWarning::GenderDigit);
    }
    if 19 + digit / 2 != birth_date.year() / 100 {
        out.push(CardWarning::CenturyDigit);
    }
    if number[4..6].parse() != Ok(birth_date.year() % 100) {
        out.push(CardWarning::BirthYearDigits);
    }
    // Births registered abroad have country codes from 100 on.
    let code: u16 = number[..3].parse().unwrap_or(0);
    if code < 100 && !PROVINCES.contains(&code) {
        out.push(CardWarning::UnknownProvince);
    }
    out
}

impl CitizenCard {
    /// All warnings, those included that depend on the day.
    pub fn warnings_at(&self, today: Date) -> Vec<CardWarning> {
        let mut out = self.warnings.clone();
        if self.birth_date > today {
            out.push(CardWarning::FutureBirth);
        }
        if self.issued.is_some_and(|issued| issued > today) {
            out.push(CardWarning::FutureIssue);
        }
        out
    }
}

/// Who issues cards, by period. Only a suggestion for the form: the person confirms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuingPlace {
    /// Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư, before 10/10/2018.
    ResidencePolice,
    /// Cục Cảnh sát quản lý hành chính về trật tự xã hội, until 30/6/2024.
    SocialOrderPolice,
    /// Bộ Công an, from 1/7/2024.
    PublicSecurityMinistry,
}

impl IssuingPlace {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            IssuingPlace::ResidencePolice => "residence_police",
            IssuingPlace::SocialOrderPolice => "social_order_police",
            IssuingPlace::PublicSecurityMinistry => "public_security_ministry",
        }
    }
}

/// Who probably issued a card on that day.
pub fn issuing_place(issued: Date) -> IssuingPlace {
    if issued < date(2018, 10, 10) {
        IssuingPlace::ResidencePolice
    } else if issued < date(2024, 7, 1) {
        IssuingPlace::SocialOrderPolice
    } else {
        IssuingPlace::PublicSecurityMinistry
    }
}

/// The form for lists and logs: only the last four digits, `********2345`.
pub fn masked(number: &str) -> String {
    let length = number.chars().count();
    let hidden = if length <= 4 { length } else { length - 4 };
    number.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c }).collect()
}
