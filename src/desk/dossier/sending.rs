//! A picked file on its way to the server: read, made ready, sent at once, checked by the server before it counts.

use super::open::Open;
use crate::{
    api::{Failure, problem_words},
    device::{
        DeviceError,
        page::forget_url,
        photo::{self, Prepared},
        sha256_hex, upload, uuid_v4,
    },
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Progress},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{ProblemCode, uploads::StoredFile};
use web_sys::File;

/// How far the picked files are.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    Idle,
    Reading,
    Sending {
        sent: u64,
        total: u64,
    },
    /// The file's name, and why it did not go.
    Failed(String, DeviceError),
}

/// What the server made of a file, and its picture if it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub name: String,
    pub file: StoredFile,
    /// To show it; free it with [`forget_url`].
    pub preview: Option<String>,
    /// What is wrong with the picture: codes.
    pub troubles: Vec<&'static str>,
}

/// What is to be sent: a picked file, or a page that is ready.
pub enum Outgoing {
    File(File),
    Ready(String, Prepared),
}

/// What the server has, its picture, and what is wrong with that.
type Sent = (StoredFile, Option<String>, Vec<&'static str>);

/// Sends files one after the other.
#[derive(Clone, Copy)]
pub struct Sender {
    open: Open,
    pub stage: RwSignal<Stage>,
    running: StoredValue<Option<upload::Cancel>, LocalStorage>,
    /// Nothing but PDFs.
    pdf_only: bool,
}

impl Sender {
    /// A sender that stops when the calling component goes.
    pub fn new(pdf_only: bool) -> Self {
        let sender = Self {
            open: Open::get(),
            stage: RwSignal::new(Stage::Idle),
            running: StoredValue::new_local(None),
            pdf_only,
        };
        on_cleanup(move || sender.stop());
        sender
    }

    /// Stops what is under way.
    pub fn stop(self) {
        if let Some(cancel) = self.running.try_update_value(Option::take).flatten() {
            cancel.cancel();
        }
        self.stage.try_set(Stage::Idle);
    }

    /// Whether files are on their way.
    pub fn busy(self) -> Signal<bool> {
        Signal::derive(move || matches!(self.stage.get(), Stage::Reading | Stage::Sending { .. }))
    }

    /// Why the last file did not go, in words.
    pub fn error(self) -> Option<String> {
        match self.stage.get() {
            Stage::Failed(name, failure) => {
                let key = texts::codes::find(&format!("{}.{}", failure.area(), failure.as_str()));
                let words = t(key.unwrap_or_else(|| problem_words(failure.as_str())));
                Some(tf(texts::counter::SENDING_FAILED, &[("name", &name), ("why", words)]))
            }
            _ => None,
        }
    }

    /// Sends files in their order; each that arrived is handed on.
    pub fn send(self, files: Vec<File>, arrived: impl Fn(Arrived) + 'static) {
        self.send_all(files.into_iter().map(Outgoing::File).collect(), arrived);
    }

    /// The same for what may be ready already.
    pub fn send_all(self, files: Vec<Outgoing>, arrived: impl Fn(Arrived) + 'static) {
        self.stop();
        let cancel = upload::Cancel::new();
        self.running.set_value(Some(cancel.clone()));
        self.stage.set(Stage::Reading);
        spawn_local(async move {
            for file in files {
                let name = match &file {
                    Outgoing::File(file) => file.name(),
                    Outgoing::Ready(name, _) => name.clone(),
                };
                let answer = self.one(file, &cancel).await;
                if cancel.is_cancelled() {
                    return;
                }
                match answer {
                    Ok((file, preview, troubles)) => arrived(Arrived { name, file, preview, troubles }),
                    Err(failure) => {
                        if let DeviceError::Refused(problem) = &failure {
                            self.open.session.ended(&Failure::Refused(problem.clone()));
                        }
                        self.stage.try_set(Stage::Failed(name, failure));
                        return;
                    }
                }
            }
            self.stage.try_set(Stage::Idle);
        });
    }

    async fn one(self, file: Outgoing, cancel: &upload::Cancel) -> Result<Sent, DeviceError> {
        self.stage.try_set(Stage::Reading);
        let ready = match file {
            Outgoing::File(file) => photo::prepare(file).await?,
            Outgoing::Ready(_, ready) => ready,
        };
        let Prepared { bytes, media_type, preview_url, troubles, .. } = ready;
        if self.pdf_only && media_type != "application/pdf" {
            preview_url.as_deref().map(forget_url);
            return Err(not_pdf());
        }
        let digest = sha256_hex(&bytes).await.ok_or(DeviceError::Broken)?;
        let progress = move |sent, total| {
            self.stage.try_set(Stage::Sending { sent, total });
        };
        // Without a device's token: the session's cookie says who sends.
        let stored = upload::send(&uuid_v4(), &bytes, media_type, &digest, "", cancel, progress).await?;
        Ok((stored, preview_url, troubles))
    }
}

fn not_pdf() -> DeviceError {
    DeviceError::Refused(Box::new(motcua_contract::Problem::new(ProblemCode::ResultNotPdf)))
}

/// What is under way, with a button that stops it.
#[component]
pub fn SendingLine(sender: Sender) -> impl IntoView {
    let busy = Memo::new(move |_| sender.busy().get());
    let percent = move || match sender.stage.get() {
        Stage::Sending { sent, total } if total > 0 => sent * 100 / total,
        _ => 0,
    };
    let line = move || {
        let words = Signal::derive(move || match sender.stage.get() {
            Stage::Sending { .. } => tf(texts::desk::FINISH_SENDING, &[("percent", &percent().to_string())]),
            _ => t(texts::desk::FINISH_READING).to_owned(),
        });
        view! {
            <Progress id="sending-progress" value=Signal::derive(move || percent() as f64) max=100.0 label=words />
            <Button kind=ButtonKind::Quiet on_press=move |()| sender.stop()>{ts(texts::desk::FINISH_CANCEL)}</Button>
        }
    };
    move || busy.get().then(line)
}
