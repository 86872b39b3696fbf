//! A stage for payments: a database of its own, the simulators, one clock that the test moves, and a server for callbacks.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use contracts::payments::{IntentId, Purpose};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Clock as _, Currency, FixedClock, Locale, Money};
use ledger::{AccountCode, AccountKey, Ledger};
use payments::{
    AccountNumber, AttemptView, Credentials, Endpoint, IntentState, IntentView, NewIntent, OwnAccount, Payments, PaymentsConfig,
    PaymentsError, ProviderName, Rail, Route, StartPayment, VelocityConfig,
};
use paysim::{Chaos, Config, Provider, Running};
use platform::{
    Db, Secrets,
    jobs::{Registry, run_due},
};
use test_kit::TestDb;
use uuid::Uuid;

use crate::hooks::Hooks;

/// A number of each wallet whose owner does what the test says.
pub(crate) const MTN: &str = "01 67 12 34 56";
pub(crate) const TOGO: &str = "90 12 34 56";

/// Our own accounts at the bank.
pub(crate) const OWN_EUR: &str = "FR7630006000011234567890189";
pub(crate) const OWN_XOF: &str = "TG53TG0090604310346500400070";

pub(crate) struct Stage {
    _test_db: TestDb,
    pub(crate) db: Db,
    pub(crate) clock: FixedClock,
    pub(crate) ledger: Ledger,
    pub(crate) payments: Payments,
    pub(crate) sim: Running,
    pub(crate) registry: Registry,
    hooks: Hooks,
}

fn providers() -> [(ProviderName, Provider); 8] {
    [
        (ProviderName::Cashpay, Provider::CashPay),
        (ProviderName::Cinetpay, Provider::CinetPay),
        (ProviderName::Cmi, Provider::Cmi),
        (ProviderName::Fedapay, Provider::FedaPay),
        (ProviderName::MtnMomo, Provider::MtnMomo),
        (ProviderName::Paygate, Provider::PayGate),
        (ProviderName::Paypal, Provider::PayPal),
        (ProviderName::Stripe, Provider::Stripe),
    ]
}

pub(crate) fn route(rail: Rail, provider: ProviderName, countries: &[&str], currencies: &[Currency]) -> Route {
    let countries = countries.iter().map(|&country| country.to_owned()).collect();
    Route { rail, provider, countries, currencies: currencies.to_vec(), charged_in: None }
}

fn config(sim: &Running, mut routes: Vec<Route>) -> PaymentsConfig {
    let endpoint = |(provider, simulated)| Endpoint { provider, url: sim.base(simulated) };
    routes.extend([
        route(Rail::Mixx, ProviderName::Paygate, &["TG"], &[Currency::Xof]),
        route(Rail::Flooz, ProviderName::Paygate, &["TG"], &[Currency::Xof]),
        route(Rail::MtnMomo, ProviderName::MtnMomo, &["BJ", "CI"], &[Currency::Xof]),
        route(Rail::Card, ProviderName::Stripe, &[], &[Currency::Xof, Currency::Eur]),
        route(Rail::Bank, ProviderName::Bank, &[], &[Currency::Xof, Currency::Eur]),
    ]);
    let own = |currency, account| OwnAccount {
        currency,
        holder: "Griot".to_owned(),
        account: AccountNumber::parse(account).unwrap(),
        bic: None,
        format: None,
    };
    PaymentsConfig {
        routes,
        endpoints: providers().into_iter().map(endpoint).collect(),
        simulator: Some(sim.url().clone()),
        bank: vec![own(Currency::Eur, OWN_EUR), own(Currency::Xof, OWN_XOF)],
        velocity: VelocityConfig { tries_per_10_min: 50, ..VelocityConfig::default() },
        ..PaymentsConfig::default()
    }
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Chaos::none(), 1).await
    }

    pub(crate) async fn with(chaos: Chaos, seed: u64) -> Self {
        Self::routed(Vec::new(), chaos, seed).await
    }

    /// With routes that are asked before the usual ones.
    pub(crate) async fn routed(routes: Vec<Route>, chaos: Chaos, seed: u64) -> Self {
        Self::configured(routes, chaos, seed, |_config| {}).await
    }

    /// With what an operator decided otherwise.
    pub(crate) async fn configured(
        routes: Vec<Route>,
        chaos: Chaos,
        seed: u64,
        change: impl FnOnce(&mut PaymentsConfig) + Send,
    ) -> Self {
        let sim = Running::start(Config { seed, chaos, auto_deliver: false, ..Config::default() }).await.unwrap();
        let clock = FixedClock::at(sim.now());
        let test_db = TestDb::with(Arc::new(clock.clone())).await;
        let db = test_db.db();
        let ledger = Ledger::start(db.clone());
        let hooks = Hooks::start().await;
        let secrets = Secrets::from_master([7; 32]);
        let mut config = config(&sim, routes);
        change(&mut config);
        let payments = Payments::try_new(db.clone(), ledger.clone(), &secrets, hooks.url.clone(), config).unwrap();
        hooks.serve(payments.clone());
        for (name, simulated) in providers() {
            let mut given: BTreeMap<&str, &str> = paysim::credentials(simulated).all().iter().copied().collect();
            given.insert("target_environment", "sandbox");
            given.insert("gateway_mixx", "paysim-mixx");
            let given = Credentials::of(given);
            payments.connect(&Actor::system("test"), name, &given).await.unwrap();
            sim.set_callback_url(simulated, hooks.url.join(&format!("hooks/payments/{}", name.as_str())).unwrap().as_str());
        }
        let mut registry = Registry::new();
        payments.register(&mut registry);
        ledger.register(&mut registry);
        Self { _test_db: test_db, db, clock, ledger, payments, sim, registry, hooks }
    }

    /// The same database, in the hands of another installation.
    pub(crate) fn with_secrets(&self, master: [u8; 32]) -> Payments {
        let config = PaymentsConfig::default();
        let secrets = Secrets::from_master(master);
        Payments::try_new(self.db.clone(), self.ledger.clone(), &secrets, self.hooks.url.clone(), config).unwrap()
    }

    /// Opens an intent of so many francs for a project, payable for an hour.
    pub(crate) async fn intent(&self, amount: i64) -> Intent {
        self.intent_of(Money::new(amount, Currency::Xof)).await
    }

    pub(crate) async fn intent_of(&self, amount: Money) -> Intent {
        self.open(amount, None).await
    }

    /// One whose payer leaves their means for a month.
    pub(crate) async fn on_call(&self, amount: i64) -> Intent {
        let until = self.clock.now() + SignedDuration::from_hours(24 * 30);
        self.open(Money::new(amount, Currency::Xof), Some(until)).await
    }

    async fn open(&self, amount: Money, on_call_until: Option<Timestamp>) -> Intent {
        let id = IntentId::generate();
        let escrow = AccountKey::of(AccountCode::Escrow, Uuid::now_v7(), amount.currency).unwrap();
        let new = NewIntent {
            id,
            purpose: Purpose { kind: "pledge".into(), id: Uuid::now_v7() },
            amount,
            credit: escrow.clone(),
            account_id: None,
            locale: kernel::Locale::Fr,
            expires_at: self.clock.now() + SignedDuration::from_hours(1),
            on_call_until,
        };
        let mut tx = self.db.begin(&Actor::system("test")).await.unwrap();
        self.payments.open_intent_in(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        Intent { id, key: self.payments.key_of(id), escrow }
    }

    pub(crate) async fn pay(&self, intent: &Intent, rail: Rail, country: &str, phone: &str) -> Result<IntentView, PaymentsError> {
        let command = StartPayment {
            intent_id: intent.id,
            key: intent.key.clone(),
            rail,
            country: country.to_owned(),
            phone: Some(phone.to_owned()),
        };
        self.payments.start(&visitor(), &command).await
    }

    pub(crate) async fn view(&self, intent: &Intent) -> IntentView {
        self.payments.intent(&visitor(), intent.id, &intent.key).await.unwrap()
    }

    pub(crate) async fn state(&self, intent: &Intent) -> IntentState {
        self.view(intent).await.state
    }

    /// Time passes for us and for the providers; callbacks come, jobs run.
    pub(crate) async fn pass(&self, by: SignedDuration) {
        self.clock.advance(by);
        self.sim.advance(Duration::try_from(by).unwrap());
        self.settle().await;
    }

    /// What is due now happens, without time passing.
    pub(crate) async fn settle(&self) {
        self.sim.deliver().await;
        run_due(&self.db, &self.registry).await.unwrap();
    }

    /// So many steps of so long.
    pub(crate) async fn pass_often(&self, steps: u32, by: SignedDuration) {
        for _ in 0..steps {
            self.pass(by).await;
        }
    }

    pub(crate) async fn posted(&self, key: &AccountKey) -> i64 {
        self.ledger.balance(key).await.unwrap().posted.amount_minor
    }

    pub(crate) async fn of_provider(&self, code: AccountCode, provider: ProviderName) -> i64 {
        self.posted(&AccountKey::of_provider(code, provider.as_str(), Currency::Xof).unwrap()).await
    }

    pub(crate) async fn holds(&self) {
        let verified = self.ledger.verify().await.unwrap();
        assert!(verified.findings.is_empty(), "{:?}", verified.findings);
        let findings = self.payments.verify().await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }

    pub(crate) async fn scalar(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(self.db.pool()).await.unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

pub(crate) struct Intent {
    pub(crate) id: IntentId,
    pub(crate) key: String,
    pub(crate) escrow: AccountKey,
}

/// Somebody who looks after payments.
pub(crate) fn staff() -> Actor {
    Actor::system("staff")
}

pub(crate) fn visitor() -> Actor {
    Actor::anonymous(Locale::Fr)
}

pub(crate) fn latest(view: &IntentView) -> &AttemptView {
    view.latest().unwrap()
}

pub(crate) const MINUTE: SignedDuration = SignedDuration::from_mins(1);
