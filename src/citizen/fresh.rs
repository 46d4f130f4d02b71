//! What is new on this phone's dossiers: a step since one last looked, or messages of the desk that wait to be read.

use super::world::World;
use crate::{
    api,
    device::network::is_online,
    i18n::ts,
    texts::citizen as w,
    ui::{Tag, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    RECEIPT_HEADER,
    dossiers::{TrackDossier, Tracking},
};
use serde::{Deserialize, de::IgnoredAny};

/// Dossiers that are asked about, the newest first: older ones rarely move.
const ASKED: usize = 8;
/// Where it stands how far one has read of a dossier.
const SEEN: &str = "motcua-seen:";

/// As little of a dossier as the mark needs: the first page carries no more.
#[derive(Deserialize)]
struct Glimpse {
    steps: Vec<IgnoredAny>,
    #[serde(default)]
    unread: u32,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// How many steps of a dossier were seen on this phone; at least the one of handing in.
fn seen(code: &str) -> usize {
    let text = storage().and_then(|storage| storage.get_item(&[SEEN, code].concat()).ok().flatten());
    text.and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Remembers that this dossier was looked at. A storage that is closed only marks it once more.
pub fn look_at(tracking: &Tracking) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&[SEEN, &tracking.code].concat(), &tracking.steps.len().to_string());
    }
}

/// The codes of this phone's dossiers with something new; asked once, in the background. Without a network nothing is.
pub fn news(world: World) -> RwSignal<Vec<String>> {
    let fresh: RwSignal<Vec<String>> = RwSignal::default();
    let own = Memo::new(move |_| {
        world.receipts.with(|all| {
            let all = all.iter().flatten().take(ASKED);
            all.map(|saved| (saved.receipt.code.clone(), saved.receipt.secret.clone())).collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        let own = own.get();
        if !is_online() {
            return;
        }
        spawn_local(async move {
            let mut found = Vec::new();
            for (code, secret) in own {
                let answer = api::glimpse::<TrackDossier, Glimpse>(&[&code], &[(RECEIPT_HEADER, &secret)]).await;
                if answer.is_ok_and(|now| now.unread > 0 || now.steps.len() != seen(&code)) {
                    found.push(code);
                }
            }
            // The page may have been left meanwhile.
            let _ = fresh.try_set(found);
        });
    });
    fresh
}

/// The mark of something new.
pub fn mark() -> AnyView {
    view! { <Tag tone=Tone::Info text=ts(w::TRACK_FRESH) /> }.into_any()
}
