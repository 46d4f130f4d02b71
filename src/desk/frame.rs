//! What stands around every page: header, footer, the dialogs of the whole app, and the routes.

use super::{
    accounts::AccountsPage,
    board::BoardPage,
    certifications::CertificationsPage,
    dossier::{DossierPage, SameVisitPage},
    fill_in::{self, FillInPage, FormPage, JoinPage},
    keys::{KeyHelp, Keys},
    money::{CashbookPage, MoneyPage, PaymentPage},
    nav::{For, Navigation, home},
    password::{PasswordFirst, PasswordPage},
    posters::PostersPage,
    queue::CallingPage,
    ratings::RatingsPage,
    reception::ReceptionPage,
    reference::Reference,
    register::RegisterPage,
    reports::ReportsPage,
    routes,
    scan_anywhere::ScanAnywhere,
    session::{Session, Who},
    sign_in::{SignInAgain, SignInPage},
    work_list::{Batches, WorkListPage},
};
use crate::{
    api,
    device::clock,
    fields::Env,
    i18n::{Key, choose_language, language, language_missing, t, texts, ts},
    ui::{Button, ButtonKind, EmptyState, Icon, LinkButton, LiveRegion, Notice, Sign, Skeleton, SkipLink, Tone, Words},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    components::{Redirect, Route, Router, Routes},
    hooks::{use_location, use_navigate},
    path,
};
use motcua_domain::staff::Duty;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// Sets the title of the browser's tab, in the reader's language.
pub fn title(key: Key) {
    Effect::new(move |_| document().set_title(&format!("{} - {}", t(key), t(texts::desk::APP_NAME))));
}

/// The desk app.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Words {
        error: ts(texts::desk::WORD_ERROR),
        optional: ts(texts::common::VALUE_OPTIONAL),
        close: ts(texts::common::ACTION_CLOSE),
        busy: ts(texts::desk::WORD_BUSY),
        day: ts(texts::common::FIELD_DAY),
        month: ts(texts::common::FIELD_MONTH),
        year: ts(texts::common::FIELD_YEAR),
        nothing_found: ts(texts::common::FIELD_LIST_NONE),
        choose: ts(texts::common::FIELD_CHOOSE),
    });
    let session = Session::new();
    let reference = Reference::new();
    provide_context(session);
    provide_context(reference);
    provide_context(Keys::new());
    provide_context(Batches::new());
    provide_context(Env::new());
    spawn_local(session.ask());
    // Due times and the days of lists are the server's; whoever sits here is told that this machine shows another time.
    Effect::new(move |_| {
        session.renewed.track();
        if session.who.with(|who| matches!(who, Who::Somebody(_))) {
            spawn_local(api::compare_clocks());
        }
    });
    reference.load();
    // Nothing of a citizen stays for whoever sits here next.
    Effect::new(move |_| {
        if session.who.with(|who| *who == Who::Nobody) {
            fill_in::forget();
        }
    });
    view! {
        <Router>
            <SkipLink label=ts(texts::common::APP_SKIP) />
            <Header />
            <FocusFollows />
            <main class="page desk-page" id="main" tabindex="-1">
                <Show when=clock::is_wrong>
                    <Notice tone=Tone::Warning><p>{ts(texts::desk::CLOCK_WRONG)}</p></Notice>
                </Show>
                <Content />
            </main>
            <LiveRegion />
            <SignInAgain />
            <KeyHelp />
            <ScanAnywhere />
        </Router>
    }
}

/// A new page takes the focus, as if the browser had loaded it; the title once it is there, else the content.
#[component]
fn FocusFollows() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| {
                let element = ["page-title", "main"].into_iter().find_map(|id| document().get_element_by_id(id));
                if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                    // It is on the page and takes the focus by its tabindex.
                    let _ = element.focus();
                }
            });
        }
        now
    });
}

/// What is shown, by who sits here. It is built anew only when that changes in kind: signing in again keeps the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Waiting,
    SignIn,
    /// Before the first password is changed.
    Password,
    Pages,
    Failed,
}

#[component]
fn Content() -> impl IntoView {
    let session = Session::get();
    let shown = Memo::new(move |before: Option<&Shown>| {
        session.who.with(|who| match who {
            Who::Unknown => Shown::Waiting,
            Who::Nobody => Shown::SignIn,
            // A page that is open stays under the dialog that asks for it.
            Who::Somebody(staff) if staff.must_change_password && before != Some(&Shown::Pages) => Shown::Password,
            Who::Somebody(_) => Shown::Pages,
            Who::Failed(_) => Shown::Failed,
        })
    });
    let pages = move || {
        match shown.get() {
        Shown::Waiting => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=5 /> }.into_any(),
        Shown::SignIn => view! { <SignInPage /> }.into_any(),
        Shown::Password => view! { <PasswordPage first=true /> }.into_any(),
        Shown::Failed => view! { <NotReached /> }.into_any(),
        Shown::Pages => view! {
            <Routes fallback=|| view! { <NoPage /> }>
                <Route path=path!("/desk") view=Home />
                <Route
                    path=path!("/desk/hom-nay")
                    view=|| view! { <For duty=Duty::SeeWork><BoardPage /></For> }
                />
                <Route path=path!("/desk/danh-gia") view=|| view! { <For duty=Duty::Ratings><RatingsPage /></For> } />
                <Route path=path!("/desk/bao-cao") view=|| view! { <For duty=Duty::Report><ReportsPage /></For> } />
                <Route path=path!("/desk/thu-phi") view=|| view! { <For duty=Duty::Cashbook><MoneyPage /></For> } />
                <Route
                    path=path!("/desk/thu-phi/:id")
                    view=|| view! { <For duty=Duty::Cashbook><PaymentPage /></For> }
                />
                <Route path=path!("/desk/so-quy") view=|| view! { <For duty=Duty::Cashbook><CashbookPage /></For> } />
                <Route path=path!("/desk/so") view=|| view! { <For duty=Duty::Register><RegisterPage /></For> } />
                <Route
                    path=path!("/desk/so-chung-thuc")
                    view=|| view! { <For duty=Duty::Register><CertificationsPage /></For> }
                />
                <Route
                    path=path!("/desk/tai-khoan")
                    view=|| view! { <For duty=Duty::Accounts><AccountsPage /></For> }
                />
                <Route path=path!("/desk/le-tan") view=|| view! { <For duty=Duty::Greet><ReceptionPage /></For> } />
                <Route path=path!("/desk/goi-so") view=|| view! { <For duty=Duty::Call><CallingPage /></For> } />
                <Route path=path!("/desk/to-dan") view=|| view! { <For duty=Duty::Posters><PostersPage /></For> } />
                <Route path=path!("/desk/mat-khau") view=|| view! { <PasswordPage /> } />
                <Route path=path!("/desk/dien") view=|| view! { <For duty=Duty::FillIn><FillInPage /></For> } />
                <Route path=path!("/desk/dien/noi") view=|| view! { <For duty=Duty::FillIn><JoinPage /></For> } />
                <Route path=path!("/desk/dien/:procedure") view=|| view! { <For duty=Duty::FillIn><FormPage /></For> } />
                <Route path=path!("/desk/dang-nhap") view=|| view! { <Redirect path=routes::LIST /> } />
                <Route
                    path=path!("/desk/ho-so/:id")
                    view=|| view! { <For duty=Duty::OpenDossier><DossierPage /></For> }
                />
                <Route
                    path=path!("/desk/nhanh/:id")
                    view=|| view! { <For duty=Duty::Intake><SameVisitPage /></For> }
                />
            </Routes>
        }
        .into_any(),
    }
    };
    let reset = Signal::derive(move || shown.get() == Shown::Pages && session.must_change() && !session.expired.get());
    view! {
        {pages}
        <PasswordFirst open=reset />
    }
}

/// The list for those who see dossiers; for everybody else their own first page.
#[component]
fn Home() -> impl IntoView {
    let session = Session::get();
    let first = Memo::new(move |_| home(session));
    move || {
        let first = first.get();
        if first == routes::LIST {
            view! { <For duty=Duty::SeeWork><WorkListPage /></For> }.into_any()
        } else {
            view! { <Redirect path=first /> }.into_any()
        }
    }
}

/// The server was not reached at the start.
#[component]
fn NotReached() -> impl IntoView {
    let session = Session::get();
    let words =
        move || session.who.with(|who| if let Who::Failed(failure) = who { t(api::words(failure)) } else { "" });
    let retry = move |()| {
        Reference::get().load();
        session.who.set(Who::Unknown);
        spawn_local(session.ask());
    };
    view! {
        <h1 id="page-title" tabindex="-1">{ts(texts::desk::APP_NAME)}</h1>
        <Notice tone=Tone::Error alert=true>
            <p>{words}</p>
        </Notice>
        <Button kind=ButtonKind::Primary on_press=retry>{ts(texts::common::ACTION_RETRY)}</Button>
    }
}

#[component]
fn NoPage() -> impl IntoView {
    view! {
        <h1 class="visually-hidden" id="page-title" tabindex="-1">{ts(texts::desk::NO_PAGE_TITLE)}</h1>
        <EmptyState title=ts(texts::desk::NO_PAGE_TITLE) text=ts(texts::desk::NO_PAGE_TEXT)>
            <LinkButton href=routes::LIST>{ts(texts::desk::DOSSIER_BACK)}</LinkButton>
        </EmptyState>
    }
}

#[component]
fn Header() -> impl IntoView {
    let (session, reference, keys) = (Session::get(), Reference::get(), Keys::get());
    let navigate = use_navigate();
    let office = move || reference.office.with(|office| office.as_ref().map(|office| office.name.clone()));
    let demo = move || reference.office.with(|office| office.as_ref().is_some_and(|office| office.demo));
    let sign_out_failed = RwSignal::new(false);
    let sign_out = Callback::new(move |()| {
        let navigate = navigate.clone();
        spawn_local(async move {
            match session.sign_out().await {
                Ok(()) => navigate(routes::SIGN_IN, NavigateOptions::default()),
                Err(_) => sign_out_failed.set(true),
            }
        });
    });
    let other = move || language().other();
    let signed_in = move || match session.who.get() {
        Who::Somebody(staff) => Some(view! {
            <a class="desk-user" href=routes::PASSWORD title=ts(texts::nav::PASSWORD)><Icon sign=Sign::Person />{staff.name}</a>
            <span class="for-keyboards">
                <Button kind=ButtonKind::Quiet on_press=move |()| keys.help.set(true) shortcut="?">{ts(texts::desk::KEYS_OPEN)}</Button>
            </span>
            <Button kind=ButtonKind::Quiet on_press=sign_out>{ts(texts::desk::SIGN_OUT)}</Button>
        }),
        _ => None,
    };
    view! {
        <header class="site-header desk-header">
            <div class="site-header-inner">
                <a class="site-name" href=routes::LIST>
                    <span>{ts(texts::desk::APP_NAME)} <span class="site-office">{office}</span></span>
                </a>
                {move || demo().then(|| view! { <span class="desk-demo">{ts(texts::desk::DEMO)}</span> })}
                {signed_in}
                <button
                    type="button"
                    class="button button-quiet"
                    lang=move || other().tag()
                    on:click=move |_| choose_language(other())
                >
                    <Icon sign=Sign::Globe />
                    <span>{ts(texts::common::APP_LANGUAGE_OTHER)}</span>
                </button>
            </div>
            <Navigation />
            {move || {
                language_missing()
                    .then(|| view! { <p class="desk-alert" role="alert">{ts(texts::common::APP_LANGUAGE_MISSING)}</p> })
            }}
            {move || {
                sign_out_failed
                    .get()
                    .then(|| view! { <p class="desk-alert" role="alert">{ts(texts::desk::SIGN_OUT_FAILED)}</p> })
            }}
        </header>
    }
}
