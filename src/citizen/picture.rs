//! A kept page as a small picture that opens large.

use crate::{
    device::{
        page::{forget_url, url_of},
        store::files,
    },
    i18n::{t, tf},
    texts::citizen as w,
    ui::{Dialog, Icon, Sign},
};
use leptos::{prelude::*, task::spawn_local};

/// A page by the id of its file; a PDF shows a sign instead.
#[component]
pub fn Preview(file: String, media_type: String, title: Signal<String>) -> impl IntoView {
    let url: RwSignal<Option<String>> = RwSignal::new(None);
    let (open, set_open) = signal(false);
    let pdf = media_type == "application/pdf";
    let id = ["view-", &file].concat();
    if !pdf {
        spawn_local(async move {
            // A file that is not there shows no picture; sending it says why.
            if let Ok(Some(bytes)) = files::get(&file).await
                && let Some(made) = url_of(&bytes, &media_type)
                && url.try_set(Some(made.clone())).is_some()
            {
                forget_url(&made);
            }
        });
    }
    on_cleanup(move || {
        if let Some(url) = url.try_get_untracked().flatten() {
            forget_url(&url);
        }
    });
    let name = move || tf(w::PAPER_VIEW, &[("page", &title.get())]);
    let small = move || match url.get() {
        Some(url) => view! { <img src=url alt="" class="thumb" /> }.into_any(),
        None => view! { <span class="thumb thumb-sign"><Icon sign=Sign::File /></span> }.into_any(),
    };
    if pdf {
        return view! { <span class="thumb thumb-sign"><Icon sign=Sign::File />"PDF"</span> }.into_any();
    }
    view! {
        <button type="button" class="thumb-button" aria-label=name on:click=move |_| set_open.set(true)>{small}</button>
        <Dialog open=open on_close=Callback::new(move |()| set_open.set(false)) title=title id=id wide=true>
            {move || url.get().map(|url| view! { <img src=url alt=move || t(w::PAPER_PICTURE) class="full-picture" /> })}
        </Dialog>
    }
    .into_any()
}
