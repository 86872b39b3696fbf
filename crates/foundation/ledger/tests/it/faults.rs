//! Killed at random points under load, program or database: callers send the same journals again, and each is posted exactly once.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, ExitStatus, Stdio},
    str::FromStr as _,
    sync::Arc,
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
use tokio::sync::watch;
use uuid::Uuid;

use crate::support::{clearing, francs, journal};

/// How many journals are sent in the end, by so many callers at once.
const JOURNALS: u32 = 600;
const CALLERS: usize = 16;
/// What it says of every journal that was answered.
const ANSWERED: &str = "answered";
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
            // Not known: the same again. While the database is away, the pool makes us wait.
            Err(_away) => tokio::task::yield_now().await,
        }
    }
}

/// Sends all of them, and tells how many were answered.
async fn send_all(ledger: &Ledger, answered: impl Fn() + Copy) {
    let all = stream::iter(0..JOURNALS).for_each_concurrent(CALLERS, |number| async move {
        insist(ledger, number).await;
        answered();
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
    command.args(["faults::a_program_that_sends", "--exact", "--ignored", "--nocapture"]).env(DATABASE, url);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Lets a program send until so many were answered, then kills it; or lets it end.
fn sent(url: &str, limit: Option<u32>) -> ExitStatus {
    let mut child = sender(url);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut answers = lines.filter(|line| line.ends_with(ANSWERED));
    match limit {
        Some(limit) => {
            answers.nth(usize::try_from(limit).unwrap()).unwrap();
            kill(child.id());
        }
        None => assert_eq!(answers.count(), usize::try_from(JOURNALS).unwrap()),
    }
    child.wait().unwrap()
}

#[tokio::test]
#[ignore = "the program that the next test starts and kills"]
async fn a_program_that_sends() {
    let Ok(url) = std::env::var(DATABASE) else { return };
    let options = PgConnectOptions::from_str(&url).unwrap();
    let pool = PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
    let ledger = Ledger::start(Db::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng)));
    send_all(&ledger, || {
        let mut out = std::io::stdout();
        // Whoever listened may have gone.
        let _told = out.write_all(format!("{ANSWERED}\n").as_bytes()).and_then(|()| out.flush());
    })
    .await;
}

#[tokio::test]
async fn a_program_killed_at_random_points_posts_every_journal_once() {
    let test_db = TestDb::new().await;
    let url = address(&test_db).await;
    let rng: Box<dyn Rng> = Box::new(SeededRng::new(11));
    let limits = (0..8).map(|_| Some(rng.below(JOURNALS / 2))).chain([None]);
    for limit in limits {
        let url = url.clone();
        let ended = tokio::task::spawn_blocking(move || sent(&url, limit)).await.unwrap();
        assert_eq!(ended.success(), limit.is_none(), "{ended}: killed in the middle, or whole at last");
    }
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
    let ledger = Ledger::start(db.clone());
    let (answered, mut answers) = watch::channel(0_u32);
    let sending = tokio::spawn(async move {
        let answered = &answered;
        send_all(&ledger, || answered.send_modify(|count| *count += 1)).await;
    });
    let rng: Box<dyn Rng> = Box::new(SeededRng::new(12));
    for round in 1..=4 {
        // Some more were answered, so that every kill comes under load.
        let enough = round * 100 + rng.below(40);
        answers.wait_for(|count| *count >= enough).await.unwrap();
        kill(server.pid().unwrap());
        server.stop();
        server = EmbeddedPg::start(options()).await.unwrap();
    }
    sending.await.unwrap();
    each_is_there_once(&db).await;
    server.stop();
}
