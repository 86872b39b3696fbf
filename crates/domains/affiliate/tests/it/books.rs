//! What a merchant and a partner have, and how a test reports.

use affiliate::{Follow, ReportRefund, ReportSale};
use contracts::affiliate::{PartnershipId, TermsId};
use jiff::SignedDuration;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use platform::jobs::{Registry, run_due};
use uuid::Uuid;

use crate::trade::{Partner, Trade, dirham};

/// What there is, in minor units of dirhams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Books {
    pub(crate) wallet: i64,
    pub(crate) held: i64,
    pub(crate) available: i64,
    pub(crate) debt: i64,
    pub(crate) claims: i64,
}

pub(crate) fn account(code: AccountCode, owner: Uuid) -> AccountKey {
    AccountKey::of(code, owner, Currency::Mad).unwrap()
}

pub(crate) fn sale(order_id: &str, amount_minor: i64) -> ReportSale {
    ReportSale {
        order_id: order_id.into(),
        customer: None,
        amount: dirham(amount_minor),
        lines: Vec::new(),
        clicks: Vec::new(),
        codes: Vec::new(),
        occurred_at: None,
    }
}

pub(crate) fn refund(refund_id: &str, order_id: &str, amount_minor: i64) -> ReportRefund {
    ReportRefund {
        refund_id: refund_id.into(),
        order_id: order_id.into(),
        amount: (amount_minor > 0).then(|| dirham(amount_minor)),
        occurred_at: None,
    }
}

impl Trade {
    /// Fills the merchant's wallet, as a payment does.
    pub(crate) async fn deposit(&self, amount: Money) {
        let clearing = AccountKey::of_provider(AccountCode::Clearing, "cmi", amount.currency).unwrap();
        let wallet = account(AccountCode::MerchantWallet, self.merchant.as_uuid());
        self.moves(clearing, wallet, amount).await;
    }

    /// Takes what can be paid out, as a payout does.
    pub(crate) async fn pay_out(&self, id: PartnershipId, amount: Money) {
        let clearing = AccountKey::of_provider(AccountCode::PayoutClearing, "cmi", amount.currency).unwrap();
        self.moves(account(AccountCode::CommissionAvailable, id.as_uuid()), clearing, amount).await;
    }

    async fn moves(&self, debit: AccountKey, credit: AccountKey, amount: Money) {
        let cause = Cause { kind: "test", id: Uuid::now_v7() };
        let journal = Journal::new(JournalId::generate(), JournalKind("test"), cause, self.db.now());
        self.ledger.post(journal.moving(debit, credit, amount)).await.unwrap();
    }

    pub(crate) async fn books(&self, id: PartnershipId) -> Books {
        let (merchant, partner) = (self.merchant.as_uuid(), id.as_uuid());
        let keys = [
            account(AccountCode::MerchantWallet, merchant),
            account(AccountCode::CommissionPending, partner),
            account(AccountCode::CommissionAvailable, partner),
            account(AccountCode::PartnerDebt, partner),
            account(AccountCode::MerchantClaims, merchant),
        ];
        let balances = self.ledger.balances(&keys).await.unwrap();
        let [wallet, held, available, debt, claims] = std::array::from_fn(|at| balances[at].posted.amount_minor);
        Books { wallet, held, available, debt: -debt, claims }
    }

    /// Somebody follows the partner's link: the click, as the shop sees it.
    pub(crate) async fn click(&self, key: &str) -> String {
        let follow = Follow {
            key: key.into(),
            agent: "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36".into(),
            is_reading: true,
            ..Follow::default()
        };
        let location = self.affiliate.follow(&follow).await.unwrap().location;
        location.query_pairs().find(|(name, _)| name == affiliate::CLICK_PARAMETER).unwrap().1.into_owned()
    }

    /// The owner's shop tells a sale that came by a click.
    pub(crate) async fn sold(&self, partner: &Partner, order_id: &str, amount_minor: i64) -> String {
        let click = self.click("afi-the").await;
        let sale = ReportSale { clicks: vec![click.clone()], ..sale(order_id, amount_minor) };
        self.affiliate.report_sale(&self.owner, partner.program_id, &sale).await.unwrap();
        click
    }

    /// The minute's work, by whoever runs it.
    pub(crate) async fn minute(&self) {
        let mut registry = Registry::new();
        self.affiliate.register(&mut registry);
        // Cron entries that are seen for the first time wait for their next minute.
        run_due(&self.db, &registry).await.unwrap();
        self.pass(SignedDuration::from_secs(60));
        run_due(&self.db, &registry).await.unwrap();
    }

    /// Until a link is known by these terms.
    pub(crate) async fn until_terms(&self, key: &str, id: TermsId) {
        self.until(key, "SELECT terms_id::text FROM affiliate.clicks WHERE id = $1::uuid", &id.to_string()).await;
    }

    /// Until a click on a link has this fault.
    pub(crate) async fn until_fault(&self, key: &str, fault: &str) {
        self.until(key, "SELECT coalesce(fault, '') FROM affiliate.clicks WHERE id = $1::uuid", fault).await;
    }

    /// What a message on the bus brings: not at once.
    async fn until(&self, key: &str, sql: &'static str, wanted: &str) {
        for _ in 0..500 {
            let click = self.click(key).await;
            let found: String = sqlx::query_scalar(sql).bind(click).fetch_one(self.db.pool()).await.unwrap();
            if found == wanted {
                return;
            }
            // A round trip to the database lets the listener go on.
            sqlx::query("SELECT pg_sleep(0.01)").execute(self.db.pool()).await.unwrap();
        }
        panic!("it does not come to hold");
    }

    /// Every rule of the ledger holds.
    pub(crate) async fn verified(&self) {
        assert_eq!(self.ledger.verify().await.unwrap().findings, []);
    }
}
