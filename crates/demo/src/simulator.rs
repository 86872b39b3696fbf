//! The simulated providers of the demo: started beside the server, connected with credentials that open nothing real.

use anyhow::{Context as _, Result};
use kernel::{Actor, Currency};
use payments::{
    AccountNumber, Credentials, Endpoint, OwnAccount, Payments, PaymentsConfig, ProviderName, Rail, Route, TransferFormat,
};
use paysim::{Button, Config, Provider, Running, TransactionState};
use url::Url;

/// Providers that answer on this machine, and move nothing.
#[derive(Debug)]
pub struct Simulator(Running);

impl Simulator {
    /// Starts them; `0` takes any port that is free.
    pub async fn start(port: u16) -> Result<Self> {
        Ok(Self(Running::start(Config { port, ..Config::default() }).await.context("start the simulated providers")?))
    }

    /// Which simulated provider carries which rail, and where it is asked.
    pub fn config(&self, before: &PaymentsConfig) -> PaymentsConfig {
        let simulator = Some(self.0.url().clone());
        PaymentsConfig { routes: routes(), endpoints: self.endpoints(), simulator, bank: accounts(), ..before.clone() }
    }

    /// Gives the credentials to our side, and our address to theirs.
    pub async fn connect(&self, payments: &Payments, public_url: &Url) -> Result<()> {
        for (name, provider) in pairs() {
            let known = paysim::credentials(provider);
            // What a merchant sets rather than is given.
            let given = Credentials::of(known.all().iter().copied().chain([("target_environment", "sandbox")]));
            payments.connect(&Actor::system("demo"), name, &given).await?;
            let hook = public_url.join(&format!("hooks/payments/{}", name.as_str()))?;
            self.0.set_callback_url(provider, hook.as_str());
        }
        Ok(())
    }

    /// Accepts on the phone whatever waits for its owner among these references.
    pub(crate) fn accept(&self, references: &[String]) {
        for transaction in self.0.transactions() {
            let waits = transaction.state == TransactionState::Pending;
            if waits && references.contains(&transaction.our_reference) && self.0.press(&transaction.id, Button::Accept).is_err()
            {
                tracing::warn!(id = transaction.id, "a simulated payment is gone");
            }
        }
    }

    /// Ends them, after the requests under way.
    pub async fn stop(self) {
        self.0.stop().await;
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        pairs().map(|(provider, simulated)| Endpoint { provider, url: self.0.base(simulated) }).collect()
    }
}

fn pairs() -> impl Iterator<Item = (ProviderName, Provider)> {
    ProviderName::ALL.into_iter().filter_map(|name| Some((name, Provider::by_slug(name.as_str())?)))
}

/// Togo first, then its neighbours by MTN, Morocco by CMI, cards and `PayPal` everywhere.
pub(crate) fn routes() -> Vec<Route> {
    use Currency::{Eur, Mad, Xof};
    let route = |rail, provider, countries: &[&str], currencies: &[Currency]| Route {
        rail,
        provider,
        countries: countries.iter().map(|&country| country.to_owned()).collect(),
        currencies: currencies.to_vec(),
        charged_in: None,
    };
    vec![
        route(Rail::Mixx, ProviderName::Paygate, &["TG"], &[Xof]),
        route(Rail::Mixx, ProviderName::Cashpay, &["TG"], &[Xof]),
        route(Rail::Flooz, ProviderName::Paygate, &["TG"], &[Xof]),
        route(Rail::Flooz, ProviderName::Cashpay, &["TG"], &[Xof]),
        route(Rail::Cash, ProviderName::Agency, &["TG"], &[Xof]),
        route(Rail::MtnMomo, ProviderName::MtnMomo, &["BJ", "CI"], &[Xof]),
        route(Rail::MtnMomo, ProviderName::Fedapay, &["BJ"], &[Xof]),
        route(Rail::Card, ProviderName::Cmi, &["MA"], &[Mad]),
        route(Rail::Card, ProviderName::Stripe, &[], &[Xof, Eur]),
        route(Rail::Card, ProviderName::Cinetpay, &[], &[Xof]),
        route(Rail::Paypal, ProviderName::Paypal, &[], &[Eur]),
        // It has no francs: they are charged in euros, at the parity.
        Route { charged_in: Some(Eur), ..route(Rail::Paypal, ProviderName::Paypal, &[], &[Xof]) },
        route(Rail::Bank, ProviderName::Bank, &[], &[Xof, Mad, Eur]),
    ]
}

/// Accounts of ours at the simulated bank: the numbers are examples of their countries.
pub(crate) fn accounts() -> Vec<OwnAccount> {
    let own = |currency, number| {
        let account = AccountNumber::parse(number).ok()?;
        Some(OwnAccount { currency, holder: "Griot".to_owned(), account, bic: None, format: Some(TransferFormat::Pain001) })
    };
    let numbers = [
        (Currency::Xof, "TG53TG0090604310346500400070"),
        (Currency::Mad, "MA64011519000001205000534921"),
        (Currency::Eur, "FR7630006000011234567890189"),
    ];
    numbers.into_iter().filter_map(|(currency, number)| own(currency, number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_account_of_ours_in_every_currency() {
        assert_eq!(accounts().len(), Currency::ALL.len());
    }

    #[test]
    fn every_provider_outside_is_simulated() {
        let outside = ProviderName::ALL.into_iter().filter(|name| name.is_outside());
        assert_eq!(pairs().count(), outside.count());
    }
}
