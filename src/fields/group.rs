//! Rows of the same fields: heirs, children, people who live together.

use super::{FieldInput, Spot, control_id};
use crate::{
    i18n::{say, tf},
    texts::common as c,
    ui::{Button, ButtonKind, Icon, Sign},
};
use leptos::prelude::*;
use motcua_domain::form::{Answers, Field, Value};

fn rows(value: &Option<Value>) -> &[Answers] {
    if let Some(Value::Rows(rows)) = value { rows } else { &[] }
}

pub(super) fn control(spot: Spot, max: usize, fields: Vec<Field>) -> AnyView {
    let (value, set) = (spot.value, spot.set);
    let count = Memo::new(move |_| value.with(|value| rows(value).len()));
    let change = move |edit: &dyn Fn(&mut Vec<Answers>)| {
        let mut list = value.with_untracked(|value| rows(value).to_vec());
        edit(&mut list);
        set.run((!list.is_empty()).then_some(Value::Rows(list)));
    };
    let add_id = spot.id();
    let typing = spot.typing;
    let remove = move |index: usize| {
        // What was half typed in the rows no longer belongs to them.
        typing.update(|typing| typing.retain(|path, _| !path.contains('/')));
        change(&|list: &mut Vec<Answers>| {
            if index < list.len() {
                list.remove(index);
            }
        });
    };
    let shown = move || {
        (0..count.get()).map(|index| row(&spot, &fields, index, Callback::new(move |()| remove(index)))).collect_view()
    };
    view! {
        {shown}
        <Show when=move || count.get() < max>
            <Button id=add_id.clone() on_press=Callback::new(move |()| change(&|list: &mut Vec<Answers>| list.push(Answers::default())))>
                <Icon sign=Sign::Plus />
                {say(c::FIELD_ROW_ADD)}
            </Button>
        </Show>
    }
    .into_any()
}

fn row(spot: &Spot, fields: &[Field], index: usize, remove: Callback<()>) -> AnyView {
    let number = (index + 1).to_string();
    let title = number.clone();
    let (all, set_all) = (spot.value, spot.set);
    let answers = Signal::derive(move || all.with(|all| rows(all).get(index).cloned().unwrap_or_default()));
    let inputs: Vec<AnyView> = fields
        .iter()
        .map(|field| {
            let (id, field) = (field.id.clone(), field.clone());
            let (of_value, of_source, of_set, of_shows, of_required) =
                (id.clone(), id.clone(), id.clone(), field.clone(), field.clone());
            let set = Callback::new(move |value: Option<Value>| {
                let mut list = all.with_untracked(|all| rows(all).to_vec());
                if let Some(row) = list.get_mut(index) {
                    match value {
                        Some(value) => row.set(&of_set, value),
                        None => row.clear(&of_set),
                    }
                }
                set_all.run(Some(Value::Rows(list)));
            });
            let inner = Spot {
                path: [&spot.path, "/", &index.to_string(), "/", &id].concat(),
                wording: spot.wording.clone(),
                value: Memo::new(move |_| answers.with(|a| a.values.get(&of_value).cloned())).into(),
                set,
                source: Signal::derive(move || answers.with(|a| a.source(&of_source))),
                findings: spot.findings,
                required: Memo::new(move |_| answers.with(|a| of_required.required(a))).into(),
                typing: spot.typing,
                heading: false,
                paper_href: None,
                field,
            };
            let shows = Memo::new(move |_| answers.with(|a| of_shows.shows(a)));
            let inner = StoredValue::new(inner);
            view! { <Show when=move || shows.get()><FieldInput spot=inner.get_value() /></Show> }.into_any()
        })
        .collect();
    let id = control_id(&[&spot.path, "/", &index.to_string()].concat());
    view! {
        <fieldset class="card" id=id>
            <legend class="label">{move || tf(c::FIELD_ROW, &[("number", &title)])}</legend>
            {inputs}
            <Button kind=ButtonKind::Quiet on_press=remove>{move || tf(c::FIELD_ROW_REMOVE, &[("number", &number)])}</Button>
        </fieldset>
    }
    .into_any()
}
