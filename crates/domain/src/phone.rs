//! Vietnamese telephone numbers: check, normal form, display form.

use serde::{Deserialize, Serialize};

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// Ten digits, receives messages.
    Mobile,
    /// Eleven digits starting with 02.
    Landline,
}

/// Why a text is no telephone number of Vietnam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneError {
    /// Something other than digits and separators.
    Characters,
    /// Too few or too many digits.
    Length,
    /// The leading digits belong to no network.
    Prefix,
}

impl PhoneError {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            PhoneError::Characters => "phone_characters",
            PhoneError::Length => "phone_length",
            PhoneError::Prefix => "phone_prefix",
        }
    }
}

/// The national digits of a number typed in any usual way: `+84 912-345-678` becomes `0912345678`.
pub fn parse(text: &str) -> Result<(PhoneKind, String), PhoneError> {
    let text = crate::text::nfc(text);
    if text.chars().enumerate().any(|(at, c)| !(c.is_ascii_digit() || " .-()".contains(c) || (c == '+' && at == 0))) {
        return Err(PhoneError::Characters);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = text.starts_with('+') || (digits.starts_with("84") && digits.len() > 10);
    let national = match digits.strip_prefix("84").filter(|_| international) {
        // "+84 (0)912..." is written too.
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None if text.starts_with('+') => return Err(PhoneError::Prefix),
        None => digits,
    };
    if !(10..=11).contains(&national.len()) {
        return Err(PhoneError::Length);
    }
    let kind = kind(&national)?;
    Ok((kind, national))
}

fn kind(national: &str) -> Result<PhoneKind, PhoneError> {
    let bytes = national.as_bytes();
    let landline = national.starts_with("02");
    let mobile = bytes[0] == b'0'
        && match bytes[1] {
            b'3' => matches!(bytes[2], b'2'..=b'9'),
            b'5' => matches!(bytes[2], b'2' | b'5' | b'6' | b'8' | b'9'),
            b'7' => matches!(bytes[2], b'0' | b'6'..=b'9'),
            b'8' => matches!(bytes[2], b'1'..=b'9'),
            b'9' => true,
            _ => false,
        };
    match (landline, mobile, national.len()) {
        (true, _, 11) => Ok(PhoneKind::Landline),
        (_, true, 10) => Ok(PhoneKind::Mobile),
        (false, false, _) => Err(PhoneError::Prefix),
        _ => Err(PhoneError::Length),
    }
}

/// The form people read: `0912 345 678`, `0277 385 1234`. A text that is no number comes back unchanged.
pub fn display(text: &str) -> String {
    match parse(text) {
        Ok((_, n)) => format!("{} {} {}", &n[..4], &n[4..7], &n[7..]),
        Err(_) => text.to_owned(),
    }
}

/// The form for lists and logs: only the last three digits.
pub fn masked(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let shown = digits.len().saturating_sub(3);
    digits.iter().enumerate().map(|(at, c)| if at < shown { '*' } else { *c }).collect()
}

/// Whether a text is a telephone number of Vietnam.
pub fn is_phone(text: &str) -> bool {
    parse(text).is_ok()
}
