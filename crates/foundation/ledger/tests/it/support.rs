//! Accounts and journals of the tests.

use jiff::Timestamp;
use kernel::{Actor, Currency, Money};
use ledger::{
    AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind, Ledger, LedgerError, Movement, Receipt, Refused, Transfer,
};
use platform::Tx;
use test_kit::TestDb;
use uuid::Uuid;

pub(crate) struct Stage {
    pub(crate) db: TestDb,
    pub(crate) ledger: Ledger,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let ledger = Ledger::start(db.db().clone());
        Self { db, ledger }
    }

    /// An account of a project, filled by a pledge.
    pub(crate) async fn filled(&self, amount: i64) -> AccountKey {
        let key = escrow();
        self.ledger.post(journal().moving(clearing(), key.clone(), francs(amount))).await.unwrap();
        key
    }

    pub(crate) async fn posted(&self, key: &AccountKey) -> i64 {
        self.ledger.balance(key).await.unwrap().posted.amount_minor
    }

    pub(crate) async fn available(&self, key: &AccountKey) -> i64 {
        self.ledger.balance(key).await.unwrap().available.amount_minor
    }

    pub(crate) async fn tx(&self) -> Tx {
        self.db.db().begin(&Actor::system("test")).await.unwrap()
    }

    pub(crate) async fn somebody_waits_for_the_posting_lock(&self) -> bool {
        let waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
        sqlx::query_scalar(waiting).fetch_one(self.db.db().pool()).await.unwrap()
    }

    pub(crate) async fn run(&self, sql: &str) -> Result<u64, sqlx::Error> {
        Ok(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(self.db.db().pool()).await?.rows_affected())
    }
}

pub(crate) fn francs(amount: i64) -> Money {
    Money::new(amount, Currency::Xof)
}

pub(crate) fn clearing() -> AccountKey {
    AccountKey::of_provider(AccountCode::Clearing, "paygate", Currency::Xof).unwrap()
}

pub(crate) fn revenue() -> AccountKey {
    AccountKey::ours(AccountCode::PlatformRevenue, Currency::Xof).unwrap()
}

pub(crate) fn escrow() -> AccountKey {
    AccountKey::of(AccountCode::Escrow, Uuid::now_v7(), Currency::Xof).unwrap()
}

pub(crate) fn payable() -> AccountKey {
    AccountKey::of(AccountCode::Payable, Uuid::now_v7(), Currency::Xof).unwrap()
}

pub(crate) fn journal() -> Journal {
    let cause = Cause { kind: "test", id: Uuid::now_v7() };
    Journal::new(JournalId::generate(), JournalKind("test-journal"), cause, Timestamp::from_second(1_795_000_000).unwrap())
}

pub(crate) fn pending(debit: &AccountKey, credit: &AccountKey, amount: i64) -> Transfer {
    let movement = Movement { debit: debit.clone(), credit: credit.clone(), amount: francs(amount) };
    Transfer::Pending { movement, timeout_at: None }
}

pub(crate) fn refused(result: Result<Receipt, LedgerError>) -> Refused {
    match result {
        Err(LedgerError::Refused(refused)) => refused,
        other => panic!("expected a refusal: {other:?}"),
    }
}
