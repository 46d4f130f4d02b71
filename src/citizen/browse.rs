//! The list of procedures: of a field, or what a search finds.

use super::{
    home::{field_name, search_box},
    pieces::{back, failed, waiting},
    route::{Route, use_title},
    world::{Fetched, card_words, world},
};
use crate::{
    i18n::{say, t, tf},
    texts::citizen as w,
    ui::{EmptyState, LinkButton, announce},
};
use leptos::prelude::*;
use motcua_contract::public::{Catalogue, ProcedureCard};
use motcua_domain::search::{CONFIDENT, Entry, rank};

/// Shown when nothing is sure, at most.
const PERHAPS: usize = 4;

#[component]
pub fn Browse(field: String, query: String) -> impl IntoView {
    let world = world();
    let (of_title, of_query) = (field.clone(), query.clone());
    let title = Signal::derive(move || {
        if !of_query.is_empty() {
            tf(w::SEARCH_RESULTS, &[("query", &of_query)])
        } else if of_title.is_empty() {
            t(w::BROWSE_ALL).to_owned()
        } else {
            field_name(&of_title)
        }
    });
    use_title(title);
    let boxed = query.clone();
    let list = move || match world.catalogue.get() {
        Fetched::Waiting => waiting(),
        Fetched::Failed(failure) => failed(&failure, Callback::new(move |()| world.fetch_basics())),
        Fetched::Here(catalogue) => found(&catalogue, &field, &query),
    };
    view! {
        {back(&Route::Home)}
        <h1>{title}</h1>
        {search_box(boxed)}
        <div class="section">{list}</div>
    }
}

fn found(catalogue: &Catalogue, field: &str, query: &str) -> AnyView {
    let all = &catalogue.procedures;
    if query.is_empty() {
        let cards = all.iter().filter(|card| field.is_empty() || card.field == field);
        return cards_view(&cards.collect::<Vec<_>>());
    }
    let entries: Vec<Entry> = all.iter().map(entry).collect();
    let ranked = rank(query, &entries);
    let sure: Vec<&ProcedureCard> =
        ranked.iter().filter(|(_, score)| *score >= CONFIDENT).filter_map(|(at, _)| all.get(*at)).collect();
    announce(&tf(w::SEARCH_COUNT, &[("count", &sure.len().to_string())]));
    if !sure.is_empty() {
        return cards_view(&sure);
    }
    let perhaps: Vec<&ProcedureCard> = ranked.iter().take(PERHAPS).filter_map(|(at, _)| all.get(*at)).collect();
    let maybe = (!perhaps.is_empty()).then(|| {
        view! {
            <h2>{say(w::SEARCH_PERHAPS)}</h2>
            {cards_view(&perhaps)}
        }
    });
    view! {
        <EmptyState title=crate::i18n::ts(w::SEARCH_NONE) text=crate::i18n::ts(w::SEARCH_NONE_TEXT)>
            <LinkButton href=Route::Browse { field: String::new(), query: String::new() }.href()>{say(w::BROWSE_ALL)}</LinkButton>
        </EmptyState>
        {maybe}
    }
    .into_any()
}

/// What a procedure is found by: its words in every language, its codes of yesterday too.
fn entry(card: &ProcedureCard) -> Entry {
    let words = card.words.values();
    let aliases = words.flat_map(|words| words.search.iter().cloned().chain([words.name.clone(), words.plain.clone()]));
    Entry {
        id: card.code.clone(),
        name: card_words(card).0,
        aliases: aliases.chain(card.aliases.iter().cloned()).collect(),
        code: card.code.clone(),
    }
}

fn cards_view(cards: &[&ProcedureCard]) -> AnyView {
    let links = cards
        .iter()
        .map(|card| {
            let card = (*card).clone();
            let (named, plain) = (card.clone(), card.clone());
            let href = Route::procedure(&card.code).href();
            view! {
                <li>
                    <a class="card field-link" href=href>
                        <strong>{move || card_words(&named).0}</strong>
                        <span>{move || card_words(&plain).1}</span>
                        <span class="small muted">
                            {move || tf(w::BROWSE_LINE, &[("code", &card.code), ("minutes", &card.minutes.to_string())])}
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain-list stack">{links}</ul> }.into_any()
}
