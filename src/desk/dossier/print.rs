//! The official papers that a dossier has by now, each opened as PDF beside the page.

use super::open::Open;
use crate::{
    api,
    desk::new_tab::NewTab,
    i18n::{t, texts, ts},
    ui::{Icon, Sign},
};
use leptos::prelude::*;
use motcua_contract::{
    desk::DeskDossier,
    papers::{DeskPaper, FORMS},
};
use motcua_domain::{dossier::What, staff::Duty};

/// Whether the event of a form has happened.
fn there(dossier: &DeskDossier, form: &str) -> bool {
    let happened = |is: fn(&What) -> bool| dossier.events.iter().any(|event| is(&event.what));
    match form {
        "receipt" | "control" => happened(|what| matches!(what, What::Received)),
        "supplement" => happened(|what| matches!(what, What::SupplementRequested { .. })),
        "refusal" => happened(|what| matches!(what, What::Refused { .. })),
        "apology" => happened(|what| matches!(what, What::Extended { .. })),
        "stop" => happened(|what| matches!(what, What::Stopped { .. })),
        _ => true,
    }
}

/// The forms that can be printed now, in the order of the circular.
fn forms(dossier: &DeskDossier) -> Vec<&'static str> {
    FORMS.into_iter().filter(|form| there(dossier, form)).collect()
}

/// The name of a form.
pub fn form_words(form: &str) -> &'static str {
    texts::counter::find_form(form).map_or("", t)
}

/// The address of a form of a dossier.
pub fn form_address(dossier: &str, form: &str) -> String {
    api::address::<DeskPaper>(&[dossier, form], &[])
}

/// The menu.
#[component]
pub fn PrintMenu() -> impl IntoView {
    let open = Open::get();
    let offered = Memo::new(move |_| if open.may(Duty::Print) { open.read(forms) } else { Vec::new() });
    let links = move || {
        let id = open.id.get_value();
        let link = |form: &'static str| {
            view! {
                <li>
                    <NewTab href=form_address(&id, form)>{move || form_words(form)}</NewTab>
                </li>
            }
        };
        offered.get().into_iter().map(link).collect_view()
    };
    move || {
        (!offered.with(Vec::is_empty)).then(|| {
            view! {
                <details class="print-menu no-print" id="print-menu">
                    <summary class="button"><Icon sign=Sign::File /> <span>{ts(texts::counter::PRINT_MENU)}</span></summary>
                    <ul class="plain-list">{links}</ul>
                </details>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::{dossier, event};
    use motcua_domain::dossier::State;

    #[test]
    fn a_form_is_there_once_its_event_has_happened() {
        assert_eq!(forms(&dossier(State::Submitted)), ["application"]);
        let received = DeskDossier { events: vec![event(3, What::Received)], ..dossier(State::Received) };
        assert_eq!(forms(&received), ["receipt", "control", "application"]);
    }

    #[test]
    fn every_form_has_a_name() {
        for form in FORMS {
            assert!(!form_words(form).is_empty(), "{form}");
        }
    }
}
