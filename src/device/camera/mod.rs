//! The scanner: a live camera with a frame to aim with, a light where there is one, a picture instead of the camera, and a
//! place for typing. What is read goes to the caller; what it means is the domain's.

mod client;
mod grab;
mod hints;
mod session;
mod shown;
mod sound;
mod stream;
mod visit;
mod words;

pub use shown::Phase;
pub(crate) use visit::{Lamps, Purpose, Visit, vibrate};
pub use words::ScannerWords;

use crate::ui::{Button, ButtonKind, FileButton, Notice, Tone};
use leptos::{html::Video, prelude::*};
use session::Scan;
use shown::{Hint, Shown};
use web_sys::File;

/// What is held before the camera, and so which outline helps to aim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guide {
    /// A code on any paper.
    #[default]
    Code,
    /// The code in the upper right corner of an ID card.
    Card,
}

/// Reads QR codes with the camera as long as it is on the page. `on_text` gets each text once; the same code counts again
/// when it was out of sight for three seconds. The words come in `words`, the way to type instead as children.
#[component]
pub fn Scanner(
    words: ScannerWords,
    on_text: Callback<String>,
    /// Looks at nothing while this is true (a dialog stands before it); the picture goes on.
    #[prop(optional, into)]
    paused: Signal<bool>,
    #[prop(optional)] guide: Guide,
    /// When one frame holds several codes: whether a text is of the kind that is asked for. Others of that frame are then left out.
    #[prop(optional, into)]
    prefer: Option<Callback<String, bool>>,
    /// What stands beside the buttons: the way to type instead.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let shown = Shown {
        phase: RwSignal::new(Phase::Starting),
        hint: RwSignal::new(Hint::Aim),
        torch: RwSignal::new(None),
        zoom: RwSignal::new(None),
    };
    let video = NodeRef::<Video>::new();
    let session = StoredValue::new_local(Scan::visit(shown, paused, on_text, prefer));
    Effect::new(move |started: Option<bool>| {
        let element = video.get();
        let begun = started.unwrap_or(false);
        if let Some(element) = element.filter(|_| !begun) {
            session.with_value(|session| session.start(Some(element)));
            return true;
        }
        begun
    });
    on_cleanup(move || {
        session.try_with_value(|session| session.end());
    });

    let live = move || shown.phase.get() == Phase::Live;
    let said = move || match (shown.hint.get(), shown.phase.get()) {
        (Hint::Reading, _) => words.reading.get(),
        (Hint::NothingFound, _) => words.nothing_found.get(),
        (Hint::NotUtf8, _) => words.not_utf8.get(),
        (_, Phase::Starting) => words.starting.get(),
        (_, Phase::Problem(_)) => String::new(),
        (Hint::Slow, Phase::Live) => words.slow.get(),
        (Hint::Dark, Phase::Live) => words.dark.get(),
        (Hint::Glare, Phase::Live) => words.glare.get(),
        (Hint::Blurred, Phase::Live) => words.blurred.get(),
        (Hint::Aim, Phase::Live) => words.aim.get(),
    };
    let problem = move || match shown.phase.get() {
        Phase::Problem(code) => Some(code),
        _ => None,
    };
    let torch_label =
        move || if shown.torch.get() == Some(true) { words.torch_off.get() } else { words.torch_on.get() };
    let zoom_label = move || if shown.zoom.get() == Some(true) { words.zoom_out.get() } else { words.zoom_in.get() };
    let pick = Callback::new(move |files: Vec<File>| {
        if let Some(file) = files.into_iter().next() {
            session.try_with_value(|session| session.read_picture(file));
        }
    });
    view! {
        <div class="scanner">
            <div class="scanner-view" class:is-live=live hidden=move || problem().is_some()>
                <video node_ref=video playsinline="" autoplay=true muted=true aria-label=words.view></video>
                <span class="scanner-frame" class:is-card={guide == Guide::Card} aria-hidden="true"></span>
            </div>
            {move || {
                problem()
                    .map(|code| {
                        view! {
                            <Notice tone=Tone::Warning alert=true>
                                <p class="scanner-problem" data-code=code>
                                    {words.problem.run(code)}
                                </p>
                                <Button on_press=move |()| {
                                    session.try_with_value(|session| session.start(None));
                                }>{words.retry}</Button>
                            </Notice>
                        }
                    })
            }}
            <p class="scanner-hint" role="status" aria-live="polite">
                {said}
            </p>
            <div class="scanner-actions">
                <Show when=move || shown.torch.get().is_some()>
                    <Button on_press=move |()| {
                        session.try_with_value(|session| session.toggle_torch());
                    }>{torch_label}</Button>
                </Show>
                <Show when=move || shown.zoom.get().is_some()>
                    <Button on_press=move |()| {
                        session.try_with_value(|session| session.toggle_zoom());
                    }>{zoom_label}</Button>
                </Show>
                <FileButton id="scanner-picture" label=words.from_picture accept="image/*" kind=ButtonKind::Secondary on_files=pick />
                {children.map(|children| children())}
            </div>
        </div>
    }
}
