//! What the pages of ShareYourSales stand on.

use affiliate::Affiliate;
use flows::SalesPapers;
use identity::Identity;
use payments::Payments;
use serde::{Deserialize, Serialize};
use url::Url;

/// What can be set of the pages.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SalesConfig {
    /// A shop to try things in, where there is one: trials of merchants name it. Below it `cle` takes a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demo_shop: Option<Url>,
}

/// The services behind the pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SalesState {
    /// Accounts and organisations.
    pub identity: Identity,
    /// Merchants, influencers, programs, links, sales, commissions.
    pub affiliate: Affiliate,
    /// Who carries which way to be paid.
    pub payments: Payments,
    /// Statements as PDF.
    pub papers: SalesPapers,
    /// The address people type: what tracked links begin with.
    pub public_url: Url,
    /// What can be set.
    pub config: SalesConfig,
}
