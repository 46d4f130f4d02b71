//! Passwords: Argon2id, off the async threads, few at a time, and the same work for a user that does not exist.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{io, sync::Arc};
use tokio::sync::Semaphore;

/// Verifications at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    gate: Arc<Semaphore>,
    /// Compared against when there is no such user.
    dummy: Arc<str>,
}

impl Passwords {
    /// # Errors
    /// When there is no randomness.
    pub fn new() -> io::Result<Self> {
        let dummy = hash(&crate::secrets::new_token()?)?;
        Ok(Self { gate: Arc::new(Semaphore::new(AT_ONCE)), dummy: dummy.into() })
    }

    /// Whether the password fits. `None` is a user that does not exist: it takes as long and never fits.
    pub async fn fits(&self, password: String, stored: Option<&str>) -> bool {
        let Ok(permit) = Arc::clone(&self.gate).acquire_owned().await else { return false };
        let known = stored.is_some();
        let against = stored.map_or_else(|| self.dummy.to_string(), str::to_owned);
        let verified = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            PasswordHash::new(&against)
                .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        });
        verified.await.unwrap_or(false) && known
    }
}

/// A password as it is kept (PHC form).
///
/// # Errors
/// When there is no randomness.
pub fn hash(password: &str) -> io::Result<String> {
    let salt: [u8; 16] = crate::secrets::random()?;
    let made: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| io::Error::other(error.to_string()))?;
    Ok(made.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_user_fits() {
        let passwords = Passwords::new().unwrap();
        let stored = hash("đúng").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(passwords.fits("đúng".into(), Some(&stored)).await);
        assert!(!passwords.fits("sai".into(), Some(&stored)).await);
        assert!(!passwords.fits("đúng".into(), Some("garbage")).await);
        assert!(!passwords.fits("đúng".into(), None).await);
    }
}
