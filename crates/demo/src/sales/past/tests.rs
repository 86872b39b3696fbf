//! The past on a real database, without the rest of the demo.

use affiliate::StatementRow;
use jiff::ToSpan as _;
use kernel::{AccountId, Locale, Money, Role, SignedIn};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::PaymentsConfig;
use test_kit::TestDb;
use url::Url;
use uuid::Uuid;

use super::*;
use crate::{
    sales::{
        merchant::{self, Stand},
        partner,
        people::{IDRISS, SALMA, Star},
    },
    shop::House,
    simulator,
};

struct Market {
    _test_db: TestDb,
    db: Db,
    bus: Bus,
    ledger: Ledger,
    payments: Payments,
    org: OrganisationId,
    merchant: Actor,
    salma: Actor,
    idriss: Actor,
    shop: Url,
}

fn secrets() -> Secrets {
    Secrets::from_master([7; 32])
}

fn person(id: AccountId) -> Actor {
    Actor::signed_in(SignedIn { account_id: id, session_id: None, permissions: Role::Viewer.permissions() }, Locale::Fr)
}

async fn account(db: &Db) -> AccountId {
    let id = AccountId::generate();
    let insert = "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
                  VALUES ($1, $2, 'Quelqu’un', 'fr', now(), now())";
    let email = format!("{}@example.org", id.as_uuid().simple());
    sqlx::query(insert).bind(id.as_uuid()).bind(email).execute(db.pool()).await.unwrap();
    id
}

impl Market {
    async fn new() -> Self {
        let test_db = TestDb::new().await;
        let db = test_db.db();
        let (bus, ledger) = (Bus::start(&db), Ledger::start(db.clone()));
        let config = PaymentsConfig { routes: simulator::routes(), bank: simulator::accounts(), ..PaymentsConfig::default() };
        let url = Url::parse("https://griot.example/").unwrap();
        let payments = Payments::try_new(db.clone(), ledger.clone(), &secrets(), url, config).unwrap();
        let (owner, org) = (account(&db).await, Uuid::now_v7());
        let insert = "INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ($1, 'Tamounte', 'merchant', now())";
        sqlx::query(insert).bind(org).execute(db.pool()).await.unwrap();
        let insert = "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at)
                      VALUES ($1, $2, 'owner', now())";
        sqlx::query(insert).bind(org).bind(owner.as_uuid()).execute(db.pool()).await.unwrap();
        let (salma, idriss) = (person(account(&db).await), person(account(&db).await));
        let shop = Url::parse("http://boutique.localhost:8081/").unwrap();
        Self { _test_db: test_db, db, bus, ledger, payments, org: org.into(), merchant: person(owner), salma, idriss, shop }
    }

    fn affiliate(&self) -> Affiliate {
        Affiliate::start(self.db.clone(), &self.bus, self.ledger.clone(), self.payments.clone(), &secrets())
    }

    /// As a deposit fills it.
    async fn fill(&self) {
        let amount = Money::new(600_000, House::Tamounte.currency());
        let wallet = AccountKey::of(AccountCode::MerchantWallet, self.org.as_uuid(), amount.currency).unwrap();
        let clearing = AccountKey::of_provider(AccountCode::Clearing, "cmi", amount.currency).unwrap();
        let cause = Cause { kind: "test", id: Uuid::now_v7() };
        let journal = Journal::new(JournalId::generate(), JournalKind("test"), cause, self.db.now());
        self.ledger.post(journal.moving(clearing, wallet, amount)).await.unwrap();
    }

    /// A start of the demo, as far as the past is concerned.
    async fn start(&self) -> bool {
        let began = began(&self.affiliate(), &self.merchant, self.org, self.db.now()).await.unwrap();
        let past = Past::on(&self.db, &self.bus, (&self.ledger, &self.payments), &secrets(), began);
        let stand = Stand {
            affiliate: &past.affiliate,
            house: House::Tamounte,
            merchant: self.merchant.clone(),
            org: self.org,
            shop: &self.shop,
        };
        merchant::settle(&stand).await.unwrap();
        let mut salmas = None;
        for (actor, star) in [(&self.salma, &SALMA), (&self.idriss, &IDRISS)] {
            salmas = salmas.or(join(&past, &stand, actor, star).await);
        }
        let hands = Hands { stand: &stand, salma: self.salma.clone(), idriss: self.idriss.clone() };
        let was_told = is_told(&past, &hands).await.unwrap();
        // Also when it was told: a start that was cut off tells it again.
        tell(&past, &hands).await.unwrap();
        let id = salmas.unwrap();
        if past.affiliate.payouts(&self.salma, id).await.unwrap().is_empty() {
            assert!(paid::ask(&past, &hands, id).await.unwrap(), "there is something to pay out");
        }
        was_told
    }

    /// How many rows there are of what the past is made of.
    async fn rows(&self) -> Vec<i64> {
        let mut counted = Vec::new();
        for table in ["clicks", "conversions", "refunds", "commissions", "commission_entries", "payouts", "statements", "products", "links"] {
            let count = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM affiliate.{table}")));
            counted.push(count.fetch_one(self.db.pool()).await.unwrap());
        }
        counted
    }

    async fn statements(&self) -> Vec<StatementRow> {
        self.affiliate().my_statements(&self.salma, &PageRequest::first()).await.unwrap().items
    }
}

async fn join(past: &Past, stand: &Stand<'_>, actor: &Actor, star: &Star) -> Option<contracts::affiliate::PartnershipId> {
    partner::present(&past.affiliate, actor, star).await.unwrap();
    partner::settle(stand, actor, star.deal(House::Tamounte).unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_past_is_told_once_and_books_and_figures_hold() {
    let market = Market::new().await;
    market.fill().await;
    assert!(!market.start().await);
    let told = market.rows().await;
    assert!(told.iter().all(|count| *count > 0), "{told:?}");
    assert!(market.start().await, "a restart knows it");
    assert_eq!(market.rows().await, told, "a restart adds nothing");

    let affiliate = market.affiliate();
    while affiliate.count_figures().await.unwrap() > 0 {}
    let (system, today) = (Actor::system("test"), market.db.now().to_zoned(TimeZone::UTC).date());
    let differences = affiliate.check_figures(&system, today.saturating_sub(45.days()), today).await.unwrap();
    assert!(differences.is_empty(), "{differences:?}");
    assert!(affiliate.verify().await.unwrap().is_empty());
    assert!(market.ledger.verify().await.unwrap().findings.is_empty());
    assert!(!market.statements().await.is_empty(), "a month is stated");
}
