//! Giving the result to the citizen: by hand, by download, by post, and to whom.

use super::{open::Open, reason::CancelButton, typed::Typed};
use crate::{
    i18n::{t, texts, ts},
    ui::{Button, ButtonKind, Choice, FormGroup, Radios, TextInput, focus_id},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskCommand;
use motcua_domain::dossier::ReturnWay;

const WAYS: [(ReturnWay, &str); 3] =
    [(ReturnWay::ByHand, "by_hand"), (ReturnWay::Download, "download"), (ReturnWay::Post, "post")];

fn name(way: ReturnWay) -> &'static str {
    WAYS.iter().find(|(known, _)| *known == way).map_or("by_hand", |(_, name)| name)
}

/// A way in words.
pub fn way_words(way: ReturnWay) -> &'static str {
    texts::counter::find_way(name(way)).map_or("", t)
}

/// The form. A parcel needs its number: it is all there is to follow it by.
#[component]
pub fn ReturnForm() -> impl IntoView {
    let open = Open::get();
    let Typed { way, note, .. } = open.typed;
    let (tried, set_tried) = signal(false);
    let options = Signal::derive(|| WAYS.map(|(way, name)| Choice::new(name, way_words(way))).to_vec());
    let choose = move |chosen: String| {
        if let Some((found, _)) = WAYS.iter().find(|(_, name)| *name == chosen) {
            way.set(*found);
        }
    };
    let post = move || way.get() == ReturnWay::Post;
    let error = Signal::derive(move || {
        (tried.get() && post() && note.with(|note| note.trim().is_empty()))
            .then(|| t(texts::counter::PARCEL_MISSING).to_owned())
    });
    let label = Signal::derive(move || {
        t(if post() { texts::counter::PARCEL_LABEL } else { texts::counter::GIVEN_TO }).to_owned()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        if error.get_untracked().is_some() {
            focus_id("return-note");
            return;
        }
        let note = note.get_untracked().trim().to_owned();
        open.command(DeskCommand::Return { way: way.get_untracked(), note }, texts::desk::ACT_DONE_RETURN);
    };
    view! {
        <form on:submit=submit novalidate>
            <FormGroup id="return-way" label=ts(texts::counter::WAY_LABEL) group=true>
                <Radios options=options value=Signal::derive(move || name(way.get()).to_owned()) on_change=choose />
            </FormGroup>
            <FormGroup id="return-note" label=label error=error optional=Signal::derive(move || !post())>
                <TextInput value=note on_input=move |text| note.set(text) max=200 />
            </FormGroup>
            <p class="small muted">{ts(texts::desk::CONFIRM_RETURN_TEXT)}</p>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy>{ts(texts::desk::CONFIRM_YES_RETURN)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_has_its_words() {
        for (way, _) in WAYS {
            assert!(!way_words(way).is_empty(), "{way:?}");
        }
    }
}
