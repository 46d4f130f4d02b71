//! Answers that are typed as one line or several: names, numbers of papers, phone, e-mail, time, free text.

use super::{SharedMachine, Spot};
use crate::ui::{TextArea, TextInput};
use leptos::prelude::*;
use motcua_domain::{form::Value, phone, text};

/// How a line is typed on a phone.
#[derive(Clone, Copy)]
pub(super) struct Line {
    max: Option<u16>,
    kind: &'static str,
    inputmode: Option<&'static str>,
    autocomplete: Option<&'static str>,
    capitals: &'static str,
    width: Option<u8>,
    /// Puts what was typed into the form in which it is stored.
    tidy: fn(&str) -> String,
}

impl Line {
    const TEXT: Self = Self {
        max: None,
        kind: "text",
        inputmode: None,
        autocomplete: None,
        capitals: "sentences",
        width: None,
        tidy: text::nfc,
    };
    /// Free text of at most so many characters.
    pub fn text(max: u16) -> Self {
        Self { max: Some(max), ..Self::TEXT }
    }

    pub const NAME: Self = Self { max: Some(120), capitals: "words", ..Self::TEXT };
    pub const ID_NUMBER: Self = Self {
        max: Some(20),
        inputmode: Some("numeric"),
        capitals: "characters",
        width: Some(20),
        tidy: tidy_number,
        ..Self::TEXT
    };
    pub const PHONE: Self = Self {
        max: Some(20),
        kind: "tel",
        inputmode: Some("tel"),
        autocomplete: Some("tel"),
        capitals: "off",
        width: Some(20),
        tidy: tidy_phone,
    };
    pub const EMAIL: Self = Self {
        max: Some(254),
        kind: "email",
        inputmode: Some("email"),
        autocomplete: Some("email"),
        capitals: "off",
        width: None,
        tidy: tidy_email,
    };
}

fn tidy_number(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
}

/// A number of Vietnam in its national digits; anything else as it is, for the check to judge.
fn tidy_phone(typed: &str) -> String {
    phone::parse(typed).map_or_else(|_| text::nfc(typed), |(_, digits)| digits)
}

fn tidy_email(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).collect()
}

fn given(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::Text(text))
}

pub(super) fn line(spot: Spot, line: Line) -> AnyView {
    let (value, set) = (spot.text(), spot.set);
    let remembered = line.autocomplete.filter(|_| use_context::<SharedMachine>().is_none());
    let input = move |typed: String| set.run(given(typed));
    let commit = move |typed: String| set.run(given((line.tidy)(&typed)));
    view! {
        <TextInput
            value=value
            on_input=Callback::new(input)
            on_commit=Callback::new(commit)
            kind=line.kind
            inputmode=line.inputmode.unwrap_or("text")
            autocomplete=remembered.unwrap_or("off")
            autocapitalize=line.capitals
            max=line.max.unwrap_or(500)
            width=line.width.unwrap_or(0)
        />
    }
    .into_any()
}

pub(super) fn area(spot: Spot, max: u16) -> AnyView {
    let (value, set) = (spot.text(), spot.set);
    view! { <TextArea value=value on_input=Callback::new(move |typed: String| set.run(given(typed))) max=max /> }
        .into_any()
}

pub(super) fn time(spot: Spot) -> AnyView {
    let (value, set) = (spot.text(), spot.set);
    // Some browsers add seconds.
    let input = move |typed: String| {
        let minutes: String = typed.chars().take(5).collect();
        set.run((!minutes.is_empty()).then_some(Value::Time(minutes)));
    };
    view! { <TextInput value=value on_input=Callback::new(input) kind="time" width=10 /> }.into_any()
}

/// The stored form of an answer whose box was left without a change event (a page left by Enter).
pub(crate) fn tidied(kind: &motcua_domain::form::Kind, value: Value) -> Value {
    use motcua_domain::form::Kind;
    let Value::Text(typed) = value else { return value };
    Value::Text(match kind {
        Kind::Phone => tidy_phone(&typed),
        Kind::Email => tidy_email(&typed),
        Kind::IdNumber { .. } => tidy_number(&typed),
        Kind::LongText { .. } => text::nfc_lines(&typed),
        Kind::Text { .. } | Kind::PersonName => text::nfc(&typed),
        _ => typed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_put_into_its_stored_form() {
        assert_eq!(tidy_phone("+84 912 345 678"), "0912345678");
        assert_eq!(tidy_phone("hỏi con tôi"), "hỏi con tôi");
        assert_eq!(tidy_number(" 087 090 123 456 "), "087090123456");
        assert_eq!(tidy_number("c1234567"), "C1234567");
        assert_eq!(tidy_email(" a@b.vn "), "a@b.vn");
    }
}
