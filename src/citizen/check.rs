//! Checking a certified electronic copy: by the camera or by the file, here on the phone, also without a network.

use super::{
    pieces::back,
    route::{Route, fragment, use_title},
    scan::scanner_words,
    world::{Fetched, world},
};
use crate::{
    api::{self, Failure},
    device::{camera::Scanner, clock, network::online},
    i18n::{Key, say, t, tf, ts},
    texts::{common as c, copies as w},
    ui::{Button, ButtonKind, FileButton, Notice, SummaryList, SummaryRow, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::ecopies::{CopyTrust, GetCopyTrust};
use motcua_domain::{
    deadline::local,
    ecopy::{Judged, KnownKey, Said, Trust, Verdict, judge_code, judge_file},
    words::{date_time_vi, date_vi},
};
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;

/// A list of revoked copies is of now when the server said it so many milliseconds ago at most.
const FRESH_MS: f64 = 5.0 * 60.0 * 1000.0;

/// What is being checked.
#[derive(Clone, Copy)]
struct Check {
    trust: RwSignal<Fetched<Arc<CopyTrust>>>,
    /// The text of a code, scanned or out of the address.
    code: RwSignal<Option<String>>,
    file: RwSignal<Option<Arc<Vec<u8>>>>,
    scanning: RwSignal<bool>,
    busy: RwSignal<bool>,
    unreadable: RwSignal<bool>,
}

impl Check {
    fn new() -> Self {
        Self {
            trust: RwSignal::new(Fetched::Waiting),
            code: RwSignal::new(None),
            file: RwSignal::new(None),
            scanning: RwSignal::new(false),
            busy: RwSignal::new(false),
            unreadable: RwSignal::new(false),
        }
    }

    /// The keys and the revoked numbers: of now, or as this phone kept them.
    fn fetch(self) {
        spawn_local(async move {
            let fetched = match api::get::<GetCopyTrust>(&[], &[]).await {
                Ok(trust) => Fetched::Here(Arc::new(trust)),
                // What is here is better than nothing.
                Err(_) if self.trust.try_with_untracked(|known| known.here().is_some()) != Some(false) => return,
                Err(failure) => Fetched::Failed(failure),
            };
            let _ = self.trust.try_set(fetched);
        });
    }

    fn read(self, file: web_sys::File) {
        self.busy.set(true);
        self.unreadable.set(false);
        announce(t(w::CHECK_READING));
        spawn_local(async move {
            let bytes = match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => Some(js_sys::Uint8Array::new(&buffer).to_vec()),
                Err(_) => None,
            };
            let _ = self.busy.try_set(false);
            let _ = self.unreadable.try_set(bytes.is_none());
            let _ = self.file.try_set(bytes.map(Arc::new));
        });
    }

    fn forget(self) {
        self.code.set(None);
        self.file.set(None);
        self.unreadable.set(false);
    }
}

/// What the phone knows, as the domain judges with it.
fn known(trust: &CopyTrust) -> Trust {
    let keys = trust.keys.iter().filter_map(|key| KnownKey::from_hex(&key.public, key.withdrawn));
    let revoked = trust.revoked.iter().filter_map(|copy| Some((u16::try_from(copy.year).ok()?, copy.number)));
    Trust { keys: keys.collect(), revoked: revoked.collect() }
}

/// What was found: of a file, of a code, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    judged: Judged,
    whole_file: bool,
    /// Code and file are of two copies.
    differs: bool,
}

fn find(check: Check) -> Option<Found> {
    let trust = check.trust.with(|trust| trust.here().map(|trust| known(trust)))?;
    let code = check.code.get().map(|code| judge_code(&code, &trust));
    let file = check.file.with(|file| file.as_ref().map(|file| judge_file(file, &trust)));
    let both = code.clone().zip(file.clone());
    let differs = both.is_some_and(|(code, file)| {
        let worth = |judged: &Judged| matches!(judged.verdict, Verdict::Valid | Verdict::Extended);
        worth(&code) && worth(&file) && code.said != file.said
    });
    let whole_file = file.is_some();
    // The file says more than its code; of both, the worse counts.
    let judged = match (code, file) {
        (Some(code), Some(file)) => {
            if code.verdict > file.verdict {
                code
            } else {
                file
            }
        }
        (code, file) => file.or(code)?,
    };
    Some(Found { judged, whole_file, differs })
}

#[component]
pub fn CheckPage() -> impl IntoView {
    use_title(ts(w::CHECK_TITLE));
    let check = Check::new();
    check.fetch();
    // A code in the address is checked at once; another one in place of it as well.
    Effect::new(move |_| {
        let code = fragment();
        if !code.is_empty() {
            check.file.set(None);
            check.code.set(Some(code));
        }
    });
    // Back on the network: what was revoked meanwhile is asked for.
    let connected = online();
    Effect::new(move |before: Option<bool>| {
        let now = connected.get();
        if now && before == Some(false) {
            check.fetch();
        }
        now
    });
    let found = Memo::new(move |_| find(check));
    Effect::new(move |_| {
        if let Some(found) = found.get() {
            check.scanning.set(false);
            announce(t(title(&found)));
        }
    });
    let scanned = Callback::new(move |text: String| check.code.set(Some(text)));
    let picked = Callback::new(move |files: Vec<web_sys::File>| {
        if let Some(file) = files.into_iter().next() {
            check.read(file);
        }
    });
    let anything = Memo::new(move |_| found.with(Option::is_some));
    view! {
        {back(&Route::Home)}
        <h1>{say(w::CHECK_TITLE)}</h1>
        <p>{say(w::CHECK_INTRO)}</p>
        {move || trouble(check)}
        <div id="check-result">{move || found.get().map(|found| shown(check, found))}</div>
        {move || check.unreadable.get().then(|| view! { <Notice tone=Tone::Error alert=true><p>{say(w::CHECK_NOT_READ)}</p></Notice> })}
        {move || check.scanning.get().then(|| view! { <Scanner words=scanner_words() on_text=scanned /> })}
        <div class="actions">
            <Button
                kind=ButtonKind::Primary
                id="check-scan"
                on_press=Callback::new(move |()| check.scanning.update(|on| *on = !*on))
            >
                {move || t(if check.scanning.get() { w::CHECK_SCAN_STOP } else { w::CHECK_SCAN })}
            </Button>
            <FileButton id="check-file" label=ts(w::CHECK_PICK) accept="application/pdf,.pdf" disabled=check.busy on_files=picked />
            {move || {
                anything.get().then(|| {
                    view! { <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| check.forget())>{say(w::CHECK_AGAIN)}</Button> }
                })
            }}
        </div>
        <details class="narrow">
            <summary>{say(w::ABOUT_TITLE)}</summary>
            <p>{say(w::ABOUT_IS)}</p>
            <p>{say(w::ABOUT_IS_NOT)}</p>
            <p>{say(w::ABOUT_HOW)}</p>
        </details>
    }
}

/// No keys, and none to be had now.
fn trouble(check: Check) -> Option<AnyView> {
    let failure: Option<Failure> =
        check.trust.with(|trust| if let Fetched::Failed(failure) = trust { Some(failure.clone()) } else { None });
    failure.map(|failure| {
        view! {
            <Notice tone=Tone::Warning id="check-no-keys">
                <p>{say(w::CHECK_NO_KEYS)}</p>
                <p>{say(api::words(&failure))}</p>
                <Button on_press=Callback::new(move |()| check.fetch())>{say(c::ACTION_RETRY)}</Button>
            </Notice>
        }
        .into_any()
    })
}

fn title(found: &Found) -> Key {
    if found.differs {
        return w::CHECK_DIFFERS;
    }
    match found.judged.verdict {
        Verdict::Valid => w::VERDICT_VALID,
        Verdict::Extended => w::VERDICT_EXTENDED,
        Verdict::KeyUnknown => w::VERDICT_KEY_UNKNOWN,
        Verdict::Revoked => w::VERDICT_REVOKED,
        Verdict::KeyWithdrawn => w::VERDICT_KEY_WITHDRAWN,
        Verdict::Changed => w::VERDICT_CHANGED,
        Verdict::NotOurs => w::VERDICT_NOT_OURS,
    }
}

const fn tone(found: &Found) -> Tone {
    match found.judged.verdict {
        _ if found.differs => Tone::Error,
        Verdict::Valid => Tone::Success,
        Verdict::Extended | Verdict::KeyUnknown | Verdict::NotOurs => Tone::Warning,
        Verdict::Revoked | Verdict::KeyWithdrawn | Verdict::Changed => Tone::Error,
    }
}

fn shown(check: Check, found: Found) -> AnyView {
    let world = world();
    let office = Memo::new(move |_| {
        world.office.with(|office| office.here().map(|office| office.name.clone())).unwrap_or_default()
    });
    let (verdict, whole_file, differs) = (found.judged.verdict, found.whole_file, found.differs);
    let text = move || {
        let office = [("office", office.get())];
        let office = office.each_ref().map(|(name, text)| (*name, text.as_str()));
        match verdict {
            _ if differs => t(w::CHECK_DIFFERS_TEXT).to_owned(),
            Verdict::Valid if whole_file => tf(w::VERDICT_VALID_FILE, &office),
            Verdict::Valid => tf(w::VERDICT_VALID_CODE, &office),
            Verdict::Extended => t(w::VERDICT_EXTENDED_TEXT).to_owned(),
            Verdict::KeyUnknown => t(w::VERDICT_KEY_UNKNOWN_TEXT).to_owned(),
            Verdict::Revoked => tf(w::VERDICT_REVOKED_TEXT, &office),
            Verdict::KeyWithdrawn => tf(w::VERDICT_KEY_WITHDRAWN_TEXT, &office),
            Verdict::Changed => t(w::VERDICT_CHANGED_TEXT).to_owned(),
            Verdict::NotOurs => t(w::VERDICT_NOT_OURS_TEXT).to_owned(),
        }
    };
    let heading = title(&found);
    // Whose key it is, only where we know it.
    let ours = !matches!(verdict, Verdict::KeyUnknown);
    let rows = found.judged.said.clone().filter(|_| !differs).map(|said| {
        let rows = Signal::derive(move || rows(&said, ours.then(|| office.get())));
        view! { <SummaryList rows=rows /> }
    });
    view! {
        <Notice tone=tone(&found) title=ts(heading) id=["verdict-", if differs { "differs" } else { verdict.as_str() }].concat()>
            <p>{text}</p>
        </Notice>
        {rows}
        {move || fresh(check).map(|words| view! { <p class="small muted" id="check-fresh">{words}</p> })}
    }
    .into_any()
}

fn rows(said: &Said, office: Option<String>) -> Vec<SummaryRow> {
    let row = |key: Key, value: String| SummaryRow { key: t(key).to_owned(), value, ..SummaryRow::default() };
    let key: String = said.key.iter().map(|byte| format!("{byte:02x}")).collect();
    let office = office.filter(|name| !name.is_empty()).map(|name| row(w::SAID_OFFICE, name));
    [
        row(w::SAID_NUMBER, [said.number.to_string(), said.year.to_string()].join("/")),
        row(w::SAID_DAY, date_vi(said.day)),
        row(w::SAID_DOCUMENT, said.document.clone()),
        row(w::SAID_PAGES, said.pages.to_string()),
    ]
    .into_iter()
    .chain(office)
    .chain([row(w::SAID_KEY, key)])
    .collect()
}

/// Of when the list of revoked copies is.
fn fresh(check: Check) -> Option<String> {
    let at = check.trust.with(|trust| trust.here().map(|trust| trust.as_of))?;
    let age = clock::true_ms() - at.as_millisecond() as f64;
    let key = if age < FRESH_MS && crate::device::network::is_online() { w::FRESH_NOW } else { w::FRESH_OLD };
    Some(tf(key, &[("at", &date_time_vi(local(at)))]))
}
