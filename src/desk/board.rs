//! The day in figures: each number is a link to the list that it counts.

use super::{
    frame,
    session::Session,
    work_list::{address, figure_words, home},
};
use crate::{
    api::{self, Failure},
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, EmptyState, Notice, Skeleton, Tone},
};
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::register::{Board, Figure, GetBoard};
use motcua_domain::words::{date_vi, number_vi};
use std::time::Duration;

/// How often the numbers are asked for again.
const REFRESH: Duration = Duration::from_secs(30);
/// The day in the address.
const DAY: &str = "ngay";

/// The board of another day.
fn day_address(day: Date) -> String {
    format!("{}?{DAY}={day}", super::routes::BOARD)
}

/// The numbers and how they came.
#[derive(Clone, Copy)]
struct Loaded {
    board: RwSignal<Option<Board>>,
    failure: RwSignal<Option<Failure>>,
    /// Answers about another day are dropped.
    turn: StoredValue<u32>,
}

impl Loaded {
    fn load(self, day: Option<Date>, session: Session, headers: &'static [(&str, &str)]) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        spawn_local(async move {
            let day = day.map(|day| day.to_string());
            let query: Vec<(&str, &str)> = day.iter().map(|day| ("day", day.as_str())).collect();
            let answer = api::call::<GetBoard>(&[], &query, None, headers).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(board) => {
                    self.failure.set(None);
                    self.board.set(Some(board));
                }
                Err(failure) => {
                    session.ended(&failure);
                    self.failure.set(Some(failure));
                }
            }
        });
    }
}

/// The board's page.
#[component]
pub fn BoardPage() -> impl IntoView {
    let session = Session::get();
    let parts = use_query_map();
    let asked = Memo::new(move |_| parts.with(|parts| parts.get(DAY).and_then(|day| day.parse::<Date>().ok())));
    let loaded = Loaded { board: RwSignal::new(None), failure: RwSignal::new(None), turn: StoredValue::new(0) };
    frame::title(texts::work::BOARD_TITLE);
    Effect::new(move |before: Option<Option<Date>>| {
        let now = asked.get();
        session.renewed.track();
        if before.is_some_and(|before| before != now) {
            loaded.board.set(None);
        }
        loaded.load(now, session, &[]);
        now
    });
    let refresh = move || {
        if !document().hidden() && !session.expired.get_untracked() {
            loaded.load(asked.get_untracked(), session, &[api::BY_TIMER]);
        }
    };
    if let Ok(timer) = set_interval_with_handle(refresh, REFRESH) {
        on_cleanup(move || timer.clear());
    }
    let there = Memo::new(move |_| loaded.board.with(Option::is_some));
    let trouble = move || {
        loaded.failure.get().map(|failure| {
            let retry = move |()| loaded.load(asked.get_untracked(), session, &[]);
            view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(api::words(&failure))}</p>
                    <Button on_press=retry>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
        })
    };
    let title = move || match asked.get() {
        Some(day) => tf(texts::work::BOARD_TITLE_DAY, &[("day", &date_vi(day))]),
        None => t(texts::work::BOARD_TITLE).to_owned(),
    };
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{title}</h1>
            <Days loaded=loaded asked=asked />
        </div>
        {trouble}
        {move || {
            if there.get() {
                view! { <Numbers loaded=loaded /> }.into_any()
            } else {
                let waiting = loaded.failure.with(Option::is_none);
                waiting.then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=6 /> }).into_any()
            }
        }}
    }
}

/// The day before and after.
#[component]
fn Days(loaded: Loaded, asked: Memo<Option<Date>>) -> impl IntoView {
    let day =
        Memo::new(move |_| asked.get().or_else(|| loaded.board.with(|board| board.as_ref().map(|board| board.day))));
    let link =
        |to: Option<Date>, words: Key| to.map(|to| view! { <a class="button" href=day_address(to)>{t(words)}</a> });
    move || {
        day.get().map(|day| {
            view! {
                <nav class="board-days" aria-label=ts(texts::work::BOARD_DAYS)>
                    {link(day.yesterday().ok(), texts::work::BOARD_BEFORE)}
                    {asked
                        .get()
                        .is_some()
                        .then(|| {
                            view! {
                                <a class="button" href=super::routes::BOARD>{ts(texts::work::BOARD_TODAY)}</a>
                                {link(day.tomorrow().ok(), texts::work::BOARD_AFTER)}
                            }
                        })}
                </nav>
            }
        })
    }
}

/// The numbers. They change in place: whoever stands on one is not thrown off.
#[component]
fn Numbers(loaded: Loaded) -> impl IntoView {
    let session = Session::get();
    let read = move |read: fn(&Board) -> Option<u32>| loaded.board.with(|board| board.as_ref().and_then(read));
    // What happened on the day, and where the work stands now.
    let names = move |of_day: bool| {
        Memo::new(move |_| {
            let of = |board: &Board| {
                let ours = board.figures.iter().filter(|figure| figure.list.figure.is_some() == of_day);
                ours.map(|figure| figure.name.clone()).collect::<Vec<_>>()
            };
            loaded.board.with(|board| board.as_ref().map(of).unwrap_or_default())
        })
    };
    let (of_day, of_now) = (names(true), names(false));
    let empty = Memo::new(move |_| of_day.with(Vec::is_empty) && of_now.with(Vec::is_empty));
    let figure = move |name: String| {
        let named = name.clone();
        let found = Memo::new(move |_| {
            let of = |board: &Board| board.figures.iter().find(|figure| figure.name == named).cloned();
            loaded.board.with(|board| board.as_ref().and_then(of))
        });
        let count = move || found.with(|figure| figure.as_ref().map_or(0, |figure| figure.count));
        let href = move || {
            let of = |figure: &Figure| address(&figure.list, home(session));
            found.with(|figure| figure.as_ref().map(of))
        };
        let kind = format!("figure figure-{name}");
        let words = move || figure_words(&name);
        view! {
            <li>
                <a class=kind href=href>
                    <strong class="figure-count">{move || number_vi(i64::try_from(count()).unwrap_or(i64::MAX))}</strong>
                    <span class="figure-name">{words}</span>
                </a>
            </li>
        }
    };
    let group = move |id: &'static str, title: Key, names: Memo<Vec<String>>| {
        move || {
            names.with(|names| !names.is_empty()).then(|| {
                view! {
                    <section aria-labelledby=id>
                        <h2 id=id>{ts(title)}</h2>
                        <ul class="figures">
                            <For each=move || names.get() key=Clone::clone children=figure />
                        </ul>
                    </section>
                }
            })
        }
    };
    let minutes = |minutes: Option<u32>| match minutes {
        Some(minutes) => tf(texts::work::BOARD_MINUTE, &[("count", &minutes.to_string())]),
        None => t(texts::work::BOARD_NO_MINUTES).to_owned(),
    };
    view! {
        <p class="muted">{ts(texts::work::BOARD_INTRO)}</p>
        {move || empty.get().then(|| view! { <EmptyState title=ts(texts::work::BOARD_NONE) /> })}
        {group("board-day", texts::work::BOARD_OF_DAY, of_day)}
        {group("board-now", texts::work::BOARD_OF_NOW, of_now)}
        <section aria-labelledby="board-minutes">
            <h2 id="board-minutes">{ts(texts::work::BOARD_MINUTES)}</h2>
            <dl class="figure-minutes">
                <div>
                    <dt>{ts(texts::work::BOARD_MEDIAN_VISIT)}</dt>
                    <dd>{move || minutes(read(|board| board.median_visit))}</dd>
                </div>
                <div>
                    <dt>{ts(texts::work::BOARD_MEDIAN_WAIT)}</dt>
                    <dd>{move || minutes(read(|board| board.median_wait))}</dd>
                </div>
            </dl>
        </section>
    }
}
