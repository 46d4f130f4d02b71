//! The keys that sign certified copies: the secret half in a file of the data folder that only its owner reads, the public
//! half in the database. The secret half is in no backup: an installation made from one signs with a new key, and what the old
//! one signed can still be checked.

use crate::{app::App, cli::Outcome, secrets};
use clap::Subcommand;
use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use motcua_domain::ecopy::{KnownKey, Trust, key_id};
use motcua_storage::{Store, audit::By, copy_keys::CopyKey};
use std::{
    io,
    path::{Path, PathBuf},
};

/// What is done with keys by the command line.
#[derive(Subcommand)]
pub enum KeysCommand {
    /// Say which keys there are
    List,
    /// Sign with a new key from now on; what the others signed still counts
    Rotate,
    /// Say that nothing counts which this key signed: it may be in other hands. Another key signs from now on
    Withdraw { id: String },
}

/// A key that signs.
pub struct CopySigner {
    key: SigningKey,
}

impl CopySigner {
    /// Ed25519 over these bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }

    #[must_use]
    pub fn id(&self) -> [u8; 8] {
        key_id(&self.public())
    }

    fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }
}

/// Where the secret half of a key lies.
fn file(root: &Path, id: &str) -> PathBuf {
    root.join(format!("copy-{id}.key"))
}

/// The key that signs now; made where there is none, or where its secret half is not here.
///
/// # Errors
/// When the disk, the database or randomness cannot.
pub async fn current(store: &Store, now: Timestamp) -> Result<CopySigner, io::Error> {
    let known = store.copy_keys().await.map_err(io::Error::other)?;
    if let Some(signs) = known.iter().find(|key| key.retired_ms.is_none()) {
        match std::fs::read(file(store.root(), &signs.id)) {
            Ok(bytes) => {
                let seed = bytes.try_into().map_err(|_| io::Error::other("a copy key has a wrong length"))?;
                let signer = CopySigner { key: SigningKey::from_bytes(&seed) };
                let fits = secrets::hex(&signer.public()) == signs.public;
                return if fits { Ok(signer) } else { Err(io::Error::other("a copy key is another than it was")) };
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                tracing::warn!(key = signs.id, "the secret half of the copy key is not here: a new key is made");
            }
            Err(error) => return Err(error),
        }
    }
    made(store, By::system(now.as_millisecond())).await
}

/// A new key: its file first, so that no row names a key that cannot sign.
async fn made(store: &Store, by: By<'_>) -> Result<CopySigner, io::Error> {
    let seed: [u8; 32] = secrets::random()?;
    let signer = CopySigner { key: SigningKey::from_bytes(&seed) };
    let id = secrets::hex(&signer.id());
    secrets::write_private(&file(store.root(), &id), &seed)?;
    store.add_copy_key(&id, &secrets::hex(&signer.public()), by).await.map_err(io::Error::other)?;
    Ok(signer)
}

/// What a check on the server goes by.
///
/// # Errors
/// When the database cannot.
pub async fn trust(app: &App) -> Result<Trust, motcua_storage::StoreError> {
    let known = |key: &CopyKey| KnownKey::from_hex(&key.public, key.withdrawn_ms.is_some());
    let keys = app.store.copy_keys().await?.iter().filter_map(known).collect();
    let revoked = app.store.revoked_copies().await?.into_iter();
    let revoked = revoked.filter_map(|(year, number, _)| Some((u16::try_from(year).ok()?, number))).collect();
    Ok(Trust { keys, revoked })
}

/// Runs the command.
///
/// # Errors
/// When a key is not known, or the disk or the database cannot.
pub async fn run(data: &Path, command: KeysCommand) -> Outcome {
    let store = Store::open(data).await?;
    let now = Timestamp::now();
    let by = By::operator(now.as_millisecond());
    match command {
        KeysCommand::List => {
            for key in store.copy_keys().await? {
                let state = match (key.retired_ms, key.withdrawn_ms) {
                    (_, Some(_)) => "withdrawn",
                    (Some(_), None) => "retired",
                    (None, None) => "signs",
                };
                println!("{} {state}, public {}", key.id, key.public);
            }
        }
        KeysCommand::Rotate => println!("{} signs from now on", secrets::hex(&made(&store, by).await?.id())),
        KeysCommand::Withdraw { id } => {
            store.withdraw_copy_key(&id, by).await.map_err(|_| "no key has this id")?;
            println!("{id}: nothing that it signed counts any more");
            println!("{} signs from now on", secrets::hex(&current(&store, now).await?.id()));
        }
    }
    store.close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_made_once_is_private_and_rotates() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).await.unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let first = current(&store, now).await.unwrap().id();
        assert_eq!(current(&store, now).await.unwrap().id(), first);
        let lies = file(dir.path(), &secrets::hex(&first));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&lies).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let second = made(&store, By::operator(1)).await.unwrap().id();
        assert_eq!(current(&store, now).await.unwrap().id(), second);
        assert_ne!(first, second);
        // From a backup, without the secret half: a new key, and the old ones stay to be checked with.
        std::fs::remove_file(file(dir.path(), &secrets::hex(&second))).unwrap();
        let third = current(&store, now).await.unwrap().id();
        let states: Vec<bool> = store.copy_keys().await.unwrap().iter().map(|key| key.retired_ms.is_some()).collect();
        assert_eq!(states.iter().filter(|retired| !**retired).count(), 1);
        assert_eq!((states.len(), third == second), (3, false));
        // Another secret in the file of a key is not taken for it.
        std::fs::write(file(dir.path(), &secrets::hex(&third)), [9; 32]).unwrap();
        assert!(current(&store, now).await.is_err());
    }
}
