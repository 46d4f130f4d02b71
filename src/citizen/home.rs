//! The first page: search, scan, the fields to browse, and what this phone has begun or handed in.

use super::{
    about::install,
    draft::is_supplement,
    fresh,
    pieces::delete_draft,
    route::{Route, go, route, use_title},
    world::{Fetched, World, world},
};
use crate::{
    device::{clock, local_now, pwa, store::Draft},
    fields::{date_words, local_words},
    i18n::{Language, language, say, t, tf, ts},
    texts::{self, citizen as w, common as c, sending as s},
    ui::{Button, ButtonKind, Icon, LinkButton, Notice, Sign, Tag, TextInput, Tone},
};
use leptos::prelude::*;
use motcua_contract::public::Office;
use motcua_domain::date::PartialDate;

#[component]
pub fn Home() -> impl IntoView {
    let world = world();
    use_title(Signal::derive(String::new));
    view! {
        <h1>{say(w::HOME_TITLE)}</h1>
        {search_box(String::new())}
        <div class="actions">
            <LinkButton kind=ButtonKind::Primary href=Route::Scan.href() id="scan">
                <Icon sign=Sign::Camera />
                {say(w::HOME_SCAN)}
            </LinkButton>
        </div>
        {mine(world).into_any()}
        <section class="section">
            <h2>{say(w::HOME_BROWSE)}</h2>
            {fields(world).into_any()}
        </section>
        {hours(world).into_any()}
        {install_hint().into_any()}
    }
}

/// The search box; what is searched stands in the address, so that "back" finds it again.
pub fn search_box(query: String) -> impl IntoView {
    let (typed, set_typed) = signal(query);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go(&Route::Browse { field: String::new(), query: typed.get_untracked().trim().to_owned() });
    };
    view! {
        <form role="search" class="narrow" on:submit=submit>
            <label class="label" for="search">{say(w::SEARCH_LABEL)}</label>
            <p class="hint" id="search-hint">{say(w::SEARCH_HINT)}</p>
            <div class="search-row">
                <TextInput
                    id="search"
                    kind="search"
                    value=typed
                    on_input=Callback::new(move |text: String| set_typed.set(text))
                    autocomplete="off"
                    max=200
                />
                <Button submit=true kind=ButtonKind::Secondary>
                    <Icon sign=Sign::Search />
                    {say(w::SEARCH_DO)}
                </Button>
            </div>
        </form>
    }
}

/// Drafts and dossiers of this phone.
fn mine(world: World) -> impl IntoView {
    let drafts = Memo::new(move |_| {
        world.drafts.with(|all| {
            all.as_ref()
                .map(|all| all.iter().filter(|d| !is_supplement(d)).cloned().collect::<Vec<_>>())
                .unwrap_or_default()
        })
    });
    let fresh = fresh::news(world);
    let handed_in = move || world.receipts.with(|all| all.as_ref().map_or(0, Vec::len));
    view! {
        <Show when=move || !drafts.with(Vec::is_empty)>
            <section class="section">
                <h2>{say(w::HOME_DRAFTS)}</h2>
                <div class="stack">
                    {move || drafts.get().into_iter().map(|draft| draft_card(world, draft)).collect::<Vec<_>>()}
                </div>
                <p class="small">
                    <a href=Route::Carry.href()>{say(texts::carry::TITLE)}</a>
                </p>
            </section>
        </Show>
        <Show when=move || { handed_in() > 0 }>
            <section class="section">
                <h2>{say(w::HOME_DOSSIERS)}</h2>
                <LinkButton href=Route::Track.href()>
                    {move || tf(w::HOME_DOSSIERS_OPEN, &[("count", &handed_in().to_string())])}
                    " "
                    {move || (!fresh.with(Vec::is_empty)).then(fresh::mark)}
                </LinkButton>
            </section>
        </Show>
    }
}

fn draft_card(world: World, draft: Draft) -> AnyView {
    let code = draft.procedure.clone();
    let named = code.clone();
    let href = draft.page.clone().unwrap_or_else(|| Route::Tasks { code: code.clone() }.href());
    let day = date_words(PartialDate::Full(clock::local(draft.updated_ms).date()));
    let state = match (draft.submitting, &draft.refused, &draft.parted) {
        (true, ..) => w::DRAFT_WAITING,
        (_, Some(_), _) => s::DRAFT_REFUSED,
        (_, _, Some(_)) => s::DRAFT_PARTED,
        _ => w::DRAFT_BEGUN,
    };
    view! {
        <div class="card">
            <h3>{move || world.procedure_name(&named)}</h3>
            <p>
                <Tag tone=Tone::Warning text=Signal::derive(move || t(state).to_owned()) />
                " "
                <span class="small muted">{move || tf(w::DRAFT_CHANGED, &[("day", &day)])}</span>
            </p>
            <div class="row">
                <LinkButton kind=ButtonKind::Primary href=href>{say(w::DRAFT_GO_ON)}</LinkButton>
                {delete_draft(world, code, || ())}
            </div>
        </div>
    }
    .into_any()
}

/// The fields that have procedures, each with how many.
fn fields(world: World) -> impl IntoView {
    move || match world.catalogue.get() {
        Fetched::Waiting => super::pieces::waiting(),
        Fetched::Failed(failure) => {
            let key = (world.words)(&failure);
            view! {
                <Notice tone=Tone::Warning>
                    <p>{say(key)}</p>
                    <Button on_press=Callback::new(move |()| world.fetch_basics())>{say(c::ACTION_RETRY)}</Button>
                </Notice>
            }
            .into_any()
        }
        Fetched::Here(catalogue) => {
            let mut counts: Vec<(String, usize)> = Vec::new();
            for card in &catalogue.procedures {
                match counts.iter_mut().find(|(field, _)| *field == card.field) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((card.field.clone(), 1)),
                }
            }
            let links = counts
                .into_iter()
                .map(|(field, count)| {
                    let href = Route::Browse { field: field.clone(), query: String::new() }.href();
                    view! {
                        <li>
                            <a class="card field-link" href=href>
                                <strong>{move || field_name(&field)}</strong>
                                <span class="small muted">{move || tf(w::BROWSE_COUNT, &[("count", &count.to_string())])}</span>
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="grid plain-list">{links}</ul> }.into_any()
        }
    }
}

/// The name of a field of procedures.
#[must_use]
pub fn field_name(field: &str) -> String {
    t(texts::common::find_domain(field).unwrap_or(c::DOMAIN_OTHER)).to_owned()
}

fn hours(world: World) -> impl IntoView {
    move || {
        world.office.with(|office| {
            let office = office.here()?.clone();
            Some(view! {
                <section class="section">
                    <h2>{say(w::HOURS_TITLE)}</h2>
                    {hours_words(&office)}
                </section>
            })
        })
    }
}

fn hours_words(office: &Office) -> AnyView {
    let now = local_now();
    let open = office.hours.is_open(now, &office.calendar);
    let time = |time: jiff::civil::Time| time.strftime_hm();
    let ((from, noon), (after, to)) = (office.hours.morning, office.hours.afternoon);
    let words = [("from", time(from)), ("noon", time(noon)), ("after", time(after)), ("to", time(to))];
    let saturday = office.calendar.saturday_morning;
    let next = (!open).then(|| {
        let day = if office.calendar.is_open(now.date()) && now.time() < to {
            now.date()
        } else {
            office.calendar.next_working_day(now.date())
        };
        let start = if day == now.date() && now.time() >= noon { after } else { from };
        day.to_datetime(start)
    });
    let former = office.former_names.join(", ");
    let known_former = !former.is_empty() && language() == Language::Vi;
    view! {
        <p>
            {move || {
                let places: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_str())).collect();
                tf(w::HOURS_WEEK, &places)
            }}
            {move || saturday.then(|| [" ", t(w::HOURS_SATURDAY)].concat())}
        </p>
        <p>
            {move || match next {
                None => t(w::HOURS_OPEN).to_owned(),
                Some(at) => tf(w::HOURS_CLOSED, &[("at", &local_words(at))]),
            }}
        </p>
        {known_former.then(|| view! { <p class="small muted">{move || tf(w::HOURS_FORMER, &[("names", &former)])}</p> })}
    }
    .into_any()
}

/// `07:30`.
trait HourMinute {
    fn strftime_hm(self) -> String;
}

impl HourMinute for jiff::civil::Time {
    fn strftime_hm(self) -> String {
        let two = |n: i8| [if n < 10 { "0" } else { "" }, &n.to_string()].concat();
        [two(self.hour()), two(self.minute())].join(":")
    }
}

/// Where one has said no to installing.
const NOT_NOW: &str = "motcua-no-install";

fn install_hint() -> impl IntoView {
    let storage = || web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    let refused = storage().and_then(|s| s.get_item(NOT_NOW).ok().flatten()).is_some();
    let (hidden, set_hidden) = signal(refused || pwa::installed());
    let installable = pwa::installable();
    let ios = pwa::is_ios();
    let shown = move || !hidden.get() && (installable.get() || ios) && route() == Route::Home;
    let refuse = move |()| {
        if let Some(storage) = storage() {
            // A storage that is closed only asks again next time.
            let _ = storage.set_item(NOT_NOW, "1");
        }
        set_hidden.set(true);
    };
    view! {
        <Show when=shown>
            <section class="section">
                <Notice tone=Tone::Plain title=ts(w::INSTALL_TITLE)>
                    <p>{move || t(if ios { w::ABOUT_INSTALL_IPHONE } else { w::INSTALL_TEXT })}</p>
                    <div class="row">
                        {(!ios).then(|| view! { <Button on_press=Callback::new(|()| install())>{say(w::INSTALL_NOW)}</Button> })}
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(refuse)>{say(w::INSTALL_LATER)}</Button>
                    </div>
                </Notice>
            </section>
        </Show>
    }
}
