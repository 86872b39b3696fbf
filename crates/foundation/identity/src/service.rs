//! The service: what every part of this crate stands on.

use std::sync::Arc;

use platform::{Db, Mail, RateLimiter, Secrets};
use webauthn_rs::Webauthn;

use crate::{IdentityConfig, IdentityError, oidc::Providers, passkey, password::Hasher, token::AccessKeys};

/// Accounts, sessions and everything that proves who somebody is. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) secrets: Secrets,
    pub(crate) limiter: RateLimiter,
    pub(crate) mail: Mail,
    pub(crate) config: IdentityConfig,
    pub(crate) hasher: Hasher,
    pub(crate) access_keys: AccessKeys,
    pub(crate) providers: Providers,
    pub(crate) webauthn: Option<Webauthn>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl Identity {
    /// The service on this database. Fails only where the machine refuses a hash or a TLS client.
    pub fn try_new(
        db: Db,
        secrets: Secrets,
        limiter: RateLimiter,
        mail: Mail,
        config: IdentityConfig,
    ) -> Result<Self, IdentityError> {
        let inner = Inner {
            access_keys: AccessKeys::new(&secrets, &config.public_url),
            hasher: Hasher::new()?,
            providers: Providers::new(&config)?,
            webauthn: passkey::relying_party(&config),
            db,
            secrets,
            limiter,
            mail,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether a sign-in has the rights of its roles: with a second factor, or in the demo.
    pub(crate) fn counts_as_proved(&self, second_factor: bool) -> bool {
        second_factor || self.inner.config.staff_without_second_factor
    }

    /// The settings.
    pub fn config(&self) -> &IdentityConfig {
        &self.inner.config
    }
}
