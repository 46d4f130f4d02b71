//! The page of a procedure, which posters open: what it is, who, what for this case, how much, how long, and the start.

use super::{
    facts::{fees, legal, paper_lists, sources, time},
    pieces::{back, over_procedure},
    route::{CASE_PAGE, Route, fragment, go, use_title},
    sheet::{Sheet, spot},
    world::world,
};
use crate::{
    api,
    device::{page::share, pwa},
    fields::{Wording, YesNoInput, date_words},
    i18n::{language, say, tf},
    texts::{citizen as w, common as c},
    ui::{Button, ButtonKind, Icon, LinkButton, Notice, Sign, Tone},
};
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    Endpoint,
    papers::{CountScan, PosterScan},
    public::GetProcedure,
};
use motcua_domain::{date::PartialDate, form::Value};

#[component]
pub fn ProcedurePage(code: String, printed: String) -> impl IntoView {
    pwa::warm(&[GetProcedure::path(&[&code])]);
    over_procedure(&code, move |wording| {
        let printed = printed.clone();
        view! { <Page wording=wording printed=printed /> }.into_any()
    })
}

/// The day a poster was printed, from its link (`20260315`).
fn printed_on(text: &str) -> Option<Date> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Tells that a poster was scanned: its procedure and its day of print, nothing of who. Without a network nobody counts.
fn count_scan(code: &str, printed: &str) {
    if printed_on(printed).is_some() {
        let scan = PosterScan { procedure: code.to_owned(), printed: printed.to_owned() };
        spawn_local(async move {
            // Counting is worth no second try.
            let _ = api::send::<CountScan>(&[], &scan, &[]).await;
        });
    }
}

#[component]
fn Page(wording: Wording, printed: String) -> impl IntoView {
    let world = world();
    let code = wording.procedure().code.clone();
    let words = StoredValue::new(wording.clone());
    let word = move |key: &'static str| words.with_value(|words| words.opt(key).map(str::to_owned));
    let title = Signal::derive(move || word("name").unwrap_or_default());
    use_title(title);
    take_case(&Sheet::of_case(world, &code), &wording);
    let sheet = {
        let code = code.clone();
        Memo::new(move |_| Sheet::of_case(world, &code))
    };
    let answers = Memo::new(move |_| sheet.get().answers(world));
    let version = wording.procedure().version;
    count_scan(&code, &printed);
    let newer = printed_on(&printed).filter(|printed| *printed < version);
    let visit = wording.procedure().visit_required;
    let minutes = wording.procedure().minutes.to_string();
    let coded = code.clone();
    view! {
        {back(&Route::Home)}
        <p class="small muted">{move || tf(w::PROCEDURE_CODE, &[("code", &coded)])}</p>
        <h1>{title}</h1>
        <p class="lead">{move || word("plain")}</p>
        {newer
            .map(|_| {
                let day = date_words(PartialDate::Full(version));
                view! {
                    <Notice tone=Tone::Info>
                        <p>{move || tf(w::PROCEDURE_NEWER, &[("day", &day)])}</p>
                    </Notice>
                }
            })}
        {start(code.clone(), false).into_any()}
        <p class="muted">
            <Icon sign=Sign::Clock />
            " "
            {move || tf(w::PROCEDURE_MINUTES, &[("minutes", &minutes)])}
        </p>
        {visit.then(|| view! { <Notice tone=Tone::Warning><p>{say(w::PROCEDURE_VISIT)}</p></Notice> })}
        <section class="section">
            <h2>{say(w::PROCEDURE_WHO)}</h2>
            <p class="pre-line">{move || word("who")}</p>
        </section>
        {questions(&wording, sheet)}
        {paper_lists(&wording, answers)}
        {fees(&wording, answers)}
        {time(&wording, answers)}
        <section class="section">
            <h2>{say(w::PROCEDURE_RESULT)}</h2>
            <p class="pre-line">{move || word("result")}</p>
        </section>
        {move || {
            word("notes")
                .map(|notes| {
                    let lines: Vec<_> = notes.lines().map(|line| view! { <li>{line.to_owned()}</li> }).collect();
                    view! {
                        <section class="section">
                            <h2>{say(w::PROCEDURE_NOTES)}</h2>
                            <ul>{lines}</ul>
                        </section>
                    }
                })
        }}
        {start(code.clone(), true).into_any()}
        {legal(&wording)}
        {sources(&wording)}
    }
}

/// Answers the case questions as reception sent them behind the `#` (`by_proxy.0,on_time.1`). What was answered here stays.
fn take_case(sheet: &Sheet, wording: &Wording) {
    let (world, sent) = (world(), untrack(fragment));
    for (id, yes) in sent.split(',').filter_map(|part| part.rsplit_once('.')) {
        let known = wording.procedure().questions.iter().any(|question| question.id == id);
        if known && untrack(|| sheet.answers(world).get(id).is_none()) {
            sheet.set(world, id, Some(Value::YesNo(yes == "1")));
        }
    }
}

fn questions(wording: &Wording, sheet: Memo<Sheet>) -> AnyView {
    let world = world();
    if wording.procedure().questions.is_empty() {
        return ().into_any();
    }
    let typing = RwSignal::default();
    let wording = wording.clone();
    let inputs = move || {
        // Only the kind of sheet matters here: starting a draft moves the answers along.
        let sheet = sheet.get();
        let one = |field: &motcua_domain::form::Field| {
            let spot = StoredValue::new(spot(world, &sheet, &wording, field, Signal::stored(Vec::new()), typing));
            let (of_shows, field) = (sheet.clone(), field.clone());
            let shows = Memo::new(move |_| field.shows(&of_shows.answers(world)));
            view! { <Show when=move || shows.get()><YesNoInput spot=spot.get_value() /></Show> }.into_any()
        };
        wording.procedure().questions.iter().map(one).collect::<Vec<AnyView>>()
    };
    view! {
        <section class="section" id=CASE_PAGE>
            <h2>{say(w::PROCEDURE_CASE)}</h2>
            <p>{say(w::PROCEDURE_CASE_TEXT)}</p>
            {inputs}
        </section>
    }
    .into_any()
}

/// The button that starts, or goes on with, the dossier.
fn start(code: String, more: bool) -> impl IntoView {
    let world = world();
    let begun = {
        let code = code.clone();
        Memo::new(move |_| world.draft(&code).is_some())
    };
    let begin = {
        let code = code.clone();
        Callback::new(move |()| {
            let version =
                untrack(|| world.procedure(&code)).here().map(|wording| wording.procedure().version.to_string());
            let case = world.cases.with_untracked(|all| all.get(&code).cloned().unwrap_or_default());
            let code = code.clone();
            spawn_local(async move {
                world.begin_kept(&code, &version.unwrap_or_default(), case).await;
                go(&Route::Tasks { code });
            });
        })
    };
    let tasks = Route::Tasks { code: code.clone() }.href();
    let (shared, set_shared) = signal(false);
    let link = code.clone();
    let share_it = Callback::new(move |()| {
        let path = Route::procedure(&link).href();
        let name = world.procedure_name(&link);
        let origin = window().location().origin().unwrap_or_default();
        spawn_local(async move {
            let shown = share(&name, &[origin, path].concat()).await;
            set_shared.set(!shown);
        });
    });
    view! {
        <div class="actions">
            <Show
                when=move || begun.get()
                fallback=move || {
                    view! { <Button kind=ButtonKind::Primary on_press=begin>{say(w::PROCEDURE_START)}</Button> }
                }
            >
                <LinkButton kind=ButtonKind::Primary href=tasks.clone()>{say(w::DRAFT_GO_ON)}</LinkButton>
            </Show>
            {more.then(|| view! { <Button kind=ButtonKind::Quiet on_press=share_it>{say(w::PROCEDURE_SHARE)}</Button> })}
        </div>
        <Show when=move || shared.get()>
            <p class="small mono" lang=move || language().tag()>{window().location().href().unwrap_or_default()}</p>
        </Show>
    }
}

/// The mark of a fact that nobody is sure of.
pub fn unconfirmed(unsure: bool) -> AnyView {
    if unsure {
        view! { " " <crate::ui::Tag tone=Tone::Warning text=crate::i18n::ts(c::FIELD_TO_CONFIRM) /> }.into_any()
    } else {
        ().into_any()
    }
}
