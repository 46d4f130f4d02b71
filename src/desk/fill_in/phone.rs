//! The citizen's phone: invited by a one-time code, and then the number that both screens show.

use super::sheet::Sheet;
use crate::{
    api::{self, Failure},
    device::now_ms,
    i18n::{t, texts::fill_in as w, tf, ts},
    ui::{Button, ButtonKind, Notice, QrCode, Tone, announce, focus_soon},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    drafts::{Author, Offer, OfferDraft},
};
use std::time::Duration;

/// How long an offer holds (s): by this page's own watch, since the clock of the desk's machine may be wrong.
const HOLDS: f64 = 300.0;

/// An offer and the moment at which it came (ms).
type Made = (Offer, f64);

/// `4:07`.
fn minutes(left: u32) -> String {
    format!("{}:{:02}", left / 60, left % 60)
}

/// Inviting, and who is there.
#[component]
pub fn Phone() -> impl IntoView {
    let sheet = Sheet::get();
    let offer: RwSignal<Option<Made>> = RwSignal::new(None);
    let failed: RwSignal<Option<Failure>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let joined = Memo::new(move |_| sheet.draft.with(|draft| draft.phone));
    let number = Memo::new(move |_| sheet.draft.with(|draft| draft.number.clone()));
    let from_home = sheet.draft.with_untracked(|draft| draft.opened_by == Author::Citizen);
    let invite = move |()| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = api::get::<OfferDraft>(&[&sheet.id()], &[]).await;
            busy.try_set(false);
            match answer {
                Ok(made) => {
                    offer.try_set(Some((made, now_ms())));
                    focus_soon("phone-code");
                }
                Err(failure) => {
                    sheet.session.ended(&failure);
                    if failure.refused() == Some(ProblemCode::DraftOver) {
                        sheet.over.try_set(true);
                    }
                    failed.try_set(Some(failure));
                }
            }
        });
    };
    // Who has joined needs no code any more.
    Effect::new(move |before: Option<bool>| {
        let now = joined.get();
        if now && before == Some(false) {
            offer.set(None);
            announce(t(w::PHONE_JOINED));
        }
        now
    });
    let left = RwSignal::new(0_u32);
    let count = move || {
        let made = offer.with_untracked(|offer| offer.as_ref().map(|(_, at)| *at));
        let passed = made.map_or(HOLDS, |at| (now_ms() - at) / 1000.0);
        left.set((HOLDS - passed).max(0.0).ceil() as u32);
    };
    if let Ok(ticking) = set_interval_with_handle(count, Duration::from_millis(500)) {
        on_cleanup(move || ticking.clear());
    }
    Effect::new(move |_| {
        offer.track();
        count();
    });
    let over = Memo::new(move |_| left.get() == 0);
    let trouble = move || {
        failed.get().map(|failure| {
            let words = move || tf(w::PHONE_FAILED, &[("why", t(api::words(&failure)))]);
            view! { <Notice tone=Tone::Error alert=true><p>{words}</p></Notice> }
        })
    };
    let together = move || {
        view! {
            <p><strong>{ts(w::PHONE_JOINED)}</strong></p>
            <p class="fill-number mono" id="phone-number">{number}</p>
            <p class="hint">{move || tf(w::PHONE_JOINED_NUMBER, &[("number", &number.get())])}</p>
            <Button kind=ButtonKind::Quiet busy=busy on_press=invite>{ts(w::PHONE_INVITE_AGAIN)}</Button>
        }
    };
    let waiting = move |made: Offer| {
        let link = made.link.clone();
        view! {
            <div class="fill-code" id="phone-code" tabindex="-1">
                <Show when=move || !over.get() fallback=|| view! { <p role="status">{ts(w::PHONE_ENDED)}</p> }>
                    <p>{ts(w::PHONE_SCAN)}</p>
                    <div data-link=link.clone()>
                        <QrCode text=Signal::stored(link.clone()) label=ts(w::PHONE_QR_LABEL) />
                    </div>
                    <p class="hint">{ts(w::PHONE_COMPARE)}</p>
                    <p class="fill-number mono" id="phone-number">{made.number.clone()}</p>
                    <p class="small muted">{move || tf(w::PHONE_LEFT, &[("time", &minutes(left.get()))])}</p>
                </Show>
                <div class="actions">
                    <Button busy=busy on_press=invite>{ts(w::PHONE_NEW_CODE)}</Button>
                    <Button kind=ButtonKind::Quiet on_press=move |()| offer.set(None)>{ts(w::PHONE_STOP)}</Button>
                </div>
            </div>
        }
    };
    view! {
        <section class="card" aria-labelledby="fill-phone">
            <h2 id="fill-phone">{ts(w::PHONE_TITLE)}</h2>
            {from_home.then(|| view! { <p>{ts(w::PHONE_FROM_HOME)}</p> })}
            {trouble}
            {move || match (offer.get(), joined.get()) {
                (Some((made, _)), _) => waiting(made).into_any(),
                (None, true) => together().into_any(),
                (None, false) => {
                    view! {
                        <p class="hint">{ts(w::PHONE_WHAT)}</p>
                        <Button busy=busy on_press=invite>{ts(w::PHONE_INVITE)}</Button>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!(minutes(247), "4:07");
        assert_eq!(minutes(59), "0:59");
    }
}
