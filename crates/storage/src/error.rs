//! How keeping can fail. A full disk is told apart: it is refused cleanly and may pass.

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing there, or not the caller's.
    #[error("not found")]
    NotFound,
    /// The dossier or upload changed meanwhile; its present version or offset.
    #[error("stale: now at {0}")]
    Stale(u64),
    /// The same idempotency key came with other content.
    #[error("key reused")]
    KeyReused,
    /// Uploads that are not stored, not the caller's, or part of another dossier.
    #[error("{} files missing", .0.len())]
    FilesMissing(Vec<String>),
    /// It was there and is not kept any longer.
    #[error("gone")]
    Gone,
    /// As many uploads are under way as the owner may have.
    #[error("too many uploads")]
    TooManyUploads,
    /// More than the owner may upload.
    #[error("quota exceeded")]
    Quota,
    /// A request for money does not allow it.
    #[error("payment: {}", .0.as_str())]
    Payment(motcua_domain::payment::Refusal),
    /// No space left.
    #[error("storage full")]
    Full,
    /// Removing files was refused: so many would have gone that a mistake is likelier than garbage.
    #[error("refused to remove {due} of {all} files at once")]
    Guarded { due: u64, all: u64 },
    /// Another process serves this data directory.
    #[error("the data directory is in use by another process")]
    InUse,
    /// SQLite says that its file is damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A row or setting is not what it must be.
    #[error("broken: {0}")]
    Broken(String),
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("file: {0}")]
    File(#[source] std::io::Error),
    #[error("blob: {0}")]
    Blob(#[source] object_store::Error),
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// SQLITE_FULL, the low byte of SQLite's extended result codes.
const SQLITE_FULL: i32 = 13;
/// SQLITE_CORRUPT and SQLITE_NOTADB, low bytes as well.
const SQLITE_DAMAGED: [i32; 2] = [11, 26];
/// SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC, whole.
const SQLITE_UNSYNCED: [i32; 2] = [1034, 1290];
/// How object_store words a failed fsync; its own error type is private. A test under fault injection holds this.
const BLOB_UNSYNCED: &str = "Unable to sync data to disk";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|inner| inner.code());
        match code.and_then(|code| code.parse::<i32>().ok()) {
            Some(code) if SQLITE_UNSYNCED.contains(&code) => crate::durable::lost("the database", &error),
            Some(code) if code & 0xff == SQLITE_FULL => Self::Full,
            Some(code) if SQLITE_DAMAGED.contains(&(code & 0xff)) => Self::Damaged(error.to_string()),
            _ if matches!(error, sqlx::Error::RowNotFound) => Self::NotFound,
            _ => Self::Database(error),
        }
    }
}

impl From<motcua_domain::payment::Refusal> for StoreError {
    fn from(refusal: motcua_domain::payment::Refusal) -> Self {
        Self::Payment(refusal)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if is_full(&error) { Self::Full } else { Self::File(error) }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if inner.to_string().starts_with(BLOB_UNSYNCED) {
                crate::durable::lost("a file", &error);
            }
            if inner.downcast_ref::<std::io::Error>().is_some_and(is_full) {
                return Self::Full;
            }
            cause = inner.source();
        }
        if matches!(error, object_store::Error::NotFound { .. }) { Self::NotFound } else { Self::Blob(error) }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(format!("json at line {}", error.line()))
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded | std::io::ErrorKind::FileTooLarge
    )
}
