//! A certified electronic copy on its dossier's page: what is still to be done, what waits for the leader, what was certified.

use super::{approval::Pdf, open::Open};
use crate::{
    fields::money,
    i18n::{Key, t, texts::copies as c, tf, ts},
    ui::{Icon, Notice, Sign, Tag, Tone},
};
use leptos::prelude::*;
use motcua_contract::{desk::DeskDossier, ecopies::CopyStage};
use motcua_domain::{
    dossier::{FileRef, Verdict},
    ecopy::{Certificate, ORIGINAL, SCANNED, check_path},
    form::{Source, Value},
};

/// What the section shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    /// Which of the two steps before are done.
    Asked {
        compared: bool,
        scanned: bool,
    },
    Prepared {
        document: String,
        pages: u32,
    },
    Certified {
        certificate: Box<Certificate>,
        revoked: Option<String>,
        file: Option<FileRef>,
    },
}

fn scanned(dossier: &DeskDossier) -> u32 {
    let pages = dossier.answers.get(SCANNED).map(Value::as_pages).unwrap_or_default();
    let here = dossier.answers.source(SCANNED) == Source::Staff;
    if here { pages.iter().map(|page| page.pages).sum() } else { 0 }
}

fn shown(dossier: &DeskDossier) -> Option<Shown> {
    Some(match dossier.copy.clone()? {
        CopyStage::Asked => {
            let seen = dossier.checks.iter().find(|check| check.paper == ORIGINAL).map(|check| check.verdict);
            let compared = matches!(seen, Some(Verdict::Enough | Verdict::ShownAndReturned));
            Shown::Asked { compared, scanned: scanned(dossier) > 0 }
        }
        CopyStage::Prepared => {
            let document = dossier.answers.get("document_name").and_then(|value| value.as_text().map(str::to_owned));
            Shown::Prepared { document: document.unwrap_or_default(), pages: scanned(dossier) }
        }
        CopyStage::Certified { certificate, revoked } => {
            Shown::Certified { certificate: Box::new(certificate), revoked, file: dossier.result.clone() }
        }
    })
}

/// The section; nothing where no electronic copy is asked for.
#[component]
pub fn CopySection() -> impl IntoView {
    let open = Open::get();
    let found = Memo::new(move |_| open.read(shown));
    move || {
        found.get().map(|shown| {
            let content = match shown {
                Shown::Asked { compared, scanned } => asked(compared, scanned),
                Shown::Prepared { document, pages } => prepared(document, pages),
                Shown::Certified { certificate, revoked, file } => certified(&certificate, revoked, file),
            };
            view! {
                <section class="section proposal" aria-labelledby="copy-title">
                    <h2 id="copy-title">{ts(c::STAGE_TITLE)}</h2>
                    {content}
                </section>
            }
        })
    }
}

fn asked(compared: bool, scanned: bool) -> AnyView {
    let step = |words: Key, done: bool| {
        let (tone, sign, said) = if done {
            (Tone::Success, Some(Sign::Check), c::STAGE_READY)
        } else {
            (Tone::Warning, Some(Sign::Warning), c::STAGE_MISSING)
        };
        view! { <li>{ts(words)} " " <Tag tone=tone sign=sign text=ts(said) /></li> }
    };
    view! {
        <p>{ts(c::STAGE_ASKED)}</p>
        <ol>
            {step(c::STAGE_STEP_ORIGINAL, compared)}
            {step(c::STAGE_STEP_SCAN, scanned)}
            {step(c::STAGE_STEP_PREPARE, false)}
        </ol>
    }
    .into_any()
}

fn prepared(document: String, pages: u32) -> AnyView {
    let pages = pages.to_string();
    view! {
        <p>{ts(c::STAGE_PREPARED)}</p>
        <p><strong>{move || tf(c::STAGE_DOCUMENT, &[("document", &document), ("pages", &pages)])}</strong></p>
        <p>{ts(c::STAGE_TEXT)}</p>
        <p class="small muted">{ts(c::STAGE_LOOK)}</p>
    }
    .into_any()
}

fn certified(certificate: &Certificate, revoked: Option<String>, file: Option<FileRef>) -> AnyView {
    let number = [certificate.number.to_string(), certificate.year.to_string()].join("/");
    let (pages, fee) = (certificate.pages.to_string(), certificate.fee);
    let document = certificate.document.clone();
    let words = move || {
        let fee = fee.map_or_else(|| t(c::STAGE_NO_FEE).to_owned(), money);
        tf(c::STAGE_CERTIFIED, &[("number", &number), ("pages", &pages), ("fee", &fee)])
    };
    let href = check_path(&certificate.code);
    view! {
        {revoked.map(|reason| {
            view! { <Notice tone=Tone::Error id="copy-revoked"><p>{move || tf(c::STAGE_REVOKED, &[("reason", &reason)])}</p></Notice> }
        })}
        <p id="copy-number"><strong>{words}</strong></p>
        <p>{document}</p>
        <p>
            <a href=href target="_blank" rel="external noopener">
                <Icon sign=Sign::Check />
                <span>{ts(c::STAGE_OPEN)} " " {ts(crate::i18n::texts::counter::NEW_TAB)}</span>
            </a>
        </p>
        {file.map(|file| view! { <Pdf found=file at_once=false name="copy" /> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::dossier;
    use motcua_domain::{
        dossier::{PaperCheck, State},
        form::PageRef,
    };

    #[test]
    fn what_is_left_to_do_is_shown() {
        let mut one = dossier(State::Received);
        assert_eq!(shown(&one), None);
        one.copy = Some(CopyStage::Asked);
        assert_eq!(shown(&one), Some(Shown::Asked { compared: false, scanned: false }));
        let page =
            PageRef { upload: "p".into(), sha256: "0".into(), size: 1, media_type: "image/png".into(), pages: 1 };
        one.answers.set(SCANNED, Value::Pages(vec![page.clone()]));
        assert_eq!(shown(&one), Some(Shown::Asked { compared: false, scanned: false }), "from home");
        one.answers.fill(SCANNED, Value::Pages(vec![page]), Source::Staff);
        let verdict = Verdict::ShownAndReturned;
        one.checks = vec![PaperCheck { paper: ORIGINAL.into(), verdict, note: String::new() }];
        assert_eq!(shown(&one), Some(Shown::Asked { compared: true, scanned: true }));
    }
}
