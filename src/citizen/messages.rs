//! Messages with the office, under a dossier that is followed: what was said, and a place to ask.

use crate::{
    api::{self, Failure, words as failure_words},
    device::{
        DeviceError, download_blob,
        network::token,
        page::{forget_url, hidden},
        photo, sha256_hex,
        upload::{self, Cancel},
        uuid_v4,
    },
    fields::local_words,
    i18n::{say, t, tf, ts},
    texts::{codes, common as c, messages as m},
    ui::{Button, ButtonKind, FileButton, FormGroup, Icon, Notice, Sign, TextArea, Tone, announce, focus_id},
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use motcua_contract::{
    DEVICE_HEADER, IDEMPOTENCY_HEADER, RECEIPT_HEADER,
    messages::{CitizenMessageFile, CitizenMessages, FILES, Message, MessageFile, NewMessage, WriteFromCitizen},
    uploads::StoredFile,
};
use motcua_domain::deadline::local;
use std::time::Duration;
use web_sys::File;

/// How often one asks whether the office answered.
const POLL: Duration = Duration::from_secs(20);

/// The dossier's code and the receipt's secret.
type Own = StoredValue<(String, String)>;
/// What was said, once it is here.
type Said = RwSignal<Option<Vec<Message>>>;

/// The conversation; it appears with the dossier, and what is typed outlives a refresh of the page around.
pub fn conversation(code: String, secret: String, ready: Signal<bool>) -> AnyView {
    let own: Own = StoredValue::new((code, secret));
    let said: Said = RwSignal::new(None);
    let failure = RwSignal::new(None::<Failure>);
    let load = move || {
        spawn_local(async move {
            let (code, secret) = own.get_value();
            let answer = api::get::<CitizenMessages>(&[&code], &[(RECEIPT_HEADER, &secret)]).await;
            let known = said.try_with_untracked(|said| said.as_ref().map(Vec::len)).flatten();
            match answer {
                Ok(found) => {
                    if known.is_some_and(|known| known < found.messages.len()) {
                        announce(t(m::TALK_NEW));
                    }
                    let _ = failure.try_set(None);
                    let _ = said.try_set(Some(found.messages));
                }
                // What is there stays; the next look may succeed.
                Err(error) if known.is_none() => {
                    let _ = failure.try_set(Some(error));
                }
                Err(_) => {}
            }
        });
    };
    Effect::new(move |_| {
        if ready.get() {
            load();
        }
    });
    let look = move || {
        if !hidden() && said.with_untracked(Option::is_some) {
            load();
        }
    };
    if let Ok(handle) = set_interval_with_handle(look, POLL) {
        on_cleanup(move || handle.clear());
    }
    let state = Memo::new(move |_| (said.with(Option::is_some), failure.get()));
    let body = move || match state.get() {
        (true, _) => view! {
            {move || said.get().map(|said| list(own, said))}
            {write(own, said)}
        }
        .into_any(),
        (false, Some(failure)) => {
            let key = failure_words(&failure);
            view! {
                <Notice tone=Tone::Error title=ts(m::TALK_FAILED)><p>{say(key)}</p></Notice>
                <Button on_press=Callback::new(move |()| load())>{say(c::ACTION_RETRY)}</Button>
            }
            .into_any()
        }
        (false, None) => view! { <p role="status">{say(m::TALK_LOADING)}</p> }.into_any(),
    };
    let shown = Memo::new(move |before: Option<&bool>| ready.get() || before.is_some_and(|before| *before));
    let section = move || {
        shown.get().then(|| {
            view! {
                <section class="section" id="messages" aria-labelledby="messages-title">
                    <h2 id="messages-title">{say(m::TALK_TITLE)}</h2>
                    {body}
                </section>
            }
        })
    };
    section.into_any()
}

fn list(own: Own, said: Vec<Message>) -> AnyView {
    if said.is_empty() {
        return view! { <p>{say(m::TALK_NONE)}</p> }.into_any();
    }
    let lines: Vec<_> = said.into_iter().map(|message| line(own, message)).collect();
    view! { <ol class="messages" aria-label=ts(m::TALK_LIST)>{lines}</ol> }.into_any()
}

fn line(own: Own, message: Message) -> AnyView {
    let mine = message.by == "citizen";
    let at = message.at;
    let read = message.read_at;
    let seen = move || match read {
        _ if !mine => String::new(),
        Some(at) => tf(m::ONE_READ_BY_OFFICE, &[("at", &local_words(local(at)))]),
        None => t(m::ONE_UNREAD_BY_OFFICE).to_owned(),
    };
    let files: Vec<_> = message.files.into_iter().enumerate().map(|(at, file)| download(own, at + 1, file)).collect();
    view! {
        <li class="message" class:is-own=mine>
            <p class="small">
                <strong>{say(if mine { m::ONE_ME } else { m::ONE_OFFICE })}</strong>
                " · "
                {move || local_words(local(at))}
            </p>
            <p class="pre-line">{message.text}</p>
            {files}
            <p class="small muted">{seen}</p>
        </li>
    }
    .into_any()
}

fn kilobytes(bytes: u64) -> String {
    [&bytes.div_ceil(1024).max(1).to_string(), " KB"].concat()
}

fn download(own: Own, number: usize, file: MessageFile) -> AnyView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let ending = match file.media_type.as_str() {
        "application/pdf" => "pdf",
        "image/png" => "png",
        _ => "jpg",
    };
    let number = number.to_string();
    let words = {
        let key = if ending == "pdf" { m::ONE_PDF } else { m::ONE_PICTURE };
        let (number, size) = (number.clone(), kilobytes(file.size));
        move || tf(key, &[("number", &number), ("size", &size)])
    };
    let fetch = move |()| {
        let (file, number) = (file.clone(), number.clone());
        busy.set(true);
        failed.set(false);
        spawn_local(async move {
            let (code, secret) = own.get_value();
            let headers = [(RECEIPT_HEADER, secret.as_str())];
            let answer = api::bytes::<CitizenMessageFile>(&[&code, &file.upload], &headers).await;
            let name = [&code, "-", &number, ".", ending].concat();
            let kept = answer.is_ok_and(|bytes| download_blob(&name, &bytes, &file.media_type));
            let _ = failed.try_set(!kept);
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Button busy=busy on_press=Callback::new(fetch)>
            <Icon sign=Sign::Download />
            {words}
        </Button>
        {move || failed.get().then(|| view! {
            <p class="field-error" role="alert"><Icon sign=Sign::Error /><span>{say(m::ONE_FILE_FAILED)}</span></p>
        })}
    }
    .into_any()
}

/// A file that is on the server and goes with the next message.
#[derive(Clone)]
struct Attached {
    name: String,
    file: StoredFile,
}

fn device_words(error: &DeviceError) -> &'static str {
    t(codes::find(&[error.area(), ".", error.as_str()].concat()).unwrap_or(codes::PROBLEM_INTERNAL))
}

async fn send_file(file: File) -> Result<StoredFile, DeviceError> {
    let prepared = photo::prepare_plain(file).await?;
    prepared.preview_url.as_deref().map(forget_url);
    let digest = sha256_hex(&prepared.bytes).await.ok_or(DeviceError::Broken)?;
    let token = token().await?;
    let id = uuid_v4();
    upload::send(&id, &prepared.bytes, prepared.media_type, &digest, &token, &Cancel::new(), |_, _| {}).await
}

/// The form; what is typed stays until the server has it.
fn write(own: Own, said: Said) -> AnyView {
    let (text, set_text) = signal(String::new());
    let files = RwSignal::new(Vec::<Attached>::new());
    let (busy, sending) = (RwSignal::new(false), RwSignal::new(false));
    let wrong = RwSignal::new(None::<String>);
    // The same words sent again are the same message; other words are another.
    let last = StoredValue::new(None::<(NewMessage, String)>);
    let add = move |picked: Vec<File>| {
        if files.with_untracked(Vec::len) + picked.len() > FILES {
            wrong.set(Some(tf(m::WRITE_FILES_FULL, &[("count", &FILES.to_string())])));
            return;
        }
        wrong.set(None);
        sending.set(true);
        spawn_local(async move {
            for file in picked {
                let name = file.name();
                match send_file(file).await {
                    Ok(file) => {
                        let _ = files.try_update(|files| files.push(Attached { name, file }));
                    }
                    Err(error) => {
                        let words = tf(m::WRITE_FILE_FAILED, &[("name", &name), ("why", device_words(&error))]);
                        let _ = wrong.try_set(Some(words));
                        break;
                    }
                }
            }
            let _ = sending.try_set(false);
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || sending.get_untracked() {
            return;
        }
        let uploads = files.with_untracked(|files| files.iter().map(|file| file.file.upload.clone()).collect());
        let new = NewMessage { text: text.get_untracked().trim().to_owned(), uploads };
        if new.text.is_empty() && new.uploads.is_empty() {
            wrong.set(Some(t(m::WRITE_EMPTY).to_owned()));
            focus_id("message-text");
            return;
        }
        let known = last.get_value().filter(|(content, _)| *content == new).map(|(_, key)| key);
        let key = known.unwrap_or_else(uuid_v4);
        last.set_value(Some((new.clone(), key.clone())));
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = deliver(own, &new, &key).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(messages) => {
                    let _ = said.try_set(Some(messages));
                    let _ = set_text.try_set(String::new());
                    let _ = files.try_set(Vec::new());
                    announce(t(m::WRITE_SENT));
                    focus_id("message-text");
                }
                Err(failure) => {
                    let _ = wrong.try_set(Some(t(failure_words(&failure)).to_owned()));
                }
            }
        });
    };
    let attached = move || {
        let lines: Vec<_> = files.get().into_iter().map(|file| attached_line(files, file)).collect();
        (!lines.is_empty()).then(|| view! { <ul class="plain-list" aria-label=ts(m::WRITE_ATTACHED)>{lines}</ul> })
    };
    view! {
        <form novalidate on:submit=submit>
            <FormGroup
                id="message-text"
                label=ts(m::WRITE_LABEL)
                hint=Signal::derive(|| Some(t(m::WRITE_HINT).to_owned()))
                error=Signal::derive(move || wrong.get())
            >
                <TextArea value=text on_input=Callback::new(move |text: String| set_text.set(text)) rows=3 max=2000 />
            </FormGroup>
            {attached}
            <p role="status">{move || sending.get().then(|| t(m::WRITE_SENDING_FILE))}</p>
            <div class="actions">
                <Button id="message-send" submit=true kind=ButtonKind::Primary busy=busy disabled=sending>{say(m::WRITE_SUBMIT)}</Button>
                <FileButton id="message-files" label=ts(m::WRITE_FILES) accept="image/*,application/pdf" multiple=true disabled=sending on_files=add />
            </div>
        </form>
    }
    .into_any()
}

async fn deliver(own: Own, new: &NewMessage, key: &str) -> Result<Vec<Message>, Failure> {
    let (code, secret) = own.get_value();
    // Words alone need no token: whoever holds the receipt may ask.
    let token = match new.uploads.is_empty() {
        true => String::new(),
        false => token().await.map_err(super::hand_in::device_failure)?,
    };
    let mut headers = vec![(RECEIPT_HEADER, secret.as_str()), (IDEMPOTENCY_HEADER, key)];
    if !token.is_empty() {
        headers.push((DEVICE_HEADER, &token));
    }
    Ok(api::send::<WriteFromCitizen>(&[&code], new, &headers).await?.messages)
}

fn attached_line(files: RwSignal<Vec<Attached>>, one: Attached) -> AnyView {
    let (name, upload) = (one.name.clone(), one.file.upload);
    let label = Signal::derive(move || tf(m::WRITE_REMOVE, &[("name", &name)]));
    let remove = move |()| {
        files.update(|files| files.retain(|file| file.file.upload != upload));
        focus_id("message-files");
    };
    view! {
        <li>
            {one.name}
            " "
            <Button kind=ButtonKind::Quiet label=label on_press=Callback::new(remove)>{say(c::ACTION_REMOVE)}</Button>
        </li>
    }
    .into_any()
}
