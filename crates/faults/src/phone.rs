//! A phone that uploads and hands in over a bad line, never gives up before its time, and writes every acknowledgement down.

use crate::{
    Outcome, bytes,
    http::{self, Answer, Ask},
    journal::Entry,
    line::{ANSWER_WITHIN, Line},
    random::Random,
    said,
};
use motcua_contract::{
    DEVICE_HEADER, Endpoint, IDEMPOTENCY_HEADER, VERSION, VERSION_HEADER,
    dossiers::{GetReceipt, Receipt, Submission, SubmitDossier},
    public::{Device, RegisterDevice},
    uploads::{AppendUpload, CHUNK_TYPE, CreateUpload, GetUpload, HeadUpload, StoredFile, TUS_VERSION},
};
use motcua_domain::{
    deadline,
    example::{self, Example},
    form::{PageRef, Value},
};
use std::{
    sync::{Arc, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

/// The case in which it asks for the paper.
const CASE: [(&str, bool); 1] = [("has_birth_paper", true)];
/// The least piece that is sent on a bad line.
const LEAST_PIECE: usize = 32 * 1024;

/// A file that the server has said to have.
#[derive(Clone, Debug)]
pub struct Kept {
    pub device: String,
    pub page: PageRef,
}

/// A dossier before it is sent: the same bytes and the same key at every attempt.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub key: String,
    pub device: String,
    pub body: Vec<u8>,
    pub uploads: Vec<String>,
}

/// One phone.
pub struct Phone {
    pub line: Arc<Line>,
    random: Random,
    pub token: String,
}

impl Phone {
    /// A phone that the server knows.
    ///
    /// # Errors
    /// When the time is over before the server answers.
    pub async fn new(line: &Arc<Line>) -> Outcome<Self> {
        let mut phone = Self::known(line, "");
        let answer = phone.insist(&phone.registration(), &[]).await?;
        phone.token = read::<Device>(&answer)?.token;
        line.journal.note(&Entry::Device { token: phone.token.clone() })?;
        Ok(phone)
    }

    /// A phone with another's token.
    #[must_use]
    pub fn known(line: &Arc<Line>, token: &str) -> Self {
        let number = line.another();
        Self { line: Arc::clone(line), random: Random::split(line.seed, number), token: token.to_owned() }
    }

    /// The request that makes a phone known.
    #[must_use]
    pub fn registration(&self) -> Ask {
        Ask::new("POST", RegisterDevice::PATH)
    }

    /// A request with what this phone sends with each.
    #[must_use]
    pub fn dressed(&self, ask: Ask) -> Ask {
        let ask = ask.with("sec-fetch-site", "same-origin").with(VERSION_HEADER, VERSION.to_string());
        if self.token.is_empty() { ask } else { ask.with(DEVICE_HEADER, &self.token) }
    }

    /// One attempt.
    ///
    /// # Errors
    /// When the answer did not come whole.
    pub async fn once(&self, ask: Ask) -> Outcome<Answer> {
        let answer = http::ask(self.line.server, &self.dressed(ask), ANSWER_WITHIN).await?;
        let mut statuses = self.line.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        *statuses.entry(answer.status).or_default() += 1;
        drop(statuses);
        if matches!(answer.status, 503 | 507) && answer.header("retry-after").is_empty() {
            let mut wrong = self.line.wrong.lock().unwrap_or_else(PoisonError::into_inner);
            wrong.push(format!("{} without Retry-After", answer.status));
        }
        Ok(answer)
    }

    /// Asks until there is an answer of 2xx or one of `others`, or the time is over.
    async fn insist(&self, ask: &Ask, others: &[u16]) -> Outcome<Answer> {
        loop {
            let why = match self.once(ask.clone()).await {
                Ok(answer) if answer.ok() || others.contains(&answer.status) => return Ok(answer),
                // Busy, full or broken: it may pass.
                Ok(answer) if answer.status >= 500 || answer.status == 429 || answer.code() == "in_progress" => {
                    format!("{} {}", answer.status, answer.code())
                }
                Ok(answer) if answer.status == 401 => {
                    return self.line.lost("a device is not known any more".to_owned());
                }
                Ok(answer) => {
                    return Err(format!("{} {}: {} {}", ask.method, ask.path, answer.status, answer.code()));
                }
                Err(why) => why,
            };
            self.pause(&format!("{} {}: {why}", ask.method, ask.path)).await?;
        }
    }

    /// A moment before the next attempt.
    async fn pause(&self, why: &str) -> Outcome {
        if Instant::now() > self.line.until {
            return Err(format!("gave up: {why}"));
        }
        tokio::time::sleep(Duration::from_millis(self.random.between(20, 120))).await;
        Ok(())
    }

    /// Uploads a made-up picture of this length in pieces, resuming as often as it takes.
    ///
    /// # Errors
    /// When something acknowledged is gone (noted in the journal), or the time is over.
    pub async fn upload(&self, length: usize) -> Outcome<Kept> {
        let seed = self.random.next();
        let content = bytes::jpeg(seed, length);
        let sha256 = bytes::sha256_hex(&content);
        let upload = self.announce(&content, &sha256).await?;
        self.line.journal.note(&Entry::Created {
            device: self.token.clone(),
            upload: upload.clone(),
            length: content.len() as u64,
            sha256: sha256.clone(),
            seed,
        })?;
        let mut offset = 0;
        let mut piece = self.line.piece;
        while offset < content.len() {
            let end = content.len().min(offset + piece);
            let answer = self.once(self.patch(&upload, offset, &content[offset..end])).await;
            offset = match answer {
                Ok(answer) if answer.status == 204 => {
                    piece = self.line.piece.min(piece * 2);
                    self.advanced(&upload, offset, &answer)?
                }
                other => {
                    let why = other.map_or_else(|why| why, |answer| format!("{} {}", answer.status, answer.code()));
                    self.pause(&format!("append: {why}")).await?;
                    piece = LEAST_PIECE.max(piece / 2).min(self.line.piece);
                    self.where_it_stands(&upload, offset, &why).await?
                }
            };
        }
        let page = self.whole(&upload, &content, &sha256).await?;
        self.line.arrived.fetch_add(content.len() as u64, Ordering::Relaxed);
        self.line.journal.note(&Entry::Stored { upload })?;
        Ok(Kept { device: self.token.clone(), page })
    }

    /// Announces a file and gives back the upload's id.
    ///
    /// # Errors
    /// When the time is over.
    pub async fn announce(&self, content: &[u8], sha256: &str) -> Outcome<String> {
        let ask = self.announcement(content.len(), sha256);
        let created = self.insist(&ask, &[]).await?;
        created.header("location").rsplit('/').next().map(str::to_owned).ok_or_else(|| "no location".to_owned())
    }

    /// The request that announces a file.
    #[must_use]
    pub fn announcement(&self, length: usize, sha256: &str) -> Ask {
        let coded = |text: &str| bytes::base64(text.as_bytes());
        let metadata = format!("filename {},filetype {},sha256 {}", coded("a.jpg"), coded("image/jpeg"), coded(sha256));
        Ask::new("POST", CreateUpload::PATH)
            .with("tus-resumable", TUS_VERSION)
            .with("upload-length", length.to_string())
            .with("upload-metadata", metadata)
    }

    /// The request that appends a piece.
    #[must_use]
    pub fn patch(&self, upload: &str, offset: usize, piece: &[u8]) -> Ask {
        self.line.wire.fetch_add(piece.len() as u64, Ordering::Relaxed);
        let mut ask = Ask::new("PATCH", <AppendUpload as Endpoint>::path(&[upload]))
            .with("tus-resumable", TUS_VERSION)
            .with("upload-offset", offset.to_string())
            .with("content-type", CHUNK_TYPE);
        if self.line.checksum {
            ask = ask.with("upload-checksum", format!("sha256 {}", bytes::sha256_base64(piece)));
        }
        ask.body = piece.to_vec();
        ask
    }

    fn advanced(&self, upload: &str, from: usize, answer: &Answer) -> Outcome<usize> {
        let to: usize = answer.header("upload-offset").parse().map_err(|_| "no offset in an answer of 2xx")?;
        if to < from {
            return self.line.lost(format!("upload {upload}: the offset went back from {from} to {to}"));
        }
        self.line.journal.note(&Entry::Offset { upload: upload.to_owned(), offset: to as u64 })?;
        Ok(to)
    }

    /// Asks the server up to where it has the file.
    ///
    /// # Errors
    /// When it has less than it acknowledged.
    pub async fn where_it_stands(&self, upload: &str, acknowledged: usize, why: &str) -> Outcome<usize> {
        let ask = Ask::new("HEAD", <HeadUpload as Endpoint>::path(&[upload])).with("tus-resumable", TUS_VERSION);
        let answer = self.insist(&ask, &[404, 410]).await?;
        if answer.ok() {
            self.advanced(upload, acknowledged, &answer)
        } else {
            self.line.lost(format!("upload {upload}: {} at offset {acknowledged} after: {why}", answer.status))
        }
    }

    /// The facts of a file that arrived.
    async fn whole(&self, upload: &str, content: &[u8], sha256: &str) -> Outcome<PageRef> {
        let ask = Ask::new("GET", <GetUpload as Endpoint>::path(&[upload]));
        let mut answer = self.insist(&ask, &[404]).await?;
        if answer.status == 404 {
            // Every byte is there, but it was not judged yet: an empty piece at the end asks for it.
            self.insist(&self.patch(upload, content.len(), &[]), &[404, 409]).await?;
            answer = self.insist(&ask, &[404]).await?;
        }
        if answer.status == 404 {
            return self.line.lost(format!("upload {upload}: every byte acknowledged, and no file"));
        }
        let file: StoredFile = read(&answer)?;
        if file.sha256 != sha256 || file.size != content.len() as u64 {
            return self.line.lost(format!("upload {upload}: other bytes than were sent"));
        }
        Ok(PageRef {
            upload: file.upload,
            sha256: file.sha256,
            size: file.size,
            media_type: file.media_type,
            pages: file.pages,
        })
    }

    /// A dossier around files that were uploaded; `files` are used up.
    ///
    /// # Errors
    /// When the procedure asks for more files than there are.
    pub fn parcel(&self, files: &[Kept]) -> Outcome<Parcel> {
        let today = deadline::local(jiff::Timestamp::now()).date();
        let number = u32::try_from(self.random.between(1, 900)).map_err(said)?;
        let example = Example { procedure: &self.line.procedure, case: &CASE, today, number, optional: false };
        let mut answers = example::answers(&example);
        let mut rest = files.iter();
        for value in answers.values.values_mut() {
            let Value::Pages(pages) = value else { continue };
            for page in pages {
                *page = rest.next().ok_or("the procedure asks for more files")?.page.clone();
            }
        }
        let uploads = answers.pages().map(|(_, page)| page.upload.clone()).collect();
        let submission = Submission {
            procedure: self.line.procedure.code.clone(),
            version: self.line.procedure.version,
            answers,
            notice: "1".to_owned(),
            language: "vi".to_owned(),
        };
        let body = serde_json::to_vec(&submission).map_err(said)?;
        Ok(Parcel { key: uuid::Uuid::now_v7().to_string(), device: self.token.clone(), body, uploads })
    }

    /// The request that hands a parcel in.
    #[must_use]
    pub fn submission(&self, parcel: &Parcel) -> Ask {
        let mut ask = Ask::new("POST", SubmitDossier::PATH)
            .with("content-type", "application/json")
            .with(IDEMPOTENCY_HEADER, &parcel.key);
        ask.body.clone_from(&parcel.body);
        ask
    }

    /// Hands a parcel in, as often as it takes, and asks for the receipt once more.
    ///
    /// # Errors
    /// When something acknowledged is gone (noted in the journal), or the time is over.
    pub async fn hand_in(&self, parcel: &Parcel) -> Outcome<Receipt> {
        self.line.journal.note(&Entry::Tried { key: parcel.key.clone() })?;
        let answer = self.insist(&self.submission(parcel), &[409]).await?;
        if answer.status == 409 {
            return self.line.lost(format!("dossier {}: refused, {}", parcel.key, answer.code()));
        }
        let receipt: Receipt = read(&answer)?;
        self.line.journal.note(&Entry::Receipt {
            device: parcel.device.clone(),
            key: parcel.key.clone(),
            code: receipt.code.clone(),
            sha256: receipt.sha256.clone(),
            uploads: parcel.uploads.clone(),
        })?;
        let ask = Ask::new("GET", <GetReceipt as Endpoint>::path(&[&parcel.key]));
        let again = self.insist(&ask, &[404]).await?;
        if again.status == 404 || read::<Receipt>(&again)? != receipt {
            return self.line.lost(format!("dossier {}: its receipt is gone or another", parcel.key));
        }
        Ok(receipt)
    }

    /// One file, one dossier.
    ///
    /// # Errors
    /// When something acknowledged is gone (noted in the journal), or the time is over.
    pub async fn one_dossier(&self, length: usize) -> Outcome<Receipt> {
        let file = self.upload(length).await?;
        self.hand_in(&self.parcel(&[file])?).await
    }
}

/// An answer's body as its type.
///
/// # Errors
/// When it is a refusal or of another shape.
pub fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> Outcome<T> {
    if !answer.ok() {
        return Err(format!("{} {}", answer.status, answer.code()));
    }
    serde_json::from_slice(&answer.body).map_err(said)
}
