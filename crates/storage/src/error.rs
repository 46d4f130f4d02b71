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
    /// More than the owner may upload.
    #[error("quota exceeded")]
    Quota,
    /// No space left.
    #[error("storage full")]
    Full,
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

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|inner| inner.code());
        match code.and_then(|code| code.parse::<i32>().ok()) {
            Some(code) if code & 0xff == SQLITE_FULL => Self::Full,
            _ if matches!(error, sqlx::Error::RowNotFound) => Self::NotFound,
            _ => Self::Database(error),
        }
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
