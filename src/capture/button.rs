//! A button that opens the live view and hands on what was taken in one visit: a picture, or several pages as one PDF. For places that
//! send at once and keep nothing.

use super::{LiveCapture, possible, trouble_words};
use crate::{
    device::{capture, page::forget_url, photo::Prepared},
    i18n::{say, tf, ts},
    texts::{capture as w, citizen::PAPER_PAGE},
    ui::{Button, ButtonKind, Dialog},
};
use leptos::{prelude::*, task::spawn_local};

/// Opens the live view; not there where the browser has none.
#[component]
pub fn CaptureButton(
    #[prop(into)] id: String,
    /// The name for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// What was taken, with a name for it; the preview's address is the caller's to free.
    #[prop(into)]
    on_made: Callback<(String, Prepared)>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let pages = RwSignal::new(Vec::<Prepared>::new());
    let count = Signal::derive(move || u32::try_from(pages.with(Vec::len)).unwrap_or(u32::MAX));
    let close = Callback::new(move |()| {
        open.set(false);
        let taken = pages.try_update(std::mem::take).unwrap_or_default();
        spawn_local(async move {
            for (name, page) in bound(taken).await {
                let _ = on_made.try_run((name, page));
            }
            capture::end();
        });
    });
    let dialog = [&id, "-dialog"].concat();
    possible().then(|| {
        view! {
            <Button kind=ButtonKind::Secondary id=id label=label on_press=move |()| open.set(true)>{say(w::START)}</Button>
            <Dialog open=open on_close=close title=ts(w::TITLE) id=dialog wide=true>
                <LiveCapture
                    mark=Signal::stored(String::new())
                    count=count
                    on_page=move |page| pages.update(|pages| pages.push(page))
                    on_done=close
                />
            </Dialog>
        }
    })
}

/// Several pages as one file where that can be, else each by itself.
async fn bound(pages: Vec<Prepared>) -> Vec<(String, Prepared)> {
    let name = |at: usize, ending: &str| [&tf(PAPER_PAGE, &[("number", &(at + 1).to_string())]), ending].concat();
    if pages.len() > 1 {
        let pictures: Vec<Vec<u8>> = pages.iter().map(|page| page.bytes.clone()).collect();
        if let Some(bytes) = capture::join(&pictures).await {
            let urls = pages.iter().filter_map(|page| page.preview_url.as_deref());
            urls.for_each(forget_url);
            let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
            return vec![(name(0, ".pdf"), Prepared::of_pdf(bytes, count))];
        }
    }
    pages.into_iter().enumerate().map(|(at, page)| (name(at, ".jpg"), page)).collect()
}

/// What is wrong with a picture that was picked, in one line; nothing where all is well.
#[must_use]
pub fn doubts(troubles: &[&'static str]) -> Option<String> {
    (!troubles.is_empty()).then(|| troubles.iter().map(|code| trouble_words(code)).collect::<Vec<_>>().join(" "))
}
