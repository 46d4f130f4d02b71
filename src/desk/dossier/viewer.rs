//! A paper's picture, large: leaf through, zoom, turn.
//!
//! The picture stands in an SVG, whose attributes size and turn it: the page's policy forbids styles of its own, and a
//! turned picture takes the room of its new shape. Its bytes are fetched once, since the server records every view.

use super::{
    file,
    open::Open,
    papers::Picture,
    verdict::{Looking, VerdictRow, verdict_of},
};
use crate::{
    api,
    device::page::{forget_url, url_of},
    i18n::{t, texts, tf, ts},
    ui::{Button, Dialog, Icon, Notice, Sign, Skeleton, Tone},
};
use leptos::{ev, prelude::*, task::spawn_local};
use motcua_contract::desk::DownloadFile;
use web_sys::{HtmlImageElement, wasm_bindgen::JsCast};

/// Widths in hundredths of the room there is; the first step shows the whole sheet.
const ZOOMS: [u32; 7] = [0, 75, 100, 150, 200, 300, 450];

/// Where a picture of a size lands when it is turned by quarters: the sheet's size, and the transformation.
fn turned(width: u32, height: u32, quarters: u8) -> (u32, u32, String) {
    match quarters % 4 {
        1 => (height, width, format!("translate({height} 0) rotate(90)")),
        2 => (width, height, format!("translate({width} {height}) rotate(180)")),
        3 => (height, width, format!("translate(0 {width}) rotate(270)")),
        _ => (width, height, String::new()),
    }
}

/// The dialog; `shown` is the index of the picture in it.
#[component]
pub fn Viewer(
    #[prop(into)] pictures: Signal<Vec<Picture>>,
    shown: RwSignal<Option<usize>>,
    /// To judge a paper while it is large.
    looking: Looking,
) -> impl IntoView {
    let open = Open::get();
    let zoom = RwSignal::new(0_usize);
    let quarters = RwSignal::new(0_u8);
    let size = RwSignal::new(None::<(u32, u32)>);
    let failed = RwSignal::new(false);
    let url = RwSignal::new(None::<String>);
    let forget = move || {
        if let Some(old) = url.try_update_untracked(Option::take).flatten() {
            forget_url(&old);
        }
    };
    on_cleanup(forget);
    let picture = Memo::new(move |_| {
        let index = shown.get()?;
        pictures.with(|pictures| pictures.get(index).cloned())
    });
    let fetch = move |wanted: Picture| {
        spawn_local(async move {
            let answer = api::bytes::<DownloadFile>(&[&open.id.get_value(), &wanted.upload], &[]).await;
            if picture.try_get_untracked().flatten().as_ref() != Some(&wanted) {
                return;
            }
            match answer {
                Ok(bytes) => url.set(url_of(&bytes, &wanted.media_type)),
                Err(failure) => {
                    open.session.ended(&failure);
                    failed.set(true);
                }
            }
        });
    };
    Effect::new(move |_| {
        let wanted = picture.get();
        zoom.set(0);
        quarters.set(0);
        size.set(None);
        failed.set(false);
        forget();
        url.set(None);
        if let Some(wanted) = wanted {
            fetch(wanted);
        }
    });
    let again = move |()| {
        failed.set(false);
        if let Some(wanted) = picture.get_untracked() {
            fetch(wanted);
        }
    };
    let title = Signal::derive(move || {
        picture.get().map_or_else(String::new, |picture| {
            let (number, count) = (picture.number.to_string(), picture.count.to_string());
            tf(texts::desk::PAPER_VIEWER, &[("paper", &picture.paper), ("number", &number), ("count", &count)])
        })
    });
    let step = move |by: isize| {
        let count = pictures.with_untracked(Vec::len);
        shown.update(|shown| {
            *shown = shown.map(|at| at.saturating_add_signed(by).min(count.saturating_sub(1)));
        });
    };
    let nearer = move |by: isize| zoom.update(|zoom| *zoom = zoom.saturating_add_signed(by).min(ZOOMS.len() - 1));
    let turn = move || quarters.update(|quarters| *quarters = (*quarters + 1) % 4);
    let handle = window_event_listener(ev::keydown, move |event| {
        if shown.get_untracked().is_none() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "PageDown" => step(1),
            "PageUp" => step(-1),
            "+" | "=" => nearer(1),
            "-" => nearer(-1),
            "r" => turn(),
            key => match (verdict_of(key), picture.get_untracked()) {
                (Some(verdict), Some(picture)) if looking.may.get_untracked() => looking.find(&picture.field, verdict),
                _ => return,
            },
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
    let href = move || picture.get().map(|picture| file::address(&open.id.get_value(), &picture.upload));
    let save_as = move || {
        let code = open.read(|dossier| dossier.code.clone());
        picture.get().map(|picture| file::name(&code, picture.number, &picture.media_type))
    };
    let at_start = Signal::derive(move || shown.get() == Some(0));
    let at_end = Signal::derive(move || shown.get().is_some_and(|at| at + 1 >= pictures.with(Vec::len)));
    let measured = move |event: ev::Event| {
        let image = event.target().and_then(|target| target.dyn_into::<HtmlImageElement>().ok());
        size.set(image.map(|image| (image.natural_width(), image.natural_height())).filter(|(w, h)| *w > 0 && *h > 0));
    };
    let sheet = move || {
        let ((width, height), url) = (size.get()?, url.get()?);
        let (sheet_width, sheet_height, transform) = turned(width, height, quarters.get());
        Some(view! {
            <svg
                class="viewer-sheet"
                class:is-whole=move || zoom.get() == 0
                role="img"
                aria-label=title
                width=move || format!("{}%", ZOOMS.get(zoom.get()).copied().unwrap_or(100))
                viewBox=format!("0 0 {sheet_width} {sheet_height}")
            >
                <image href=url width=width.to_string() height=height.to_string() transform=transform></image>
            </svg>
        })
    };
    view! {
        <Dialog id="viewer" wide=true open=Signal::derive(move || picture.get().is_some()) title=title on_close=move |()| shown.set(None)>
            <div class="viewer-tools" role="toolbar" aria-label=title>
                <Button on_press=move |()| step(-1) disabled=at_start shortcut="PageUp"><Icon sign=Sign::Back /><span class="tool-word">{ts(texts::desk::PAPER_PREVIOUS)}</span></Button>
                <Button on_press=move |()| step(1) disabled=at_end shortcut="PageDown"><span class="tool-word">{ts(texts::desk::PAPER_NEXT)}</span><Icon sign=Sign::Arrow /></Button>
                <Button on_press=move |()| nearer(-1) shortcut="-"><Icon sign=Sign::Minus /><span class="tool-word">{ts(texts::desk::PAPER_ZOOM_OUT)}</span></Button>
                <Button on_press=move |()| nearer(1) shortcut="+"><Icon sign=Sign::Plus /><span class="tool-word">{ts(texts::desk::PAPER_ZOOM_IN)}</span></Button>
                <Button on_press=move |()| turn() shortcut="r"><Icon sign=Sign::Rotate /><span class="tool-word">{ts(texts::desk::PAPER_ROTATE)}</span></Button>
                <a class="button" href=href download=save_as rel="external"><Icon sign=Sign::Download /><span class="tool-word">{ts(texts::desk::PAPER_DOWNLOAD)}</span></a>
            </div>
            // Measures the picture before it is drawn.
            {move || {
                url.get()
                    .filter(|_| size.get().is_none())
                    .map(|url| view! { <img class="viewer-measure" src=url alt="" on:load=measured on:error=move |_| failed.set(true) /> })
            }}
            {move || (url.get().is_none() && !failed.get()).then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=4 /> })}
            {move || {
                failed
                    .get()
                    .then(|| {
                        view! {
                            <Notice tone=Tone::Error alert=true>
                                <p>{t(texts::desk::PAPER_FAILED)}</p>
                                <Button on_press=again>{ts(texts::common::ACTION_RETRY)}</Button>
                            </Notice>
                        }
                    })
            }}
            {move || {
                looking
                    .may
                    .get()
                    .then(|| {
                        let field = Signal::derive(move || picture.get().map(|picture| picture.field).unwrap_or_default());
                        let label = Signal::derive(move || picture.get().map(|picture| picture.paper).unwrap_or_default());
                        view! { <VerdictRow looking=looking field=field label=label /> }
                    })
            }}
            <div class="viewer-room" tabindex="0" role="region" aria-label=title>{sheet}</div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn a_turned_picture_takes_the_room_of_its_new_shape() {
        assert_eq!(turned(300, 400, 0), (300, 400, String::new()));
        assert_eq!(turned(300, 400, 1), (400, 300, "translate(400 0) rotate(90)".into()));
        assert_eq!(turned(300, 400, 2), (300, 400, "translate(300 400) rotate(180)".into()));
        assert_eq!(turned(300, 400, 3), (400, 300, "translate(0 300) rotate(270)".into()));
        assert_eq!(turned(300, 400, 4), turned(300, 400, 0));
    }
}
