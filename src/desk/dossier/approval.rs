//! A result that waits for the leader: what it is, and the file to look at before it is approved.

use super::{
    file,
    open::Open,
    said::{actor_words, staff_words},
};
use crate::{
    api::{self, Failure},
    desk::when,
    device::page::{forget_url, url_of},
    i18n::{t, texts, tf, ts},
    ui::{Button, Icon, Notice, Sign, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::desk::{DeskDossier, DownloadFile};
use motcua_domain::{
    dossier::{FileRef, What},
    staff::Duty,
};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    by: String,
    at: String,
    file: Option<FileRef>,
}

fn waiting(dossier: &DeskDossier) -> Option<Waiting> {
    let proposed = dossier.proposed.as_ref()?;
    let event = dossier.events.iter().rev().find(|event| matches!(event.what, What::ResultProposed { .. }))?;
    Some(Waiting { by: actor_words(dossier, &event.actor), at: when::moment(event.at), file: proposed.file.clone() })
}

/// What is proposed, beside the buttons that approve it or send it back.
#[component]
pub fn Proposal() -> impl IntoView {
    let open = Open::get();
    let found = Memo::new(move |_| open.read(waiting));
    move || {
        found.get().map(|Waiting { by, at, file }| {
            let content = match file {
                Some(found) => view! { <Pdf found=found at_once=untrack(|| open.may(Duty::Approve)) /> }.into_any(),
                None => view! { <p>{ts(texts::counter::PROPOSED_PAPER)}</p> }.into_any(),
            };
            view! {
                <section class="section proposal" aria-labelledby="proposal-title">
                    <h2 id="proposal-title">{ts(texts::counter::PROPOSED_TITLE)}</h2>
                    <p class="small muted">{tf(texts::counter::PROPOSED_BY, &[("who", &by), ("at", &at)])}</p>
                    {content}
                </section>
            }
        })
    }
}

/// A PDF, shown on the page where the browser can; it can be saved in any case. Who decides on it sees it at once.
#[component]
pub fn Pdf(
    found: FileRef,
    /// Shown without a press.
    at_once: bool,
    /// What its parts are called, as several may stand on a page.
    #[prop(default = "proposed")]
    name: &'static str,
) -> impl IntoView {
    let part = move |part: &str| format!("{name}-{part}");
    let open = Open::get();
    let (id, code) = (open.id.get_value(), open.dossier.with_untracked(|d| d.as_ref().map(|d| d.code.clone())));
    let (href, file_name) =
        (file::address(&id, &found.upload), file::name(&code.unwrap_or_default(), 0, &found.media_type));
    let size = when::size(found.size);
    let url = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let forget = move || {
        if let Some(old) = url.try_update_untracked(Option::take).flatten() {
            forget_url(&old);
        }
    };
    on_cleanup(forget);
    let show = move |()| {
        failure.set(None);
        let (id, found) = (id.clone(), found.clone());
        spawn_local(async move {
            match api::bytes::<DownloadFile>(&[&id, &found.upload], &[]).await {
                Ok(bytes) => {
                    let made = url_of(&bytes, "application/pdf");
                    // The page was left meanwhile.
                    if let Some(Some(unused)) = url.try_set(made) {
                        forget_url(&unused);
                    }
                }
                Err(failed) => {
                    open.session.ended(&failed);
                    failure.try_set(Some(failed));
                }
            }
        });
    };
    let show = Callback::new(show);
    if at_once {
        show.run(());
    }
    let shown = Memo::new(move |_| url.with(Option::is_some));
    let toggle = move |()| {
        if shown.get_untracked() {
            forget();
            url.set(None);
        } else {
            show.run(());
        }
    };
    let words = move || t(if shown.get() { texts::counter::PROPOSED_HIDE } else { texts::counter::PROPOSED_LOOK });
    view! {
        <div class="actions">
            <Button id=part("look") on_press=toggle>{words}</Button>
            <a class="button button-quiet" id=part("file") href=href download=file_name rel="external">
                <Icon sign=Sign::Download />
                <span>{ts(texts::counter::PROPOSED_OPEN)} " (" {size} ")"</span>
            </a>
        </div>
        {move || failure.get().map(|failed| view! { <Notice tone=Tone::Error alert=true><p>{t(api::words(&failed))}</p></Notice> })}
        {move || {
            url.get().map(|src| view! { <iframe class="pdf-frame" id=part("frame") src=src title=move || t(texts::counter::PROPOSED_FRAME)></iframe> })
        }}
    }
}

/// Opinions that were asked for, and what was answered.
#[component]
pub fn Opinions() -> impl IntoView {
    let open = Open::get();
    let list = Memo::new(move |_| {
        open.read(|dossier| {
            let words = |opinion: &motcua_domain::dossier::Opinion| {
                (staff_words(dossier, &opinion.of), opinion.question.clone(), opinion.answer.clone())
            };
            dossier.opinions.iter().map(words).collect::<Vec<_>>()
        })
    });
    let lines = move || {
        list.get()
            .into_iter()
            .map(|(who, question, answer)| {
                let answered = answer.unwrap_or_else(|| t(texts::counter::OPINION_WAITS).to_owned());
                view! {
                    <li>
                        <p class="small muted">{tf(texts::counter::OPINION_ASKED, &[("who", &who)])}</p>
                        <p class="pre-line">{question}</p>
                        <blockquote class="pre-line">{answered}</blockquote>
                    </li>
                }
            })
            .collect_view()
    };
    move || {
        (!list.with(Vec::is_empty)).then(|| {
            view! {
                <section class="card" aria-labelledby="opinions-title">
                    <h2 id="opinions-title">{ts(texts::counter::OPINION_TITLE)}</h2>
                    <ul class="plain-list">{lines}</ul>
                </section>
            }
        })
    }
}
