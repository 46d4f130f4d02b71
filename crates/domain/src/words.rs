//! Vietnamese ways to write numbers, money and dates on official papers. Number words are data of the language.

use jiff::civil::{Date, DateTime};

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const GROUPS: [&str; 7] = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ", "tỷ tỷ"];
const NBSP: char = '\u{00A0}';

/// 0-99: mốt, tư and lăm after a ten, mười for ten itself.
fn tens(n: u64, out: &mut Vec<&str>) {
    let (ten, unit) = ((n / 10) as usize, (n % 10) as usize);
    match ten {
        0 => {}
        1 => out.push("mười"),
        _ => out.extend([DIGITS[ten], "mươi"]),
    }
    match (ten, unit) {
        (0, _) => out.push(DIGITS[unit]),
        (_, 0) => {}
        (2.., 1) => out.push("mốt"),
        (2.., 4) => out.push("tư"),
        (_, 5) => out.push("lăm"),
        _ => out.push(DIGITS[unit]),
    }
}

/// A group of three digits; `full` says zero hundreds when larger groups stand before it.
fn hundreds(n: u64, full: bool, out: &mut Vec<&str>) {
    let rest = n % 100;
    if n >= 100 || full {
        out.extend([DIGITS[(n / 100) as usize], "trăm"]);
        if rest > 0 && rest < 10 {
            out.push("linh");
        }
    }
    if rest > 0 {
        tens(rest, out);
    }
}

/// A whole number in words, small letters: 2026 is "hai nghìn không trăm hai mươi sáu".
pub fn number_in_words_vi(n: u64) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = n;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    let mut out = Vec::new();
    for (at, group) in groups.iter().enumerate().rev().filter(|(_, group)| **group > 0) {
        hundreds(*group, at + 1 < groups.len(), &mut out);
        out.extend(GROUPS.get(at).filter(|name| !name.is_empty()));
    }
    out.join(" ")
}

/// A day or month in words: 1-31.
fn small(n: i8) -> String {
    let mut out = Vec::new();
    tens(u64::try_from(n).unwrap_or(0), &mut out);
    out.join(" ")
}

/// A year as registers write it: hundreds that are zero are not spoken ("hai nghìn hai mươi sáu", "hai nghìn linh năm").
fn year(n: i16) -> String {
    let n = u64::try_from(n).unwrap_or(0);
    let (thousands, rest) = (n / 1000, n % 1000);
    if thousands == 0 || rest >= 100 || rest == 0 {
        return number_in_words_vi(n);
    }
    let mut out = vec![DIGITS[(thousands % 10) as usize], "nghìn"];
    if rest < 10 {
        out.push("linh");
    }
    tens(rest, &mut out);
    out.join(" ")
}

/// A birth date in words, as the civil-status forms ask: "Ngày mười lăm tháng ba năm hai nghìn hai mươi sáu".
/// The fourth month is "tháng tư".
pub fn date_in_words_vi(date: Date) -> String {
    let month = if date.month() == 4 { "tư".to_owned() } else { small(date.month()) };
    format!("Ngày {} tháng {month} năm {}", small(date.day()), year(date.year()))
}

/// `1.141`: dots between thousands.
pub fn number_vi(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    if n < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `8.000 đ` with a no-break space. The amount is in whole đồng.
pub fn money_vi(amount: i64) -> String {
    format!("{}{NBSP}đ", number_vi(amount))
}

/// `99,79 %` with two decimals, rounded half up; `None` when there is nothing to divide by.
pub fn percent_vi(part: u64, whole: u64) -> Option<String> {
    let scaled = (u128::from(part) * 20_000).checked_add(u128::from(whole))?.checked_div(u128::from(whole) * 2)?;
    let units = i64::try_from(scaled / 100).ok()?;
    Some(format!("{},{:02}{NBSP}%", number_vi(units), scaled % 100))
}

/// `05/02/2026`.
pub fn date_vi(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `15:05 05/02/2026`.
pub fn date_time_vi(at: DateTime) -> String {
    format!("{:02}:{:02} {}", at.hour(), at.minute(), date_vi(at.date()))
}

/// "ngày 05 tháng 02 năm 2026": the day has two digits, the month only for January and February (NĐ 30/2020/NĐ-CP).
pub fn long_date_vi(date: Date) -> String {
    let month = if date.month() <= 2 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}
