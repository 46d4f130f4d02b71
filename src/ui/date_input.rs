//! A date in three boxes: typing a birth date is faster and surer than any calendar.

use super::{Wiring, words};
use leptos::prelude::*;
use motcua_domain::date::{NotADate, PartialDate};

/// A date as it is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateParts {
    pub day: String,
    pub month: String,
    pub year: String,
}

impl DateParts {
    /// Whether all boxes are empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.day, &self.month, &self.year].iter().all(|part| part.trim().is_empty())
    }

    /// The date that is typed; none while the boxes are empty. The day, or day and month, may be left out.
    ///
    /// # Errors
    /// The boxes hold no date that exists.
    pub fn date(&self) -> Result<Option<PartialDate>, NotADate> {
        if self.is_empty() {
            return Ok(None);
        }
        let (day, month, year) = (self.day.trim(), self.month.trim(), self.year.trim());
        let text = match (day.is_empty(), month.is_empty()) {
            (false, false) => format!("{year:0>4}-{month:0>2}-{day:0>2}"),
            (true, false) => format!("{year:0>4}-{month:0>2}"),
            (true, true) => format!("{year:0>4}"),
            (false, true) => return Err(NotADate),
        };
        text.parse().map(Some)
    }
}

impl From<PartialDate> for DateParts {
    fn from(date: PartialDate) -> Self {
        match date {
            PartialDate::Year(year) => Self { year: year.to_string(), ..Self::default() },
            PartialDate::Month(year, month) => {
                Self { month: month.to_string(), year: year.to_string(), ..Self::default() }
            }
            PartialDate::Full(date) => {
                Self { day: date.day().to_string(), month: date.month().to_string(), year: date.year().to_string() }
            }
        }
    }
}

/// Day, month and year. Stands in a [`super::FormGroup`] with `group`.
#[component]
pub fn DateInput(
    #[prop(into)] value: Signal<DateParts>,
    /// At every key, with all three boxes.
    #[prop(into)]
    on_change: Callback<DateParts>,
    /// Lets the browser fill in the reader's own birth date.
    #[prop(optional)]
    birthday: bool,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let words = words();
    let described_by = wiring.described_by;
    let invalid = wiring.aria_invalid();
    let part = move |id: String,
                     label: Signal<String>,
                     width: u8,
                     autocomplete: Option<&'static str>,
                     get: fn(&DateParts) -> &String,
                     set: fn(&mut DateParts, String)| {
        view! {
            <div class="date-part">
                <label r#for=id.clone()>{label}</label>
                <input
                    class=format!("input input-width-{width}")
                    id=id
                    type="text"
                    inputmode="numeric"
                    maxlength=width.to_string()
                    autocomplete=autocomplete
                    aria-describedby=described_by
                    aria-invalid=invalid
                    prop:value=move || value.with(|value| get(value).clone())
                    on:input=move |event| {
                        let mut parts = value.get_untracked();
                        let digits = event_target_value(&event).chars().filter(char::is_ascii_digit).collect();
                        set(&mut parts, digits);
                        on_change.run(parts);
                    }
                />
            </div>
        }
    };
    let auto = |name| birthday.then_some(name);
    let id = wiring.id;
    view! {
        <div class="date-input">
            {part(id.clone(), words.day, 2, auto("bday-day"), |d| &d.day, |d, text| d.day = text)}
            {part(format!("{id}-month"), words.month, 2, auto("bday-month"), |d| &d.month, |d, text| d.month = text)}
            {part(format!("{id}-year"), words.year, 4, auto("bday-year"), |d| &d.year, |d, text| d.year = text)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(day: &str, month: &str, year: &str) -> DateParts {
        DateParts { day: day.into(), month: month.into(), year: year.into() }
    }

    #[test]
    fn what_is_typed_becomes_the_date_that_is_meant() {
        assert_eq!(parts("", "", "").date(), Ok(None));
        let text = |p: DateParts| p.date().map(|date| date.map(|date| date.to_string()));
        assert_eq!(text(parts("5", "3", "1990")), Ok(Some("1990-03-05".into())));
        assert_eq!(text(parts("", "03", "1990")), Ok(Some("1990-03".into())));
        assert_eq!(text(parts("", "", "1955")), Ok(Some("1955".into())));
    }

    #[test]
    fn impossible_dates_are_no_dates() {
        for bad in [parts("31", "2", "2026"), parts("5", "", "1990"), parts("1", "13", "1990"), parts("1", "1", "")] {
            assert_eq!(bad.date(), Err(NotADate), "{bad:?}");
        }
    }

    #[test]
    fn a_stored_date_comes_back_into_the_boxes() {
        for text in ["1990-03-05", "1990-03", "1955"] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(DateParts::from(date).date(), Ok(Some(date)));
        }
    }
}
