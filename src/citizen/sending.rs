//! How one file stands, in words and bytes, and what the person can do about it: hold it back, send it now.

use super::{
    uploads::{self, Sent, Way, way},
    world::World,
};
use crate::{
    device::{error::DeviceError, store::Attachment},
    i18n::{Key, Language, language, say, t, tf},
    texts::{self, citizen as w, sending as s},
    ui::{Button, ButtonKind, Icon, Progress, Sign},
};
use leptos::prelude::*;

/// The sentence of a failure of the phone.
pub fn device_words(error: &DeviceError) -> Key {
    texts::codes::find(&[error.area(), ".", error.as_str()].concat()).unwrap_or(texts::codes::PROBLEM_INTERNAL)
}

/// `412 KB`, `1,3 MB`: as the settings of a phone count, by thousands.
#[must_use]
pub fn size_words(bytes: u64, language: Language) -> String {
    if bytes < 999_500 {
        return [&(bytes.div_ceil(1000)).to_string(), " KB"].concat();
    }
    let tenths = (bytes + 50_000) / 100_000;
    let comma = if language == Language::Vi { "," } else { "." };
    [&(tenths / 10).to_string(), comma, &(tenths % 10).to_string(), " MB"].concat()
}

fn sending_words(sent: Sent) -> String {
    let (done, total) = (size_words(sent.sent, language()), size_words(sent.total, language()));
    let percent = sent.percent().to_string();
    let left = sent.left.map(|left| match left {
        0..=90 => tf(s::FILE_SECONDS, &[("count", &left.max(1).to_string())]),
        _ => tf(s::FILE_MINUTES, &[("count", &left.div_ceil(60).to_string())]),
    });
    let mut places: Vec<(&str, &str)> = vec![("sent", &done), ("total", &total), ("percent", &percent)];
    match &left {
        Some(left) => {
            places.push(("left", left));
            tf(s::FILE_BYTES_LEFT, &places)
        }
        None => tf(s::FILE_BYTES, &places),
    }
}

/// What a line is built anew for; numbers change within it.
#[derive(Clone, PartialEq)]
enum Stand {
    Sending,
    Sent,
    Kept,
    /// It goes again by itself, but the office could not take it now.
    Refused(DeviceError),
    Paused,
    /// It waits for the other pages of its paper.
    Making,
    Failed(DeviceError),
}

/// How the file with an id stands, among the files of the draft under a key.
pub fn state(world: World, key: StoredValue<String>, id: &str, list: Memo<Vec<Attachment>>) -> AnyView {
    let own = StoredValue::new(id.to_owned());
    let file = Memo::new(move |_| list.with(|list| list.iter().find(|a| own.with_value(|id| a.id == *id)).cloned()));
    let sent = {
        let id = id.to_owned();
        Memo::new(move |_| match way(&id) {
            Some(Way::Sending(sent)) => Some(sent),
            _ => None,
        })
    };
    let stand = Memo::new(move |_| match own.with_value(|id| way(id)) {
        Some(Way::Sending(_)) => Stand::Sending,
        Some(Way::Failed(error)) => Stand::Failed(error),
        Some(Way::Waiting(Some(error))) => Stand::Refused(error),
        _ => file.with(|file| match file {
            Some(file) if file.upload.is_some() => Stand::Sent,
            Some(file) if file.making => Stand::Making,
            Some(file) if file.paused => Stand::Paused,
            _ => Stand::Kept,
        }),
    });
    let sized = move |key: Key| {
        let size = size_words(file.with(|file| file.as_ref().map_or(0, |file| file.size)), language());
        [t(key), " (", &size, ")"].concat()
    };
    let hold = Callback::new(move |()| key.with_value(|key| own.with_value(|id| uploads::hold(world, key, id))));
    let go = Callback::new(move |()| key.with_value(|key| own.with_value(|id| uploads::send_now(world, key, id))));
    let bar = ["bar-", id].concat();
    let pause = move || view! { <Button kind=ButtonKind::Quiet on_press=hold>{say(s::FILE_PAUSE)}</Button> };
    let shown = move || match stand.get() {
        Stand::Sending => {
            let label = Signal::derive(move || sent.get().map(sending_words).unwrap_or_default());
            let value = Signal::derive(move || sent.get().map_or(0.0, |sent| f64::from(sent.percent())));
            view! {
                <Progress value=value max=Signal::stored(100.0) label=label id=bar.clone() />
                {pause()}
            }
            .into_any()
        }
        Stand::Sent => view! { <p class="small muted">{move || sized(w::PAPER_SENT)}</p> }.into_any(),
        Stand::Making => view! { <p class="small muted">{move || sized(texts::capture::PAGES_NEW)}</p> }.into_any(),
        Stand::Kept => view! {
            <p class="small muted">{move || sized(s::FILE_WAITING)}</p>
            {pause()}
        }
        .into_any(),
        Stand::Refused(error) => {
            let words = device_words(&error);
            view! {
                <p class="field-error"><Icon sign=Sign::Error /><span>{say(words)}</span></p>
                <p class="small muted">{move || sized(s::FILE_WAITING)}</p>
                <Button on_press=go>{say(s::FILE_AGAIN)}</Button>
            }
            .into_any()
        }
        Stand::Paused => view! {
            <p class="small muted">{move || sized(s::FILE_PAUSED)}</p>
            <Button on_press=go>{say(s::FILE_RESUME)}</Button>
        }
        .into_any(),
        Stand::Failed(error) => {
            let words = device_words(&error);
            view! {
                <p class="field-error"><Icon sign=Sign::Error /><span>{say(words)}</span></p>
                <Button on_press=go>{say(s::FILE_AGAIN)}</Button>
            }
            .into_any()
        }
    };
    shown.into_any()
}

#[cfg(test)]
mod tests {
    use super::size_words;
    use crate::i18n::Language;

    #[test]
    fn sizes_are_said_as_phones_say_them() {
        let said = |bytes| (size_words(bytes, Language::Vi), size_words(bytes, Language::En));
        assert_eq!(said(1), ("1 KB".to_owned(), "1 KB".to_owned()));
        assert_eq!(said(412_000).0, "412 KB");
        assert_eq!(said(999_600), ("1,0 MB".to_owned(), "1.0 MB".to_owned()));
        assert_eq!(said(1_349_999).0, "1,3 MB");
        assert_eq!(said(20_971_520).1, "21.0 MB");
    }
}
