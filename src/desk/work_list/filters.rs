//! The filters beside the views: what narrows the list, shown as removable marks, and saved ones.

use super::{
    asked::{self, Home, ME, NOBODY},
    saved::{self, NAME_LENGTH, Saved},
};
use crate::{
    desk::{
        colleagues::{colleagues, has},
        keys,
        reference::Reference,
        reports::period_words,
        session::Session,
    },
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, ButtonKind, Checkbox, Choice, FormGroup, Icon, Select, Sign, TextInput, announce, focus_id},
};
use jiff::civil::Date;
use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use motcua_contract::desk::WorkQuery;
use motcua_domain::{dossier::Channel, report::Period, staff::Duty, words::date_vi};
use std::collections::BTreeMap;

/// The name of a field of procedures.
pub fn field_words(field: &str) -> String {
    texts::common::find_domain(field).map_or_else(|| field.to_owned(), |key| t(key).to_owned())
}

/// The name of a figure of the board.
pub fn figure_words(figure: &str) -> String {
    let name = format!("figure.{figure}");
    let key = texts::work::find(&name).or_else(|| texts::reports::find(&name));
    key.map_or_else(|| figure.to_owned(), |key| t(key).to_owned())
}

/// How a dossier came.
pub const fn channel_words(channel: Channel) -> Key {
    match channel {
        Channel::Online => texts::work::CHANNEL_ONLINE,
        Channel::Desk => texts::work::CHANNEL_DESK,
        Channel::Post => texts::work::CHANNEL_POST,
    }
}

fn due_words(due: &str) -> Key {
    match due {
        "late" => texts::work::FILTER_LATE,
        "flagged" => texts::work::FILTER_FLAGGED,
        _ => texts::work::FILTER_NEAR,
    }
}

/// One filter that is on: its words, and the query without it.
type Mark = (String, WorkQuery);

/// Every filter that is on.
fn marks(query: &WorkQuery, home: Home, reference: Reference, names: &BTreeMap<String, String>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |words: String, without: WorkQuery| marks.push((words, without));
    let none = |query: &WorkQuery| query.clone();
    if query.assignee != asked::bare(query, home).assignee {
        let words = match query.assignee.as_deref() {
            None => t(texts::work::FILTER_ANYBODY).to_owned(),
            Some(ME) => t(texts::work::FILTER_ME).to_owned(),
            Some(NOBODY) => t(texts::work::FILTER_NOBODY).to_owned(),
            Some(id) => tf(texts::work::FILTER_WHO, &[("name", names.get(id).map_or("", String::as_str))]),
        };
        add(words, WorkQuery { assignee: asked::bare(query, home).assignee, ..none(query) });
    }
    if let Some(field) = &query.field {
        add(field_words(field), WorkQuery { field: None, ..none(query) });
    }
    if let Some(code) = &query.procedure {
        add(reference.procedure_name(code), WorkQuery { procedure: None, ..none(query) });
    }
    if let Some(due) = &query.due {
        add(t(due_words(due)).to_owned(), WorkQuery { due: None, ..none(query) });
    }
    if let Some(channel) = query.channel {
        add(t(channel_words(channel)).to_owned(), WorkQuery { channel: None, ..none(query) });
    }
    if let (Some(figure), Some(period)) = (&query.figure, &query.period) {
        // A board's figure may have the same name: here it is the report's.
        let name = texts::reports::find_figure(figure).map_or_else(|| figure.clone(), |key| t(key).to_owned());
        let period = Period::parse(period).map_or_else(|_| period.clone(), period_words);
        let words = tf(texts::reports::MARK, &[("figure", &name), ("period", &period)]);
        add(words, WorkQuery { figure: None, period: None, ..none(query) });
    } else if let Some(figure) = &query.figure {
        let day = query.day.as_deref().and_then(|day| day.parse::<Date>().ok()).map(date_vi).unwrap_or_default();
        let words = tf(texts::work::FILTER_FIGURE, &[("figure", &figure_words(figure)), ("day", &day)]);
        add(words.trim().to_owned(), WorkQuery { figure: None, day: None, ..none(query) });
    }
    if let Some(handler) = &query.handler {
        let name = names.get(handler).map_or_else(|| t(texts::reports::NOBODY), String::as_str);
        add(tf(texts::reports::MARK_HANDLER, &[("name", name)]), WorkQuery { handler: None, ..none(query) });
    }
    if let Some(counter) = &query.counter {
        let name = if counter.is_empty() { t(texts::reports::NO_COUNTER) } else { counter };
        add(tf(texts::reports::MARK_COUNTER, &[("name", name)]), WorkQuery { counter: None, ..none(query) });
    }
    if query.unread {
        add(t(texts::work::FILTER_UNREAD).to_owned(), WorkQuery { unread: false, ..none(query) });
    }
    marks
}

/// One selection of the panel.
#[component]
fn Pick(
    id: &'static str,
    label: Key,
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<Option<String>>,
) -> impl IntoView {
    let picked = move |value: String| on_change.run(Some(value).filter(|value| !value.is_empty()));
    view! {
        <FormGroup id=id label=ts(label)>
            <Select options=options value=value on_change=picked always=true />
        </FormGroup>
    }
}

/// The panel, and the marks of what is on.
#[component]
pub fn Filters(query: Memo<WorkQuery>, home: Memo<Home>) -> impl IntoView {
    let (session, reference) = (Session::get(), Reference::get());
    let people = colleagues();
    let navigate = use_navigate();
    let go = Callback::new(move |next: WorkQuery| {
        let address = asked::address(&next, home.get_untracked());
        navigate(&address, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let change = move |edit: fn(&mut WorkQuery, Option<String>)| {
        Callback::new(move |value: Option<String>| {
            let mut next = query.get_untracked();
            edit(&mut next, value);
            go.run(next);
        })
    };
    let of = move |read: fn(&WorkQuery) -> Option<String>| Signal::derive(move || query.with(read).unwrap_or_default());
    let any = |key: Key| Choice::new("", t(key));
    let fields = move || {
        let mut fields: Vec<String> = reference.listed().into_iter().map(|(_, field)| field).collect();
        fields.sort();
        fields.dedup();
        let known = fields.into_iter().map(|field| Choice::new(field.clone(), field_words(&field)));
        std::iter::once(any(texts::work::FILTER_FIELD_ALL)).chain(known).collect::<Vec<_>>()
    };
    let procedures = move || {
        let field = query.with(|query| query.field.clone());
        let listed = reference.listed().into_iter();
        let fitting = listed.filter(|(_, of)| field.as_ref().is_none_or(|field| of == field));
        let known = fitting.map(|(code, _)| Choice::new(code.clone(), reference.procedure_name(&code)));
        std::iter::once(any(texts::work::FILTER_PROCEDURE_ALL)).chain(known).collect::<Vec<_>>()
    };
    let names = Memo::new(move |_| {
        people.with(|people| people.iter().map(|person| (person.id.clone(), person.name.clone())).collect())
    });
    let who = move || {
        let me = session.id();
        let others = people.get().into_iter().filter(|person| {
            Some(&person.id) != me.as_ref() && (has(person, Duty::Process) || has(person, Duty::Intake))
        });
        let known = others.map(|person| Choice::new(person.id, person.name));
        let first = [
            any(texts::work::FILTER_ANYBODY),
            Choice::new(ME, t(texts::work::FILTER_ME)),
            Choice::new(NOBODY, t(texts::work::FILTER_NOBODY)),
        ];
        first.into_iter().chain(known).collect::<Vec<_>>()
    };
    let dues = move || {
        let known = asked::DUE.map(|due| Choice::new(due, t(due_words(due))));
        std::iter::once(any(texts::work::FILTER_DUE_ALL)).chain(known).collect::<Vec<_>>()
    };
    let channels = move || {
        let known = Channel::ALL.map(|channel| Choice::new(channel.as_str(), t(channel_words(channel))));
        std::iter::once(any(texts::work::FILTER_CHANNEL_ALL)).chain(known).collect::<Vec<_>>()
    };
    let count = Memo::new(move |_| query.with(|query| asked::narrowed(query, home.get())));
    let on = move || {
        let home = home.get();
        let marks = query.with(|query| names.with(|names| marks(query, home, reference, names)));
        let bare = query.with(|query| WorkQuery { q: query.q.clone(), ..asked::bare(query, home) });
        (!marks.is_empty()).then(|| {
            let several = marks.len() > 1;
            let mark = |(words, without): Mark| {
                view! {
                    <li>
                        <a class="filter-mark" href=asked::address(&without, home)>
                            <span class="visually-hidden">{t(texts::work::FILTER_REMOVE)} " "</span>
                            {words}
                            <Icon sign=Sign::Close />
                        </a>
                    </li>
                }
            };
            view! {
                <ul class="filter-marks" aria-label=t(texts::work::FILTER_ON)>
                    {marks.into_iter().map(mark).collect_view()}
                    {several
                        .then(|| view! { <li><a href=asked::address(&bare, home)>{t(texts::work::FILTER_CLEAR)}</a></li> })}
                </ul>
            }
        })
    };
    let panel: NodeRef<html::Details> = NodeRef::new();
    keys::listen(move |key| {
        let ours = key == "f";
        if let Some(panel) = panel.get_untracked().filter(|_| ours) {
            panel.set_open(true);
            focus_id("filter-field");
        }
        ours
    });
    let unread = Callback::new(move |on: bool| go.run(WorkQuery { unread: on, ..query.get_untracked() }));
    view! {
        <details class="filters" node_ref=panel>
            <summary aria-keyshortcuts="f">
                {ts(texts::work::FILTER_TITLE)}
                {move || {
                    let count = count.get();
                    (count > 0).then(|| view! { " " <span class="count">{count}</span> })
                }}
            </summary>
            <div class="filter-grid">
                <Pick
                    id="filter-field"
                    label=texts::work::FILTER_FIELD
                    options=Signal::derive(fields)
                    value=of(|query| query.field.clone())
                    on_change=change(|query, value| {
                        query.field = value;
                        query.procedure = None;
                    })
                />
                <Pick
                    id="filter-procedure"
                    label=texts::work::FILTER_PROCEDURE
                    options=Signal::derive(procedures)
                    value=of(|query| query.procedure.clone())
                    on_change=change(|query, value| query.procedure = value)
                />
                <Pick
                    id="filter-assignee"
                    label=texts::work::FILTER_ASSIGNEE
                    options=Signal::derive(who)
                    value=of(|query| query.assignee.clone())
                    on_change=change(|query, value| query.assignee = value)
                />
                <Pick
                    id="filter-due"
                    label=texts::work::FILTER_DUE
                    options=Signal::derive(dues)
                    value=of(|query| query.due.clone())
                    on_change=change(|query, value| query.due = value)
                />
                <Pick
                    id="filter-channel"
                    label=texts::work::FILTER_CHANNEL
                    options=Signal::derive(channels)
                    value=of(|query| query.channel.map(|channel| channel.as_str().to_owned()))
                    on_change=change(|query, value| {
                        query.channel = Channel::ALL.into_iter().find(|channel| value.as_deref() == Some(channel.as_str()));
                    })
                />
                <Checkbox
                    id="filter-unread"
                    label=ts(texts::work::FILTER_UNREAD)
                    checked=Signal::derive(move || query.with(|query| query.unread))
                    on_change=unread
                />
            </div>
            <SaveForm query=query home=home />
        </details>
        {on}
        <SavedLinks query=query home=home />
    }
}

/// The saved filters of the account, shared by the form and the links of one page.
#[derive(Clone, Copy)]
pub struct Kept(pub RwSignal<Vec<Saved>>);

impl Kept {
    /// Reads them again whenever somebody else sits here.
    pub fn new(session: Session) -> Self {
        let kept = Self(RwSignal::new(Vec::new()));
        Effect::new(move |_| kept.0.set(session.id().map(|id| saved::load(&id)).unwrap_or_default()));
        kept
    }

    fn get() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(Vec::new())))
    }
}

/// Gives the filters of now a name.
#[component]
fn SaveForm(query: Memo<WorkQuery>, home: Memo<Home>) -> impl IntoView {
    let (session, kept) = (Session::get(), Kept::get());
    let (name, set_name) = signal(String::new());
    let (wrong, set_wrong) = signal(None::<Key>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let new = query.with_untracked(|query| saved::named(&name.get_untracked(), query, home.get_untracked()));
        let Some((account, new)) = untrack(|| session.id()).zip(new) else {
            set_wrong.set(Some(texts::work::SAVED_NAME_MISSING));
            focus_id("filter-name");
            return;
        };
        let title = new.name.clone();
        match saved::add(&account, new) {
            Some(list) => {
                kept.0.set(list);
                set_name.set(String::new());
                set_wrong.set(None);
                announce(&tf(texts::work::SAVED_DONE, &[("name", &title)]));
            }
            None => set_wrong.set(Some(texts::work::SAVED_NOT_KEPT)),
        }
    };
    view! {
        <form class="filter-save" on:submit=submit>
            <FormGroup
                id="filter-name"
                label=ts(texts::work::SAVED_NAME)
                hint=Signal::derive(move || Some(t(texts::work::SAVED_HINT).to_owned()))
                error=Signal::derive(move || wrong.get().map(|key| t(key).to_owned()))
            >
                <TextInput value=name on_input=move |text| set_name.set(text) autocomplete="off" max=NAME_LENGTH as u16 />
            </FormGroup>
            <Button submit=true>{ts(texts::work::SAVED_ADD)}</Button>
        </form>
    }
}

/// The saved filters, as links.
#[component]
fn SavedLinks(query: Memo<WorkQuery>, home: Memo<Home>) -> impl IntoView {
    let (session, kept) = (Session::get(), Kept::get());
    let here =
        Memo::new(move |_| query.with(|query| asked::address(&WorkQuery { q: None, ..query.clone() }, home.get())));
    let forget = move |name: String| {
        if let Some(account) = untrack(|| session.id()) {
            kept.0.set(saved::remove(&account, &name));
            announce(&tf(texts::work::SAVED_GONE, &[("name", &name)]));
            focus_id("page-title");
        }
    };
    let line = move |Saved { name, address }: Saved| {
        let (to, gone, said) = (address.clone(), name.clone(), name.clone());
        let label = Signal::derive(move || tf(texts::work::SAVED_REMOVE, &[("name", &said)]));
        view! {
            <li>
                <a href=address aria-current=move || (here.get() == to).then_some("page")>{name}</a>
                <Button kind=ButtonKind::Quiet label=label on_press=move |()| forget(gone.clone())>
                    <Icon sign=Sign::Close />
                </Button>
            </li>
        }
    };
    move || {
        let list = kept.0.get();
        (!list.is_empty()).then(|| {
            view! {
                <nav class="saved-filters" aria-label=ts(texts::work::SAVED_TITLE)>
                    <span class="muted small">{ts(texts::work::SAVED_TITLE)}</span>
                    <ul>{list.into_iter().map(line).collect_view()}</ul>
                </nav>
            }
        })
    }
}
