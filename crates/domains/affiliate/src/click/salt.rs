//! The salt of the day.

use std::sync::{Mutex, PoisonError};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::Db;

use super::store;
use crate::AffiliateError;

/// What this process knows of it.
#[derive(Debug, Default)]
pub(crate) struct Salts(Mutex<Option<(Date, [u8; 32])>>);

impl Salts {
    /// The salt of the day of this instant, in UTC.
    pub(super) async fn of(&self, db: &Db, at: Timestamp) -> Result<[u8; 32], AffiliateError> {
        let day = at.to_zoned(TimeZone::UTC).date();
        if let Some((known, salt)) = *self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && known == day
        {
            return Ok(salt);
        }
        let salt = store::salt(db.pool(), day, &db.rng().bytes()).await?;
        let salt: [u8; 32] = salt.try_into().map_err(|_other| AffiliateError::Bug("a salt of another length"))?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((day, salt));
        Ok(salt)
    }
}
