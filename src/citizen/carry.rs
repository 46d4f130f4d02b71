//! Moving to another device: everything that is not handed in saved as one file, and such a file opened here.

use super::{
    export, import,
    import::Outcome,
    pieces::back,
    route::{Route, use_title},
    world::world,
};
use crate::{
    device::parcel::Fault,
    i18n::{say, t, tf, ts},
    texts::carry as w,
    ui::{Button, ButtonKind, FileButton, LinkButton, Notice, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// How saving or opening ended.
#[derive(Clone, PartialEq)]
enum Said {
    Nothing,
    Saved,
    Faulty(Fault),
    Opened(Vec<(String, Outcome)>),
}

#[component]
pub fn Carry() -> impl IntoView {
    let world = world();
    use_title(ts(w::TITLE));
    let busy = RwSignal::new(false);
    let said = RwSignal::new(Said::Nothing);
    let count = Memo::new(move |_| world.drafts.with(|all| all.as_ref().map_or(0, Vec::len)));
    let save = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            said.set(export::save(world).await.map_or_else(Said::Faulty, |()| Said::Saved));
            busy.set(false);
        });
    };
    let open = move |files: Vec<File>| {
        let Some(file) = files.into_iter().next() else { return };
        busy.set(true);
        spawn_local(async move {
            let outcome = match read(&file).await {
                Some(bytes) => import::take(world, &bytes).await,
                None => Err(Fault::Damaged),
            };
            said.set(outcome.map_or_else(Said::Faulty, Said::Opened));
            busy.set(false);
            announce(t(w::DONE));
        });
    };
    view! {
        {back(&Route::Home)}
        <h1>{say(w::TITLE)}</h1>
        <div class="narrow stack">
            <div id="carry-said" role="status">{move || words(&said.get())}</div>
            <h2>{say(w::SAVE_TITLE)}</h2>
            <p>{move || tf(w::SAVE_COUNT, &[("count", &count.get().to_string())])}</p>
            <p>{say(w::SAVE_CARE)}</p>
            <div class="actions">
                <Button
                    kind=ButtonKind::Primary
                    id="carry-save"
                    busy=busy
                    disabled=Signal::derive(move || count.get() == 0)
                    on_press=Callback::new(save)
                >
                    {say(w::SAVE)}
                </Button>
            </div>
            <h2>{say(w::OPEN_TITLE)}</h2>
            <p>{say(w::OPEN_TEXT)}</p>
            <FileButton
                id="carry-open"
                label=ts(w::OPEN)
                accept=".motcua,application/octet-stream"
                disabled=busy
                on_files=Callback::new(open)
            />
            <h2>{say(w::BOAT_TITLE)}</h2>
            <p>{say(w::BOAT_TEXT)}</p>
            <LinkButton href="/cuu-ho">{say(w::BOAT_OPEN)}</LinkButton>
        </div>
    }
}

async fn read(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

fn words(said: &Said) -> Option<AnyView> {
    let world = world();
    Some(match said {
        Said::Nothing => return None,
        Said::Saved => view! { <Notice tone=Tone::Success><p>{say(w::SAVED)}</p></Notice> }.into_any(),
        Said::Faulty(fault) => {
            let key = w::find(&["fault.", fault.as_str()].concat()).unwrap_or(w::FAULT_DAMAGED);
            view! { <Notice tone=Tone::Error><p>{say(key)}</p></Notice> }.into_any()
        }
        Said::Opened(outcomes) => {
            let tone =
                if outcomes.iter().all(|(_, outcome)| outcome.is_taken()) { Tone::Success } else { Tone::Warning };
            let lines = outcomes
                .iter()
                .map(|(procedure, outcome)| {
                    let key = w::find(&["outcome.", outcome.as_str()].concat()).unwrap_or(w::OUTCOME_NOT_KEPT);
                    let name = world.procedure_name(procedure);
                    view! {
                        <li>
                            <strong>{name}</strong>
                            ": "
                            {say(key)}
                        </li>
                    }
                })
                .collect_view();
            let empty = outcomes.is_empty().then(|| view! { <p>{say(w::EMPTY)}</p> });
            view! {
                <Notice tone=tone>
                    {empty}
                    <ul>{lines}</ul>
                    <p>
                        <a href=Route::Home.href()>{say(w::GO_HOME)}</a>
                    </p>
                </Notice>
            }
            .into_any()
        }
    })
}
