//! The words of notices: templates per language, filled with the dossier's code and the office's own facts. Nothing of the
//! citizen can get into them: the templates know no such place.

use jiff::civil::DateTime;
use motcua_contract::public::Office;
use motcua_domain::notice::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;

const VI: &str = include_str!("../../data/notices/vi.toml");
const EN: &str = include_str!("../../data/notices/en.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    subject: String,
    sms: String,
    mail: String,
}

#[derive(Deserialize)]
struct Frame {
    foot: String,
}

#[derive(Deserialize)]
struct File {
    frame: Frame,
    #[serde(flatten)]
    kinds: BTreeMap<String, Template>,
}

/// Every template.
pub struct Words {
    vi: File,
    en: File,
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub mail: String,
    pub sms: String,
}

/// What is filled in.
pub struct Facts<'a> {
    pub office: &'a Office,
    /// The dossier's.
    pub code: &'a str,
    /// The new appointment, where the notice is about one.
    pub due: Option<DateTime>,
}

impl Words {
    /// # Errors
    /// When a shipped template is malformed.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        Ok(Self { vi: toml::from_str(VI)?, en: toml::from_str(EN)? })
    }

    /// The notice in this language (`en`; Vietnamese otherwise); none when a template or a value for it is missing.
    #[must_use]
    pub fn text(&self, kind: Kind, language: &str, facts: &Facts<'_>) -> Option<Text> {
        let file = if language == "en" { &self.en } else { &self.vi };
        let template = file.kinds.get(kind.as_str())?;
        let mail = [template.mail.trim(), "\n\n", file.frame.foot.trim(), "\n"].concat();
        Some(Text {
            subject: fill(&template.subject, facts)?,
            mail: fill(&mail, facts)?,
            sms: fill(&template.sms, facts)?,
        })
    }
}

/// The template with its places filled; none when one of them has no value.
fn fill(template: &str, facts: &Facts<'_>) -> Option<String> {
    let mut out = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}')?;
        out.push_str(before);
        match place {
            "code" => out.push_str(facts.code),
            "office" => out.push_str(&facts.office.name),
            "address" => out.push_str(&facts.office.address),
            "phone" => out.push_str(&facts.office.phone),
            // Hour first, as official papers write it.
            "due" => out.push_str(&facts.due?.strftime("%H:%M %d/%m/%Y").to_string()),
            _ => return None,
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_notice_has_its_words_in_both_languages() {
        let words = Words::shipped().unwrap();
        let office = crate::reference::office(crate::reference::DEMO_OFFICE, "http://localhost:3000").unwrap();
        let due = Some(date(2026, 12, 1).at(16, 30, 0, 0));
        let facts = Facts { office: &office, code: "H20.299-261123-0001", due };
        for language in ["vi", "en"] {
            for kind in Kind::ALL {
                let text = words.text(kind, language, &facts).unwrap_or_else(|| panic!("{language} {}", kind.as_str()));
                for part in [&text.subject, &text.mail, &text.sms] {
                    assert!(part.contains("H20.299-261123-0001"), "{language} {kind:?}: {part}");
                    assert!(!part.contains("://") && !part.contains("www.") && !part.contains(['{', '}']), "{part}");
                }
                for part in [&text.mail, &text.sms] {
                    assert!(
                        part.contains(&office.name) && part.contains(&office.address),
                        "{language} {kind:?}: {part}"
                    );
                }
                assert!(text.subject.chars().count() <= 78, "{}", text.subject);
                // Four parts of a text message beyond the Latin alphabet: 4 x 67 characters.
                assert!(text.sms.encode_utf16().count() <= 268, "{language} {kind:?}: {}", text.sms);
            }
            let moved = words.text(Kind::Extended, language, &facts).unwrap();
            assert!(moved.sms.contains("16:30 01/12/2026") && moved.mail.contains("16:30 01/12/2026"));
            assert_eq!(
                words.text(Kind::Extended, language, &Facts { due: None, ..facts }),
                None,
                "a gap is never sent"
            );
        }
        assert_eq!(words.vi.kinds.keys().collect::<Vec<_>>(), words.en.kinds.keys().collect::<Vec<_>>());
        assert_eq!(words.vi.kinds.len(), Kind::ALL.len(), "no template is left over");
        assert_ne!(words.text(Kind::Stopped, "vi", &facts), words.text(Kind::Stopped, "en", &facts));
        assert_eq!(words.text(Kind::Stopped, "km", &facts), words.text(Kind::Stopped, "vi", &facts));
    }
}
