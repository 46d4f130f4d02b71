//! The report as a file.

use crate::{
    api,
    desk::session::Session,
    device::download_blob,
    i18n::{Key, t, texts, ts},
    ui::{Button, Icon, Sign},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::reports::ReportFile;

/// The kinds: how the server names them, what a browser calls them, and their words.
const KINDS: [(&str, &str, Key); 3] = [
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", texts::reports::EXPORT_XLSX),
    ("csv", "text/csv", texts::reports::EXPORT_CSV),
    ("pdf", "application/pdf", texts::reports::EXPORT_PDF),
];

/// Buttons that fetch a file and save it.
#[component]
pub fn Files(period: String, by: String) -> impl IntoView {
    let session = Session::get();
    let busy = RwSignal::new(None::<&'static str>);
    let wrong = RwSignal::new(None::<Key>);
    let asked = StoredValue::new((period, by));
    let fetch = move |ending: &'static str, media_type: &'static str| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(ending));
        wrong.set(None);
        spawn_local(async move {
            let (period, by) = asked.get_value();
            let query = [("period", period.as_str()), ("by", by.as_str())];
            let answer = api::bytes_of::<ReportFile>(&[ending], &query).await;
            if busy.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(bytes) => {
                    if !download_blob(&format!("bao-cao-{period}.{ending}"), &bytes, media_type) {
                        wrong.set(Some(texts::reports::EXPORT_FAILED));
                    }
                }
                Err(failure) => {
                    session.ended(&failure);
                    wrong.set(Some(api::words(&failure)));
                }
            }
        });
    };
    let button = move |(ending, media_type, words): (&'static str, &'static str, Key)| {
        let waiting = Signal::derive(move || busy.get() == Some(ending));
        view! {
            <Button busy=waiting on_press=move |()| fetch(ending, media_type)>
                <Icon sign=Sign::Download />
                <span>{ts(words)}</span>
            </Button>
        }
    };
    view! {
        <div class="register-files" role="group" aria-label=ts(texts::reports::EXPORT_TITLE)>
            {KINDS.map(button).into_iter().collect_view()}
            {move || wrong.get().map(|words| view! { <p class="field-error" role="alert">{t(words)}</p> })}
        </div>
    }
}
