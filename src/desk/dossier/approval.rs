//! A result that waits for the leader: what it is, and the file to look at before it is approved.

use super::{
    file,
    open::Open,
    said::{actor_words, staff_words},
};
use crate::{
    desk::when,
    i18n::{texts, tf, ts},
    ui::{Icon, Sign},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskDossier;
use motcua_domain::dossier::{FileRef, What};

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

/// What is proposed. It stands above the button that approves it.
#[component]
pub fn Proposal() -> impl IntoView {
    let open = Open::get();
    let found = Memo::new(move |_| open.read(waiting));
    move || {
        found.get().map(|Waiting { by, at, file }| {
            let (id, code) = (open.id.get_value(), open.read(|dossier| dossier.code.clone()));
            let content = match file {
                Some(found) => {
                    let (href, name) = (file::address(&id, &found.upload), file::name(&code, 0, &found.media_type));
                    let size = when::size(found.size);
                    view! { <PdfPane href=href name=name size=size upload=found.upload /> }.into_any()
                }
                None => view! { <p>{ts(texts::counter::PROPOSED_PAPER)}</p> }.into_any(),
            };
            view! {
                <div class="proposal">
                    <h3 class="small-heading">{ts(texts::counter::PROPOSED_TITLE)}</h3>
                    <p class="small muted">{tf(texts::counter::PROPOSED_BY, &[("who", &by), ("at", &at)])}</p>
                    {content}
                </div>
            }
        })
    }
}

/// A PDF to look at.
#[component]
fn PdfPane(href: String, name: String, size: String, upload: String) -> impl IntoView {
    let _ = upload;
    view! {
        <a class="button" id="proposed-file" href=href download=name rel="external">
            <Icon sign=Sign::File />
            <span>{ts(texts::counter::PROPOSED_OPEN)} " (" {size} ")"</span>
        </a>
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
                let answered = answer.unwrap_or_else(|| crate::i18n::t(texts::counter::OPINION_WAITS).to_owned());
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
