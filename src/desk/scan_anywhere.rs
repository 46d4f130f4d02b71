//! A receipt or a dossier's code under the scanner opens the dossier, whatever page one is on. Pages that want other
//! codes listen themselves and are asked first.

use super::{reference::Reference, routes, scanning::classified, session::Session, wedge};
use crate::{
    api,
    i18n::{t, texts, tf},
    ui::{Notice, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use motcua_contract::desk::ListWork;
use motcua_domain::{dossier_code::DossierCode, scan::Scanned, staff::Duty};
use std::time::Duration;

/// How long the answer to a scan stays.
const SHOWN: Duration = Duration::from_secs(10);

/// Listens to the scanner, and says what came of it.
#[component]
pub fn ScanAnywhere() -> impl IntoView {
    let (session, reference) = (Session::get(), Reference::get());
    let note = RwSignal::new(None::<(Tone, String)>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let navigate = use_navigate();
    let say = move |tone: Tone, words: String| {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        note.set(Some((tone, words)));
        if let Ok(handle) = set_timeout_with_handle(move || note.set(None), SHOWN) {
            timer.set_value(Some(handle));
        }
    };
    let find = Callback::new(move |code: DossierCode| {
        let navigate = navigate.clone();
        say(Tone::Info, tf(texts::work::SCAN_OPENING, &[("code", code.as_str())]));
        spawn_local(async move {
            let query = [("view", "all"), ("q", code.as_str())];
            match api::call::<ListWork>(&[], &query, None, &[]).await {
                Ok(list) => match list.items.iter().find(|item| item.code == code.as_str()) {
                    Some(item) => {
                        note.set(None);
                        navigate(&routes::dossier(&item.id), Default::default());
                    }
                    None => say(Tone::Warning, tf(texts::work::SCAN_MISSING, &[("code", code.as_str())])),
                },
                Err(failure) => {
                    session.ended(&failure);
                    say(Tone::Error, t(api::words(&failure)).to_owned());
                }
            }
        });
    });
    wedge::listen(move |line| {
        if !untrack(|| session.has(Duty::OpenDossier)) {
            return false;
        }
        match classified(reference, line) {
            Scanned::Dossier { code } | Scanned::Receipt { code, .. } => {
                find.run(code);
                true
            }
            _ => false,
        }
    });
    view! {
        <div class="scan-note" role="status">
            {move || note.get().map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
        </div>
    }
}
