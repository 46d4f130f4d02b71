//! Finishing with a result file: it is sent at once when it is picked, and checked by the server before it counts.

use super::{
    open::{Open, Typed},
    reason::CancelButton,
};
use crate::{
    api::{Failure, problem_words},
    desk::when,
    device::{DeviceError, sha256_hex, sniff, upload, uuid_v4},
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, FileButton, FormGroup, Progress, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{desk::DeskCommand, limits::FILE_BYTES, uploads::StoredFile};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// How far the picked file is.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Idle,
    Reading,
    Sending { sent: u64, total: u64 },
    Failed(DeviceError),
}

/// The bytes and the type of a picked file, by its content.
async fn read(file: &File) -> Result<(Vec<u8>, &'static str), DeviceError> {
    if file.size() as u64 > FILE_BYTES {
        return Err(DeviceError::FileTooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| DeviceError::FileDamaged)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    if bytes.is_empty() {
        return Err(DeviceError::FileEmpty);
    }
    let kind = sniff::sniff(bytes.get(..1024).unwrap_or(&bytes));
    let media_type = match kind {
        sniff::Kind::Pdf => "application/pdf",
        sniff::Kind::Jpeg => "image/jpeg",
        sniff::Kind::Png => "image/png",
        _ => return Err(DeviceError::FileTypeNotAllowed),
    };
    if sniff::is_whole(kind, &bytes) { Ok((bytes, media_type)) } else { Err(DeviceError::FileDamaged) }
}

async fn send(file: &File, cancel: &upload::Cancel, stage: RwSignal<Stage>) -> Result<StoredFile, DeviceError> {
    let (bytes, media_type) = read(file).await?;
    let digest = sha256_hex(&bytes).await.ok_or(DeviceError::Broken)?;
    let progress = move |sent, total| {
        stage.try_set(Stage::Sending { sent, total });
    };
    // Without a device's token: the session's cookie says who sends.
    upload::send(&uuid_v4(), &bytes, media_type, &digest, "", cancel, progress).await
}

/// The form.
#[component]
pub fn FinishForm() -> impl IntoView {
    let open = Open::get();
    let Typed { result, .. } = open.typed;
    let stage = RwSignal::new(Stage::Idle);
    let running = StoredValue::new_local(None::<upload::Cancel>);
    let (tried, set_tried) = signal(false);
    let stop = move || {
        if let Some(cancel) = running.try_update_value(Option::take).flatten() {
            cancel.cancel();
        }
    };
    on_cleanup(stop);
    let pick = move |files: Vec<File>| {
        let Some(file) = files.into_iter().next() else { return };
        stop();
        let cancel = upload::Cancel::new();
        running.set_value(Some(cancel.clone()));
        result.set(None);
        stage.set(Stage::Reading);
        spawn_local(async move {
            let answer = send(&file, &cancel, stage).await;
            match answer {
                _ if cancel.is_cancelled() => {}
                Ok(stored) => {
                    result.try_set(Some((file.name(), stored)));
                    stage.try_set(Stage::Idle);
                }
                Err(failure) => {
                    if let DeviceError::Refused(problem) = &failure {
                        open.session.ended(&Failure::Refused(problem.clone()));
                    }
                    stage.try_set(Stage::Failed(failure));
                }
            }
        });
    };
    let error = Signal::derive(move || match stage.get() {
        Stage::Failed(failure) => {
            let key = texts::codes::find(&format!("{}.{}", failure.area(), failure.as_str()));
            Some(t(key.unwrap_or_else(|| problem_words(failure.as_str()))).to_owned())
        }
        Stage::Idle if tried.get() && result.with(Option::is_none) => Some(t(texts::desk::FINISH_MISSING).to_owned()),
        _ => None,
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        match result.with_untracked(|result| result.as_ref().map(|(_, stored)| stored.upload.clone())) {
            Some(upload) => open.command(DeskCommand::Finish { upload }, texts::desk::ACT_DONE_FINISH),
            None => focus_id("result-file"),
        }
    };
    let label = Signal::derive(move || {
        t(if result.with(Option::is_some) { texts::desk::FINISH_OTHER } else { texts::desk::FINISH_PICK }).to_owned()
    });
    let percent = move || match stage.get() {
        Stage::Sending { sent, total } if total > 0 => sent * 100 / total,
        _ => 0,
    };
    let under_way = move || {
        let sending = matches!(stage.get(), Stage::Reading | Stage::Sending { .. });
        sending.then(|| {
            let words = Signal::derive(move || match stage.get() {
                Stage::Sending { .. } => tf(texts::desk::FINISH_SENDING, &[("percent", &percent().to_string())]),
                _ => t(texts::desk::FINISH_READING).to_owned(),
            });
            let stop = move |()| {
                stop();
                stage.set(Stage::Idle);
            };
            view! {
                <Progress id="result-progress" value=Signal::derive(move || percent() as f64) max=100.0 label=words />
                <Button kind=ButtonKind::Quiet on_press=stop>{ts(texts::desk::FINISH_CANCEL)}</Button>
            }
        })
    };
    let busy_sending = Memo::new(move |_| matches!(stage.get(), Stage::Reading | Stage::Sending { .. }));
    let sent = move || {
        result.get().map(|(name, stored)| {
            let (pages, size) = (stored.pages.to_string(), when::size(stored.size));
            view! { <p role="status">{tf(texts::desk::FINISH_SENT, &[("name", &name), ("pages", &pages), ("size", &size)])}</p> }
        })
    };
    view! {
        <form on:submit=submit novalidate>
            <FormGroup
                id="result-file"
                label=ts(texts::desk::FINISH_TITLE)
                hint=Signal::derive(|| Some(t(texts::desk::FINISH_HINT).to_owned()))
                error=error
            >
                {sent}
                <FileButton label=label accept="application/pdf,image/jpeg,image/png" on_files=pick />
            </FormGroup>
            {move || busy_sending.get().then(under_way)}
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy disabled=busy_sending>{ts(texts::desk::FINISH_SUBMIT)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}
