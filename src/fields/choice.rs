//! Answers that are chosen: yes or no, one of several, several, a line of a long list.

use super::{Env, Spot};
use crate::{
    i18n::t,
    texts::common as c,
    ui::{Checkboxes, Choice, Combobox, Radios, Select},
};
use leptos::prelude::*;
use motcua_domain::form::Value;

/// All visible at once up to here.
const RADIOS: usize = 8;

pub(super) fn as_radios(options: &[String]) -> bool {
    options.len() <= RADIOS
}

pub(super) fn yes_no(spot: Spot) -> AnyView {
    let (value, set) = (spot.value, spot.set);
    let options = Signal::derive(|| vec![Choice::new("yes", t(c::VALUE_YES)), Choice::new("no", t(c::VALUE_NO))]);
    let chosen = Signal::derive(move || {
        match value.with(|value| value.as_ref().and_then(Value::as_yes_no)) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        }
        .to_owned()
    });
    let change = move |option: String| set.run(Some(Value::YesNo(option == "yes")));
    view! { <Radios options=options value=chosen on_change=Callback::new(change) inline=true /> }.into_any()
}

fn worded(spot: &Spot, options: Vec<String>) -> Signal<Vec<Choice>> {
    let (wording, field) = (spot.wording.clone(), spot.field.clone());
    Signal::derive(move || {
        options.iter().map(|option| Choice::new(option.clone(), wording.option(&field, option))).collect()
    })
}

fn text_or_nothing(option: String) -> Option<Value> {
    (!option.is_empty()).then_some(Value::Text(option))
}

pub(super) fn one(spot: Spot, options: Vec<String>) -> AnyView {
    let radios = as_radios(&options);
    let (choices, value, set) = (worded(&spot, options), spot.text(), spot.set);
    let change = Callback::new(move |option: String| set.run(text_or_nothing(option)));
    if radios {
        view! { <Radios options=choices value=value on_change=change /> }.into_any()
    } else {
        view! { <Select options=choices value=value on_change=change /> }.into_any()
    }
}

pub(super) fn several(spot: Spot, options: Vec<String>) -> AnyView {
    let (choices, value, set) = (worded(&spot, options), spot.value, spot.set);
    let chosen = Signal::derive(move || {
        value.with(|value| if let Some(Value::Choices(list)) = value { list.clone() } else { Vec::new() })
    });
    let change = move |list: Vec<String>| set.run((!list.is_empty()).then_some(Value::Choices(list)));
    view! { <Checkboxes options=choices value=chosen on_change=Callback::new(change) /> }.into_any()
}

pub(super) fn listed(spot: Spot, list: &'static str) -> AnyView {
    let env: Env = use_context().unwrap_or_default();
    let (value, set) = (spot.text(), spot.set);
    let change = Callback::new(move |option: String| set.run(text_or_nothing(option)));
    view! { <Combobox options=env.list(list) value=value on_change=change /> }.into_any()
}
