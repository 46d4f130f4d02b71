//! The words of the public pages, in the languages that there are.

use crate::catalogue::parse_texts;
use motcua_contract::open::Words;
use motcua_domain::{
    deadline::Limit,
    procedure::Texts,
    words::{date_vi, number_vi},
};
use std::sync::LazyLock;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Vi,
    En,
}

static VI: LazyLock<Texts> = LazyLock::new(|| {
    read(&[include_str!("../../../../locales/vi/common.toml"), include_str!("../../../../locales/vi/open.toml")])
});
static EN: LazyLock<Texts> = LazyLock::new(|| {
    read(&[include_str!("../../../../locales/en/common.toml"), include_str!("../../../../locales/en/open.toml")])
});

/// A test holds that the files that are built in can be read.
fn read(files: &[&str]) -> Texts {
    files.iter().filter_map(|text| parse_texts(text).ok()).flatten().collect()
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// As a query asks for it; anything else is Vietnamese.
    #[must_use]
    pub fn of_query(query: Option<&str>) -> Self {
        let english = |query: &str| query.split('&').any(|pair| pair == "lang=en");
        if query.is_some_and(english) { Self::En } else { Self::Vi }
    }

    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// What stands behind a path to have it in this language.
    #[must_use]
    pub const fn query(self) -> &'static str {
        match self {
            Self::Vi => "",
            Self::En => "?lang=en",
        }
    }

    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Vi => Self::En,
            Self::En => Self::Vi,
        }
    }

    fn texts(self) -> &'static Texts {
        match self {
            Self::Vi => &VI,
            Self::En => &EN,
        }
    }

    /// The sentence of a key; the key where it is missing.
    #[must_use]
    pub fn say(self, key: &'static str) -> &'static str {
        self.texts().get(key).map_or(key, String::as_str)
    }

    /// The sentence with its places filled.
    #[must_use]
    pub fn tell(self, key: &'static str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.say(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// The name of a field of procedures.
    #[must_use]
    pub fn field(self, field: &str) -> String {
        self.texts().get(&format!("domain.{field}")).cloned().unwrap_or_else(|| field.to_owned())
    }

    /// A day as one writes it.
    #[must_use]
    pub fn day(self, day: jiff::civil::Date) -> String {
        date_vi(day)
    }

    /// A whole number with its thousands apart.
    #[must_use]
    pub fn number(self, number: u64) -> String {
        let written = number_vi(i64::try_from(number).unwrap_or(i64::MAX));
        if self == Self::En { written.replace('.', ",") } else { written }
    }

    /// Hundredths of a percent: `99,91 %`.
    #[must_use]
    pub fn percent(self, hundredths: u32) -> String {
        let point = if self == Self::En { '.' } else { ',' };
        format!("{}{point}{:02}\u{a0}%", hundredths / 100, hundredths % 100)
    }

    /// A time limit.
    #[must_use]
    pub fn limit(self, limit: Limit) -> String {
        let count = |key, count: u16| self.tell(key, &[("count", &count.to_string())]);
        match limit {
            Limit::SameDay => self.say("limit.same_day").to_owned(),
            Limit::WorkingHours(hours) => count("limit.working_hours", hours),
            Limit::WorkingDays(days) => count("limit.working_days", days),
            Limit::Days(days) => count("limit.days", days),
            Limit::Months(months) => count("limit.months", months),
            Limit::Unstated => self.say("limit.unstated").to_owned(),
        }
    }

    /// What words say in this language; what is missing is said in Vietnamese.
    #[must_use]
    pub fn of(self, words: &Words) -> &str {
        words.get(self.tag()).or_else(|| words.get(Self::Vi.tag())).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_words() {
        for language in Language::ALL {
            for key in ["title", "contact.week", "procedure.depends", "limit.same_day", "domain.ho_tich"] {
                assert!(language.texts().contains_key(key), "{key}");
            }
        }
        assert_eq!(Language::En.number(1141), "1,141");
        assert_eq!(Language::Vi.percent(9991), "99,91\u{a0}%");
        assert_eq!(Language::of_query(Some("x=1&lang=en")), Language::En);
        assert_eq!(Language::of_query(Some("lang=enough")), Language::Vi);
    }
}
