//! The service: what every part of this crate stands on.

use std::sync::Arc;

use platform::{Db, Mail, RateLimiter, Secrets};

use crate::{IdentityConfig, token::AccessKeys};

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
    pub(crate) access_keys: AccessKeys,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl Identity {
    /// The service on this database.
    pub fn new(db: Db, secrets: Secrets, limiter: RateLimiter, mail: Mail, config: IdentityConfig) -> Self {
        let access_keys = AccessKeys::new(&secrets, &config.public_url);
        Self { inner: Arc::new(Inner { db, secrets, limiter, mail, config, access_keys }) }
    }

    /// The settings.
    pub fn config(&self) -> &IdentityConfig {
        &self.inner.config
    }
}
