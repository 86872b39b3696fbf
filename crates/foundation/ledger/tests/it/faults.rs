//! Killed at random points under load, program or database: callers send the same journals again, and each is posted exactly once.

use std::{
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, Stdio},
    str::FromStr as _,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt as _, stream};
use kernel::{Rng, SeededRng, SystemClock};
use ledger::{AccountCode, AccountKey, Journal, JournalId, Ledger, LedgerError};
use platform::{
    Db, SystemRng,
    embedded_pg::{Durability, EmbeddedPg, Options},
};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use test_kit::TestDb;
use uuid::Uuid;

use crate::support::{clearing, francs, journal};

/// How many journals are sent in the end, by so many callers at once.
const JOURNALS: u32 = 600;
const CALLERS: usize = 16;
/// Names the database to the program that is killed.
const DATABASE: &str = "GRIOT_LEDGER_KILLED";

fn escrow() -> AccountKey {
    AccountKey::of(AccountCode::Escrow, Uuid::from_u128(7), kernel::Currency::Xof).unwrap()
}

/// What a caller keeps before sending: the same number is the same journal, in every process.
fn numbered(number: u32) -> Journal {
    let mut kept = journal().moving(clearing(), escrow(), francs(1 + i64::from(number)));
    kept.id = JournalId::from_uuid(Uuid::from_u128(0x1000_0000 + u128::from(number)));
    kept.cause.id = Uuid::from_u128(u128::from(number));
    kept
}

/// Sends it until an answer is certain.
async fn insist(ledger: &Ledger, number: u32) {
    loop {
        match ledger.post(numbered(number)).await {
            Ok(_receipt) => return,
            Err(LedgerError::Refused(refused)) => panic!("{number}: {refused}"),
            // Not known: the same again.
            Err(_away) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn send_all(ledger: &Ledger, done: &AtomicU32) {
    let all = stream::iter(0..JOURNALS).for_each_concurrent(CALLERS, |number| async move {
        insist(ledger, number).await;
        done.fetch_add(1, Ordering::Relaxed);
    });
    all.await;
}

async fn each_is_there_once(db: &Db) {
    let ledger = Ledger::start(db.clone());
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM ledger.journals").fetch_one(db.pool()).await.unwrap();
    assert_eq!(count, i64::from(JOURNALS));
    let sum = (0..JOURNALS).map(|number| 1 + i64::from(number)).sum::<i64>();
    assert_eq!(ledger.balance(&escrow()).await.unwrap().posted.amount_minor, sum);
    let verified = ledger.verify().await.unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
}

fn kill(pid: u32) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
}

/// How another process reaches this database.
async fn address(test_db: &TestDb) -> String {
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(test_db.db().pool()).await.unwrap();
    let mut url: url::Url = std::env::var(test_kit::SERVER_VARIABLE).unwrap().parse().unwrap();
    url.set_path(&name);
    url.to_string()
}

/// This very test program, sending.
fn sender(url: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["faults::a_program_that_sends", "--exact", "--ignored"]).env(DATABASE, url);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[tokio::test]
#[ignore = "the program that the next test starts and kills"]
async fn a_program_that_sends() {
    let Ok(url) = std::env::var(DATABASE) else { return };
    let options = PgConnectOptions::from_str(&url).unwrap();
    let pool = PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
    let ledger = Ledger::start(Db::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng)));
    send_all(&ledger, &AtomicU32::new(0)).await;
}

#[tokio::test]
async fn a_program_killed_at_random_points_posts_every_journal_once() {
    let test_db = TestDb::new().await;
    let url = address(&test_db).await;
    let rng: Box<dyn Rng> = Box::new(SeededRng::new(11));
    for _ in 0..8 {
        let mut child = sender(&url);
        tokio::time::sleep(Duration::from_millis(u64::from(60 + rng.below(300)))).await;
        kill(child.id());
        child.wait().unwrap();
    }
    let done = tokio::task::spawn_blocking(move || sender(&url).wait()).await.unwrap().unwrap();
    assert!(done.success());
    each_is_there_once(&test_db.db()).await;
}

#[tokio::test]
async fn a_database_killed_at_random_points_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let options =
        || Options { durability: Durability::Safe, shared_buffers_mb: 16, max_connections: 30, ..Options::new(folder.path()) };
    let mut server = EmbeddedPg::start(options()).await.unwrap();
    let pool = PgPoolOptions::new()
        .max_connections(6)
        .acquire_timeout(Duration::from_secs(2))
        .connect_with(server.connect_options("postgres"))
        .await
        .unwrap();
    let db = Db::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng));
    db.migrate().await.unwrap();
    let (ledger, done) = (Ledger::start(db.clone()), Arc::new(AtomicU32::new(0)));
    let sending = tokio::spawn({
        let (ledger, done) = (ledger.clone(), Arc::clone(&done));
        async move { send_all(&ledger, &done).await }
    });
    let rng: Box<dyn Rng> = Box::new(SeededRng::new(12));
    for round in 1..=4 {
        // Some more were answered, so that every kill comes under load.
        while done.load(Ordering::Relaxed) < round * 60 + rng.below(40) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        kill(server.pid().unwrap());
        server.stop();
        server = EmbeddedPg::start(options()).await.unwrap();
    }
    sending.await.unwrap();
    each_is_there_once(&db).await;
    server.stop();
}
