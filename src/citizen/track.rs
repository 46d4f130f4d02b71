//! Following dossiers: those of this phone, or another's with its code and the receipt's secret.

use super::{
    fresh, messages,
    pieces::{back, waiting},
    receipt::procedure_name,
    route::{Route, fragment, go_to, use_title},
    world::{Fetched, World, world},
};
use crate::{
    api::{self, words as failure_words},
    device::store::SavedReceipt,
    fields::date_words,
    i18n::{say, t, tf, ts},
    texts::{citizen as w, common as c},
    ui::{Button, ButtonKind, EmptyState, ErrorSummary, FormGroup, LinkButton, Notice, Tag, TextInput, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode, RECEIPT_HEADER,
    dossiers::{TrackDossier, Tracking},
    endpoint::encode,
};
use motcua_domain::{date::PartialDate, deadline::local, dossier_code::DossierCode};

/// The address that follows a dossier. The secret stands in the fragment only: no server and no log sees it.
#[must_use]
pub fn address(code: &str, secret: Option<&str>) -> String {
    let dot = if secret.is_some() { "." } else { "" };
    [&Route::Track.href(), "#", &encode(code), dot, secret.unwrap_or_default()].concat()
}

/// Goes to a dossier.
pub fn open(code: &str, secret: Option<&str>) {
    go_to(&address(code, secret), false);
}

/// The code and the secret in a fragment: `H20.299-261123-0001.SECRET`, or the code alone.
fn read(fragment: &str) -> Option<(String, Option<String>)> {
    if let Ok(code) = DossierCode::parse(fragment) {
        return Some((code.to_string(), None));
    }
    let (code, secret) = fragment.rsplit_once('.')?;
    let code = DossierCode::parse(code).ok()?;
    Some((code.to_string(), Some(secret.to_owned()).filter(|secret| !secret.is_empty())))
}

#[component]
pub fn Track() -> impl IntoView {
    let here = Memo::new(|_| fragment());
    move || match read(&here.get()) {
        Some((code, secret)) => view! { <One code=code secret=secret /> }.into_any(),
        None => view! { <All /> }.into_any(),
    }
}

/// The dossiers of this phone, and the form for another's.
#[component]
fn All() -> impl IntoView {
    let world = world();
    use_title(ts(w::TRACK_TITLE));
    let fresh = fresh::news(world);
    let list = move || {
        world.receipts.with(|all| match all {
            None => waiting(),
            Some(all) if all.is_empty() => {
                view! { <EmptyState title=ts(w::TRACK_NONE) text=ts(w::TRACK_NONE_TEXT) /> }.into_any()
            }
            Some(all) => {
                let lines: Vec<_> = all.iter().cloned().map(|saved| line(saved, fresh)).collect();
                view! { <ul class="plain-list stack">{lines}</ul> }.into_any()
            }
        })
    };
    view! {
        {back(&Route::Home)}
        <h1>{say(w::TRACK_TITLE)}</h1>
        <h2>{say(w::TRACK_HERE)}</h2>
        {list}
        <section class="section">
            <h2>{say(w::TRACK_OTHER)}</h2>
            <p>{say(w::TRACK_OTHER_TEXT)}</p>
            {code_form(String::new())}
        </section>
    }
}

fn line(saved: SavedReceipt, fresh: RwSignal<Vec<String>>) -> AnyView {
    let code = saved.receipt.code.clone();
    let own = code.clone();
    let marked = move || fresh.with(|fresh| fresh.contains(&own)).then(fresh::mark);
    let day = date_words(PartialDate::Full(local(saved.receipt.received_at).date()));
    let href = address(&code, None);
    view! {
        <li>
            <a class="card field-link" href=href>
                <strong>{move || procedure_name(&saved)}</strong>
                <span class="mono">{code}</span>
                {marked}
                <span class="small muted">{move || tf(w::TRACK_LINE, &[("day", &day)])}</span>
            </a>
        </li>
    }
    .into_any()
}

fn code_form(code: String) -> impl IntoView {
    let (code, set_code) = signal(code);
    let (secret, set_secret) = signal(String::new());
    let wrong: RwSignal<Vec<(String, String)>> = RwSignal::default();
    let attempt = RwSignal::new(0_u32);
    let error = move |id: &'static str| {
        Signal::derive(move || wrong.with(|w| w.iter().find(|(field, _)| field == id).map(|(_, text)| text.clone())))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        let parsed = DossierCode::parse(&code.get_untracked());
        if parsed.is_err() {
            found.push(("track-code".to_owned(), t(w::TRACK_CODE_WRONG).to_owned()));
        }
        let typed = secret.get_untracked().trim().to_owned();
        if typed.is_empty() {
            found.push(("track-secret".to_owned(), t(w::TRACK_SECRET_MISSING).to_owned()));
        }
        let fine = found.is_empty();
        wrong.set(found);
        attempt.update(|n| *n += 1);
        if let (true, Ok(code)) = (fine, parsed) {
            open(code.as_str(), Some(&typed));
        }
    };
    view! {
        <ErrorSummary title=ts(c::ERROR_SUMMARY) items=wrong attempt=attempt />
        <form class="narrow" novalidate on:submit=submit>
            <FormGroup id="track-code" label=ts(w::TRACK_CODE) hint=Signal::derive(|| Some(t(w::TRACK_CODE_HINT).to_owned())) error=error("track-code")>
                <TextInput value=code on_input=Callback::new(move |text: String| set_code.set(text)) autocomplete="off" autocapitalize="characters" max=60 />
            </FormGroup>
            <FormGroup id="track-secret" label=ts(w::TRACK_SECRET) hint=Signal::derive(|| Some(t(w::TRACK_SECRET_HINT).to_owned())) error=error("track-secret")>
                <TextInput value=secret on_input=Callback::new(move |text: String| set_secret.set(text)) autocomplete="off" autocapitalize="off" max=200 />
            </FormGroup>
            <Button submit=true kind=ButtonKind::Primary>{say(w::TRACK_OPEN)}</Button>
        </form>
    }
}

/// One dossier.
#[component]
fn One(code: String, secret: Option<String>) -> impl IntoView {
    let world = world();
    let shown: RwSignal<Fetched<Tracking>> = RwSignal::new(Fetched::Waiting);
    let own = StoredValue::new((code.clone(), secret.clone()));
    use_title(ts(w::TRACK_ONE_TITLE));
    // The secret of this phone's own dossiers comes out of its store, which may still be opening.
    let known = Memo::new(move |_| {
        let (code, given) = own.get_value();
        let ready = world.receipts.with(Option::is_some);
        given.map(Some).or_else(|| ready.then(|| world.secret_of(&code)))
    });
    let load = move || {
        let Some(Some(secret)) = known.get_untracked() else { return };
        let (code, _) = own.get_value();
        spawn_local(async move {
            let answer = api::get::<TrackDossier>(&[&code], &[(RECEIPT_HEADER, &secret)]).await;
            // The page may have been left meanwhile.
            let _ = shown.try_set(match answer {
                Ok(tracking) => {
                    fresh::look_at(&tracking);
                    Fetched::Here(tracking)
                }
                Err(failure) => Fetched::Failed(failure),
            });
        });
    };
    Effect::new(move |_| {
        if known.get().flatten().is_some() {
            load();
        }
    });
    let again = Callback::new(move |()| {
        shown.set(Fetched::Waiting);
        load();
    });
    let here = Memo::new(move |_| shown.with(|shown| shown.here().is_some()));
    let body = move || match (known.get(), shown.get()) {
        (None, _) => waiting(),
        (Some(None), _) => {
            let (code, _) = own.get_value();
            view! {
                <p>{say(w::TRACK_NEED_SECRET)}</p>
                {code_form(code)}
            }
            .into_any()
        }
        (_, Fetched::Waiting) => waiting(),
        (Some(Some(_)), Fetched::Failed(failure)) => {
            if failure.refused() == Some(ProblemCode::NotFound) {
                let (code, _) = own.get_value();
                return view! {
                    <Notice tone=Tone::Error alert=true>
                        <p>{say(w::TRACK_UNKNOWN)}</p>
                    </Notice>
                    {code_form(code)}
                }
                .into_any();
            }
            let key = failure_words(&failure);
            view! {
                <Notice tone=Tone::Error alert=true>
                    <p>{say(key)}</p>
                </Notice>
                <div class="actions">
                    <Button kind=ButtonKind::Primary on_press=again>{say(c::ACTION_RETRY)}</Button>
                </div>
            }
            .into_any()
        }
        (Some(Some(secret)), Fetched::Here(tracking)) => {
            let foreign = own.with_value(|(_, given)| given.is_some());
            super::timeline::detail(world, &tracking, secret, foreign, again)
        }
    };
    view! {
        {back(&Route::Track)}
        <h1>{say(w::TRACK_ONE_TITLE)}</h1>
        <p class="receipt-code mono">{code}</p>
        {body}
        {move || known.get().flatten().map(|secret| messages::conversation(own.get_value().0, secret, here.into()))}
    }
}

/// The state of a dossier as a tag.
#[must_use]
pub fn state_tag(tracking: &Tracking) -> AnyView {
    use motcua_domain::dossier::State as S;
    let tone = match tracking.state {
        S::Draft | S::Submitted | S::Received | S::Processing => Tone::Info,
        S::SupplementRequested | S::PaymentRequested | S::WithdrawalRequested => Tone::Warning,
        S::Refused | S::Stopped => Tone::Error,
        S::Done | S::Returned => Tone::Success,
    };
    let key = crate::texts::codes::find_state(tracking.state.as_str());
    view! { <Tag tone=tone text=Signal::derive(move || key.map_or("", t).to_owned()) /> }.into_any()
}

/// A receipt of this phone by its code.
#[must_use]
pub fn saved(world: World, code: &str) -> Option<SavedReceipt> {
    world.receipts.with(|all| all.as_ref()?.iter().find(|saved| saved.receipt.code == code).cloned())
}

/// Where the receipt of a dossier of this phone is.
pub fn receipt_link(world: World, code: &str) -> AnyView {
    match saved(world, code) {
        Some(_) => {
            let href = Route::Receipt { code: code.to_owned() }.href();
            view! { <LinkButton href=href>{say(w::TRACK_RECEIPT)}</LinkButton> }.into_any()
        }
        None => ().into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fragment_of_a_receipt_reads_back() {
        let (code, secret) = ("H20.299-261123-0001", "abcDEF_-0123456789");
        let made = address(code, Some(secret));
        let fragment = made.split_once('#').map(|(_, f)| f).unwrap_or_default();
        assert_eq!(read(fragment), Some((code.to_owned(), Some(secret.to_owned()))));
        assert_eq!(read(code), Some((code.to_owned(), None)));
        for other in ["", "x", "H20.299", "noi-dung"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
