//! What is wrong with a paper or a field, as a word that is counted and a ready sentence for the citizen.

use super::{
    open::Open,
    reason::Ready,
    typed::{Pick, Typed},
};
use crate::{
    i18n::{Key, Language, t, texts, tf, ts},
    ui::{Choice, FormGroup, Select, TextArea},
};
use leptos::prelude::*;
use motcua_domain::dossier::Fault;

const MISSING: &[Key] = &[texts::counter::READY_MISSING_PAPER, texts::counter::READY_MISSING_FIELD];
const UNCLEAR: &[Key] = &[texts::desk::READY_SUPPLEMENT_BLURRED, texts::desk::READY_SUPPLEMENT_CUT];
const INCORRECT: &[Key] = &[texts::desk::READY_SUPPLEMENT_MISMATCH, texts::desk::READY_SUPPLEMENT_WRONG];
const INCOMPLETE: &[Key] = &[texts::desk::READY_SUPPLEMENT_PAGES, texts::desk::READY_SUPPLEMENT_UNCLEAR];
const OUTDATED: &[Key] = &[texts::counter::READY_OUTDATED];
const OTHER: &[Key] = &[
    texts::desk::READY_SUPPLEMENT_BLURRED,
    texts::desk::READY_SUPPLEMENT_CUT,
    texts::desk::READY_SUPPLEMENT_PAGES,
    texts::desk::READY_SUPPLEMENT_WRONG,
    texts::desk::READY_SUPPLEMENT_MISMATCH,
    texts::desk::READY_SUPPLEMENT_UNCLEAR,
];

/// The sentences that fit a fault.
const fn ready(fault: Fault) -> &'static [Key] {
    match fault {
        Fault::Missing => MISSING,
        Fault::Unclear => UNCLEAR,
        Fault::Incorrect => INCORRECT,
        Fault::Incomplete => INCOMPLETE,
        Fault::Outdated => OUTDATED,
        Fault::Other => OTHER,
    }
}

/// The first sentence of a fault, in the citizen's language; none for what has no sentence of its own.
pub fn first_sentence(fault: Fault) -> String {
    match fault {
        Fault::Other => String::new(),
        _ => ready(fault).first().map_or_else(String::new, |key| key.words(Language::Vi).to_owned()),
    }
}

/// Whether a sentence is one of the ready ones: nobody wrote it, it may be replaced.
fn is_ready(text: &str) -> bool {
    text.trim().is_empty()
        || Fault::ALL.iter().flat_map(|fault| ready(*fault)).any(|key| key.words(Language::Vi) == text.trim())
}

/// The fault that a sentence belongs to, if it is a ready one: what is kept of a check is its sentence.
pub fn fault_of(text: &str) -> Fault {
    let says = |fault: &Fault| ready(*fault).iter().any(|key| key.words(Language::Vi) == text.trim());
    Fault::ALL.into_iter().find(says).unwrap_or_default()
}

/// A fault in words.
pub fn fault_words(fault: Fault) -> &'static str {
    texts::counter::find_fault(fault.as_str()).map_or(fault.as_str(), t)
}

/// The id of the field with the sentence.
pub fn text_id(field: &str) -> String {
    format!("why-{field}")
}

/// Code and sentence of one field or paper that is named.
#[component]
pub fn FaultInput(
    field: String,
    label: String,
    #[prop(into)] attempt: Signal<u32>,
    /// After every change.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let Typed { picked, .. } = Open::get().typed;
    let key = StoredValue::new(field.clone());
    let pick =
        Memo::new(move |_| picked.with(|picked| key.with_value(|key| picked.get(key).cloned().unwrap_or_default())));
    let change = move |change: &dyn Fn(&mut Pick)| {
        picked.update(|picked| change(picked.entry(key.get_value()).or_default()));
        if let Some(on_change) = on_change {
            on_change.run(());
        }
    };
    let write = move |text: String| change(&|pick| pick.text.clone_from(&text));
    let choose = move |chosen: String| {
        let Some(fault) = Fault::ALL.into_iter().find(|fault| fault.as_str() == chosen) else { return };
        change(&|pick| {
            pick.fault = fault;
            if is_ready(&pick.text) {
                pick.text = first_sentence(fault);
            }
        });
    };
    let error = {
        let label = label.clone();
        Signal::derive(move || {
            (attempt.get() > 0 && pick.with(|pick| pick.text.trim().is_empty()))
                .then(|| tf(texts::desk::SUPPLEMENT_TEXT_MISSING, &[("field", &label)]))
        })
    };
    let words = Signal::derive(move || tf(texts::desk::SUPPLEMENT_TEXT, &[("field", &label)]));
    let faults = Signal::derive(|| {
        Fault::ALL.iter().map(|fault| Choice::new(fault.as_str(), fault_words(*fault))).collect::<Vec<_>>()
    });
    view! {
        <div class="pick-text">
            <FormGroup id=format!("fault-{field}") label=ts(texts::counter::FAULT_LABEL)>
                <Select
                    options=faults
                    value=Signal::derive(move || pick.with(|pick| pick.fault.as_str().to_owned()))
                    on_change=choose
                    always=true
                />
            </FormGroup>
            <FormGroup id=text_id(&field) label=words error=error>
                <TextArea value=Signal::derive(move || pick.get().text) on_input=write rows=2 max=1000 />
            </FormGroup>
            {move || view! { <Ready sentences=ready(pick.with(|pick| pick.fault)) on_pick=write /> }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_sentence_may_be_replaced_and_a_written_one_not() {
        for fault in Fault::ALL {
            assert!(is_ready(&first_sentence(fault)), "{fault:?}");
            assert_ne!(fault_words(fault), fault.as_str());
            assert_eq!(fault_of(&first_sentence(fault)), fault);
        }
        assert!(!is_ready("Xin ghi tên theo giấy khai sinh."));
    }
}
