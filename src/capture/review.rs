//! A page that was just taken or picked: what is wrong with it and what to do, in colour or not, turned, cropped, marked; kept or not.

use super::{find, trouble_words};
use crate::{
    device::{
        capture::{self, Tone, Wish},
        page::forget_url,
        photo::{Prepared, of_made},
    },
    i18n::{say, t, tf, ts},
    texts::capture as w,
    ui::{Button, ButtonKind, Checkboxes, Choice, FormGroup, Notice, Radios, Tone as NoticeTone, focus_soon},
};
use leptos::{prelude::*, task::spawn_local};

/// Shows a page and asks whether to keep it. The capture worker still holds the picture that it was made of.
#[component]
pub fn Review(
    page: Prepared,
    /// How the pages of this visit are kept; what is chosen here holds for the next one.
    tone: RwSignal<Tone>,
    /// What may be written over an ID card; empty for nothing.
    #[prop(into)]
    mark: Signal<String>,
    /// It came from the camera: another try is "take it again".
    #[prop(optional)]
    taken: bool,
    #[prop(into)] on_keep: Callback<Prepared>,
    #[prop(into)] on_drop: Callback<()>,
) -> impl IntoView {
    let found = page.found;
    let wish = RwSignal::new(Wish { tone: tone.get_untracked(), ..Wish::default() });
    let shown = RwSignal::new(page);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let change = move |edit: &dyn Fn(&mut Wish)| {
        if busy.get_untracked() {
            return;
        }
        wish.update(edit);
        busy.set(true);
        spawn_local(async move {
            let asked = wish.get_untracked();
            let made = capture::make(None, &asked).await.ok().flatten().and_then(|made| of_made(made).ok());
            failed.try_set(made.is_none());
            if let Some(made) = made {
                let url = made.preview_url.clone();
                let before = shown.try_update(|shown| std::mem::replace(shown, made));
                // Gone meanwhile: nobody will free it.
                let unused = if before.is_none() { url } else { before.and_then(|page| page.preview_url) };
                unused.as_deref().map(forget_url);
            }
            busy.try_set(false);
        });
    };
    on_cleanup(move || {
        if let Some(url) = shown.try_with_untracked(|page| page.preview_url.clone()).flatten() {
            forget_url(&url);
        }
    });
    let troubled = Memo::new(move |_| shown.with(|page| !page.troubles.is_empty()));
    let verdict = move || {
        let troubles = shown.with(|page| page.troubles.clone());
        if troubles.is_empty() {
            return view! { <Notice tone=NoticeTone::Success><p>{say(w::REVIEW_GOOD)}</p></Notice> }.into_any();
        }
        let lines = troubles.into_iter().map(|code| view! { <li data-trouble=code>{move || trouble_words(code)}</li> });
        view! {
            <Notice tone=NoticeTone::Warning title=ts(w::TROUBLE_TITLE)>
                <ul>{lines.collect_view()}</ul>
            </Notice>
        }
        .into_any()
    };
    let tones = Signal::derive(|| {
        Tone::ALL.map(|tone| Choice::new(tone.as_str(), t(find(&["tone.", tone.as_str()].concat())))).to_vec()
    });
    let pick_tone = move |code: String| {
        if let Some(picked) = Tone::ALL.into_iter().find(|tone| tone.as_str() == code) {
            tone.set(picked);
            change(&|wish| wish.tone = picked);
        }
    };
    let options = Signal::derive(move || {
        let crop = found.then(|| Choice::new("crop", t(w::REVIEW_CROP)));
        let text = mark.get();
        let card = shown.with(|page| page.card) || wish.with(|wish| !wish.mark.is_empty());
        let marked = (card && !text.is_empty()).then(|| Choice::new("mark", tf(w::REVIEW_MARK, &[("text", &text)])));
        [crop, marked].into_iter().flatten().collect::<Vec<_>>()
    });
    let chosen = Signal::derive(move || {
        wish.with(|wish| {
            let crop = (!wish.whole).then(|| "crop".to_owned());
            let marked = (!wish.mark.is_empty()).then(|| "mark".to_owned());
            [crop, marked].into_iter().flatten().collect::<Vec<_>>()
        })
    });
    let choose = move |on: Vec<String>| {
        let has = |name: &str| on.iter().any(|one| one == name);
        let (whole, text) = (found && !has("crop"), if has("mark") { mark.get_untracked() } else { String::new() });
        change(&|wish| {
            wish.whole = whole;
            wish.mark.clone_from(&text);
        });
    };
    let keep = move |()| {
        // What is kept is the caller's; its address is not shown any more.
        if let Some(page) = shown.try_update(|page| Prepared { preview_url: page.preview_url.take(), ..page.clone() }) {
            on_keep.run(page);
        }
    };
    focus_soon("capture-review");
    view! {
        <div class="capture-review" id="capture-review" tabindex="-1">
            <div class="capture-sheet">
                {move || {
                    shown
                        .with(|page| page.preview_url.clone())
                        .map(|url| view! { <img src=url alt=move || t(w::REVIEW_PICTURE) /> })
                }}
            </div>
            <div role="status" aria-live="polite">
                {verdict}
                {(!found).then(|| view! { <p class="small muted">{say(w::REVIEW_WHOLE)}</p> })}
                <Show when=move || failed.get()><p>{say(w::FAILED)}</p></Show>
            </div>
            <div class="actions">
                <Button kind=ButtonKind::Primary id="capture-keep" busy=busy on_press=keep>
                    {move || t(if troubled.get() { w::REVIEW_KEEP_ANYWAY } else { w::REVIEW_KEEP })}
                </Button>
                <Button id="capture-again" on_press=on_drop>{say(if taken { w::REVIEW_AGAIN } else { w::REVIEW_OTHER })}</Button>
                <Button kind=ButtonKind::Quiet id="capture-turn" on_press=move |()| change(&|wish| wish.turn = (wish.turn + 1) % 4)>
                    {say(w::REVIEW_TURN)}
                </Button>
            </div>
            <FormGroup id="capture-tone" label=ts(w::REVIEW_TONE) group=true>
                <Radios
                    options=tones
                    value=Signal::derive(move || wish.with(|wish| wish.tone.as_str().to_owned()))
                    on_change=pick_tone
                    inline=true
                />
            </FormGroup>
            <Show when=move || options.with(|options| !options.is_empty())>
                <Checkboxes id="capture-options" options=options value=chosen on_change=choose />
            </Show>
        </div>
    }
}
