//! Rating the service: five levels in one tap, kept at once; then, for who wants, the nine indicators and a few words.
//! By the token of a slip (in the fragment), or at a counter from the phone or from a device for everybody.

use super::{
    pieces::back,
    route::{Route, fragment, use_title},
};
use crate::{
    api::{self, Failure},
    device::uuid_v4,
    i18n::{Key, say, t, tf, ts},
    texts::rating as r,
    ui::{
        Button, ButtonKind, Choice, EmptyState, FormGroup, LinkButton, Notice, Radios, Skeleton, TextArea, Tone,
        announce,
    },
};
use jiff::civil::Date;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    ratings::{CounterRating, LookRating, Opinion, RateCounter, RateSlip, RatingToken, SlipRating},
};
use motcua_domain::{
    rating::{COMMENT, Indicator, Level, Scores},
    words::date_vi,
};
use std::time::Duration;

/// Where a phone keeps its mark, which is for this alone.
const MARK: &str = "motcua-rating";
/// A device for everybody is ready for the next person so long after the last touch.
const NEXT_AFTER: Duration = Duration::from_secs(25);

const LEVELS: [(Level, Key); 5] = [
    (Level::VerySatisfied, r::LEVEL_VERY_SATISFIED),
    (Level::Satisfied, r::LEVEL_SATISFIED),
    (Level::Neutral, r::LEVEL_NEUTRAL),
    (Level::Dissatisfied, r::LEVEL_DISSATISFIED),
    (Level::VeryDissatisfied, r::LEVEL_VERY_DISSATISFIED),
];

const INDICATORS: [(Indicator, Key); 9] = [
    (Indicator::TotalTime, r::INDICATOR_TOTAL_TIME),
    (Indicator::AgencyTime, r::INDICATOR_AGENCY_TIME),
    (Indicator::Contacts, r::INDICATOR_CONTACTS),
    (Indicator::Agencies, r::INDICATOR_AGENCIES),
    (Indicator::Unit, r::INDICATOR_UNIT),
    (Indicator::Openness, r::INDICATOR_OPENNESS),
    (Indicator::Attitude, r::INDICATOR_ATTITUDE),
    (Indicator::Complaints, r::INDICATOR_COMPLAINTS),
    (Indicator::Online, r::INDICATOR_ONLINE),
];

/// One rating on the screen.
#[derive(Clone, Copy)]
struct Sheet {
    counter: StoredValue<String>,
    shared: bool,
    token: RwSignal<Option<String>>,
    /// What the office has.
    opinion: RwSignal<Option<Opinion>>,
    open_until: RwSignal<Option<Date>>,
    /// It was there when the page was opened.
    before: RwSignal<bool>,
    comment: RwSignal<String>,
    waiting: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    next: StoredValue<Option<TimeoutHandle>>,
}

impl Sheet {
    fn new(counter: String, shared: bool, token: String) -> Self {
        let token = Some(token).filter(|token| !token.is_empty() && counter.is_empty());
        Self {
            counter: StoredValue::new(counter),
            shared,
            waiting: RwSignal::new(token.is_some()),
            token: RwSignal::new(token),
            opinion: RwSignal::new(None),
            open_until: RwSignal::new(None),
            before: RwSignal::new(false),
            comment: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            next: StoredValue::new(None),
        }
    }

    /// Asks what the slip has said so far.
    fn look(self) {
        let Some(token) = self.token.get_untracked() else { return };
        spawn_local(async move {
            match api::send::<LookRating>(&[], &RatingToken { token }, &[]).await {
                Ok(seen) => {
                    if let Some(opinion) = seen.opinion {
                        let _ = self.comment.try_set(opinion.comment.clone());
                        let _ = self.opinion.try_set(Some(opinion));
                        let _ = self.before.try_set(true);
                    }
                    let _ = self.open_until.try_set(seen.open_until);
                }
                Err(failure) => {
                    let _ = self.failure.try_set(Some(failure));
                }
            }
            let _ = self.waiting.try_set(false);
        });
    }

    /// Keeps what changed, at once.
    fn save(self, change: impl FnOnce(&mut Opinion) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        let blank = || Opinion { level: Level::Neutral, scores: Scores::new(), comment: String::new() };
        let mut opinion = self.opinion.get_untracked().unwrap_or_else(blank);
        change(&mut opinion);
        self.busy.set(true);
        self.failure.set(None);
        self.touched();
        spawn_local(async move {
            let answer = self.deliver(&opinion).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(until) => {
                    let _ = self.before.try_set(false);
                    let _ = self.opinion.try_set(Some(opinion));
                    let _ = self.open_until.try_set(until);
                    announce(t(r::SAVED));
                }
                Err(failure) => {
                    let _ = self.failure.try_set(Some(failure));
                }
            }
        });
    }

    async fn deliver(self, opinion: &Opinion) -> Result<Option<Date>, Failure> {
        if let Some(token) = self.token.get_untracked() {
            let rating = SlipRating { token, opinion: opinion.clone() };
            return Ok(api::send::<RateSlip>(&[], &rating, &[]).await?.open_until);
        }
        let mark = (!self.shared).then(mark).flatten();
        let rating = CounterRating { counter: self.counter.get_value(), mark, level: opinion.level };
        let rated = api::send::<RateCounter>(&[], &rating, &[]).await?;
        let _ = self.token.try_set(Some(rated.token));
        Ok(None)
    }

    /// Somebody is there: the next person's turn is put off.
    fn touched(self) {
        if self.shared {
            self.next.update_value(|timer| {
                if let Some(timer) = timer.take() {
                    timer.clear();
                }
                *timer = set_timeout_with_handle(move || self.start_anew(), NEXT_AFTER).ok();
            });
        }
    }

    /// For the next person at a device for everybody: nothing of the one before stays.
    fn start_anew(self) {
        for signal in [self.waiting, self.busy, self.before] {
            let _ = signal.try_set(false);
        }
        let _ = self.token.try_set(None);
        let _ = self.opinion.try_set(None);
        let _ = self.open_until.try_set(None);
        let _ = self.failure.try_set(None);
        let _ = self.comment.try_set(String::new());
    }
}

/// This phone's mark, made with its first rating; a phone that keeps nothing has none.
fn mark() -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    if let Ok(Some(mark)) = storage.get_item(MARK) {
        return Some(mark);
    }
    let mark = uuid_v4();
    storage.set_item(MARK, &mark).ok().map(|()| mark)
}

/// The page. Another slip's code in the address is another sheet.
#[component]
pub fn RatingPage(counter: String, shared: bool) -> impl IntoView {
    use_title(ts(r::TITLE));
    let counter = StoredValue::new(counter);
    move || {
        let (counter, token) = (counter.get_value(), fragment());
        if counter.is_empty() && token.is_empty() {
            return view! {
                {back(&Route::Home)}
                <h1>{say(r::TITLE)}</h1>
                <EmptyState title=ts(r::NO_CODE) text=ts(r::NO_CODE_TEXT) />
            }
            .into_any();
        }
        let sheet = Sheet::new(counter, shared, token);
        sheet.look();
        shown(sheet)
    }
}

fn shown(sheet: Sheet) -> AnyView {
    on_cleanup(move || {
        if let Some(Some(timer)) = sheet.next.try_update_value(Option::take) {
            timer.clear();
        }
    });
    let over = Memo::new(move |_| {
        let refused = sheet.failure.with(|failure| failure.as_ref().and_then(Failure::refused));
        let closed =
            matches!(refused, Some(ProblemCode::RatingUnknown | ProblemCode::RatingLate | ProblemCode::RatingTooOften));
        closed.then_some(refused).flatten()
    });
    let counter = sheet.counter.get_value();
    let place = (!counter.is_empty()).then(|| view! { <p>{move || tf(r::AT_COUNTER, &[("counter", &counter)])}</p> });
    let body = move || {
        if sheet.waiting.get() {
            return view! { <Skeleton label=ts(r::LOADING) lines=5 /> }.into_any();
        }
        if let Some(code) = over.get() {
            let words = crate::texts::codes::find_problem(code.as_str());
            let tone = if code == ProblemCode::RatingUnknown { Tone::Warning } else { Tone::Info };
            return view! {
                <Notice tone=tone alert=true id="rating-over"><p>{words.map(say)}</p></Notice>
                {if sheet.shared {
                    next_person(sheet)
                } else {
                    view! { <LinkButton href="/">{say(r::HOME)}</LinkButton> }.into_any()
                }}
            }
            .into_any();
        }
        rating(sheet)
    };
    view! {
        <h1>{say(r::QUESTION)}</h1>
        {place}
        {body}
        <p class="small muted">{say(r::ANONYMOUS)}</p>
    }
    .into_any()
}

fn next_person(sheet: Sheet) -> AnyView {
    view! { <Button id="rating-next" on_press=Callback::new(move |()| sheet.start_anew())>{say(r::NEXT)}</Button> }
        .into_any()
}

/// The five levels, what became of the tap, and what can be added.
fn rating(sheet: Sheet) -> AnyView {
    let level = Memo::new(move |_| sheet.opinion.with(|opinion| opinion.as_ref().map(|opinion| opinion.level)));
    let line = move |(one, words): (Level, Key)| {
        let pressed = move || (level.get() == Some(one)).to_string();
        view! {
            <li>
                <button
                    type="button"
                    class="button"
                    aria-pressed=pressed
                    on:click=move |_| sheet.save(move |opinion| opinion.level = one)
                >
                    {say(words)}
                </button>
            </li>
        }
    };
    let rated = Memo::new(move |_| level.get().is_some());
    let state = move || {
        let words = if sheet.before.get() { r::AGAIN } else { r::SAVED };
        let until = sheet.open_until.get();
        rated.get().then(|| {
            view! {
                <Notice tone=Tone::Success id="rating-saved">
                    <p>{say(words)}</p>
                    {until.map(|day| view! { <p>{move || tf(r::OPEN_UNTIL, &[("day", &date_vi(day))])}</p> })}
                </Notice>
            }
        })
    };
    let failed = move || {
        sheet.failure.get().map(|failure| {
            view! {
                <Notice tone=Tone::Error alert=true id="rating-failed">
                    <p>{say(r::FAILED)}</p>
                    <p>{say(api::words(&failure))}</p>
                </Notice>
            }
        })
    };
    view! {
        <ul class="rating-levels" id="rating-levels">{LEVELS.into_iter().map(line).collect_view()}</ul>
        {failed}
        {state}
        {move || rated.get().then(|| more(sheet))}
    }
    .into_any()
}

/// The nine indicators and a few words.
fn more(sheet: Sheet) -> AnyView {
    let group = move |(indicator, words): (Indicator, Key)| {
        let options = Signal::derive(|| {
            let words = [("2", r::MORE_GOOD), ("1", r::MORE_FAIR), ("0", r::MORE_POOR)];
            words.into_iter().map(|(value, key)| Choice::new(value, t(key))).collect::<Vec<_>>()
        });
        let value = Signal::derive(move || {
            let score =
                sheet.opinion.with(|opinion| opinion.as_ref().and_then(|one| one.scores.get(&indicator).copied()));
            score.map(|score| score.to_string()).unwrap_or_default()
        });
        let pick = move |picked: String| {
            if let Ok(score) = picked.parse() {
                sheet.save(move |opinion| {
                    opinion.scores.insert(indicator, score);
                });
            }
        };
        view! {
            <FormGroup id=["rating-", indicator.as_str()].concat() label=ts(words) group=true>
                <Radios options=options value=value on_change=Callback::new(pick) inline=true />
            </FormGroup>
        }
    };
    let typed = move |text: String| {
        sheet.comment.set(text);
        sheet.touched();
    };
    let send = move |()| {
        let text = sheet.comment.get_untracked();
        sheet.save(move |opinion| opinion.comment = text);
    };
    view! {
        <details id="rating-more">
            <summary>{say(r::MORE_TITLE)}</summary>
            <p>{say(r::MORE_INTRO)}</p>
            {INDICATORS.into_iter().map(group).collect_view()}
            <FormGroup
                id="rating-comment"
                label=ts(r::MORE_COMMENT)
                hint=Signal::derive(|| Some(t(r::MORE_COMMENT_HINT).to_owned()))
            >
                <TextArea
                    value=Signal::derive(move || sheet.comment.get())
                    on_input=Callback::new(typed)
                    max=u16::try_from(COMMENT).unwrap_or(u16::MAX)
                />
            </FormGroup>
            <Button kind=ButtonKind::Primary id="rating-send" busy=sheet.busy on_press=Callback::new(send)>
                {say(r::MORE_SEND)}
            </Button>
        </details>
        {sheet.shared.then(|| next_person(sheet))}
    }
    .into_any()
}
