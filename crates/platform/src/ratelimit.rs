//! How often something may happen: counted in PostgreSQL where every process must agree, in memory where it need not.
//!
//! Fixed windows: at most twice the limit can pass around a border, which is enough against guessing and flooding.

mod local;
mod store;

use jiff::SignedDuration;
use kernel::{AppError, ErrorKind};

pub use local::LocalLimiter;

use crate::{Db, DbError};

/// Why a hit is refused.
#[derive(Debug, thiserror::Error)]
pub enum RateLimited {
    /// Too often.
    #[error("too often; again in {retry_after_s} s")]
    TooOften {
        /// Seconds until the window ends.
        retry_after_s: u32,
    },
    /// The count could not be kept: refused as well, for a limit that can be switched off is none.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl AppError for RateLimited {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TooOften { .. } => ErrorKind::RateLimited,
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooOften { .. } => "error-rate-limited",
            Self::Db(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooOften { retry_after_s } => vec![("seconds", retry_after_s.to_string())],
            Self::Db(_) => Vec::new(),
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooOften { retry_after_s } => Some(*retry_after_s),
            Self::Db(error) => error.retry_after_s(),
        }
    }
}

/// Counts in PostgreSQL, shared by all processes.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    db: Db,
}

impl RateLimiter {
    /// A limiter on this database.
    pub const fn new(db: Db) -> Self {
        Self { db }
    }

    /// Counts one hit of the bucket and refuses it beyond `limit` per window. A refused hit does not prolong the window.
    pub async fn hit(&self, bucket: &str, limit: u32, window: SignedDuration) -> Result<(), RateLimited> {
        let now = self.db.now();
        let window_s = window.as_secs().max(1);
        let started_s = now.as_second().div_euclid(window_s) * window_s;
        let counted = store::count(self.db.pool(), bucket, started_s, window_s, limit).await?;
        if counted {
            return Ok(());
        }
        let left_s = started_s + window_s - now.as_second();
        Err(RateLimited::TooOften { retry_after_s: u32::try_from(left_s.max(1)).unwrap_or(u32::MAX) })
    }

    /// Takes one hit of the present window back: what succeeded need not count.
    pub async fn refund(&self, bucket: &str, window: SignedDuration) -> Result<(), DbError> {
        let window_s = window.as_secs().max(1);
        let started_s = self.db.now().as_second().div_euclid(window_s) * window_s;
        store::refund(self.db.pool(), bucket, started_s).await
    }

    /// Forgets the hits of a bucket: after a success, failures before it no longer count.
    pub async fn forget(&self, bucket: &str) -> Result<(), DbError> {
        store::forget(self.db.pool(), bucket).await
    }

    /// Deletes the windows that ended.
    pub async fn clean(&self) -> Result<u64, DbError> {
        store::clean(self.db.pool(), self.db.now()).await
    }
}
