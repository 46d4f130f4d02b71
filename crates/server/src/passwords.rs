//! Passwords: Argon2id, off the async threads, few at a time, and the same work for a user that does not exist. And the
//! first password of an account, made to be read out and typed once.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{io, sync::Arc};
use tokio::sync::Semaphore;

/// Verifications at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// Shortest password of staff in characters (NIST SP 800-63B: length is what counts).
pub const LEAST: usize = 10;
/// Longer passwords are only a way to make us work; in bytes.
pub const LONGEST: usize = 256;

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

    /// A password as it is kept, made off the async threads.
    ///
    /// # Errors
    /// When there is no randomness.
    pub async fn hash(&self, password: String) -> io::Result<String> {
        let permit = Arc::clone(&self.gate).acquire_owned().await.map_err(io::Error::other)?;
        let made = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            hash(&password)
        });
        made.await.map_err(io::Error::other)?
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

/// A first password: three made-up words and four digits, such as `lamo-tiki-rebo-4829`. About 45 bits; it lives until
/// its first use. Nothing in it looks like something else on paper.
///
/// # Errors
/// When there is no randomness.
pub fn first() -> io::Result<String> {
    const STARTS: &[u8; 11] = b"bghkmnprstv";
    const ENDS: &[u8; 4] = b"aeio";
    const DIGITS: &[u8; 8] = b"23456789";
    // 128 bits for 45: what the remainders lean to is nothing.
    let mut chance = u128::from_le_bytes(crate::secrets::random()?);
    let mut pick = |letters: &[u8]| {
        let count = letters.len() as u128;
        let at = usize::try_from(chance % count).unwrap_or(0);
        chance /= count;
        char::from(letters[at])
    };
    let mut out = String::new();
    for _ in 0..3 {
        for letters in [&STARTS[..], ENDS, STARTS, ENDS] {
            out.push(pick(letters));
        }
        out.push('-');
    }
    for _ in 0..4 {
        out.push(pick(DIGITS));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_password_is_readable_and_never_the_same() {
        let made: std::collections::BTreeSet<String> = (0..200).map(|_| first().unwrap()).collect();
        assert_eq!(made.len(), 200);
        for password in made {
            assert!(password.len() >= LEAST && password.len() == 19, "{password}");
            assert!(password.bytes().all(|byte| b"bghkmnprstvaeio23456789-".contains(&byte)), "{password}");
        }
    }

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
