//! Payment codes of NAPAS 247 (VietQR, EMV merchant presented): reading with every check, and writing.
//!
//! A payment code asks for money; it proves nothing. Only a confirmation by the desk or the bank marks a fee as paid.

use serde::{Deserialize, Serialize};

/// How a code pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Transfer to an account (`QRIBFTTA`).
    Account,
    /// Transfer to a card (`QRIBFTTC`).
    Card,
    /// Payment to a merchant (`QRPUSH`).
    Merchant,
    /// Cash at a machine (`QRCASH`).
    Cash,
}

impl Service {
    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "QRIBFTTA" => Service::Account,
            "QRIBFTTC" => Service::Card,
            "QRPUSH" => Service::Merchant,
            "QRCASH" => Service::Cash,
            _ => return None,
        })
    }

    fn code(self) -> &'static str {
        match self {
            Service::Account => "QRIBFTTA",
            Service::Card => "QRIBFTTC",
            Service::Merchant => "QRPUSH",
            Service::Cash => "QRCASH",
        }
    }
}

/// What a payment code asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Payment {
    /// The code is for one payment (`01` = 12), not for many.
    pub dynamic: bool,
    /// Bank, six digits; see [`bank_name`].
    pub bin: String,
    /// Account or card number.
    pub account: String,
    /// How it pays, if said.
    pub service: Option<Service>,
    /// Amount in whole đồng, if fixed.
    pub amount: Option<i64>,
    /// Name of the receiver, if said.
    pub name: Option<String>,
    /// Town of the receiver, if said.
    pub city: Option<String>,
    /// Bill number, if said.
    pub bill: Option<String>,
    /// Reference, if said.
    pub reference: Option<String>,
    /// The text of the transfer, if said.
    pub purpose: Option<String>,
}

/// Why a text is no sound payment code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentError {
    /// It does not start like one, or is not plain text.
    NotPayment,
    /// The checksum does not fit: misread or altered.
    Checksum,
    /// A field runs over its end, or its length is no number.
    Bounds,
    /// The same field twice.
    Duplicate,
    /// A required field is missing, or not in its official form.
    Field,
    /// Another network, currency or country.
    Foreign,
}

impl PaymentError {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            PaymentError::NotPayment => "payment_not_payment",
            PaymentError::Checksum => "payment_checksum",
            PaymentError::Bounds => "payment_bounds",
            PaymentError::Duplicate => "payment_duplicate",
            PaymentError::Field => "payment_field",
            PaymentError::Foreign => "payment_foreign",
        }
    }
}

const NAPAS: &str = "A000000727";

/// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, not reflected.
pub fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(
            crc ^ (u16::from(*byte) << 8),
            |crc: u16, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
            },
        )
    })
}

/// The fields of one level: two digits of identifier, two of length, the value.
fn fields(text: &str) -> Result<Vec<(&str, &str)>, PaymentError> {
    let mut out: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let head = rest.get(..4).filter(|head| head.bytes().all(|b| b.is_ascii_digit())).ok_or(PaymentError::Bounds)?;
        let length: usize = head[2..].parse().map_err(|_| PaymentError::Bounds)?;
        let value = rest.get(4..4 + length).ok_or(PaymentError::Bounds)?;
        if out.iter().any(|(id, _)| *id == &head[..2]) {
            return Err(PaymentError::Duplicate);
        }
        out.push((&rest[..2], value));
        rest = &rest[4 + length..];
    }
    Ok(out)
}

fn get<'a>(fields: &[(&str, &'a str)], id: &str) -> Option<&'a str> {
    fields.iter().find(|(own, _)| *own == id).map(|(_, value)| *value)
}

/// An optional text field of at most so many characters.
fn text(fields: &[(&str, &str)], id: &str, longest: usize) -> Result<Option<String>, PaymentError> {
    match get(fields, id) {
        Some(value) if value.len() > longest => Err(PaymentError::Field),
        value => Ok(value.filter(|value| !value.is_empty()).map(str::to_owned)),
    }
}

/// Whole đồng, at most 13 digits; a fraction of zeros is tolerated.
fn amount(value: &str) -> Result<i64, PaymentError> {
    let whole = value.split_once('.').map_or(Ok(value), |(whole, rest)| {
        if rest.bytes().all(|b| b == b'0') { Ok(whole) } else { Err(PaymentError::Field) }
    })?;
    let digits = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    if value.len() > 13 || !digits {
        return Err(PaymentError::Field);
    }
    whole.parse().map_err(|_| PaymentError::Field)
}

/// Reads a payment code: checksum first, then the bounds of every level, then the fields.
pub fn parse(code: &str) -> Result<Payment, PaymentError> {
    let code = code.trim();
    if !code.starts_with("000201") || !code.is_ascii() {
        return Err(PaymentError::NotPayment);
    }
    let at = code.len().checked_sub(8).ok_or(PaymentError::NotPayment)?;
    let sum = code[at..].strip_prefix("6304").ok_or(PaymentError::Checksum)?;
    // The number parser below would take a sign for a digit.
    if !sum.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PaymentError::Checksum);
    }
    if u16::from_str_radix(sum, 16) != Ok(crc(&code.as_bytes()[..at + 4])) {
        return Err(PaymentError::Checksum);
    }
    let root = fields(code)?;
    let dynamic = match get(&root, "01") {
        Some("12") => true,
        Some("11") | None => false,
        Some(_) => return Err(PaymentError::Field),
    };
    if get(&root, "53") != Some("704") || get(&root, "58") != Some("VN") {
        return Err(PaymentError::Foreign);
    }
    let receiver = fields(get(&root, "38").ok_or(PaymentError::Foreign)?)?;
    if get(&receiver, "00") != Some(NAPAS) {
        return Err(PaymentError::Foreign);
    }
    let bank = fields(get(&receiver, "01").ok_or(PaymentError::Field)?)?;
    let bin = get(&bank, "00").filter(|bin| bin.len() == 6 && bin.bytes().all(|b| b.is_ascii_digit()));
    let account = get(&bank, "01").filter(|account| (1..=19).contains(&account.len()));
    let (Some(bin), Some(account)) = (bin, account) else { return Err(PaymentError::Field) };
    let service = match get(&receiver, "02") {
        Some(code) => Some(Service::from_code(code).ok_or(PaymentError::Field)?),
        None => None,
    };
    let more = fields(get(&root, "62").unwrap_or_default())?;
    Ok(Payment {
        dynamic,
        bin: bin.to_owned(),
        account: account.to_owned(),
        service,
        amount: get(&root, "54").map(amount).transpose()?,
        name: text(&root, "59", 25)?,
        city: text(&root, "60", 15)?,
        bill: text(&more, "01", 25)?,
        reference: text(&more, "05", 25)?,
        purpose: text(&more, "08", 25)?,
    })
}

fn field(id: &str, value: &str) -> String {
    format!("{id}{:02}{value}", value.len())
}

impl Payment {
    /// The code as text. Refused if a field does not fit its official form (purpose: `[A-Za-z0-9 ]`, at most 25).
    pub fn encode(&self) -> Result<String, PaymentError> {
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b" .-".contains(&b));
        let texts = [&self.name, &self.city, &self.bill, &self.reference, &self.purpose];
        if texts.into_iter().flatten().any(|text| text.len() > 25 || !plain(text))
            || !plain(&self.account)
            || !plain(&self.bin)
        {
            return Err(PaymentError::Field);
        }
        let bank = field("00", &self.bin) + &field("01", &self.account);
        let service = self.service.map(|service| field("02", service.code())).unwrap_or_default();
        let optional =
            |id: &str, text: &Option<String>| text.as_deref().map(|text| field(id, text)).unwrap_or_default();
        let more = optional("01", &self.bill) + &optional("05", &self.reference) + &optional("08", &self.purpose);
        let body = [
            field("00", "01"),
            field("01", if self.dynamic { "12" } else { "11" }),
            field("38", &(field("00", NAPAS) + &field("01", &bank) + &service)),
            field("53", "704"),
            self.amount.map(|amount| field("54", &amount.to_string())).unwrap_or_default(),
            field("58", "VN"),
            optional("59", &self.name),
            optional("60", &self.city),
            if more.is_empty() { String::new() } else { field("62", &more) },
            "6304".to_owned(),
        ]
        .concat();
        let code = format!("{body}{:04X}", crc(body.as_bytes()));
        parse(&code).and_then(|read| if read == *self { Ok(code) } else { Err(PaymentError::Field) })
    }

    /// Whether the text of a bank transfer is the one asked for: case and spaces do not matter, banks may add words around it.
    pub fn purpose_matches(&self, transfer: &str) -> bool {
        let squeeze =
            |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        self.purpose
            .as_deref()
            .map(squeeze)
            .is_some_and(|wanted| !wanted.is_empty() && squeeze(transfer).contains(&wanted))
    }
}

/// The short name of a bank, if known.
pub fn bank_name(bin: &str) -> Option<&'static str> {
    include_str!("../data/banks.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .find(|(own, _)| *own == bin)
        .map(|(_, name)| name)
}
