//! The live view: shows where the page lies, takes it by itself when held still, and lets the person look at it before it is kept.

use super::{
    find,
    review::Review,
    session::{Paper, Session, Shown},
};
use crate::{
    device::{
        camera::Phase,
        capture::{self, Tone, Wish},
        photo::{Prepared, of_made},
    },
    i18n::{say, t, tf},
    texts::{self, capture as w},
    ui::{Button, ButtonKind, Notice, Tone as NoticeTone, announce, focus_soon},
};
use leptos::{html::Video, prelude::*, task::spawn_local};

/// What stands on the screen.
#[derive(Clone, PartialEq)]
enum Stage {
    Live,
    Making,
    Look(Prepared),
}

/// Takes page after page, as long as it stands on the screen.
#[component]
pub fn LiveCapture(
    /// What may be written over an ID card; empty for nothing.
    #[prop(into)]
    mark: Signal<String>,
    /// How many pages were kept in this visit.
    #[prop(into)]
    count: Signal<u32>,
    #[prop(into)] on_page: Callback<Prepared>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let shown = Shown {
        phase: RwSignal::new(Phase::Starting),
        hint: RwSignal::new("aim"),
        corners: RwSignal::new(None),
        frame: RwSignal::new((4, 3)),
        torch: RwSignal::new(None),
    };
    let stage = RwSignal::new(Stage::Live);
    let failed = RwSignal::new(false);
    let tone = RwSignal::new(Tone::default());
    let taken = Callback::new(move |()| {
        stage.set(Stage::Making);
        spawn_local(async move {
            let wish = Wish { tone: tone.get_untracked(), ..Wish::default() };
            let made = capture::make(None, &wish).await.ok().flatten().and_then(|made| of_made(made).ok());
            failed.try_set(made.is_none());
            stage.try_set(made.map_or(Stage::Live, Stage::Look));
        });
    });
    let session = StoredValue::new_local(Paper::visit(shown, taken));
    let video = NodeRef::<Video>::new();
    Effect::new(move |started: Option<bool>| {
        let element = video.get();
        let begun = started.unwrap_or(false);
        if let Some(element) = element.filter(|_| !begun) {
            session.with_value(|session| session.start(Some(element)));
            return true;
        }
        begun
    });
    Effect::new(move |_| {
        let live = stage.with(|stage| *stage == Stage::Live);
        session.with_value(|session| session.purpose.pause(!live));
    });
    on_cleanup(move || {
        session.try_with_value(|session| session.end());
        spawn_local(capture::rest());
    });
    let keep = Callback::new(move |page: Prepared| {
        on_page.run(page);
        announce(&tf(w::KEPT, &[("number", &(count.get_untracked() + 1).to_string())]));
        stage.set(Stage::Live);
        focus_soon("capture-shoot");
    });
    let again = Callback::new(move |()| {
        stage.set(Stage::Live);
        focus_soon("capture-shoot");
    });
    let live = move || stage.with(|stage| *stage == Stage::Live);
    let problem = move || match shown.phase.get() {
        Phase::Problem(code) => Some(code),
        _ => None,
    };
    let said = move || {
        if stage.with(|stage| *stage == Stage::Making) {
            return t(w::MAKING);
        }
        match shown.phase.get() {
            Phase::Starting => t(w::STARTING),
            Phase::Live if failed.get() => t(w::FAILED),
            Phase::Live => t(find(&["hint.", shown.hint.get()].concat())),
            Phase::Problem(_) => "",
        }
    };
    let points = move || {
        let corners = shown.corners.get()?;
        Some(corners.chunks(2).map(|point| format!("{},{}", point[0], point[1])).collect::<Vec<_>>().join(" "))
    };
    let done = move || match count.get() {
        0 => t(w::DONE).to_owned(),
        count => tf(w::DONE_COUNT, &[("count", &count.to_string())]),
    };
    view! {
        <div class="capture">
            <div hidden=move || !live()>
                <div class="capture-view" hidden=move || problem().is_some()>
                    <video node_ref=video playsinline="" autoplay=true muted=true aria-label=move || t(w::VIEW)></video>
                    <svg
                        class="capture-outline"
                        class:is-good=move || shown.hint.get() == "hold"
                        viewBox=move || {
                            let (width, height) = shown.frame.get();
                            format!("0 0 {width} {height}")
                        }
                        aria-hidden="true"
                    >
                        {move || points().map(|points| view! { <polygon points=points></polygon> })}
                    </svg>
                </div>
                {move || problem().map(|code| camera_problem(code, session))}
            </div>
            <p class="capture-hint" role="status" aria-live="polite" hidden=move || matches!(stage.get(), Stage::Look(_))>
                {said}
            </p>
            <div class="actions capture-actions" hidden=move || !live()>
                <Button
                    kind=ButtonKind::Primary
                    id="capture-shoot"
                    disabled=Signal::derive(move || shown.phase.get() != Phase::Live)
                    on_press=move |()| {
                        session.try_with_value(|session| session.purpose.shoot());
                    }
                >
                    {say(w::SHOOT)}
                </Button>
                <Show when=move || shown.torch.get().is_some()>
                    <Button on_press=move |()| {
                        session.try_with_value(|session| session.toggle_torch());
                    }>{move || t(if shown.torch.get() == Some(true) { w::TORCH_OFF } else { w::TORCH_ON })}</Button>
                </Show>
                <Button id="capture-done" on_press=on_done>{done}</Button>
            </div>
            {move || match stage.get() {
                Stage::Look(page) => {
                    Some(view! { <Review page=page tone=tone mark=mark taken=true on_keep=keep on_drop=again /> })
                }
                _ => None,
            }}
        </div>
    }
}

fn camera_problem(code: &'static str, session: StoredValue<std::rc::Rc<Session>, LocalStorage>) -> AnyView {
    let key = texts::codes::find(&["camera.", code].concat()).unwrap_or(texts::codes::CAMERA_FAILED);
    view! {
        <Notice tone=NoticeTone::Warning alert=true>
            <p data-code=code>{say(key)}</p>
            <p>{say(w::OTHER_WAY)}</p>
            <Button on_press=move |()| {
                session.try_with_value(|session| session.start(None));
            }>{say(w::RETRY)}</Button>
        </Notice>
    }
    .into_any()
}
