//! Clicks: a visitor follows a link, the click is written down, the visitor is sent on.
//!
//! Invariants: who was sent on has a click in the database, safe from a crash; every visitor has a click of their own, also behind one
//! address and with one browser; robots and pages fetched ahead are labelled and kept; an address is kept as a hash with the day's salt,
//! and of who asks for privacy not at all.

mod cache;
pub(crate) mod model;
mod recorder;
mod salt;
mod store;

use jiff::{SignedDuration, ToSpan as _, tz::TimeZone};
use kernel::Actor;
use platform::agent::Device;
use url::Url;

use self::model::Click;
pub use self::model::Follow;
pub(crate) use self::{cache::Links, recorder::Recorder, salt::Salts};
use crate::{
    Affiliate, AffiliateError, fraud,
    link::{Known, model::is_key},
};

/// Where a visitor is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The destination, with the click in it.
    pub location: Url,
    /// Whether it counts.
    pub counts: bool,
}

/// For how long ahead there are partitions.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 90);

impl Affiliate {
    /// Writes a click down and says where its visitor is sent. Anybody may. Without the database nobody is sent on: a visitor who tries
    /// again is better than a sale that is nobody's. A link of a merchant or an influencer whom the staff took down leads nowhere.
    pub async fn follow(&self, follow: &Follow) -> Result<Followed, AffiliateError> {
        // What cannot be a key asks no database.
        if !is_key(&follow.key) {
            return Err(AffiliateError::NotFound);
        }
        let link = self.links_known().find(self.db().pool(), &follow.key).await?;
        let link = link.filter(|link| !link.is_suspended).ok_or(AffiliateError::NotFound)?;
        // A domain answers for its own links alone.
        if follow.on.is_some() && follow.on != link.domain_id {
            return Err(AffiliateError::NotFound);
        }
        let click = self.click(&link, follow).await?;
        let location = model::destination(&link, follow, click.device, &click);
        let followed = Followed { location: location.ok_or(AffiliateError::NotFound)?, counts: click.fault.is_none() };
        self.clicks().write(click).await.map_err(|recorder::Unwritten| AffiliateError::Unwritten)?;
        Ok(followed)
    }

    async fn click(&self, link: &Known, follow: &Follow) -> Result<Click, AffiliateError> {
        let (at, device) = (self.db().now(), Device::of(&follow.agent));
        let address = match follow.address.filter(|_| !follow.wants_privacy) {
            Some(address) => Some(model::address_mark(&self.salts().of(self.db(), at).await?, address)),
            None => None,
        };
        Ok(Click {
            id: model::id_at(at, &self.db().rng().bytes()),
            at,
            link_id: link.link_id,
            product_id: link.product_id,
            partnership_id: link.partnership_id,
            terms_id: link.terms_id,
            fault: model::fault(link, follow, at),
            device,
            country: follow.country.clone(),
            language: model::language(&follow.languages),
            referrer: follow.referrer.as_deref().filter(|_| !follow.wants_privacy).and_then(model::referrer),
            address,
            agent: model::agent_mark(&follow.agent),
            subs: model::subs(&follow.query),
            is_scan: model::is_scan(&follow.query),
            paid: fraud::paid(&follow.query),
            network: follow.address.filter(|_| !follow.wants_privacy).and_then(fraud::network),
        })
    }

    /// Makes the partitions of the next months, forgets the salts of days that are over, and the clicks of months that are over for as long
    /// as the operator said. Called every day.
    pub(crate) async fn keep_clicks(&self) -> Result<(), AffiliateError> {
        let now = self.db().now();
        store::open_partitions(self.db().pool(), now, now + AHEAD).await?;
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let today = now.to_zoned(TimeZone::UTC).date();
        store::forget_salts(&mut tx, today.saturating_sub(1.day())).await?;
        tx.commit().await?;
        for month in store::months_before(self.db().pool(), now - self.kept()).await? {
            store::forget_month(self.db().pool(), month, now).await?;
        }
        Ok(())
    }

    fn kept(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.config().clicks_kept_days))
    }
}
