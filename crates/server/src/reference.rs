//! Lists of reference (countries, ethnic groups) and the office, from data files.

use motcua_contract::{
    open::{Licence, PublicFigure},
    public::{Office, ReferenceItem, ReferenceList},
};
use motcua_domain::{
    calendar::{Calendar, HOLIDAYS_TOML, Hours},
    payment::{Receiver, statement::Columns},
    place::{Gazetteer, all_wards_csv},
    report::SHARES,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The office of the demonstration, as an installation writes its own.
pub const DEMO_OFFICE: &str = include_str!("../data/office.toml");

/// What banks call the columns of their statements.
const STATEMENT: &str = include_str!("../data/statement.toml");
const COUNTRIES: &str = include_str!("../data/countries.csv");
const ETHNIC_GROUPS: &str = include_str!("../data/ethnic_groups.csv");

/// Every list by the name under which it is served.
#[must_use]
pub fn lists() -> BTreeMap<&'static str, ReferenceList> {
    [("countries", COUNTRIES), ("ethnic_groups", ETHNIC_GROUPS)].map(|(name, csv)| (name, list(csv))).into()
}

/// Rows of `code,vi,en`; an empty English name is the same as the Vietnamese.
fn list(csv: &str) -> ReferenceList {
    let item = |line: &str| {
        let mut parts = line.splitn(3, ',');
        let code = parts.next()?.to_owned();
        let names = ["vi", "en"]
            .into_iter()
            .zip(parts)
            .filter(|(_, name)| !name.is_empty())
            .map(|(language, name)| (language.to_owned(), name.to_owned()))
            .collect();
        Some(ReferenceItem { code, names })
    };
    ReferenceList { items: csv.lines().skip(1).filter(|line| !line.is_empty()).filter_map(item).collect() }
}

/// What the server may do about appointments by itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Deadline {
    extend_by_system: bool,
}

impl Default for Deadline {
    fn default() -> Self {
        Self { extend_by_system: true }
    }
}

/// What the office shows to everybody beside its procedures, and on what terms its data may be used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shown {
    pub figures: Vec<PublicFigure>,
    pub licence: Licence,
}

impl Default for Shown {
    /// Counts that tell of nobody; use free of charge with the source named (NĐ 47/2020/NĐ-CP Điều 17 to 20).
    fn default() -> Self {
        let url = "https://creativecommons.org/licenses/by/4.0/deed.vi";
        let licence = Licence { name: "CC BY 4.0".to_owned(), url: url.to_owned() };
        Self { figures: PublicFigure::USUAL.to_vec(), licence }
    }
}

/// The office as it is written in a file. Without a calendar of its own it has the one shipped with the product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeFile {
    name: String,
    counter: String,
    address: String,
    phone: String,
    email: String,
    agency: String,
    province: String,
    ward: String,
    #[serde(default)]
    former_names: Vec<String>,
    #[serde(default)]
    demo: bool,
    counters: Option<Vec<String>>,
    #[serde(default)]
    deadline: Deadline,
    #[serde(default)]
    public: Shown,
    #[serde(default)]
    targets: BTreeMap<String, u32>,
    #[serde(default)]
    hours: Hours,
    calendar: Option<Calendar>,
    #[serde(default)]
    payment: PaymentFile,
}

/// Where fees are paid to.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PaymentFile {
    /// The bank's six digits.
    bank: Option<String>,
    account: Option<String>,
    holder: Option<String>,
    columns: Columns,
}

/// What of an office's file concerns payments.
pub struct Payment {
    /// Without one only the desk takes money.
    pub receiver: Option<Receiver>,
    /// Of statements: the shipped names and the office's own.
    pub columns: Columns,
}

/// The account that fees are paid to, and the names of columns of its bank.
///
/// # Errors
/// When the text is malformed, or no payment code can be made for the account.
pub fn payment(text: &str) -> Result<Payment, OfficeError> {
    let file = toml::from_str::<OfficeFile>(text)?.payment;
    let shipped: Columns = toml::from_str(STATEMENT)?;
    let receiver = match (file.bank, file.account) {
        (Some(bin), Some(account)) => Some(Receiver { bin, account, name: file.holder }),
        (None, None) => None,
        _ => return Err(OfficeError::Account),
    };
    if receiver.as_ref().is_some_and(|receiver| !receiver.sound()) {
        return Err(OfficeError::Account);
    }
    Ok(Payment { receiver, columns: shipped.and(file.columns) })
}

/// Where people are called to, as the office's file says; else as in the demonstration.
///
/// # Errors
/// When the text is malformed.
pub fn counters(text: &str) -> Result<Vec<String>, OfficeError> {
    match toml::from_str::<OfficeFile>(text)?.counters {
        Some(counters) => Ok(counters),
        None => Ok(toml::from_str::<OfficeFile>(DEMO_OFFICE)?.counters.unwrap_or_default()),
    }
}

/// Whether the system moves appointments that cannot be kept, with an apology; it does, unless the office's file says no.
///
/// # Errors
/// When the text is malformed.
pub fn extend_by_system(text: &str) -> Result<bool, OfficeError> {
    Ok(toml::from_str::<OfficeFile>(text)?.deadline.extend_by_system)
}

/// What was asked of the office, by the name of a report's share, in hundredths of a percent.
///
/// # Errors
/// When the text is malformed, or names a share that there is not.
pub fn targets(text: &str) -> Result<BTreeMap<String, u32>, OfficeError> {
    let targets = toml::from_str::<OfficeFile>(text)?.targets;
    let unknown = targets.keys().find(|name| SHARES.iter().all(|share| share.name != **name));
    match unknown {
        Some(name) => Err(OfficeError::Target(name.clone())),
        None => Ok(targets),
    }
}

/// What the office shows to everybody, as its file says.
///
/// # Errors
/// When the text is malformed, or names a figure that there is not.
pub fn shown(text: &str) -> Result<Shown, OfficeError> {
    Ok(toml::from_str::<OfficeFile>(text)?.public)
}

/// Why an office file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    #[error("the office file is malformed: {0}")]
    Malformed(#[from] toml::de::Error),
    #[error("the office's ward {ward} is not in the province {province}")]
    UnknownWard { province: String, ward: String },
    #[error("the office's target names the share {0}, which reports do not have")]
    Target(String),
    #[error(
        "the office's account: bank (six digits), account (up to 19 letters and digits) and holder (up to 25 plain letters)"
    )]
    Account,
    #[error("the office's hours are out of order: morning, then afternoon, with the cutoff before the end")]
    Hours,
}

/// Reads an office from TOML; `public_url` is where this installation is reached.
///
/// # Errors
/// When the text is malformed, the ward unknown, or the hours out of order.
pub fn office(text: &str, public_url: &str) -> Result<Office, OfficeError> {
    let file: OfficeFile = toml::from_str(text)?;
    let calendar = match file.calendar {
        Some(calendar) => calendar,
        None => toml::from_str(HOLIDAYS_TOML)?,
    };
    let hours = &file.hours;
    let in_order = hours.morning.0 <= hours.morning.1
        && hours.morning.1 <= hours.afternoon.0
        && hours.afternoon.0 <= hours.afternoon.1
        && hours.cutoff <= hours.afternoon.1;
    if !in_order {
        return Err(OfficeError::Hours);
    }
    let mut places = Gazetteer::new();
    places.add_wards(&file.province, all_wards_csv(&file.province).unwrap_or_default());
    if places.ward_known(&file.province, &file.ward) != Some(true) {
        return Err(OfficeError::UnknownWard { province: file.province, ward: file.ward });
    }
    Ok(Office {
        name: file.name,
        counter: file.counter,
        address: file.address,
        phone: file.phone,
        email: file.email,
        agency: file.agency,
        province: file.province,
        ward: file.ward,
        former_names: file.former_names,
        public_url: public_url.trim_end_matches('/').to_owned(),
        hours: file.hours,
        calendar,
        demo: file.demo,
    })
}
