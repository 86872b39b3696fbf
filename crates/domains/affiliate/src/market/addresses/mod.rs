//! What of the market everybody sees, by its address: for site maps.

mod queries;

use contracts::affiliate::ProgramId;
use jiff::Timestamp;

use crate::{Affiliate, AffiliateError};

/// As many as one site map holds in two languages, of the 50 000 addresses that it may have.
const ADDRESSES_MAX: i64 = 25_000;

impl Affiliate {
    /// The end of the address of each product that is shown, and when it changed, the newest first, at most 25 000: for everybody.
    pub async fn product_addresses(&self) -> Result<Vec<(String, Timestamp)>, AffiliateError> {
        Ok(queries::products(&mut *self.conn().await?, ADDRESSES_MAX).await?)
    }

    /// The same of merchants.
    pub async fn merchant_addresses(&self) -> Result<Vec<(String, Timestamp)>, AffiliateError> {
        Ok(queries::merchants(&mut *self.conn().await?, ADDRESSES_MAX).await?)
    }

    /// The same of influencers.
    pub async fn influencer_addresses(&self) -> Result<Vec<(String, Timestamp)>, AffiliateError> {
        Ok(queries::influencers(&mut *self.conn().await?, ADDRESSES_MAX).await?)
    }

    /// The same of programs that are open, of merchants that are shown.
    pub async fn program_addresses(&self) -> Result<Vec<(ProgramId, Timestamp)>, AffiliateError> {
        Ok(queries::programs(&mut *self.conn().await?, ADDRESSES_MAX).await?)
    }
}
