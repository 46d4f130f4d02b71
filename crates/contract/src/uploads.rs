//! Files, spoken as tus 1.0 (core and the extensions below): any tus client works.
//!
//! `POST` with `Upload-Length` and `Upload-Metadata: filename <b64>,filetype <b64>,sha256 <b64 of hex>` makes an upload (the
//! digest may be left out); with a body of [`CHUNK_TYPE`] it carries the first bytes as well. `PATCH` with `Upload-Offset`
//! appends; `Upload-Checksum: sha256 <b64>` is checked before the offset moves. Every offset in an answer is durable, and the
//! answer to the last `PATCH` is given only when the file is whole, of an allowed type and of the announced digest. What is not
//! whole at `Upload-Expires` is forgotten.

use crate::{NoBody, endpoint};
use serde::{Deserialize, Serialize};

/// The tus version in `Tus-Resumable`.
pub const TUS_VERSION: &str = "1.0.0";
/// The content type of a `PATCH`.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";
/// The checksums of `Upload-Checksum`.
pub const TUS_CHECKSUMS: &str = "sha256";
/// The extensions the server speaks.
pub const TUS_EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";

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
