//! Argon2id, 19 MiB, two passes, one lane (OWASP password storage cheat sheet), off the async threads and few at a time.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use kernel::Rng;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::IdentityError;

/// Concurrent hashes: each holds a core and 19 MiB, so that a flood of sign-ins cannot take the machine.
const CONCURRENT: usize = 2;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub(crate) struct Hasher {
    permits: Arc<Semaphore>,
    argon2: Argon2<'static>,
    /// Verified against when there is no account, so that the answer takes as long.
    decoy: Arc<str>,
}

impl Hasher {
    pub(crate) fn new() -> Result<Self, IdentityError> {
        let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| IdentityError::internal(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash(&argon2, "nobody's password", [7; 16])?.into();
        Ok(Self { permits: Arc::new(Semaphore::new(CONCURRENT)), argon2, decoy })
    }

    /// The PHC string to store.
    pub(crate) async fn hash(&self, password: &SecretString, rng: &dyn Rng) -> Result<String, IdentityError> {
        let (argon2, password, salt) = (self.argon2.clone(), password.clone(), rng.bytes::<16>());
        self.run(move || hash(&argon2, password.expose_secret(), salt)).await?
    }

    /// Whether the password is the stored one. Without a stored one it works as long and says no.
    pub(crate) async fn verify(&self, password: &SecretString, stored: Option<&str>) -> Result<bool, IdentityError> {
        let (argon2, password) = (self.argon2.clone(), password.clone());
        let known = stored.is_some();
        let phc = stored.map_or_else(|| self.decoy.clone(), Arc::from);
        let equal = self
            .run(move || {
                let phc = PasswordHash::new(&phc).map_err(|error| IdentityError::internal(error.to_string()))?;
                Ok::<_, IdentityError>(argon2.verify_password(password.expose_secret().as_bytes(), &phc).is_ok())
            })
            .await??;
        Ok(known && equal)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, IdentityError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(IdentityError::internal)?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        })
        .await
        .map_err(IdentityError::internal)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str, salt: [u8; 16]) -> Result<String, IdentityError> {
    argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|phc| phc.to_string())
        .map_err(|error| IdentityError::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRng;

    #[tokio::test]
    async fn a_password_is_recognised_and_an_absent_one_never_is() {
        let hasher = Hasher::new().unwrap();
        let password = SecretString::from("un grand fleuve lent");
        let stored = hasher.hash(&password, &SeededRng::new(1)).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify(&password, Some(&stored)).await.unwrap());
        assert!(!hasher.verify(&SecretString::from("autre chose"), Some(&stored)).await.unwrap());
        assert!(!hasher.verify(&SecretString::from("nobody's password"), None).await.unwrap());
        assert!(hasher.verify(&password, Some("not a PHC string")).await.is_err());
    }

    #[tokio::test]
    async fn the_same_password_is_stored_differently_each_time() {
        let hasher = Hasher::new().unwrap();
        let rng = SeededRng::new(1);
        let password = SecretString::from("un grand fleuve lent");
        assert_ne!(hasher.hash(&password, &rng).await.unwrap(), hasher.hash(&password, &rng).await.unwrap());
    }
}
