//! Payments: money asked for, money sent, by whatever rail a person has. See README.md.
//!
//! Invariants: an order leaves at most once; one try at a time for one payment; nothing is in the ledger that a provider did not
//! confirm when asked, with our amount, currency and reference; what nobody answered is unknown and is asked about until it is
//! decided; what was paid too late or twice goes back. No request is made inside a transaction. Card data never comes here.
//!
//! Knows nothing of projects, films or people: who asks says what for (`Purpose`) and for which account of the ledger.

mod attempt;
mod bank;
mod callback;
mod config;
mod credentials;
mod disbursement;
mod error;
mod exchange;
mod explain;
mod intent;
mod jobs;
mod mark;
mod phone;
pub mod provider;
mod providers;
mod rail;
mod reconciliation;
mod saved;
mod sweep;
mod verify;
mod voucher;

use std::{sync::Arc, time::Duration};

use contracts::payments::IntentId;
use kernel::Locale;
use ledger::Ledger;
use moka::future::Cache;
use platform::{
    Db, Secrets, address,
    http::{HttpClient, HttpConfig, HttpError},
};
use url::Url;
use uuid::Uuid;

use self::{
    attempt::{Attempt, Parent},
    mark::Marks,
    provider::PaymentProvider,
    voucher::Signer,
};
pub use self::{
    attempt::{AttemptId, AttemptKind, AttemptMark, AttemptState, ConflictedView, FailureView, RailView, StuckView},
    bank::{
        AccountNumber, BankDetails, BatchDetailView, BatchFile, BatchId, BatchMark, BatchView, NewBatch, NoAccount, OwnAccount,
        QueueView, TransferFormat, TransferView,
    },
    callback::{CALLBACK_LIMIT_BYTES, channel},
    config::{Custody, Endpoint, PaymentsConfig, VelocityConfig},
    credentials::Credentials,
    disbursement::{Destination, DisbursementKind, DisbursementState, DisbursementView, NewDisbursement},
    error::PaymentsError,
    exchange::{BadRate, Charge, Exchange, ExchangeRate, Rate},
    explain::Explained,
    intent::{AttemptView, IntentState, IntentView, NewIntent, StartPayment, Step},
    phone::Phone,
    rail::{ProviderName, Rail, Route},
    reconciliation::{BreakId, BreakKind, BreakMark, BreakView, ClearingView, Imported, Remedy, STATEMENT_LINES_MAX},
    voucher::{
        AcceptVoucher, Acceptance, AcceptanceView, AgentView, DepositId, DepositMark, DepositView, Float, NewDeposit, Presented,
        Voucher, VoucherError, VoucherKey, VoucherStanding, VoucherView,
    },
};

/// How long an adapter is kept before its credentials are read again.
const ADAPTER_KEPT: Duration = Duration::from_mins(1);

/// The payments context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Payments {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    ledger: Ledger,
    secrets: Secrets,
    marks: Marks,
    vouchers: Signer,
    http: HttpClient,
    /// Where payers and providers reach us.
    public_url: Url,
    adapters: Cache<ProviderName, Arc<dyn PaymentProvider>>,
    config: PaymentsConfig,
}

impl Payments {
    /// The context on its neighbours. `public_url` is where payers and providers reach us.
    pub fn try_new(
        db: Db,
        ledger: Ledger,
        secrets: &Secrets,
        public_url: Url,
        config: PaymentsConfig,
    ) -> Result<Self, HttpError> {
        // A provider at an address of our own network is a simulator or a gateway of ours: named by the operator.
        let http = HttpClient::try_new(HttpConfig { allow_private: !config.endpoints.is_empty(), ..HttpConfig::default() })?;
        let adapters = Cache::builder().time_to_live(ADAPTER_KEPT).build();
        let marks = Marks::new(secrets);
        let vouchers = Signer::new(secrets);
        let inner = Inner { db, ledger, secrets: secrets.clone(), marks, vouchers, http, public_url, adapters, config };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The rails on which somebody in this country can pay such an amount, in the order of the configuration; not one that charges in
    /// another currency without a rate of today.
    pub fn rails(&self, country: &str, currency: kernel::Currency) -> Vec<Rail> {
        let mut rails = Vec::new();
        let today = self.today();
        let takes = |route: &&Route| {
            route.rail.takes_payments()
                && route.serves(country, currency)
                && (route.charges(currency) == currency || self.config().rate(route, currency, today).is_some())
                && (!self.collects_on_success() || route.can_be_called())
        };
        for route in self.inner.config.routes.iter().filter(takes) {
            if !rails.contains(&route.rail) {
                rails.push(route.rail);
            }
        }
        rails
    }

    /// What somebody in this country is charged for such an amount by a rail; none where nobody carries it.
    pub fn charge(&self, rail: Rail, country: &str, amount: kernel::Money) -> Option<Charge> {
        let route = self.config().route(rail, country, amount.currency).filter(|route| route.rail.takes_payments())?;
        self.charge_by(route, amount)
    }

    /// The countries that have rails of their own for such a currency, in the order of the configuration.
    pub fn countries(&self, currency: kernel::Currency) -> Vec<String> {
        let mut countries = Vec::new();
        let takes = |route: &&Route| route.rail.takes_payments() && route.currencies.contains(&currency);
        for route in self.inner.config.routes.iter().filter(takes) {
            for country in &route.countries {
                if !countries.contains(country) {
                    countries.push(country.clone());
                }
            }
        }
        countries
    }

    /// Whether payers only leave their means, and are charged once what they pay for has succeeded.
    pub fn collects_on_success(&self) -> bool {
        self.config().custody == Custody::CollectOnSuccess
    }

    /// Whether the providers are simulated.
    pub fn is_simulated(&self) -> bool {
        self.inner.config.simulator.is_some()
    }

    /// The simulated phone of a payer who is asked to confirm; none where providers are real.
    pub fn simulated_phone(&self, id: AttemptId) -> Option<Url> {
        let simulator = self.inner.config.simulator.as_ref()?;
        simulator.join(&format!("phone/{id}")).ok()
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    fn marks(&self) -> &Marks {
        &self.inner.marks
    }

    fn signer(&self) -> &Signer {
        &self.inner.vouchers
    }

    fn today(&self) -> jiff::civil::Date {
        self.db().now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// The amount itself, or what is charged for it at today's rate; none without one.
    fn charge_by(&self, route: &Route, amount: kernel::Money) -> Option<Charge> {
        if route.charges(amount.currency) == amount.currency {
            return Some(Charge { amount, exchange: None });
        }
        self.config().rate(route, amount.currency, self.today())?.charge(amount)
    }

    fn config(&self) -> &PaymentsConfig {
        &self.inner.config
    }

    /// Seals who pays or is paid, for this row.
    fn seal(&self, row: Uuid, party: &str) -> Result<Vec<u8>, PaymentsError> {
        Ok(self.inner.secrets.seal("payments.party", row.as_bytes(), party.as_bytes(), self.db().rng())?)
    }

    fn unseal(&self, row: Uuid, sealed: &[u8]) -> Result<String, PaymentsError> {
        let party = self.inner.secrets.open("payments.party", row.as_bytes(), sealed)?;
        String::from_utf8(party).map_err(|_bytes| PaymentsError::Bug("a sealed party that is no text"))
    }

    fn open_party(&self, attempt: &Attempt) -> Result<Option<String>, PaymentsError> {
        attempt.party_sealed.as_deref().map(|sealed| self.unseal(attempt.id.as_uuid(), sealed)).transpose()
    }

    /// Who paid, with most of it hidden; none when it cannot be opened any more.
    fn mask(&self, id: AttemptId, sealed: &[u8]) -> Option<String> {
        self.unseal(id.as_uuid(), sealed).ok().map(|party| phone::mask(&party))
    }

    /// Where a payer comes back to from a provider: some send the browser by POST, which leads on to the page.
    fn return_url(&self, parent: Parent, locale: Locale) -> Url {
        self.url_of(parent, |id| format!("/hooks/payments/retour/{}/{id}", locale.as_str()))
    }

    /// The payer's page, or what lies below it.
    fn page_url(&self, parent: Parent, locale: Locale, below: &str) -> Url {
        self.url_of(parent, |id| locale.path(&format!("/paiement/{id}{below}")))
    }

    fn url_of(&self, parent: Parent, path: impl FnOnce(IntentId) -> String) -> Url {
        match parent {
            Parent::Intent(id) => address::file(&self.inner.public_url, &format!("{}?cle={}", path(id), self.key_of(id))),
            Parent::Disbursement(_) => self.inner.public_url.clone(),
        }
    }

    /// Where a payer who came back goes on: their page, if the key is the payment's.
    pub fn page_after_return(&self, id: IntentId, locale: Locale, key: &str) -> Option<Url> {
        self.is_key_of(id, key).then(|| self.page_url(Parent::Intent(id), locale, ""))
    }
}
