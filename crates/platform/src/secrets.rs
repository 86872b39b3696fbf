//! One master secret, from which every key is derived by purpose (HKDF-SHA256, RFC 5869).
//!
//! Generated on first start into the data folder with mode 0600. A secret given by configuration must be strong, or the
//! start is refused. Sealing uses AES-256-GCM-SIV (RFC 8452), whose nonces may repeat without losing confidentiality.

mod mac;

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
    sync::Arc,
};

use aes_gcm_siv::{
    Aes256GcmSiv, Nonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hkdf::Hkdf;
use kernel::Rng;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::Sha256;

pub use self::mac::KeyedHash;

/// Why the secrets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The configured secret is too weak to protect anything.
    #[error("the secret {name} is too weak: give at least 32 random characters, or leave it out to have one generated")]
    Weak {
        /// The name of the setting.
        name: &'static str,
    },
    /// The file cannot be read or written.
    #[error("the secret file {path}: {source}")]
    File {
        /// Where it should be.
        path: String,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The file does not hold a secret that we wrote.
    #[error("the secret file {0} is damaged: restore it from a backup; without it sessions and sealed values are lost")]
    Damaged(String),
    /// The sealed value was made with another key or was changed.
    #[error("a sealed value cannot be opened")]
    Unsealable,
}

/// The derived keys of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    master: Arc<SecretBox<[u8; 32]>>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Secrets from 32 bytes: for tests, and for [`Secrets::load`].
    pub fn from_master(master: [u8; 32]) -> Self {
        Self { master: Arc::new(SecretBox::new(Box::new(master))) }
    }

    /// The configured secret if there is one, else the one in `folder`, generated there on first start.
    pub fn load(configured: Option<&SecretString>, folder: &Path, rng: &dyn Rng) -> Result<Self, SecretsError> {
        if let Some(secret) = configured {
            let text = secret.expose_secret();
            if !is_strong(text) {
                return Err(SecretsError::Weak { name: "secret" });
            }
            let mut master = [0; 32];
            Hkdf::<Sha256>::new(None, text.as_bytes())
                .expand(b"griot master", &mut master)
                .map_err(|_length| SecretsError::Weak { name: "secret" })?;
            return Ok(Self::from_master(master));
        }
        let path = folder.join("master.key");
        match fs::read_to_string(&path) {
            Ok(text) => decode(&text).map(Self::from_master).ok_or_else(|| SecretsError::Damaged(path.display().to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => generate(folder, &path, rng).map(Self::from_master),
            Err(source) => Err(SecretsError::File { path: path.display().to_string(), source }),
        }
    }

    /// The key of one purpose; another purpose gets an unrelated key.
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        // 32 bytes is far below the limit of 255 × 32, the only error there is.
        let _: Result<(), hkdf::InvalidLength> =
            Hkdf::<Sha256>::new(None, self.master.expose_secret()).expand(purpose.as_bytes(), &mut key);
        key
    }

    /// The keyed hash of one purpose.
    pub fn keyed_hash(&self, purpose: &str) -> KeyedHash {
        KeyedHash::new(self.key(purpose))
    }

    /// Encrypts a value for storage. `context` (the row it belongs to) must be the same when opening.
    pub fn seal(&self, purpose: &str, context: &[u8], value: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, SecretsError> {
        let nonce = rng.bytes::<12>();
        let sealed = Aes256GcmSiv::new(&self.key(purpose).into())
            .encrypt(&Nonce::from(nonce), Payload { msg: value, aad: context })
            .map_err(|_opaque| SecretsError::Unsealable)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`Secrets::seal`] made for the same purpose and context.
    pub fn open(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SecretsError> {
        let (nonce, rest) = sealed.split_first_chunk::<12>().ok_or(SecretsError::Unsealable)?;
        Aes256GcmSiv::new(&self.key(purpose).into())
            .decrypt(&Nonce::from(*nonce), Payload { msg: rest, aad: context })
            .map_err(|_opaque| SecretsError::Unsealable)
    }
}

/// At least 32 characters with at least 10 different ones, and none of the words people leave in.
pub fn is_strong(secret: &str) -> bool {
    let mut different: Vec<char> = secret.chars().collect();
    different.sort_unstable();
    different.dedup();
    let lower = secret.to_lowercase();
    let known = ["changeme", "change-me", "secret", "password", "example", "your-"];
    secret.chars().count() >= 32 && different.len() >= 10 && !known.iter().any(|word| lower.contains(word))
}

fn decode(text: &str) -> Option<[u8; 32]> {
    hex::decode(text.trim()).ok()?.try_into().ok()
}

fn generate(folder: &Path, path: &Path, rng: &dyn Rng) -> Result<[u8; 32], SecretsError> {
    let failed = |source| SecretsError::File { path: path.display().to_string(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
    let master = rng.bytes::<32>();
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(hex::encode(master).as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(master)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRng;

    #[test]
    fn a_secret_is_generated_once_with_mode_0600_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets");
        let first = Secrets::load(None, &path, &SeededRng::new(1)).unwrap();
        let second = Secrets::load(None, &path, &SeededRng::new(2)).unwrap();
        assert_eq!(first.key("x"), second.key("x"));
        assert_ne!(first.key("x"), first.key("y"));
        let mode = fs::metadata(path.join("master.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn weak_secrets_are_refused() {
        for weak in ["short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "changeme-changeme-changeme-changeme-1234"] {
            let secret = SecretString::from(weak);
            assert!(matches!(
                Secrets::load(Some(&secret), Path::new("/nonexistent"), &SeededRng::new(1)),
                Err(SecretsError::Weak { .. })
            ));
        }
        assert!(is_strong("q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3"));
    }

    #[test]
    fn a_damaged_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("master.key"), "garbage").unwrap();
        assert!(matches!(Secrets::load(None, folder.path(), &SeededRng::new(1)), Err(SecretsError::Damaged(_))));
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_own_context() {
        let secrets = Secrets::from_master([7; 32]);
        let sealed = secrets.seal("totp", b"account-1", b"JBSWY3DP", &SeededRng::new(3)).unwrap();
        assert_eq!(secrets.open("totp", b"account-1", &sealed).unwrap(), b"JBSWY3DP");
        assert!(secrets.open("totp", b"account-2", &sealed).is_err());
        assert!(secrets.open("other", b"account-1", &sealed).is_err());
        assert!(secrets.open("totp", b"account-1", &sealed[..20]).is_err());
    }
}
