//! The bar of what can be done with the chosen dossiers, its dialogs, and what came of the last step.

use super::{
    batch::{Batches, Outcome, Refused},
    jobs::{self, Job},
};
use crate::{
    api,
    desk::{
        colleagues::{colleagues, has},
        keys,
        reference::Reference,
        routes,
        session::{Session, Who},
    },
    i18n::{Key, t, texts, tf, ts},
    ui::{
        Button, ButtonKind, Choice, Dialog, FormGroup, Notice, Progress, Radios, Select, TextInput, Tone, announce,
        focus_id,
    },
};
use leptos::prelude::*;
use motcua_contract::desk::{DeskCommand, WorkItem};
use motcua_domain::{dossier::ReturnWay, staff::Duty};
use std::time::Duration;

/// How often the minutes that are left for an undo are counted.
const TICK: Duration = Duration::from_secs(10);
/// Longest note.
const NOTE_LENGTH: u16 = 500;

/// The ways of returning a result, as they are stored.
const WAYS: [(&str, ReturnWay, Key); 3] = [
    ("by_hand", ReturnWay::ByHand, texts::work::WAY_BY_HAND),
    ("download", ReturnWay::Download, texts::work::WAY_DOWNLOAD),
    ("post", ReturnWay::Post, texts::work::WAY_POST),
];

/// The account and the name of whoever sits here.
fn me(session: Session) -> (String, String) {
    session.who.with(|who| match who {
        Who::Somebody(staff) => (staff.id.clone(), staff.name.clone()),
        _ => Default::default(),
    })
}

/// The bar at the foot of the window while dossiers are chosen.
#[component]
pub fn BatchBar(
    #[prop(into)] chosen: Signal<Vec<WorkItem>>,
    /// Lets them all go.
    #[prop(into)]
    on_clear: Callback<()>,
    /// Something was done: the list is asked for again.
    on_done: Callback<()>,
) -> impl IntoView {
    let (session, reference, batches) = (Session::get(), Reference::get(), Batches::get());
    let count = Memo::new(move |_| chosen.with(Vec::len));
    let offered = Memo::new(move |_| chosen.with(|items| jobs::common(items, session, reference, &me(session))));
    let assigning = RwSignal::new(false);
    let returning = RwSignal::new(false);
    let run = Callback::new(move |(job, command): (Job, DeskCommand)| {
        let items = chosen.get_untracked();
        let codes = items.iter().map(|item| (item.id.clone(), item.code.clone())).collect();
        batches.run(job, command, jobs::named(&items), codes, session, move |outcome| {
            say(outcome);
            on_done.run(());
        });
    });
    let press = move |job: Job| match job {
        Job::Receive => run.run((job, DeskCommand::Receive {})),
        Job::Start => run.run((job, DeskCommand::StartProcessing {})),
        Job::Assign => assigning.set(true),
        Job::Return => returning.set(true),
    };
    keys::listen(move |key| {
        let ours = key == "v" && count.get_untracked() > 0;
        if ours {
            focus_id("batch-bar");
        }
        ours
    });
    let busy = Signal::derive(move || batches.running.with(Option::is_some));
    let buttons = move || {
        let offered = offered.get();
        if offered.is_empty() {
            return view! { <p class="batch-none">{ts(texts::work::BATCH_NOTHING)}</p> }.into_any();
        }
        let first = offered.first().copied();
        let button = move |job: Job| {
            let kind = if Some(job) == first { ButtonKind::Primary } else { ButtonKind::Secondary };
            view! { <Button kind=kind busy=busy on_press=move |()| press(job)>{ts(job.words())}</Button> }
        };
        offered.into_iter().map(button).collect_view().into_any()
    };
    let shown = Memo::new(move |_| count.get() > 0);
    move || {
        shown.get().then(|| {
            view! {
                <section class="batch-bar" id="batch-bar" tabindex="-1" aria-label=ts(texts::work::BATCH_LABEL)>
                    <strong class="batch-count">
                        {move || tf(texts::work::BATCH_CHOSEN, &[("count", &count.get().to_string())])}
                    </strong>
                    {buttons}
                    <Button kind=ButtonKind::Quiet on_press=move |()| on_clear.run(())>{ts(texts::work::BATCH_CLEAR)}</Button>
                    <Running />
                </section>
                <AssignDialog open=assigning on_yes=move |command| run.run((Job::Assign, command)) count=count />
                <ReturnDialog open=returning on_yes=move |command| run.run((Job::Return, command)) count=count />
            }
        })
    }
}

/// How far a running step is.
#[component]
fn Running() -> impl IntoView {
    let batches = Batches::get();
    let at = Memo::new(move |_| batches.running.get().unwrap_or_default());
    let label = Signal::derive(move || {
        let (done, total) = at.get();
        tf(texts::work::BATCH_RUNNING, &[("done", &done.to_string()), ("total", &total.to_string())])
    });
    let running = Memo::new(move |_| batches.running.with(Option::is_some));
    move || {
        running.get().then(|| {
            view! {
                <div class="batch-progress">
                    <Progress
                        id="batch-progress"
                        label=label
                        value=Signal::derive(move || at.get().0 as f64)
                        max=Signal::derive(move || at.get().1.max(1) as f64)
                    />
                </div>
            }
        })
    }
}

/// Who is to work on them.
#[component]
fn AssignDialog(
    open: RwSignal<bool>,
    #[prop(into)] on_yes: Callback<DeskCommand>,
    count: Memo<usize>,
) -> impl IntoView {
    let people = colleagues();
    let (to, set_to) = signal(String::new());
    let (note, set_note) = signal(String::new());
    let (missing, set_missing) = signal(false);
    let options = Signal::derive(move || {
        let fit = people.get().into_iter().filter(|person| has(person, Duty::Process));
        fit.map(|person| Choice::new(person.id, person.name)).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let to = to.get_untracked();
        set_missing.set(to.is_empty());
        if to.is_empty() {
            focus_id("assign-to");
            return;
        }
        open.set(false);
        on_yes.run(DeskCommand::Assign { to, note: note.get_untracked().trim().to_owned() });
        set_note.set(String::new());
    };
    let error = Signal::derive(move || missing.get().then(|| t(texts::work::ASSIGN_MISSING).to_owned()));
    view! {
        <Dialog id="assign-many" open=open title=ts(texts::work::ASSIGN_TITLE) on_close=move |()| open.set(false)>
            <form on:submit=submit>
                <p>{move || tf(texts::work::BATCH_CHOSEN, &[("count", &count.get().to_string())])}</p>
                <FormGroup id="assign-to" label=ts(texts::work::ASSIGN_TO) error=error>
                    <Select options=options value=to on_change=move |value| set_to.set(value) />
                </FormGroup>
                <FormGroup id="assign-note" label=ts(texts::work::ASSIGN_NOTE) optional=true>
                    <TextInput value=note on_input=move |text| set_note.set(text) max=NOTE_LENGTH />
                </FormGroup>
                <div class="actions">
                    <Button kind=ButtonKind::Primary submit=true>{ts(texts::work::BATCH_ASSIGN_NOW)}</Button>
                    <Button on_press=move |()| open.set(false)>{ts(texts::common::ACTION_CANCEL)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// How the results came to the citizens; asked once more, since it stands.
#[component]
fn ReturnDialog(
    open: RwSignal<bool>,
    #[prop(into)] on_yes: Callback<DeskCommand>,
    count: Memo<usize>,
) -> impl IntoView {
    let (way, set_way) = signal(WAYS[0].0.to_owned());
    let (note, set_note) = signal(String::new());
    let options = Signal::derive(|| WAYS.map(|(value, _, words)| Choice::new(value, t(words))).to_vec());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = way.get_untracked();
        let way =
            WAYS.iter().find(|(value, _, _)| *value == chosen).map_or_else(ReturnWay::default, |(_, way, _)| *way);
        open.set(false);
        on_yes.run(DeskCommand::Return { way, note: note.get_untracked().trim().to_owned() });
        set_note.set(String::new());
    };
    view! {
        <Dialog id="return-many" open=open title=ts(texts::work::RETURN_TITLE) on_close=move |()| open.set(false)>
            <form on:submit=submit>
                <p>{move || tf(texts::work::RETURN_TEXT, &[("count", &count.get().to_string())])}</p>
                <FormGroup id="return-way" label=ts(texts::work::RETURN_WAY) group=true>
                    <Radios options=options value=way on_change=move |value| set_way.set(value) />
                </FormGroup>
                <FormGroup id="return-note" label=ts(texts::work::RETURN_NOTE) optional=true>
                    <TextInput value=note on_input=move |text| set_note.set(text) max=NOTE_LENGTH />
                </FormGroup>
                <div class="actions">
                    <Button kind=ButtonKind::Primary submit=true>{ts(texts::work::BATCH_RETURN_NOW)}</Button>
                    <Button on_press=move |()| open.set(false)>{ts(texts::common::ACTION_CANCEL)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// The sentence of what was done.
fn done_words(outcome: &Outcome) -> String {
    let key = if outcome.undone { texts::work::BATCH_UNDONE } else { outcome.job.done() };
    tf(key, &[("count", &outcome.done.len().to_string())])
}

/// Says it, and leads there.
fn say(outcome: &Outcome) {
    announce(&done_words(outcome));
    request_animation_frame(|| focus_id("batch-outcome"));
}

/// Why one was refused.
fn why(refused: &Refused) -> &'static str {
    let refusal = refused.refusal.and_then(|refusal| texts::codes::find_refusal(refusal.as_str()));
    let code = refused.problem.map_or("internal", motcua_contract::ProblemCode::as_str);
    t(refusal.unwrap_or_else(|| api::problem_words(code)))
}

/// What came of the last step: how many, which not and why, and the way back.
#[component]
pub fn BatchOutcome(on_done: Callback<()>) -> impl IntoView {
    let (session, batches) = (Session::get(), Batches::get());
    let last = Memo::new(move |_| batches.last(session));
    let now = RwSignal::new(js_sys::Date::now());
    if let Ok(timer) = set_interval_with_handle(move || now.set(js_sys::Date::now()), TICK) {
        on_cleanup(move || timer.clear());
    }
    let minutes = Memo::new(move |_| {
        let now = now.get();
        last.with(|last| last.as_ref().map_or(0, |outcome| outcome.minutes_left(now)))
    });
    let busy = Signal::derive(move || batches.running.with(Option::is_some));
    let undo = Callback::new(move |()| {
        batches.undo(session, move |outcome| {
            say(outcome);
            on_done.run(());
        });
    });
    keys::listen(move |key| {
        let ours = key == "u" && minutes.get_untracked() > 0;
        if ours {
            undo.run(());
        }
        ours
    });
    let refused = |refused: Vec<Refused>| {
        let count = refused.len().to_string();
        (!refused.is_empty()).then(|| {
            let line = |one: Refused| {
                let why = why(&one);
                view! { <li><a class="mono" href=routes::dossier(&one.id)>{one.code}</a> ": " {why}</li> }
            };
            view! {
                <p>{tf(texts::work::BATCH_REFUSED, &[("count", &count)])}</p>
                <ul>{refused.into_iter().map(line).collect_view()}</ul>
            }
        })
    };
    let left = |outcome: &Outcome| {
        let failure = outcome.failure.as_ref()?;
        let words = tf(texts::work::BATCH_LEFT, &[("count", &outcome.left.to_string())]);
        Some(view! { <p>{words} " " {t(api::words(failure))}</p> })
    };
    move || {
        last.get().map(|outcome| {
            let whole = outcome.refused.is_empty() && outcome.failure.is_none();
            let tone = if whole { Tone::Success } else { Tone::Warning };
            view! {
                <div id="batch-outcome" tabindex="-1" class="batch-outcome">
                    <Notice tone=tone>
                        <p>{done_words(&outcome)}</p>
                        {left(&outcome)}
                        {refused(outcome.refused.clone())}
                        <div class="actions">
                            {move || {
                                let minutes = minutes.get();
                                (minutes > 0)
                                    .then(|| {
                                        view! {
                                            <Button busy=busy on_press=undo shortcut="u">
                                                {tf(texts::work::BATCH_UNDO, &[("minutes", &minutes.to_string())])}
                                            </Button>
                                        }
                                    })
                            }}
                            <Button kind=ButtonKind::Quiet on_press=move |()| batches.forget()>
                                {ts(texts::work::BATCH_HIDE)}
                            </Button>
                        </div>
                    </Notice>
                </div>
            }
        })
    }
}
