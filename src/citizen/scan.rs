//! Scanning any code at the counter: says what it is and what can be done with it. Nothing is ever opened by itself.

use super::{
    pieces::back,
    route::{Route, go, go_to, use_title},
    world::{World, world},
};
use crate::{
    device::camera::{Scanner, ScannerWords},
    i18n::{say, t, tf, ts},
    texts::{self, scan as s},
    ui::{Button, ButtonKind, FormGroup, LinkButton, Notice, TextInput, Tone, announce},
};
use leptos::prelude::*;
use motcua_domain::{
    citizen_card::masked,
    scan::{OwnHosts, ProcedureTable, Scanned, classify},
    vietqr::Payment,
    words::money_vi,
};

/// The sentences of the scanner.
#[must_use]
pub fn scanner_words() -> ScannerWords {
    ScannerWords {
        view: ts(s::CAMERA_VIEW),
        starting: ts(s::CAMERA_STARTING),
        aim: ts(s::CAMERA_AIM),
        slow: ts(s::CAMERA_SLOW),
        dark: ts(s::CAMERA_DARK),
        glare: ts(s::CAMERA_GLARE),
        blurred: ts(s::CAMERA_BLURRED),
        not_utf8: ts(s::CAMERA_NOT_UTF8),
        reading: ts(s::CAMERA_READING),
        nothing_found: ts(s::CAMERA_NOTHING),
        from_picture: ts(s::CAMERA_FROM_PICTURE),
        torch_on: ts(s::CAMERA_TORCH_ON),
        torch_off: ts(s::CAMERA_TORCH_OFF),
        zoom_in: ts(s::CAMERA_ZOOM_IN),
        zoom_out: ts(s::CAMERA_ZOOM_OUT),
        retry: ts(s::CAMERA_RETRY),
        problem: Callback::new(|code: &'static str| {
            t(texts::codes::find_camera(code).unwrap_or(texts::codes::CAMERA_FAILED)).to_owned()
        }),
    }
}

/// The hosts under which this app is served.
fn own_hosts(world: World) -> OwnHosts {
    let here = window().location().host().unwrap_or_default();
    let public = world.office.with_untracked(|office| {
        let url = &office.here()?.public_url;
        Some(url.split("://").nth(1)?.split('/').next()?.to_owned())
    });
    OwnHosts::new([Some(here), public].into_iter().flatten())
}

/// What a text is, here.
#[must_use]
pub fn classified(world: World, text: &str) -> Scanned {
    classify(text, &own_hosts(world), &ProcedureTable::built_in())
}

#[component]
pub fn Scan() -> impl IntoView {
    let world = world();
    use_title(ts(s::TITLE));
    world.keep_now();
    let found: RwSignal<Option<Scanned>> = RwSignal::new(None);
    let (typed, set_typed) = signal(String::new());
    let take = move |text: &str| {
        if let Some(address) = joining(world, text) {
            go_to(&address, false);
            return;
        }
        let what = classified(world, text);
        if let Scanned::Copy { code } = &what {
            go_to(&[&Route::Check.href(), "#", code].concat(), false);
            return;
        }
        match follow(world, &what) {
            Some(route) => go(&route),
            None => {
                announce(t(s::FOUND));
                found.set(Some(what));
            }
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked();
        if !text.trim().is_empty() {
            take(&text);
        }
    };
    let again = Callback::new(move |()| found.set(None));
    view! {
        {back(&Route::Home)}
        <h1>{say(s::TITLE)}</h1>
        <p>{say(s::WHAT)}</p>
        {move || match found.get() {
            Some(what) => shown(world, &what, again),
            None => {
                view! {
                    <Scanner words=scanner_words() prefer=Callback::new(move |text: String| is_ours(world, &text)) on_text=Callback::new(move |text: String| take(&text)) />
                    <form class="section narrow" on:submit=submit>
                        <FormGroup id="typed" label=ts(s::TYPE_LABEL) hint=Signal::derive(|| Some(t(s::TYPE_HINT).to_owned()))>
                            <TextInput value=typed on_input=Callback::new(move |text: String| set_typed.set(text)) autocomplete="off" autocapitalize="characters" max=4000 />
                        </FormGroup>
                        <Button submit=true>{say(s::TYPE_DO)}</Button>
                    </form>
                    <p><a href=Route::Check.href()>{say(texts::copies::CHECK_LINK)}</a></p>
                }
                    .into_any()
            }
        }}
    }
}

/// Whether a text is one that this app has a page for: it goes before advertising and payment codes in the same picture.
fn is_ours(world: World, text: &str) -> bool {
    joining(world, text).is_some()
        || matches!(
            classified(world, text),
            Scanned::Card(_) | Scanned::Procedure { .. } | Scanned::Dossier { .. } | Scanned::Receipt { .. }
        )
}

/// The address that a code of the desk leads to, for filling in together.
fn joining(world: World, text: &str) -> Option<String> {
    let own = window().location().origin().unwrap_or_default();
    let public = world.office.with_untracked(|office| office.here().map(|office| office.public_url.clone()));
    let code = [Some(own), public].into_iter().flatten().find_map(|host| {
        let path = text.trim().strip_prefix(host.as_str())?;
        path.strip_prefix("/noi#").map(str::to_owned)
    })?;
    Some(Route::Join.href() + "#" + &code)
}

/// Where a code leads without a question: procedures and dossiers of this office.
fn follow(world: World, what: &Scanned) -> Option<Route> {
    let known = |code: &str| {
        world.catalogue.with_untracked(|list| {
            list.here().and_then(|list| {
                let cards = &list.procedures;
                let card =
                    cards.iter().find(|card| card.code == code || card.aliases.iter().any(|alias| alias == code));
                card.map(|card| card.code.clone())
            })
        })
    };
    match what {
        Scanned::Procedure { code, outdated: false, printed, .. } => {
            let code = known(code)?;
            let day = printed.map(|day| day.to_string().replace('-', "")).unwrap_or_default();
            Some(Route::Procedure { code, printed: day })
        }
        Scanned::Receipt { code, secret } => {
            super::track::open(code.as_str(), Some(secret));
            None
        }
        Scanned::Dossier { code } if world.secret_of(code.as_str()).is_some() => {
            super::track::open(code.as_str(), None);
            None
        }
        _ => None,
    }
}

/// What was found, in words, with what can be done.
fn shown(world: World, what: &Scanned, again: Callback<()>) -> AnyView {
    let body = match what {
        Scanned::Card(card) => {
            let (name, number) = (card.name.clone(), masked(&card.number));
            world.card.set(Some((**card).clone()));
            view! {
                <Notice tone=Tone::Success title=ts(s::CARD_TITLE)>
                    <p>{move || tf(s::CARD_WHOSE, &[("name", &name), ("number", &number)])}</p>
                </Notice>
                {card_uses(world)}
            }
            .into_any()
        }
        Scanned::CardBroken(error) => {
            let key = texts::codes::find_card_error(error.as_str());
            said(Tone::Error, s::CARD_BROKEN, key.map(|key| t(key).to_owned()).unwrap_or_default())
        }
        Scanned::Procedure { code, outdated, .. } => procedure(world, code, *outdated),
        Scanned::Dossier { code } => {
            let code = code.as_str().to_owned();
            view! {
                {said(Tone::Info, s::DOSSIER_TITLE, tf(s::DOSSIER_TEXT, &[("code", &code)]))}
                <LinkButton kind=ButtonKind::Primary href=Route::Track.href() + "#" + &code>{say(s::DOSSIER_OPEN)}</LinkButton>
            }
            .into_any()
        }
        // It was followed already.
        Scanned::Copy { .. } => ().into_any(),
        Scanned::Receipt { .. } => said(Tone::Info, s::DOSSIER_TITLE, t(s::RECEIPT_OPENING).to_owned()),
        Scanned::Payment(payment) => paid(payment),
        Scanned::PaymentBroken => said(Tone::Error, s::PAYMENT_TITLE, t(s::PAYMENT_BROKEN).to_owned()),
        Scanned::Link { host, suspicious } => {
            let why = suspicious.and_then(|why| texts::scan::find_suspicion(why.as_str()));
            let tone = if suspicious.is_some() { Tone::Error } else { Tone::Warning };
            let text =
                [tf(s::LINK_TEXT, &[("host", host)]), why.map(|key| t(key).to_owned()).unwrap_or_default()].join("\n");
            said(tone, if suspicious.is_some() { s::LINK_SUSPICIOUS } else { s::LINK_TITLE }, text)
        }
        Scanned::Text(text) => {
            let search = Route::Browse { field: String::new(), query: text.chars().take(200).collect() };
            let text: String = text.chars().take(500).collect();
            view! {
                {said(Tone::Info, s::TEXT_TITLE, text)}
                <LinkButton href=search.href()>{say(s::TEXT_SEARCH)}</LinkButton>
            }
            .into_any()
        }
        Scanned::Empty | Scanned::TooLong => said(Tone::Warning, s::NOTHING_TITLE, t(s::NOTHING_TEXT).to_owned()),
    };
    view! {
        <div class="stack" id="found">
            {body}
            <div class="actions">
                <Button on_press=again>{say(s::AGAIN)}</Button>
            </div>
        </div>
    }
    .into_any()
}

fn said(tone: Tone, title: crate::i18n::Key, text: String) -> AnyView {
    view! {
        <Notice tone=tone title=ts(title)>
            <p class="pre-line break-anywhere">{text}</p>
        </Notice>
    }
    .into_any()
}

fn paid(payment: &Payment) -> AnyView {
    let bank = motcua_domain::vietqr::bank_name(&payment.bin).unwrap_or(&payment.bin).to_owned();
    let amount = payment.amount.map_or_else(|| t(s::PAYMENT_OPEN).to_owned(), money_vi);
    let places = [
        ("bank", bank.as_str()),
        ("account", payment.account.as_str()),
        ("name", payment.name.as_deref().unwrap_or("–")),
        ("amount", amount.as_str()),
    ];
    said(Tone::Warning, s::PAYMENT_TITLE, tf(s::PAYMENT_TEXT, &places))
}

/// A procedure whose poster is old, or that this office does not have.
fn procedure(world: World, code: &str, outdated: bool) -> AnyView {
    let known = world.catalogue.with_untracked(|list| {
        let cards = list.here().map(|list| list.procedures.clone()).unwrap_or_default();
        cards.into_iter().find(|card| card.code == code || card.aliases.iter().any(|alias| alias == code))
    });
    match known {
        Some(card) => {
            let name = world.procedure_name(&card.code);
            let note = if outdated { t(s::PROCEDURE_OUTDATED) } else { "" };
            view! {
                {said(Tone::Info, s::PROCEDURE_TITLE, [&name, "\n", note].concat())}
                <LinkButton kind=ButtonKind::Primary href=Route::procedure(&card.code).href()>{say(s::PROCEDURE_OPEN)}</LinkButton>
            }
            .into_any()
        }
        None => said(Tone::Warning, s::PROCEDURE_TITLE, tf(s::PROCEDURE_UNKNOWN, &[("code", code)])),
    }
}

/// What a card can be used for: the drafts of this phone, or a procedure to begin.
fn card_uses(world: World) -> AnyView {
    let drafts = world.drafts.with_untracked(|all| all.clone().unwrap_or_default());
    let links: Vec<_> = drafts
        .into_iter()
        .filter(|draft| !super::draft::is_supplement(draft))
        .map(|draft| {
            let name = world.procedure_name(&draft.procedure);
            let href = Route::Tasks { code: draft.procedure }.href();
            view! { <li><a href=href>{tf(s::CARD_FOR_DRAFT, &[("name", &name)])}</a></li> }
        })
        .collect();
    let all = Route::Browse { field: String::new(), query: String::new() }.href();
    view! {
        <h2>{say(s::CARD_USES)}</h2>
        <ul>
            {links}
            <li><a href=all>{say(s::CARD_FOR_NEW)}</a></li>
        </ul>
        <p class="hint">{say(s::CARD_KEPT)}</p>
    }
    .into_any()
}
