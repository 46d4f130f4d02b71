//! What stands around every page: header, notices about the network and the app, the page itself, footer.

use super::{
    about::About,
    begin::Begin,
    browse::Browse,
    card::CardFor,
    carry::Carry,
    check::CheckPage,
    form_page::FormPage,
    home::Home,
    join::Join,
    not_found::NotFound,
    paper::PaperPage,
    procedure::ProcedurePage,
    rating::RatingPage,
    receipt::ReceiptPage,
    review::Review,
    route::{Route, route},
    scan::Scan,
    supplement::Supplement,
    tasks::Tasks,
    ticket::TicketPage,
    track::Track,
    world::{Fetched, world},
};
use crate::{
    device::{DeviceError, clock, network::online, pwa, store},
    i18n::{choose_language, language, language_missing, say, t, tf, ts},
    texts::{self, citizen as w, common as c, sending as s},
    ui::{Button, ButtonKind, Icon, LiveRegion, Notice, Sign, SkipLink, Tone},
};
use leptos::prelude::*;
use motcua_contract::open::PAGE;

/// The whole screen around the pages of a program.
#[component]
pub fn Frame(page: fn(Route) -> AnyView) -> impl IntoView {
    let here = Memo::new(|_| route());
    view! {
        <SkipLink label=ts(c::APP_SKIP) />
        <LiveRegion />
        {header().into_any()}
        <main id="main" class="page" tabindex="-1">
            {notices().into_any()}
            {move || page(here.get())}
        </main>
        {footer().into_any()}
    }
}

/// The pages of the guide. Others are never asked of it: their addresses load the whole app.
pub fn guide_page(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <Home /> }.into_any(),
        Route::Browse { field, query } => view! { <Browse field=field query=query /> }.into_any(),
        Route::Procedure { code, printed } => view! { <ProcedurePage code=code printed=printed /> }.into_any(),
        Route::About => view! { <About /> }.into_any(),
        _ => view! { <NotFound /> }.into_any(),
    }
}

/// The pages of the whole app.
pub fn page(route: Route) -> AnyView {
    match route {
        Route::Scan => view! { <Scan /> }.into_any(),
        Route::Begin { code, page } => view! { <Begin code=code page=page /> }.into_any(),
        Route::Tasks { code } => view! { <Tasks code=code /> }.into_any(),
        Route::CardFor { code, section } => view! { <CardFor code=code section=section /> }.into_any(),
        Route::Page { code, page, review } => view! { <FormPage code=code page=page review=review /> }.into_any(),
        Route::Paper { code, paper, review } => view! { <PaperPage code=code paper=paper review=review /> }.into_any(),
        Route::Review { code } => view! { <Review code=code /> }.into_any(),
        Route::Receipt { code } => view! { <ReceiptPage code=code /> }.into_any(),
        Route::Track => view! { <Track /> }.into_any(),
        Route::Supplement { code } => view! { <Supplement code=code /> }.into_any(),
        Route::Join => view! { <Join /> }.into_any(),
        Route::Carry => view! { <Carry /> }.into_any(),
        Route::Check => view! { <CheckPage /> }.into_any(),
        Route::Ticket { id } => view! { <TicketPage id=id /> }.into_any(),
        Route::Rate { counter, shared } => view! { <RatingPage counter=counter shared=shared /> }.into_any(),
        other => guide_page(other),
    }
}

fn header() -> impl IntoView {
    let world = world();
    let office = move || world.office.with(|office| office.here().map(|office| office.name.clone()));
    let switch = Callback::new(|()| choose_language(language().other()));
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="site-name" href="/">
                    <span>
                        {say(c::APP_NAME)}
                        {move || office().map(|name| view! { <span class="site-office" lang="vi">{name}</span> })}
                    </span>
                </a>
                <Button kind=ButtonKind::Quiet id="language" on_press=switch>
                    <Icon sign=Sign::Globe />
                    <span lang=move || language().other().tag()>{say(c::APP_LANGUAGE_OTHER)}</span>
                </Button>
            </div>
        </header>
    }
}

fn notices() -> impl IntoView {
    let world = world();
    let connected = online();
    let outdated = pwa::outdated();
    let demo = move || world.office.with(|office| office.here().is_some_and(|office| office.demo));
    let trouble = move || {
        world.trouble.get().map(|error| {
            // What fails in keeping is the store's.
            let key = texts::codes::find_store(error.as_str());
            let lost = error == DeviceError::StoreLost;
            view! {
                <Notice tone=Tone::Error alert=true>
                    <p>{key.map(say)}</p>
                    {lost.then(|| view! { <Button on_press=Callback::new(|()| reload())>{say(s::RELOAD)}</Button> })}
                </Notice>
            }
        })
    };
    view! {
        <Show when=language_missing>
            <Notice tone=Tone::Warning alert=true>
                <p>{say(c::APP_LANGUAGE_MISSING)}</p>
            </Notice>
        </Show>
        <Show when=move || !connected.get()>
            <Notice tone=Tone::Warning id="offline">
                <p>{say(w::NOTICE_OFFLINE)}</p>
            </Notice>
        </Show>
        <Show when=move || world.update.get() || outdated.get()>
            <Notice tone=Tone::Info id="update" alert=outdated.get_untracked()>
                <p>{move || t(if outdated.get() { texts::carry::OUTDATED } else { w::NOTICE_UPDATE })}</p>
                <Button
                    disabled=Signal::derive(move || world.sending.with(Option::is_some))
                    on_press=Callback::new(move |()| {
                        world.keep_now();
                        pwa::apply_update();
                    })
                >
                    {move || t(if outdated.get() { texts::carry::OUTDATED_NOW } else { w::NOTICE_UPDATE_NOW })}
                </Button>
            </Notice>
        </Show>
        <Show when=move || !store::persistent()>
            <Notice tone=Tone::Warning><p>{say(w::NOTICE_NOT_KEPT)}</p></Notice>
        </Show>
        {trouble}
        <Show when=clock::is_wrong>
            <Notice tone=Tone::Warning><p>{say(s::CLOCK_WRONG)}</p></Notice>
        </Show>
        <Show when=demo>
            <p class="small muted">{say(w::NOTICE_DEMO)}</p>
        </Show>
    }
}

fn reload() {
    // Fails only for a page that is going away already.
    let _ = window().location().reload();
}

fn footer() -> impl IntoView {
    let world = world();
    let contact = move || {
        world.office.with(|office| {
            let Fetched::Here(office) = office else { return None };
            let (counter, address, phone) = (office.counter.clone(), office.address.clone(), office.phone.clone());
            let dial = ["tel:", &phone.replace([' ', '.'], "")].concat();
            Some(view! {
                <p lang="vi">{counter} ", " {address}</p>
                <p>
                    <a href=dial>{move || tf(w::FOOTER_CALL, &[("phone", &phone)])}</a>
                </p>
            })
        })
    };
    view! {
        <footer class="site-footer">
            <div>
                {contact}
                <p>
                    <a href=Route::Track.href()>{say(w::FOOTER_TRACK)}</a>
                    " · "
                    <a href=Route::About.href()>{say(w::FOOTER_ABOUT)}</a>
                    " · "
                    <a href=PAGE>{say(w::FOOTER_OPEN)}</a>
                </p>
                <p class="small">{say(w::FOOTER_RECORD)}</p>
            </div>
        </footer>
    }
}
