//! Lists of answers, of tasks, and of what happened.

use super::{Tag, Tone};
use leptos::prelude::*;

/// One answer in a [`SummaryList`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryRow {
    pub key: String,
    /// Line breaks are kept.
    pub value: String,
    /// Where to change it, the link's word, and nothing else: the key is added for screen readers.
    pub change: Option<(String, String)>,
    /// Where it came from, or another mark.
    pub mark: Option<String>,
    /// Drawn out among the others (a supplemented answer).
    pub highlighted: bool,
}

/// Answers as question and answer.
#[component]
pub fn SummaryList(#[prop(into)] rows: Signal<Vec<SummaryRow>>) -> impl IntoView {
    view! {
        <dl class="summary-list">
            {move || {
                rows.get()
                    .into_iter()
                    .map(|row| {
                        let key = row.key.clone();
                        view! {
                            <div class=if row.highlighted { "summary-row is-highlighted" } else { "summary-row" }>
                                <dt>{row.key}</dt>
                                <dd class="summary-value">
                                    <span class="pre-line">{row.value}</span>
                                    {row.mark.map(|mark| view! { " " <Tag tone=Tone::Info text=mark /> })}
                                </dd>
                                {row.change
                                    .map(|(href, word)| {
                                        view! {
                                            <dd class="summary-change">
                                                <a href=href>{word}<span class="visually-hidden">" " {key}</span></a>
                                            </dd>
                                        }
                                    })}
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </dl>
    }
}

/// One part of a larger job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    pub id: String,
    pub title: String,
    /// Not given: cannot be started yet.
    pub href: Option<String>,
    pub hint: Option<String>,
    /// Its state in words.
    pub state: String,
    pub tone: Tone,
}

/// The parts of a larger job and how each stands.
#[component]
pub fn TaskList(#[prop(into)] items: Signal<Vec<Task>>) -> impl IntoView {
    view! {
        <ul class="task-list">
            {move || {
                items
                    .get()
                    .into_iter()
                    .map(|task| {
                        let state_id = format!("{}-state", task.id);
                        let title = match task.href {
                            Some(href) => {
                                view! { <a class="task-title" id=task.id href=href aria-describedby=state_id.clone()>{task.title}</a> }
                                    .into_any()
                            }
                            None => view! { <span class="task-title" id=task.id>{task.title}</span> }.into_any(),
                        };
                        view! {
                            <li class="task">
                                <div>
                                    {title}
                                    {task.hint.map(|hint| view! { <p class="hint">{hint}</p> })}
                                </div>
                                <span id=state_id><Tag tone=task.tone text=task.state /></span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

/// Something that happened, or will.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineItem {
    pub title: String,
    /// When, in words.
    pub at: String,
    /// For machines: an ISO 8601 time.
    pub datetime: String,
    /// Who.
    pub by: Option<String>,
    /// Line breaks are kept.
    pub body: Option<String>,
    pub tone: Tone,
    /// The step one is at.
    pub current: bool,
}

/// What happened, in the given order.
#[component]
pub fn Timeline(#[prop(into)] items: Signal<Vec<TimelineItem>>) -> impl IntoView {
    view! {
        <ol class="timeline">
            {move || {
                items
                    .get()
                    .into_iter()
                    .map(|item| {
                        view! {
                            <li class=format!("timeline-item timeline-{}", item.tone.name()) aria-current=item.current.then_some("step")>
                                <p class="timeline-title">{item.title}</p>
                                <p class="timeline-at">
                                    <time datetime=item.datetime>{item.at}</time>
                                    {item.by.map(|by| view! { <span class="timeline-by">{by}</span> })}
                                </p>
                                {item.body.map(|body| view! { <p class="pre-line">{body}</p> })}
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ol>
    }
}
