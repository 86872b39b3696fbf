//! The pixel: pages of a shop that say what was bought.
//!
//! Whoever can read a page can say what never happened, and money hangs on it. So what is signed with the program's secret counts at once;
//! what is not waits until the merchant says that it is true, and earns nothing before; what is signed wrongly never counts. An order that was
//! told by any other way, before or after, is that one, and what waits of it is settled. What became of it is counted by day: the page itself
//! is never told.

mod decide;
mod hear;
mod jobs;
mod model;
mod queries;
mod store;

use contracts::affiliate::ProgramId;
use kernel::{Actor, Rng};
use serde_json::json;

pub(crate) use self::store::settle_in;
pub use self::{
    decide::{PixelDay, PixelVerdict},
    queries::{PixelOutcomeView, PixelReportView, PixelView},
};
use crate::{Affiliate, AffiliateError, MerchantRight, member, program};

/// Under which secrets are sealed, and what shops call their customers.
const SECRET: &str = "affiliate.pixel";
const CUSTOMER: &str = "affiliate.pixel-customer";
/// For how many days what is not signed waits.
const WAITS_DAYS: i64 = 30;

impl Affiliate {
    /// Draws the secret that a program's pages are signed with, told this once: the pixel is on, and the secret before counts no more. For
    /// those who manage its merchant, never for a key: whoever has the secret signs any sale.
    pub async fn draw_pixel_secret(&self, actor: &Actor, id: ProgramId) -> Result<String, AffiliateError> {
        let account_id = actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        program::managed(&mut tx, actor, id).await?;
        let drawn = drawn(self.db().rng());
        let sealed = self.secrets().seal(SECRET, id.as_uuid().as_bytes(), drawn.as_bytes(), self.db().rng());
        let sealed = sealed.map_err(|_failed| AffiliateError::Bug("a secret that cannot be sealed"))?;
        store::set_secret(&mut tx, id, &sealed, account_id).await?;
        tx.audit("affiliate.pixel-secret", id, json!({})).await?;
        tx.commit().await?;
        Ok(drawn)
    }

    /// Hears nothing of a program's pages any more. What waits can still be decided.
    pub async fn stop_pixel(&self, actor: &Actor, id: ProgramId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        program::managed(&mut tx, actor, id).await?;
        store::forget_secret(&mut tx, id).await?;
        tx.audit("affiliate.pixel-stopped", id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Whether a program's pixel is on, how much waits, and what became of what was said: for the members of its merchant.
    pub async fn pixel(&self, actor: &Actor, id: ProgramId) -> Result<PixelView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
        Ok(queries::pixel(&mut conn, id, self.db().now()).await?)
    }
}

/// 256 bits, as people copy them.
fn drawn(rng: &dyn Rng) -> String {
    rng.bytes::<32>().iter().fold(String::from("gpx_"), |text, byte| format!("{text}{byte:02x}"))
}
