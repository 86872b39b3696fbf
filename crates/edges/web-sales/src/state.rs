//! What the pages of ShareYourSales stand on.

use affiliate::Affiliate;
use identity::Identity;
use payments::Payments;
use url::Url;

/// The services behind the pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SalesState {
    /// Accounts and organisations.
    pub identity: Identity,
    /// Merchants, influencers, programs, links, sales, commissions.
    pub affiliate: Affiliate,
    /// Who carries which way to be paid.
    pub payments: Payments,
    /// The address people type: what tracked links begin with.
    pub public_url: Url,
}
