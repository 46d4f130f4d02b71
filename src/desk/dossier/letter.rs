//! A result that is a letter: written in the fields of its template, printed by the server, read beside before it goes out.

use super::{
    approval::Pdf,
    open::{Form, Open},
    typed::{Source, Typed},
};
use crate::{
    api::{self, Failure},
    i18n::{Key, Language, fill, t, texts, ts},
    ui::{FormGroup, Notice, TextArea, TextInput, Tone, announce, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    papers::{LETTER_NUMBER, LETTER_TEXT, LETTER_TITLE, Letter, WriteLetter},
    uploads::{DeleteUpload, StoredFile},
};
use motcua_domain::dossier::FileRef;

/// Prints what is written.
#[derive(Clone, Copy)]
pub struct Writer {
    open: Open,
    pub busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

/// The file that the letter became, if nothing was changed since.
fn current(typed: Typed) -> Option<StoredFile> {
    let printed = typed.written.get()?;
    typed.letter.with(|letter| *letter == printed.0).then_some(printed.1)
}

impl Writer {
    pub fn new() -> Self {
        Self { open: Open::get(), busy: RwSignal::new(false), failure: RwSignal::new(None) }
    }

    /// The upload of the letter as it is written now, once it was printed.
    pub fn upload(self) -> Option<String> {
        current(self.open.typed).map(|file| file.upload)
    }

    /// Whether the server missed this field, and it is still empty.
    fn lacks(self, field: &str, value: fn(&Letter) -> &str) -> bool {
        let empty = self.open.typed.letter.with(|letter| value(letter).trim().is_empty());
        empty && self.missing(field)
    }

    fn missing(self, field: &str) -> bool {
        self.failure.with(|failure| match failure {
            Some(Failure::Refused(problem)) if problem.code == ProblemCode::TemplateValueMissing => {
                problem.findings.iter().any(|finding| finding.field == field)
            }
            _ => false,
        })
    }

    /// Prints it and shows it beside.
    pub fn print(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let (id, typed) = (self.open.id.get_value(), self.open.typed);
        let (letter, before) = (typed.letter.get_untracked(), typed.written.get_untracked());
        spawn_local(async move {
            let answer = api::send::<WriteLetter>(&[&id], &letter, &[]).await;
            self.busy.try_set(false);
            match answer {
                Ok(file) => {
                    // The button means something else now.
                    self.open.settle();
                    typed.written.try_set(Some((letter, file)));
                    announce(t(texts::counter::LETTER_READY));
                    if let Some((_, old)) = before {
                        // Nobody needs it any more; what stays is swept away with other uploads.
                        drop(api::get::<DeleteUpload>(&[&old.upload], &[]).await);
                    }
                }
                Err(failed) => {
                    self.open.session.ended(&failed);
                    self.failure.try_set(Some(failed));
                    let field = ["title", "text"].into_iter().find(|field| untrack(|| self.missing(field)));
                    focus_id(&format!("letter-{}", field.unwrap_or("failed")));
                }
            }
        });
    }
}

/// The fields.
#[component]
pub fn LetterFields(writer: Writer) -> impl IntoView {
    let open = Open::get();
    let letter = open.typed.letter;
    let start = |code: &str, name: &str| {
        fill(texts::counter::LETTER_START.words(Language::Vi), &[("code", code), ("name", name)])
    };
    if letter.with_untracked(|letter| *letter == Letter::default()) {
        let begun = untrack(|| {
            open.read(|dossier| {
                let name = dossier.answers.get("requester_name").and_then(|value| value.as_text());
                start(&dossier.code, name.unwrap_or_default())
            })
        });
        letter.update(|letter| letter.text = begun);
    }
    let of = move |read: fn(&Letter) -> &str| Signal::derive(move || letter.with(|letter| read(letter).to_owned()));
    let error = move |field: &'static str, read: fn(&Letter) -> &str, key: Key| {
        Signal::derive(move || writer.lacks(field, read).then(|| t(key).to_owned()))
    };
    let hint = |key: Key| Signal::derive(move || Some(t(key).to_owned()));
    let most = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    view! {
        <FormGroup
            id="letter-title"
            label=ts(texts::counter::LETTER_TITLE)
            hint=hint(texts::counter::LETTER_TITLE_HINT)
            error=error("title", |letter| &letter.title, texts::counter::LETTER_TITLE_MISSING)
        >
            <TextInput
                value=of(|letter| &letter.title)
                on_input=move |text| letter.update(|letter| letter.title = text)
                max=most(LETTER_TITLE)
            />
        </FormGroup>
        <FormGroup
            id="letter-number"
            label=ts(texts::counter::LETTER_NUMBER)
            hint=hint(texts::counter::LETTER_NUMBER_HINT)
            optional=true
        >
            <TextInput
                value=of(|letter| &letter.number)
                on_input=move |text| letter.update(|letter| letter.number = text)
                max=most(LETTER_NUMBER)
                width=20
            />
        </FormGroup>
        <FormGroup
            id="letter-text"
            label=ts(texts::counter::LETTER_TEXT)
            hint=hint(texts::counter::LETTER_TEXT_HINT)
            error=error("text", |letter| &letter.text, texts::counter::LETTER_TEXT_MISSING)
        >
            <TextArea
                value=of(|letter| &letter.text)
                on_input=move |text| letter.update(|letter| letter.text = text)
                rows=10
                max=most(LETTER_TEXT)
            />
        </FormGroup>
        {move || {
            let named = writer.missing("title") || writer.missing("text");
            writer
                .failure
                .get()
                .filter(|_| !named)
                .map(|failed| {
                    view! {
                        <div id="letter-failed" tabindex="-1">
                            <Notice tone=Tone::Error><p>{move || t(api::words(&failed))}</p></Notice>
                        </div>
                    }
                })
        }}
        {move || {
            writer
                .upload()
                .map(|_| view! { <Notice tone=Tone::Info><p>{ts(texts::counter::LETTER_READY)}</p></Notice> })
        }}
    }
}

/// The printed letter, beside its fields while they are open and unchanged.
#[component]
pub fn LetterPreview() -> impl IntoView {
    let open = Open::get();
    let typed = open.typed;
    let found = Memo::new(move |_| {
        let writing = matches!(open.form.get(), Some(Form::Finish | Form::Propose));
        let file = current(typed).filter(|_| writing && typed.source.get() == Source::Template)?;
        Some(FileRef { upload: file.upload, sha256: file.sha256, size: file.size, media_type: file.media_type })
    });
    move || {
        found.get().map(|found| {
            view! {
                <section class="section proposal" id="letter-preview" aria-labelledby="letter-preview-title">
                    <h2 id="letter-preview-title">{ts(texts::counter::LETTER_PREVIEW)}</h2>
                    <Pdf found=found at_once=true name="letter" />
                </section>
            }
        })
    }
}
