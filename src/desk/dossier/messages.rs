//! Messages with the citizen: what was said, and a place to answer. Looking at them marks the citizen's as read.

use super::{
    file,
    open::Open,
    sending::{Arrived, Sender, SendingLine},
};
use crate::{
    api::{self, Failure},
    desk::when,
    device::{page::forget_url, uuid_v4},
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, FileButton, FormGroup, Icon, Notice, Sign, Skeleton, TextArea, Tone, announce, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    IDEMPOTENCY_HEADER,
    messages::{DeskMessageFile, DeskMessages, FILES, Message, MessageFile, NewMessage, WriteFromDesk},
};
use motcua_domain::staff::Duty;

/// What was said, once it is here.
type Said = RwSignal<Option<Vec<Message>>>;

/// The conversation at the end of a dossier's page.
#[component]
pub fn Messages() -> impl IntoView {
    let open = Open::get();
    let said: Said = RwSignal::new(None);
    let failure = RwSignal::new(None::<Failure>);
    let load = move || {
        failure.set(None);
        spawn_local(async move {
            match api::get::<DeskMessages>(&[&open.id.get_value()], &[]).await {
                Ok(found) => {
                    said.try_set(Some(found.messages));
                }
                Err(failed) => {
                    open.session.ended(&failed);
                    failure.try_set(Some(failed));
                }
            }
        });
    };
    // The page follows its dossier, and with it how many messages wait.
    let unread = Memo::new(move |_| open.read(|dossier| dossier.unread));
    Effect::new(move |before: Option<()>| {
        open.session.renewed.track();
        let fresh = unread.get() > 0;
        if fresh && before.is_some() {
            announce(t(texts::messages::TALK_NEW));
        }
        if fresh || said.with_untracked(Option::is_none) {
            load();
        }
    });
    // Built once: a message that comes meanwhile takes nothing that is being typed.
    let writing = Memo::new(move |_| said.with(Option::is_some) && open.may(Duty::Message));
    let list = move || match (said.get(), failure.get()) {
        (None, None) => view! { <Skeleton label=ts(texts::messages::TALK_LOADING) lines=2 /> }.into_any(),
        (None, Some(failed)) => view! {
            <Notice tone=Tone::Error title=ts(texts::messages::TALK_FAILED)><p>{t(api::words(&failed))}</p></Notice>
            <Button on_press=move |()| load()>{ts(texts::common::ACTION_RETRY)}</Button>
        }
        .into_any(),
        (Some(said), _) if said.is_empty() => {
            view! { <p class="muted">{ts(texts::messages::TALK_DESK_NONE)}</p> }.into_any()
        }
        (Some(said), _) => {
            let lines = said.into_iter().map(|message| line(open, message)).collect_view();
            view! { <ol class="messages" aria-label=ts(texts::messages::TALK_LIST)>{lines}</ol> }.into_any()
        }
    };
    view! {
        <section class="section no-print" id="messages" aria-labelledby="messages-title">
            <h2 id="messages-title">{ts(texts::messages::TALK_DESK_TITLE)}</h2>
            {list}
            {move || writing.get().then(|| view! { <Write said=said /> })}
        </section>
    }
}

fn line(open: Open, message: Message) -> impl IntoView {
    let own = message.by == "office";
    let who = match message.name {
        Some(name) => name,
        None => t(if own { texts::messages::ONE_OFFICE } else { texts::messages::ONE_CITIZEN }).to_owned(),
    };
    let seen = own.then(|| match message.read_at {
        Some(at) => tf(texts::messages::ONE_READ_BY_CITIZEN, &[("at", &when::moment(at))]),
        None => t(texts::messages::ONE_UNREAD_BY_CITIZEN).to_owned(),
    });
    let files = message.files.into_iter().enumerate().map(|(at, file)| link(open, at + 1, &file)).collect_view();
    view! {
        <li class="message" class:is-own=own>
            <p class="small"><strong>{who}</strong> " · " {when::moment(message.at)}</p>
            <p class="pre-line">{message.text}</p>
            {files}
            {seen.map(|seen| view! { <p class="small muted">{seen}</p> })}
        </li>
    }
}

fn link(open: Open, number: usize, found: &MessageFile) -> impl IntoView + use<> {
    let code = open.dossier.with_untracked(|dossier| dossier.as_ref().map(|dossier| dossier.code.clone()));
    let href = api::address::<DeskMessageFile>(&[&open.id.get_value(), &found.upload], &[]);
    let name = file::name(&code.unwrap_or_default(), number, &found.media_type);
    let words = words(number, &found.media_type, found.size);
    view! {
        <a class="button file-link" href=href download=name rel="external">
            <Icon sign=Sign::Download />
            <span>{words}</span>
        </a>
    }
}

fn words(number: usize, media_type: &str, size: u64) -> String {
    let key = if file::is_picture(media_type) { texts::messages::ONE_PICTURE } else { texts::messages::ONE_PDF };
    tf(key, &[("number", &number.to_string()), ("size", &when::size(size))])
}

/// The form; what is typed stays until the server has it.
#[component]
fn Write(said: Said) -> impl IntoView {
    let open = Open::get();
    let (text, set_text) = signal(String::new());
    let files = RwSignal::new(Vec::<Arrived>::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    // The same words sent again are the same message; other words are another.
    let last = StoredValue::new(None::<(NewMessage, String)>);
    let sender = Sender::new(false);
    let forget = move || {
        if let Some(gone) = files.try_update_untracked(std::mem::take) {
            gone.iter().filter_map(|file| file.preview.as_deref()).for_each(forget_url);
        }
    };
    on_cleanup(forget);
    let add = move |picked: Vec<web_sys::File>| {
        if files.with_untracked(Vec::len) + picked.len() > FILES {
            wrong.set(Some(tf(texts::messages::WRITE_FILES_FULL, &[("count", &FILES.to_string())])));
            return;
        }
        wrong.set(None);
        sender.send(picked, move |file| {
            files.try_update(|files| files.push(file));
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || sender.busy().get_untracked() {
            return;
        }
        let uploads = files.with_untracked(|files| files.iter().map(|file| file.file.upload.clone()).collect());
        let new = NewMessage { text: text.get_untracked().trim().to_owned(), uploads };
        if new.text.is_empty() && new.uploads.is_empty() {
            wrong.set(Some(t(texts::messages::WRITE_EMPTY).to_owned()));
            focus_id("message-text");
            return;
        }
        let known = last.get_value().filter(|(content, _)| *content == new).map(|(_, key)| key);
        let key = known.unwrap_or_else(uuid_v4);
        last.set_value(Some((new.clone(), key.clone())));
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let headers = [(IDEMPOTENCY_HEADER, key.as_str())];
            let answer = api::send::<WriteFromDesk>(&[&open.id.get_value()], &new, &headers).await;
            busy.try_set(false);
            match answer {
                Ok(found) => {
                    said.try_set(Some(found.messages));
                    set_text.try_set(String::new());
                    forget();
                    files.try_update(|_| ());
                    announce(t(texts::messages::WRITE_SENT));
                    focus_id("message-text");
                }
                Err(failed) => {
                    open.session.ended(&failed);
                    wrong.try_set(Some(t(api::words(&failed)).to_owned()));
                }
            }
        });
    };
    let error = Signal::derive(move || wrong.get().or_else(|| sender.error()));
    view! {
        <form on:submit=submit novalidate>
            <FormGroup
                id="message-text"
                label=ts(texts::messages::WRITE_DESK_LABEL)
                hint=Signal::derive(|| Some(t(texts::messages::WRITE_HINT).to_owned()))
                error=error
            >
                <TextArea value=text on_input=move |text| set_text.set(text) rows=3 max=2000 />
            </FormGroup>
            <Attached files=files />
            <SendingLine sender=sender />
            <div class="actions">
                <Button id="message-send" kind=ButtonKind::Primary submit=true busy=busy disabled=sender.busy()>{ts(texts::messages::WRITE_SUBMIT)}</Button>
                <FileButton
                    id="message-files"
                    label=ts(texts::messages::WRITE_FILES)
                    accept="image/*,application/pdf"
                    multiple=true
                    disabled=sender.busy()
                    on_files=add
                />
            </div>
        </form>
    }
}

/// The files that go with the message; each can be taken out.
#[component]
fn Attached(files: RwSignal<Vec<Arrived>>) -> impl IntoView {
    let remove = move |upload: &str| {
        files.update(|files| {
            if let Some(at) = files.iter().position(|file| file.file.upload == upload) {
                files.remove(at).preview.as_deref().map(forget_url);
            }
        });
        focus_id("message-files");
    };
    let line = move |file: Arrived| {
        let (name, upload) = (file.name.clone(), file.file.upload);
        let label = Signal::derive(move || tf(texts::messages::WRITE_REMOVE, &[("name", &name)]));
        view! {
            <li>
                {file.name} " (" {when::size(file.file.size)} ") "
                <Button kind=ButtonKind::Quiet label=label on_press=move |()| remove(&upload)>{ts(texts::common::ACTION_REMOVE)}</Button>
            </li>
        }
    };
    move || {
        let lines = files.get().into_iter().map(line).collect_view();
        (!lines.is_empty())
            .then(|| view! { <ul class="plain-list" aria-label=ts(texts::messages::WRITE_ATTACHED)>{lines}</ul> })
    }
}
