//! The past on a real database, without the rest of the demo.

use affiliate::{FigurePeriod, FigureScope, FiguresView, PeriodForm};
use jiff::ToSpan as _;
use kernel::{AccountId, Locale, Money, Role, SessionId, SignedIn};
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
    let session_id = Some(SessionId::generate());
    Actor::signed_in(SignedIn { account_id: id, session_id, permissions: Role::Viewer.permissions() }, Locale::Fr)
}

/// Somebody with an account.
async fn account(test_db: &TestDb) -> AccountId {
    let id = AccountId::generate();
    let insert = format!(
        "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
         VALUES ('{id}', '{id}@example.org', 'Quelqu’un', 'fr', now(), now())"
    );
    test_db.script(insert).await;
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
        let (owner, org) = (account(&test_db).await, OrganisationId::generate());
        let insert = format!(
            "INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ('{org}', 'Tamounte', 'merchant', now());
             INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ('{org}', '{owner}', 'owner', now())"
        );
        test_db.script(insert).await;
        let (salma, idriss) = (person(account(&test_db).await), person(account(&test_db).await));
        let shop = Url::parse("http://boutique.localhost:8081/").unwrap();
        Self { _test_db: test_db, db, bus, ledger, payments, org, merchant: person(owner), salma, idriss, shop }
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

    /// What dashboards and lists show of it.
    async fn seen(&self) -> (FiguresView, Vec<usize>) {
        let affiliate = self.affiliate();
        while affiliate.count_figures().await.unwrap() > 0 {}
        let program = affiliate.program_of(&self.merchant, self.org).await.unwrap().unwrap().id;
        let partnership = affiliate.my_partnership_in(&self.salma, program).await.unwrap().unwrap().id;
        let now = self.db.now();
        let since = now.to_zoned(TimeZone::UTC).date().saturating_sub(45.days());
        let period = FigurePeriod::read(&PeriodForm { from: since.to_string(), ..PeriodForm::default() }, now).unwrap();
        let figures = affiliate.figures(&self.merchant, FigureScope::Program(program), &period).await.unwrap();
        let page = PageRequest::new(Some(PageRequest::MAX_LIMIT), None);
        let counted = vec![
            affiliate.merchant_products(&self.merchant, self.org, None, &page).await.unwrap().items.len(),
            affiliate.links(&self.salma, partnership, &page).await.unwrap().items.len(),
            affiliate.codes(&self.salma, partnership).await.unwrap().len(),
            affiliate.payouts(&self.salma, partnership).await.unwrap().len(),
            affiliate.my_statements(&self.salma, &page).await.unwrap().items.len(),
        ];
        (figures, counted)
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
    let (figures, counted) = market.seen().await;
    assert!(figures.totals.clicks > 300 && figures.totals.sales > 30 && figures.totals.leads > 0, "{figures:?}");
    assert!(counted[..4] == [5, 2, 1, 1] && counted[4] > 0, "{counted:?}");
    assert!(market.start().await, "a restart knows it");
    assert_eq!(market.seen().await, (figures, counted), "a restart adds nothing");

    let (affiliate, system, today) = (market.affiliate(), Actor::system("test"), market.db.now().to_zoned(TimeZone::UTC).date());
    let differences = affiliate.check_figures(&system, today.saturating_sub(45.days()), today).await.unwrap();
    assert!(differences.is_empty(), "{differences:?}");
    assert!(affiliate.verify().await.unwrap().is_empty());
    assert!(market.ledger.verify().await.unwrap().findings.is_empty());
}
