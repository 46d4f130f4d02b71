//! Files, spoken as tus 1.0 (core, creation, termination): any tus client works.
//!
//! `POST` with `Upload-Length` and `Upload-Metadata: filename <b64>,filetype <b64>,sha256 <b64 of hex>` makes an upload;
//! `PATCH` with `Upload-Offset` and `Content-Type: application/offset+octet-stream` appends; the answer to the last
//! `PATCH` is given only after the file's bytes are durable, of an allowed type, whole and of the announced digest.

use crate::{NoBody, endpoint};
use serde::{Deserialize, Serialize};

/// The tus version in `Tus-Resumable`.
pub const TUS_VERSION: &str = "1.0.0";
/// The content type of a `PATCH`.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";
/// The extensions the server speaks.
pub const TUS_EXTENSIONS: &str = "creation,termination";

endpoint!(
    /// Makes an upload; `Location` says where it goes.
    CreateUpload, Post "/api/uploads", Uploader, NoBody => NoBody
);
endpoint!(
    /// Appends bytes at an offset.
    AppendUpload, Patch "/api/uploads/{upload}", Uploader, NoBody => NoBody
);
endpoint!(
    /// Where an upload stands: `Upload-Offset`, `Upload-Length`.
    HeadUpload, Head "/api/uploads/{upload}", Uploader, NoBody => NoBody
);
endpoint!(
    /// Removes an upload that is not part of a dossier.
    DeleteUpload, Delete "/api/uploads/{upload}", Uploader, NoBody => NoBody
);

/// What the server made of a finished upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredFile {
    pub upload: String,
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// By content, not by name.
    pub media_type: String,
    /// 1 for a picture.
    pub pages: u32,
}

endpoint!(
    /// A finished upload's digest, type and pages; 404 until it is finished.
    GetUpload, Get "/api/uploads/{upload}", Uploader, NoBody => StoredFile
);
