//! Ratings: one to five stars, one per account and film; the sum on the card is exact.

mod store;

use contracts::catalog::FilmId;
use jiff::SignedDuration;
use kernel::{Actor, Permission};

use crate::{Catalog, CatalogError, film::RatingSummary, values::Stars};

const RATINGS_AN_HOUR: u32 = 200;

/// Rates a film, or changes the rating.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// The film.
    pub film_id: FilmId,
    /// How good it is.
    pub stars: Stars,
}

impl Catalog {
    /// Rates a listed film; the ratings afterwards.
    pub async fn rate(&self, actor: &Actor, cmd: Rate) -> Result<RatingSummary, CatalogError> {
        self.set_rating(actor, cmd.film_id, Some(cmd.stars)).await
    }

    /// Takes the actor's rating back; the ratings afterwards.
    pub async fn unrate(&self, actor: &Actor, film_id: FilmId) -> Result<RatingSummary, CatalogError> {
        self.set_rating(actor, film_id, None).await
    }

    async fn set_rating(&self, actor: &Actor, film_id: FilmId, stars: Option<Stars>) -> Result<RatingSummary, CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        self.limits().hit(&format!("catalog.rate:{account_id}"), RATINGS_AN_HOUR, SignedDuration::from_hours(1)).await?;
        let mut tx = self.db().begin(actor).await?;
        // The card is locked before the rating is read: whoever comes at the same time waits, and no change is lost.
        let slug = crate::film::lock_listed(tx.conn(), film_id).await?.ok_or(CatalogError::FilmNotFound)?;
        let at = tx.now();
        let before = match stars {
            Some(stars) => store::replace(tx.conn(), film_id, account_id, stars, at).await?,
            None => store::remove(tx.conn(), film_id, account_id).await?,
        };
        let after = stars.map(Stars::get);
        let change = RatingSummary {
            sum: i64::from(after.unwrap_or(0)) - i64::from(before.unwrap_or(0)),
            count: i64::from(after.is_some()) - i64::from(before.is_some()),
        };
        let summary = store::add(tx.conn(), film_id, change).await?;
        self.commit_change(tx, &[&slug]).await?;
        Ok(summary)
    }
}
