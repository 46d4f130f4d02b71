//! `cargo xtask new procedure CODE`: a folder in `procedures/` with everything that a procedure needs, to be filled in.

use crate::paths;
use crate::shell::{Outcome, note, step};
use std::time::{SystemTime, UNIX_EPOCH};

const TEMPLATES: [(&str, &str); 3] = [
    ("procedure.toml", include_str!("../templates/procedure/procedure.toml")),
    ("vi.toml", include_str!("../templates/procedure/vi.toml")),
    ("en.toml", include_str!("../templates/procedure/en.toml")),
];

/// Writes the folder; never over one that is there.
pub fn run(code: &str) -> Outcome {
    if !is_code(code) {
        return Err(format!("`{code}` is not a procedure code; codes look like 1.001193."));
    }
    let folder = paths::root().join("procedures").join(code);
    if folder.exists() {
        return Err(format!("procedures/{code} is already there."));
    }
    step(&format!("A new procedure in procedures/{code}"));
    let today = today()?;
    for (name, template) in TEMPLATES {
        paths::write(&folder.join(name), template.replace("{code}", code).replace("{today}", &today))?;
        note(&format!("procedures/{code}/{name}"));
    }
    note("Fill in the facts and the words; then `cargo xtask test native` says what is missing. No Rust is needed.");
    Ok(())
}

/// One digit, a dot, six digits.
fn is_code(code: &str) -> bool {
    code.split_once('.').is_some_and(|(head, tail)| {
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        digits(head, 1) && digits(tail, 6)
    })
}

/// Today in the proleptic Gregorian calendar, UTC.
fn today() -> Outcome<String> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| "The clock is before 1970.".to_owned())?;
    Ok(civil(since.as_secs() / 86_400))
}

/// A count of days since 1970-01-01 as `yyyy-mm-dd`, by eras of 400 years that begin in March.
fn civil(days: u64) -> String {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_form() {
        assert!(is_code("1.001193") && is_code("2.000635"));
        for wrong in ["", "1.1193", "1001193", "a.001193", "1.00119x", "../1.001193", "1.001193/"] {
            assert!(!is_code(wrong), "{wrong}");
        }
    }

    #[test]
    fn days_become_dates() {
        for (days, date) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (19_782, "2024-02-29"), (20_780, "2026-11-23")]
        {
            assert_eq!(civil(days), date);
        }
    }

    #[test]
    fn templates_are_toml_and_both_languages_have_the_same_keys() {
        fn keys(table: &toml::Table, prefix: &str, into: &mut Vec<String>) {
            for (name, value) in table {
                into.push(format!("{prefix}{name}"));
                if let toml::Value::Table(inner) = value {
                    keys(inner, &format!("{prefix}{name}."), into);
                }
            }
        }
        let [definition, vi, en] = TEMPLATES.map(|(_, text)| text.parse::<toml::Table>().unwrap());
        let mut languages = [Vec::new(), Vec::new()];
        keys(&vi, "", &mut languages[0]);
        keys(&en, "", &mut languages[1]);
        assert_eq!(languages[0], languages[1]);
        for (table, words) in [("question", "question"), ("paper", "paper"), ("fee", "fee"), ("time", "time")] {
            for entry in definition[table].as_array().unwrap() {
                let id = entry["id"].as_str().unwrap();
                assert!(languages[0].contains(&format!("{words}.{id}")), "{words}.{id}");
            }
        }
    }
}
