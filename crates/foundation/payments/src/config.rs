//! What an operator decides about payments.

use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    OwnAccount, ProviderName, Rail, Route,
    exchange::{self, ExchangeRate},
};

/// Payments: who carries which rail where, and how fast somebody may try.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaymentsConfig {
    /// Which provider carries which rail in which countries; the first that serves is used. None: nothing can be paid.
    pub routes: Vec<Route>,
    /// Rates of routes that charge in another currency. The parity of the CFA franc is known; an entry for the same two currencies replaces it.
    pub exchange: Vec<ExchangeRate>,
    /// Where providers are asked, when not at their own address: a sandbox, the simulator.
    pub endpoints: Vec<Endpoint>,
    /// Where the providers are simulated, if they are: every page that leads to a payment says so.
    pub simulator: Option<Url>,
    /// Our own bank accounts, from which payouts by transfer are paid; at most one per currency.
    pub bank: Vec<OwnAccount>,
    /// Who holds money until what it is for is decided.
    pub custody: Custody,
    /// Hours for which a payment whose time is over waits for a try that is on its way.
    pub slow_payments_hours: u16,
    /// How fast somebody may try.
    pub velocity: VelocityConfig,
}

impl Default for PaymentsConfig {
    fn default() -> Self {
        let velocity = VelocityConfig::default();
        Self {
            routes: Vec::new(),
            exchange: Vec::new(),
            endpoints: Vec::new(),
            simulator: None,
            bank: Vec::new(),
            custody: Custody::PartnerHeld,
            slow_payments_hours: 24,
            velocity,
        }
    }
}

/// Who holds money until what it is for is decided. Holding other people's money needs a licence in most countries: ask a lawyer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// A licensed partner: payers pay at once, and have it back if it comes to nothing.
    #[default]
    PartnerHeld,
    /// Nobody: payers leave their means (a card, the number of a wallet), and are charged or asked once it has succeeded.
    CollectOnSuccess,
}

/// Where a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The provider.
    pub provider: ProviderName,
    /// The address before its paths.
    pub url: Url,
}

/// How fast somebody may try to pay.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VelocityConfig {
    /// Tries of one payer in ten minutes.
    pub tries_per_10_min: i64,
    /// Tries of one payer in 24 hours.
    pub tries_per_day: i64,
    /// What one payer pays in 24 hours, in minor units of the currency.
    pub paid_minor_per_day: i64,
    /// Failed tries from one address in ten minutes. Many people share an address behind a mobile carrier.
    pub failures_per_address_10_min: i64,
    /// Different payers from one address in ten minutes.
    pub payers_per_address_10_min: i64,
    /// Tries with cards from one address in ten minutes.
    pub cards_per_address_10_min: i64,
}

impl Default for VelocityConfig {
    fn default() -> Self {
        Self {
            tries_per_10_min: 6,
            tries_per_day: 20,
            paid_minor_per_day: 200_000_000,
            failures_per_address_10_min: 60,
            payers_per_address_10_min: 400,
            cards_per_address_10_min: 40,
        }
    }
}

impl PaymentsConfig {
    /// The address of a provider, if it is not its own.
    pub(crate) fn endpoint(&self, provider: ProviderName) -> Option<&Url> {
        self.endpoints.iter().find(|endpoint| endpoint.provider == provider).map(|endpoint| &endpoint.url)
    }

    /// The rate at which a route charges for such a price on a day.
    pub(crate) fn rate(&self, route: &Route, priced: kernel::Currency, today: Date) -> Option<ExchangeRate> {
        exchange::find(&self.exchange, priced, route.charges(priced), today)
    }

    /// Our account in a currency.
    pub(crate) fn own_account(&self, currency: kernel::Currency) -> Option<&OwnAccount> {
        self.bank.iter().find(|own| own.currency == currency)
    }

    /// Every route of a rail that serves such a payment, in order.
    pub(crate) fn routes_of(&self, rail: Rail, country: &str, currency: kernel::Currency) -> Vec<&Route> {
        self.routes.iter().filter(|route| route.rail == rail && route.serves(country, currency)).collect()
    }

    /// How long an intent waits, beyond its time, for a try that is on its way.
    pub(crate) fn slow_payments(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.slow_payments_hours))
    }

    /// The first route of a rail that serves such a payment.
    pub(crate) fn route(&self, rail: Rail, country: &str, currency: kernel::Currency) -> Option<&Route> {
        self.routes.iter().find(|route| route.rail == rail && route.serves(country, currency))
    }
}
