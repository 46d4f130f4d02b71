//! Addresses of two levels: province, ward, and the rest as people say it. Old names are found and the new ones offered.

use super::{Env, Spot};
use crate::{
    i18n::{say, t, tf, ts},
    texts::common as c,
    ui::{Button, ButtonKind, Choice, Combobox, FormGroup, Notice, Select, TextInput, Tone},
};
use leptos::prelude::*;
use motcua_domain::{
    form::Value,
    place::{Address, Gazetteer, OldNameKind},
    text::nfc,
};
use std::collections::BTreeMap;

/// A present name in place of an old one.
#[derive(Clone, PartialEq)]
struct Offer {
    old: String,
    new: String,
    address: Address,
}

fn provinces() -> Vec<Choice> {
    Gazetteer::provinces().map(|province| Choice::new(province.code, province.name)).collect()
}

/// The wards of a province, each also found by the names of what went into it.
fn wards(places: &Gazetteer, province: &str) -> Vec<Choice> {
    let mut old: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (code, name) in places.old_names(province) {
        let names = old.entry(code).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let one = |code: &str, name: &str| {
        let choice = Choice::new(code, name);
        match old.get(code) {
            Some(names) => choice.note(tf(c::FIELD_WARD_FROM, &[("old", &names.join(", "))])).search(names.join(" ")),
            None => choice,
        }
    };
    places.wards(province).iter().map(|ward| one(&ward.code, &ward.name)).collect()
}

/// What the free line says about province and ward, where these are not chosen or old names stand in it.
fn offers(places: &Gazetteer, address: &Address) -> Vec<Offer> {
    let province = Gazetteer::province_name(&address.province).filter(|_| address.ward.is_empty());
    let text = match province {
        Some(name) => [&address.line, ", ", name].concat(),
        None => address.line.clone(),
    };
    let read = places.recognise(&text);
    if read.address.province.is_empty() || !address.line.contains(',') && province.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for old in read.old.iter().filter(|old| old.kind == OldNameKind::Ward) {
        for (new, code) in old.new.iter().zip(&old.codes) {
            let address = Address { ward: code.clone(), ..read.address.clone() };
            found.push(Offer { old: old.old.clone(), new: new.clone(), address });
        }
    }
    if found.is_empty() && !read.address.ward.is_empty() && read.address != *address {
        found.push(Offer { old: String::new(), new: places.display(&read.address), address: read.address });
    }
    found
}

pub(super) fn control(spot: Spot, as_written: bool, place_only: bool) -> AnyView {
    let env: Env = use_context().unwrap_or_default();
    let (value, set) = (spot.value, spot.set);
    let address = Memo::new(move |_| {
        value.with(|value| if let Some(Value::Address(address)) = value { address.clone() } else { Address::default() })
    });
    let put = move |address: Address| set.run((!address.is_empty()).then_some(Value::Address(address)));
    let edit = move |change: &dyn Fn(&mut Address)| {
        let mut new = address.get_untracked();
        change(&mut new);
        put(new);
    };
    let written = address.with_untracked(|a| as_written && a.province.is_empty() && !a.line.is_empty());
    let (free, set_free) = signal(written);

    let id = spot.id();
    let province = Memo::new(move |_| address.with(|a| a.province.clone()));
    Effect::new(move |_| env.want_wards(&province.get()));
    let ward_choices = Memo::new(move |_| env.places.with(|places| wards(places, &province.get())));
    let failed = move || env.failed.with(|failed| failed.contains(&province.get()));
    let loading = move || {
        let province = province.get();
        !province.is_empty() && !env.places.with(|places| places.loaded(&province))
    };
    // The names in a line are judged when its box is left: half a name means nothing.
    let (left, set_left) = signal(0_u32);
    let offered = Memo::new(move |_| {
        left.track();
        let address = address.get();
        if free.get() { Vec::new() } else { env.places.with(|places| offers(places, &address)) }
    });
    // A line with the province in it tells which wards to fetch.
    Effect::new(move |_| {
        left.track();
        let line = address.with_untracked(|a| a.line.clone());
        let code = Gazetteer::new().recognise(&line).address.province;
        env.want_wards(&code);
    });

    let (province_id, ward_id, line_id) =
        ([&id, "-province"].concat(), [&id, "-ward"].concat(), [&id, "-line"].concat());
    let line_label = move || t(if free.get() { c::FIELD_LINE_AS_WRITTEN } else { c::FIELD_LINE });
    let choose_province = Callback::new(move |code: String| {
        edit(&|a| {
            if a.province != code {
                a.province.clone_from(&code);
                a.ward.clear();
            }
        });
    });
    let choose_ward = Callback::new(move |code: String| edit(&|a| a.ward.clone_from(&code)));
    let type_line = Callback::new(move |line: String| edit(&|a| a.line.clone_from(&line)));
    let leave_line = Callback::new(move |line: String| {
        edit(&|a| a.line = nfc(&line));
        set_left.update(|n| *n += 1);
    });
    let toggle = Callback::new(move |()| {
        set_free.update(|free| *free = !*free);
        if free.get_untracked() {
            edit(&|a| {
                a.province.clear();
                a.ward.clear();
            });
        }
    });
    let places = move || {
        let (province_id, ward_id) = (province_id.clone(), ward_id.clone());
        view! {
            <FormGroup id=province_id label=ts(c::FIELD_PROVINCE)>
                <Select options=Signal::derive(provinces) value=province on_change=choose_province />
            </FormGroup>
            <FormGroup id=ward_id label=ts(c::FIELD_WARD) hint=Signal::derive(|| Some(t(c::FIELD_WARD_HINT).to_owned()))>
                <Combobox
                    options=ward_choices
                    value=Signal::derive(move || address.with(|a| a.ward.clone()))
                    on_change=choose_ward
                />
                <Show when=move || loading() && !failed()>
                    <p class="hint" role="status">{say(c::FIELD_WARD_LOADING)}</p>
                </Show>
                <Show when=failed>
                    <p class="hint" role="status">{say(c::FIELD_WARD_FAILED)}</p>
                    <Button on_press=Callback::new(move |()| env.want_wards(&province.get_untracked()))>{say(c::ACTION_RETRY)}</Button>
                </Show>
            </FormGroup>
        }
    };
    view! {
        // An error summary's link lands here, before the first box.
        <div id=id tabindex="-1"></div>
        <Show when=move || !free.get()>{places()}</Show>
        <FormGroup
            id=line_id
            label=Signal::derive(move || line_label().to_owned())
            optional=Signal::derive(move || place_only && !free.get())
        >
            <TextInput
                value=Signal::derive(move || address.with(|a| a.line.clone()))
                on_input=type_line
                on_commit=leave_line
                autocomplete="off"
                autocapitalize="words"
                max=300
            />
        </FormGroup>
        {move || {
            let list = offered.get();
            (!list.is_empty())
                .then(|| {
                    view! {
                        <Notice tone=Tone::Info title=ts(c::FIELD_RECOGNISE_HINT)>
                            {list.into_iter().map(|offer| offer_line(offer, Callback::new(put))).collect_view()}
                        </Notice>
                    }
                })
        }}
        {as_written
            .then(|| {
                view! {
                    <Button kind=ButtonKind::Quiet on_press=toggle>
                        {move || t(if free.get() { c::FIELD_LINE_CHOOSE } else { c::FIELD_LINE_ONLY })}
                    </Button>
                }
            })}
    }
    .into_any()
}

fn offer_line(offer: Offer, take: Callback<Address>) -> AnyView {
    let Offer { old, new, address } = offer;
    let name = new.clone();
    let sentence = (!old.is_empty())
        .then(|| view! { <p>{move || tf(c::FIELD_RECOGNISE_OFFER, &[("old", &old), ("new", &new)])}</p> });
    view! {
        {sentence}
        <Button on_press=Callback::new(move |()| take.run(address.clone()))>{move || tf(c::FIELD_RECOGNISE_TAKE, &[("new", &name)])}</Button>
    }
    .into_any()
}
