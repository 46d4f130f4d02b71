//! Days and amounts as banks and spreadsheets write them. What is not certain is refused: a wrong guess would be wrong money.

use jiff::civil::Date;

/// An amount in whole đồng: `8.000`, `8,000.00`, `+16 000 VND`, `(5.000)`. A fraction of a đồng, or a mark that could be
/// either, is none.
#[must_use]
pub fn amount(text: &str) -> Option<i64> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let bare = ["vnd", "vn\u{111}", "\u{111}\u{1ed3}ng", "\u{111}", "\u{20ab}"]
        .iter()
        .find_map(|unit| compact.strip_suffix(unit).or_else(|| compact.strip_prefix(unit)))
        .unwrap_or(&compact);
    let (negative, bare) = match bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => (true, inside),
        None => match bare.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, bare.strip_prefix('+').unwrap_or(bare)),
        },
    };
    let number = whole(bare)?;
    if number > super::MOST {
        return None;
    }
    Some(if negative { -number } else { number })
}

/// Digits in groups, with a fraction of zeros at most.
fn whole(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return None;
    }
    let last = text.rfind(['.', ',']);
    let kinds = (text.contains('.'), text.contains(','));
    let (head, fraction) = match last {
        // Two kinds of marks: the last is the decimal one. One kind, once, before one or two digits: the same.
        Some(at) if (kinds == (true, true) || text.matches(['.', ',']).count() == 1) && text.len() - at <= 3 => {
            (&text[..at], &text[at + 1..])
        }
        _ => (text, ""),
    };
    if fraction.bytes().any(|b| b != b'0') || (last.is_some() && text.ends_with(['.', ','])) {
        return None;
    }
    let mark = head.chars().find(|c| !c.is_ascii_digit());
    let digits = match mark {
        None => head.to_owned(),
        Some(mark) => {
            let groups: Vec<&str> = head.split(mark).collect();
            let sound = (1..=3).contains(&groups[0].len())
                && groups[1..].iter().all(|group| group.len() == 3)
                && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
            if !sound {
                return None;
            }
            groups.concat()
        }
    };
    if digits.is_empty() || digits.len() > 15 { None } else { digits.parse().ok() }
}

/// A day, with or without a time beside it: `23/11/2026`, `23-11-26 09:05`, `2026-11-23T09:05:00`, `20261123`. Days come before
/// months, as people here write them.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let mut found = None;
    for word in text.split(|c: char| c.is_whitespace() || c == 'T').filter(|word| !word.is_empty()) {
        let word = word.trim_matches(',');
        match one_day(word) {
            Some(_) if found.is_some() => return None,
            Some(day) => found = Some(day),
            None if is_time(word) => {}
            None => return None,
        }
    }
    found
}

fn is_time(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    matches!(lower.as_str(), "am" | "pm" | "")
        || (word.contains(':') && word.bytes().all(|b| b.is_ascii_digit() || b":.+Zz-".contains(&b)))
}

fn one_day(word: &str) -> Option<Date> {
    let number = |text: &str| -> Option<i16> {
        if !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            text.parse().ok()
        } else {
            None
        }
    };
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    let (year, month, day) = match parts.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => (number(&all[..4])?, number(&all[4..6])?, number(&all[6..])?),
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 2 => (2000 + number(year)?, number(month)?, number(day)?),
        _ => return None,
    };
    if !(2000..2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
