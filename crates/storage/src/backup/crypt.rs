//! Encrypted files by age: written whole and durable under a passing name first, read with everything checked.

use super::{BackupError, Part};
use age::{DecryptError, Decryptor, Encryptor, secrecy::ExposeSecret, x25519};
use motcua_domain::octets::hex;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// The public keys that backups are encrypted to: at least one.
#[derive(Clone)]
pub struct Recipients(Vec<x25519::Recipient>);

impl Recipients {
    /// Reads public keys (`age1...`).
    ///
    /// # Errors
    /// [`BackupError::Recipient`] with the first that is none; also for no key at all.
    pub fn parse<S: AsRef<str>>(keys: &[S]) -> Result<Self, BackupError> {
        let parse = |key: &S| key.as_ref().trim().parse().map_err(|_| BackupError::Recipient(key.as_ref().to_owned()));
        let keys: Vec<x25519::Recipient> = keys.iter().map(parse).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(BackupError::Recipient(String::new())) } else { Ok(Self(keys)) }
    }
}

/// The secret keys that open a backup.
pub struct Identities(Vec<x25519::Identity>);

impl Identities {
    /// Reads a file of keys as `age-keygen` writes it.
    ///
    /// # Errors
    /// [`BackupError::Identity`] with the number of the first line that is none.
    pub fn parse(text: &str) -> Result<Self, BackupError> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let keys = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let keys: Vec<x25519::Identity> =
            keys.map(|(line, key)| key.parse().map_err(|_| BackupError::Identity(line))).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(BackupError::Identity(1)) } else { Ok(Self(keys)) }
    }
}

/// A new key: the text of its file, and its public half.
#[must_use]
pub fn new_key() -> (String, String) {
    let key = x25519::Identity::generate();
    let public = key.to_public().to_string();
    (format!("# public key: {public}\n{}\n", key.to_string().expose_secret()), public)
}

/// Hashes what passes through.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
    bytes: u64,
}

impl<T> Hashing<T> {
    fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

/// Encrypts `content` into `dir/file`, durable when this returns.
pub(super) fn seal(content: impl Read, dir: &Path, file: &str, recipients: &Recipients) -> Result<Part, BackupError> {
    let (passing, path) = paths(dir, file)?;
    let keys = recipients.0.iter().map(|key| key as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(keys).map_err(|error| BackupError::Recipient(error.to_string()))?;
    let mut content = Hashing::new(BufReader::new(content));
    let mut out = Hashing::new(BufWriter::new(private(&passing)?));
    let mut sealed = encryptor.wrap_output(&mut out)?;
    io::copy(&mut content, &mut sealed)?;
    sealed.finish()?;
    let Hashing { inner, hash, bytes } = out;
    inner.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    settle(&passing, &path)?;
    let sha256 = hex(&hash.finalize());
    Ok(Part { file: file.to_owned(), sha256, bytes, content: hex(&content.hash.finalize()) })
}

/// Writes a small file, durable when this returns.
pub(super) fn place(dir: &Path, file: &str, bytes: &[u8]) -> Result<(), BackupError> {
    let (passing, path) = paths(dir, file)?;
    let mut out = private(&passing)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    settle(&passing, &path)
}

/// Decrypts a part into `to`; answers with the SHA-256 of the content. Every byte is authenticated before it counts.
pub(super) fn open(dir: &Path, part: &Part, to: &Path, identities: &Identities) -> Result<String, BackupError> {
    let file = part.file.as_str();
    let damaged = || BackupError::Damaged(file.to_owned());
    let input = match File::open(dir.join(file)) {
        Ok(input) => BufReader::new(input),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(damaged()),
        Err(error) => return Err(error.into()),
    };
    let decryptor = Decryptor::new_buffered(input).map_err(|_| damaged())?;
    let keys = identities.0.iter().map(|key| key as &dyn age::Identity);
    let mut content = decryptor.decrypt(keys).map_err(|error| match error {
        // Damage where the keys are named looks like another key.
        DecryptError::NoMatchingKeys if sha256(&dir.join(file)).is_ok_and(|found| found == part.sha256) => {
            BackupError::OtherKey(file.to_owned())
        }
        _ => damaged(),
    })?;
    if let Some(parent) = to.parent() {
        crate::private_dir(parent)?;
    }
    let mut out = Hashing::new(BufWriter::new(private(to)?));
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // What cannot be read is damaged; what cannot be written is the disk's fault.
        let count = content.read(&mut buffer).map_err(|_| damaged())?;
        if count == 0 {
            break;
        }
        out.write_all(&buffer[..count])?;
    }
    let Hashing { inner, hash, .. } = out;
    inner.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(hex(&hash.finalize()))
}

/// Size of a file that is there.
pub(super) fn size(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|meta| meta.len())
}

/// SHA-256 of a file.
pub(super) fn sha256(path: &Path) -> Result<String, BackupError> {
    let mut file = Hashing::new(BufReader::new(File::open(path)?));
    io::copy(&mut file, &mut io::sink())?;
    Ok(hex(&file.hash.finalize()))
}

pub(super) fn paths(dir: &Path, file: &str) -> Result<(PathBuf, PathBuf), BackupError> {
    let path = dir.join(file);
    if let Some(parent) = path.parent() {
        crate::private_dir(parent)?;
    }
    Ok((dir.join(format!("{file}.part")), path))
}

/// A new file that only its owner can read.
pub(super) fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Gives a durable file its name, durably.
pub(super) fn settle(passing: &Path, path: &Path) -> Result<(), BackupError> {
    fs::rename(passing, path)?;
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}
