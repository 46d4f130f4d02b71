//! Whole numbers and money.

use super::Spot;
use crate::ui::TextInput;
use leptos::prelude::*;
use motcua_domain::{code::Code, form::Value};

/// The number that is typed; dots, commas and spaces between thousands are read over.
fn number(typed: &str) -> Result<Option<i64>, ()> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',')).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    digits.parse().map(Some).map_err(|_| ())
}

pub(super) fn control(spot: Spot, unit: Option<Signal<String>>) -> AnyView {
    let set = spot.set;
    let before = spot.value.with_untracked(|value| value.as_ref().and_then(Value::as_number));
    let (typed, set_typed) = signal(before.map(|number| number.to_string()).unwrap_or_default());
    let input = move |text: String| {
        let read = number(&text);
        set_typed.set(text);
        spot.misfit(read.is_err().then_some(Code::NotANumber));
        set.run(read.ok().flatten().map(Value::Number));
    };
    let input = Callback::new(input);
    match unit {
        Some(unit) => {
            view! { <TextInput value=typed on_input=input inputmode="numeric" autocomplete="off" max=20 width=10 suffix=unit /> }
                .into_any()
        }
        None => view! { <TextInput value=typed on_input=input inputmode="numeric" autocomplete="off" max=20 width=5 /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_may_be_parted() {
        assert_eq!(number("1.200 000"), Ok(Some(1_200_000)));
        assert_eq!(number(" "), Ok(None));
        assert_eq!(number("hai"), Err(()));
    }
}
