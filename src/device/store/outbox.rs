//! Dossiers on their way: what was handed in, frozen, with the files that belong to it. One parcel a dossier, never two.

use super::{
    Attachment, OUTBOX, Result, add as keep_first, all, from_json, get as read, put as keep, remove as forget, to_json,
};
use motcua_contract::{dossiers::Submission, uploads::StoredFile};
use motcua_domain::form::{Answers, Value};
use serde::{Deserialize, Serialize};

/// A dossier as it was when it was handed in: answers and files travel together, or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parcel {
    /// The draft's id: the idempotency key, for ever.
    pub id: String,
    pub procedure: String,
    /// What is sent; each page stands under the local id of its file until the server has it: see [`Parcel::body`].
    pub submission: Submission,
    /// The draft's answers as they were, to see whether it was changed since.
    pub answers: Answers,
    pub files: Vec<Attachment>,
    /// Milliseconds since 1970.
    #[serde(serialize_with = "super::whole")]
    pub sealed_ms: f64,
    /// SHA-256 of every body that left the phone: the server may have any of them, and nothing else of this parcel.
    #[serde(default)]
    pub sent: Vec<String>,
}

impl Parcel {
    /// The body that is sent: every page under the server's id, with what the server found out about it. `None` while a file
    /// is not acknowledged.
    #[must_use]
    pub fn body(&self) -> Option<Submission> {
        let mut body = self.submission.clone();
        for value in body.answers.values.values_mut() {
            let Value::Pages(pages) = value else { continue };
            for page in pages {
                let file = self.files.iter().find(|file| file.id == page.upload)?;
                page.upload.clone_from(file.upload.as_ref()?);
                page.sha256.clone_from(&file.sha256);
                page.size = file.size;
                page.media_type.clone_from(&file.media_type);
                page.pages = file.pages.max(1);
            }
        }
        Some(body)
    }

    /// Whether the server lacks a file that belongs to what is sent.
    #[must_use]
    pub fn lacks_files(&self) -> bool {
        self.files.iter().any(|file| file.upload.is_none() && self.needs(&file.id))
    }

    /// Whether a file belongs to what is sent; a paper that the case does not ask for stays behind.
    #[must_use]
    pub fn needs(&self, file: &str) -> bool {
        self.submission.answers.values.values().any(|value| value.as_pages().iter().any(|page| page.upload == file))
    }

    /// Whether a draft still says what this parcel says.
    #[must_use]
    pub fn says(&self, answers: &Answers, files: &[Attachment]) -> bool {
        let ids =
            |list: &[Attachment]| list.iter().map(|file| (file.id.clone(), file.paper.clone())).collect::<Vec<_>>();
        self.answers.values == answers.values && ids(&self.files) == ids(files)
    }
}

impl Attachment {
    /// Takes in what the server says about a file that it has.
    pub fn acknowledged(&mut self, stored: &StoredFile) {
        self.upload = Some(stored.upload.clone());
        self.sha256.clone_from(&stored.sha256);
        self.size = stored.size;
        self.media_type.clone_from(&stored.media_type);
        self.pages = stored.pages;
    }
}

/// Keeps a parcel unless there is one of this dossier already: `false` then, and nothing is changed. Two tabs that seal the
/// same dossier in the same moment make one parcel.
///
/// # Errors
/// [`super::DeviceError::StoreFull`], [`DeviceError::StoreLost`].
pub async fn seal(parcel: &Parcel) -> Result<bool> {
    keep_first(OUTBOX, &parcel.id, to_json(parcel)?).await
}

/// Keeps what became of a parcel.
///
/// # Errors
/// [`super::DeviceError::StoreFull`], [`DeviceError::StoreLost`].
pub async fn put(parcel: &Parcel) -> Result<()> {
    keep(OUTBOX, &parcel.id, to_json(parcel)?).await
}

/// The parcel of a dossier.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn get(id: &str) -> Result<Option<Parcel>> {
    Ok(read(OUTBOX, id).await?.as_ref().and_then(from_json))
}

/// Every parcel, the oldest first.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn list() -> Result<Vec<Parcel>> {
    let mut parcels: Vec<Parcel> = all(OUTBOX).await?.iter().filter_map(from_json).collect();
    parcels.sort_by(|a, b| a.sealed_ms.total_cmp(&b.sealed_ms));
    Ok(parcels)
}

/// Forgets a parcel: once the server has proved that it has it, or has said that it never will.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn remove(id: &str) -> Result<()> {
    forget(OUTBOX, id).await
}

#[cfg(test)]
mod tests {
    use super::{Attachment, Parcel};
    use motcua_contract::{dossiers::Submission, uploads::StoredFile};
    use motcua_domain::form::{Answers, PageRef, Source, Value};

    fn file(id: &str) -> Attachment {
        Attachment {
            id: id.into(),
            paper: "birth_paper".into(),
            name: "a.jpg".into(),
            media_type: "image/jpeg".into(),
            size: 3,
            pages: 1,
            sha256: "00".repeat(32),
            upload: None,
            paused: false,
            making: false,
        }
    }

    fn parcel() -> Parcel {
        let files = vec![file("one"), file("two")];
        let page = |file: &Attachment| PageRef {
            upload: file.id.clone(),
            sha256: file.sha256.clone(),
            size: file.size,
            media_type: file.media_type.clone(),
            pages: 1,
        };
        let mut answers = Answers::default();
        answers.fill("child_name", Value::Text("A".into()), Source::Typed);
        let mut all = answers.clone();
        all.fill("birth_paper", Value::Pages(files.iter().map(page).collect()), Source::Typed);
        Parcel {
            id: "key".into(),
            procedure: "1.001193".into(),
            submission: Submission {
                procedure: "1.001193".into(),
                version: jiff::civil::date(2026, 1, 1),
                answers: all,
                notice: "1".into(),
                language: "vi".into(),
            },
            answers,
            files,
            sealed_ms: 0.0,
            sent: Vec::new(),
        }
    }

    fn stored(upload: &str) -> StoredFile {
        let media_type = "application/pdf".into();
        StoredFile { upload: upload.into(), sha256: "11".repeat(32), size: 4, media_type, pages: 7 }
    }

    #[test]
    fn nothing_is_sent_before_every_file_is_acknowledged() {
        let mut parcel = parcel();
        assert_eq!(parcel.body(), None);
        parcel.files[0].acknowledged(&stored("up-1"));
        assert_eq!(parcel.body(), None);
        parcel.files[1].acknowledged(&stored("up-2"));
        let body = parcel.body().unwrap();
        let pages = body.answers.get("birth_paper").unwrap().as_pages();
        assert_eq!(pages.iter().map(|page| page.upload.as_str()).collect::<Vec<_>>(), ["up-1", "up-2"]);
        assert_eq!((pages[0].pages, pages[0].size, pages[0].sha256.as_str()), (7, 4, "11".repeat(32).as_str()));
        // The frozen content itself never changes.
        assert_eq!(parcel.submission.answers.get("birth_paper").unwrap().as_pages()[0].upload, "one");
    }

    #[test]
    fn a_change_of_an_answer_or_a_file_is_seen_and_an_acknowledgement_is_none() {
        let parcel = parcel();
        let (mut answers, mut files) = (parcel.answers.clone(), parcel.files.clone());
        files[0].acknowledged(&stored("up-1"));
        assert!(parcel.says(&answers, &files));
        answers.fill("child_name", Value::Text("B".into()), Source::Typed);
        assert!(!parcel.says(&answers, &files));
        files.pop();
        assert!(!parcel.says(&parcel.answers, &files));
    }

    #[test]
    fn it_reads_back() {
        let parcel = parcel();
        let text = serde_json::to_string(&parcel).unwrap();
        assert_eq!(serde_json::from_str::<Parcel>(&text).unwrap(), parcel);
    }
}
