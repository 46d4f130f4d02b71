//! Joining a draft of the desk: the code stands in the address's fragment, the number is compared before anything is shared.

use super::{
    pieces::{back, waiting},
    route::{Route, fragment, go_instead, use_title},
    shared::{enter, knock},
    world::{World, world},
};
use crate::{
    api::{self, Failure},
    i18n::{say, tf, ts},
    texts::{common as c, handoff as w},
    ui::{Button, ButtonKind, LinkButton, Notice, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::drafts::SharedDraft;
use wasm_bindgen::JsValue;

/// Where joining stands.
#[derive(Clone)]
enum Stand {
    NoCode,
    Knocking,
    /// The server let this phone in; the person has not yet.
    Asking(Box<SharedDraft>),
    /// The numbers differ: somebody else's code.
    Wrong,
    Failed(Failure),
}

#[component]
pub fn Join() -> impl IntoView {
    let world = world();
    use_title(ts(w::JOIN_TITLE));
    let stand = RwSignal::new(Stand::Knocking);
    let code = RwSignal::new(String::new());
    let try_it = move || {
        if code.with_untracked(String::is_empty) {
            stand.set(Stand::NoCode);
            return;
        }
        stand.set(Stand::Knocking);
        spawn_local(async move {
            let outcome = knock(&code.get_untracked()).await;
            if outcome.as_ref().err().is_none_or(|failure| !failure.passes()) {
                forget_fragment();
            }
            stand.try_set(match outcome {
                Ok(draft) => {
                    world.want_procedure(&draft.procedure, false);
                    Stand::Asking(Box::new(draft))
                }
                Err(failure) => Stand::Failed(failure),
            });
        });
    };
    // Another code may be scanned while this page is open.
    Effect::new(move |_| {
        let new = fragment();
        let ready = world.drafts.with(Option::is_some);
        if ready && (!new.is_empty() || code.with_untracked(String::is_empty)) {
            code.set(new);
            try_it();
        }
    });
    view! {
        {back(&Route::Home)}
        <h1>{say(w::JOIN_TITLE)}</h1>
        {move || match stand.get() {
            Stand::NoCode => view! { <Notice tone=Tone::Info><p>{say(w::JOIN_NO_CODE)}</p></Notice> }.into_any(),
            Stand::Knocking => waiting(),
            Stand::Asking(draft) => asking(world, &draft, stand),
            Stand::Wrong => view! { <Notice tone=Tone::Warning alert=true><p>{say(w::JOIN_WRONG)}</p></Notice> }.into_any(),
            Stand::Failed(failure) => refused(&failure, Callback::new(move |()| try_it())),
        }}
    }
}

/// The code has done its work: it stands in no address and no history any more.
fn forget_fragment() {
    if let Ok(history) = window().history() {
        // A browser that refuses keeps a code that is used up.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&Route::Join.href()));
    }
}

fn asking(world: World, draft: &SharedDraft, stand: RwSignal<Stand>) -> AnyView {
    let code = draft.procedure.clone();
    let name = Signal::derive(move || world.procedure_name(&code));
    let invited = draft.staff.clone().unwrap_or_default();
    let own = untrack(|| world.draft(&draft.procedure));
    // An answer that comes back to the same draft has nothing to merge.
    let merges = own.as_ref().is_some_and(|own| own.together.is_none());
    let number = draft.number.clone();
    let draft = StoredValue::new(draft.clone());
    let yes = Callback::new(move |()| {
        draft.with_value(|draft| {
            enter(world, draft);
            go_instead(&Route::Tasks { code: draft.procedure.clone() });
        });
    });
    view! {
        <p>{move || tf(w::JOIN_INVITED, &[("name", &invited)])}</p>
        <p><strong>{name}</strong></p>
        <p id="compare">{say(w::JOIN_COMPARE)}</p>
        <p class="big-number mono" id="join-number">{number}</p>
        {merges.then(|| view! { <Notice tone=Tone::Warning><p>{say(w::JOIN_MERGED)}</p></Notice> })}
        <p>{say(w::JOIN_WHAT)}</p>
        <div class="actions">
            <Button kind=ButtonKind::Primary id="join-yes" on_press=yes>{say(w::JOIN_YES)}</Button>
            <Button id="join-no" on_press=Callback::new(move |()| stand.set(Stand::Wrong))>{say(w::JOIN_NO)}</Button>
        </div>
    }
    .into_any()
}

fn refused(failure: &Failure, again: Callback<()>) -> AnyView {
    let key = api::words(failure);
    let passes = failure.passes();
    view! {
        <Notice tone=Tone::Error alert=true title=ts(w::JOIN_FAILED)>
            <p>{say(key)}</p>
        </Notice>
        <div class="actions">
            {passes
                .then(|| view! { <Button kind=ButtonKind::Primary on_press=again>{say(c::ACTION_RETRY)}</Button> })}
            <LinkButton href=Route::Scan.href()>{say(w::JOIN_SCAN)}</LinkButton>
        </div>
    }
    .into_any()
}
