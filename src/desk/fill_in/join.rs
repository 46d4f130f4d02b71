//! Taking over what a citizen began on the phone, by the one-time code that the phone shows.

use super::resume;
use crate::{
    api::{self, Failure},
    desk::{frame::title, scanning::scanner_words, session::Session, wedge},
    device::camera::Scanner,
    i18n::{t, texts::fill_in as w, tf, ts},
    ui::{Button, ButtonKind, Dialog, FormGroup, Icon, Notice, Sign, TextInput, Tone, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use motcua_contract::drafts::{JoinDraft, TakeDraft};

/// The one-time code in what was scanned or typed: behind the `#` of a link to `/noi`, or alone.
fn code_in(text: &str) -> Option<String> {
    let text = text.trim();
    let code = match text.split_once('#') {
        Some((link, code)) => Some(code)
            .filter(|_| link.is_empty() || link.split('?').next().is_some_and(|path| path.ends_with("/noi")))?,
        None => text,
    };
    // 160 bits are 27 signs of base64url; a few more or less are another version's.
    let fits =
        (20..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    fits.then(|| code.to_owned())
}

/// The page.
#[component]
pub fn JoinPage() -> impl IntoView {
    title(w::JOIN_TITLE);
    let session = Session::get();
    let (typed, set_typed) = signal(String::new());
    let (busy, camera) = (RwSignal::new(false), RwSignal::new(false));
    let failed: RwSignal<Option<Failure>> = RwSignal::new(None);
    // What was given is no code.
    let wrong: RwSignal<Option<String>> = RwSignal::new(None);
    let navigate = StoredValue::new_local(use_navigate());
    let join = move |code: String| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        wrong.set(None);
        camera.set(false);
        spawn_local(async move {
            let answer = api::send::<JoinDraft>(&[], &TakeDraft { code }, &[]).await;
            busy.try_set(false);
            match answer {
                Ok(draft) => {
                    let address = resume(&draft.procedure, &draft.id);
                    navigate.try_with_value(|navigate| {
                        navigate(&address, NavigateOptions { replace: true, ..Default::default() });
                    });
                }
                Err(failure) => {
                    session.ended(&failure);
                    failed.try_set(Some(failure));
                    focus_id("join-code");
                }
            }
        });
    };
    let take = move |text: &str| match code_in(text) {
        Some(code) => join(code),
        None => wrong.set(Some(t(w::JOIN_OTHER_CODE).to_owned())),
    };
    // A code in the address came from the scanner at another page; it does not stay in the history.
    let hash = use_location().hash;
    Effect::new(move |_| {
        let Some(code) = code_in(&hash.get()) else { return };
        navigate.with_value(|navigate| navigate(super::JOIN, NavigateOptions { replace: true, ..Default::default() }));
        join(code);
    });
    wedge::listen(move |line| {
        let ours = code_in(line).is_some();
        if ours {
            take(line);
        }
        ours
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if typed.with_untracked(|typed| typed.trim().is_empty()) {
            wrong.set(Some(t(w::JOIN_MISSING).to_owned()));
            return focus_id("join-code");
        }
        take(&typed.get_untracked());
    };
    let trouble = move || {
        failed.get().map(|failure| {
            let words = move || tf(w::JOIN_FAILED, &[("why", t(api::words(&failure)))]);
            view! { <Notice tone=Tone::Error alert=true><p>{words}</p></Notice> }
        })
    };
    view! {
        <h1 id="page-title" tabindex="-1">{ts(w::JOIN_TITLE)}</h1>
        <p>{ts(w::JOIN_WHAT)}</p>
        {trouble}
        <Show when=move || busy.get()>
            <p role="status">{ts(w::JOIN_JOINING)}</p>
        </Show>
        <form on:submit=submit novalidate autocomplete="off">
            <FormGroup
                id="join-code"
                label=ts(w::JOIN_TYPE)
                hint=Signal::derive(|| Some(t(w::JOIN_TYPE_HINT).to_owned()))
                error=wrong
            >
                <TextInput value=typed on_input=move |text| set_typed.set(text) autocomplete="off" autocapitalize="off" max=300 />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=busy>{ts(w::JOIN_DO)}</Button>
                <Button on_press=move |()| camera.set(true)>
                    <Icon sign=Sign::Camera />
                    {ts(w::JOIN_CAMERA)}
                </Button>
            </div>
        </form>
        <Dialog id="join-camera" open=camera title=ts(w::JOIN_CAMERA_TITLE) on_close=move |()| camera.set(false)>
            {move || wrong.get().map(|text| view! { <Notice tone=Tone::Warning alert=true><p>{text}</p></Notice> })}
            <Scanner words=scanner_words() on_text=Callback::new(move |text: String| take(&text)) />
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::code_in;

    #[test]
    fn a_code_is_found_in_a_link_and_alone() {
        let code = "AbCdEfGhIjKlMnOpQrStUvWxYz0";
        assert_eq!(code_in(&format!("https://motcua.example.vn/noi#{code}")).as_deref(), Some(code));
        assert_eq!(code_in(&format!("#{code}")).as_deref(), Some(code));
        assert_eq!(code_in(&format!(" {code}\n")).as_deref(), Some(code));
        for other in
            ["", "H20.299-261123-0001", "https://motcua.example.vn/theo-doi#AbCdEfGhIjKlMnOpQrStUvWxYz0", "#short"]
        {
            assert_eq!(code_in(other), None, "{other}");
        }
    }
}
