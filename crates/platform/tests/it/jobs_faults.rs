//! What goes wrong: workers that die or are taken for dead, a database that goes away.

use std::{
    os::unix::fs::PermissionsExt as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use kernel::SystemClock;
use platform::{
    Bus, Db, SystemRng,
    embedded_pg::{Durability, EmbeddedPg, Options},
    jobs::{Enqueue, Pace, Registry, Runner, RunnerConfig, RunnerHandle, WorkRole},
};
use sqlx::postgres::PgPoolOptions;
use test_kit::TestDb;
use tokio::sync::Notify;

use crate::support::{Note, SYSTEM, Seen, enqueue, history, jobs_left, until};

/// The same signs of life, forty times as fast.
const QUICK: Pace =
    Pace { beat: Duration::from_millis(50), patience: Duration::from_millis(300), long_patience: Duration::from_mins(1) };

fn start(db: &Db, registry: &Registry, concurrency: usize) -> RunnerHandle {
    let config = RunnerConfig {
        pace: QUICK,
        stop_grace: Duration::from_millis(200),
        poll: Duration::from_millis(500),
        ..RunnerConfig::new(WorkRole::Worker, concurrency)
    };
    Runner::start(db, &Bus::start(db), registry, config).unwrap()
}

/// Starts a worker in a runtime of its own, waits until it runs a job, and ends the runtime without a goodbye.
fn work_and_die(options: sqlx::postgres::PgConnectOptions) {
    let (begun, has_begun) = mpsc::channel();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.spawn(async move {
        let pool = PgPoolOptions::new().connect_with(options).await.unwrap();
        let db = Db::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng));
        let mut registry = Registry::new();
        registry.job(move |_job: Note, _run| {
            begun.send(()).unwrap();
            std::future::pending()
        });
        let _runner = start(&db, &registry, 1);
        std::future::pending::<()>().await;
    });
    has_begun.recv_timeout(Duration::from_secs(10)).unwrap();
    runtime.shutdown_background();
}

#[tokio::test]
async fn a_job_of_a_process_that_died_runs_elsewhere_and_its_attempt_counts() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    enqueue(&test.db(), &Note { number: 1 }, Enqueue::default()).await;
    let options = test.connect_options();
    tokio::task::spawn_blocking(move || work_and_die(options)).await.unwrap();
    let runner = start(&test.db(), &seen.registry(), 1);
    until("the job ran elsewhere", async || jobs_left(&test.db()).await == 0).await;
    assert_eq!(history(&test.db()).await, [("lost".to_owned(), 1), ("done".to_owned(), 2)]);
    runner.stop().await;
}

#[tokio::test]
async fn a_job_that_ends_its_process_each_time_is_given_up() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    let db = test.db();
    enqueue(&db, &Note { number: 1 }, Enqueue::default()).await;
    sqlx::query("UPDATE platform.jobs SET attempts = 2").execute(db.pool()).await.unwrap();
    let options = test.connect_options();
    tokio::task::spawn_blocking(move || work_and_die(options)).await.unwrap();
    let runner = start(&db, &seen.registry(), 1);
    until("the job is given up", async || {
        sqlx::query_scalar("SELECT failed_at IS NOT NULL FROM platform.jobs").fetch_one(db.pool()).await.unwrap()
    })
    .await;
    assert_eq!(seen.all(), [0; 0]);
    runner.stop().await;
}

#[tokio::test]
async fn the_result_of_a_worker_that_was_taken_for_dead_does_not_count() {
    let (test, begun, release) = (TestDb::new().await, Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (db, other) = (test.db(), test.another_pool().await);
    let owned = Arc::new(Mutex::new(Vec::new()));
    let (mut slow, mut quick) = (Registry::new(), Registry::new());
    slow.job({
        let (begun, db, owned) = (Arc::clone(&begun), db.clone(), Arc::clone(&owned));
        move |_job: Note, run| {
            let (begun, db, owned) = (Arc::clone(&begun), db.clone(), Arc::clone(&owned));
            async move {
                sqlx::query("UPDATE platform.jobs SET worker_id = NULL, started_at = NULL").execute(db.pool()).await?;
                begun.notified().await;
                let mut tx = db.begin(&SYSTEM).await?;
                let still = run.still_owned(&mut tx).await?;
                owned.lock().unwrap().push(still);
                Ok(())
            }
        }
    });
    quick.job({
        let (begun, release, db, owned) = (Arc::clone(&begun), Arc::clone(&release), db.clone(), Arc::clone(&owned));
        move |_job: Note, run| {
            let (begun, release, db, owned) = (Arc::clone(&begun), Arc::clone(&release), db.clone(), Arc::clone(&owned));
            async move {
                begun.notify_one();
                release.notified().await;
                let mut tx = db.begin(&SYSTEM).await?;
                let still = run.still_owned(&mut tx).await?;
                owned.lock().unwrap().push(still);
                Ok(())
            }
        }
    });
    enqueue(&db, &Note { number: 1 }, Enqueue::default()).await;
    // Full of patience, so that the first worker ends its attempt before it notices.
    let config = RunnerConfig { stop_grace: Duration::from_secs(20), ..RunnerConfig::new(WorkRole::Worker, 1) };
    let deprived = Runner::start(&db, &Bus::start(&db), &slow, config).unwrap();
    until("the job was taken away", async || {
        let waiting: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.jobs WHERE attempts = 1 AND worker_id IS NULL")
            .fetch_one(other.pool())
            .await
            .unwrap();
        waiting == 1
    })
    .await;
    let runner = start(&other, &quick, 1);
    until("the first run ended", async || !owned.lock().unwrap().is_empty()).await;
    deprived.stop().await;
    assert_eq!(jobs_left(&db).await, 1, "the job is still there");
    assert_eq!(history(&db).await, [], "and nothing was written about it");
    release.notify_one();
    until("the job is done", async || jobs_left(&db).await == 0).await;
    assert_eq!(*owned.lock().unwrap(), [false, true]);
    assert_eq!(history(&db).await, [("done".to_owned(), 2)]);
    runner.stop().await;
}

#[tokio::test]
async fn a_worker_that_was_taken_for_dead_stops_its_job_and_starts_anew() {
    let test = TestDb::new().await;
    let (mut registry, db, runs) = (Registry::new(), test.db(), Arc::new(AtomicU32::new(0)));
    registry.job({
        let (runs, db) = (Arc::clone(&runs), db.clone());
        move |_job: Note, run| {
            let (runs, db) = (Arc::clone(&runs), db.clone());
            async move {
                if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                    let bury = "UPDATE platform.jobs SET worker_id = NULL, started_at = NULL; DELETE FROM platform.workers";
                    sqlx::raw_sql(bury).execute(db.pool()).await?;
                    run.shutdown.cancelled().await;
                }
                Ok(())
            }
        }
    });
    enqueue(&db, &Note { number: 1 }, Enqueue::default()).await;
    let runner = start(&db, &registry, 1);
    until("the job is done", async || jobs_left(&db).await == 0).await;
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(history(&db).await, [("done".to_owned(), 2)]);
    runner.stop().await;
}

/// Queues numbered jobs until told to stop, trying again while the database is away; returns how many it queued.
async fn keep_queueing(db: Db, stop: Arc<AtomicU32>) -> u32 {
    let mut number = 0;
    while stop.load(Ordering::SeqCst) == 0 {
        let queued = async {
            let mut tx = db.begin(&SYSTEM).await?;
            // A commit whose answer was lost may be repeated: the key makes that harmless while the job waits.
            tx.enqueue(&Note { number }, Enqueue { unique_key: Some(number.to_string()), ..Enqueue::default() }).await?;
            tx.commit().await
        };
        match queued.await {
            Ok(()) => number += 1,
            Err(_away) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    number
}

fn all_seen(seen: &Seen, queued: u32) -> bool {
    let seen: std::collections::BTreeSet<u32> = seen.all().into_iter().collect();
    (0..queued).all(|number| seen.contains(&number))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_is_lost_when_every_connection_is_cut_again_and_again() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    let db = test.db();
    let runner = start(&db, &seen.registry(), 4);
    let stop = Arc::new(AtomicU32::new(0));
    let producer = tokio::spawn(keep_queueing(db.clone(), Arc::clone(&stop)));
    let other = test.another_pool().await;
    for round in 1..=5 {
        until("some more jobs ran", async || seen.all().len() > round * 20).await;
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        sqlx::query(cut).execute(other.pool()).await.unwrap();
    }
    stop.store(1, Ordering::SeqCst);
    let queued = producer.await.unwrap();
    until("every job ran", async || all_seen(&seen, queued)).await;
    until("nothing is left", async || jobs_left(&other).await == 0).await;
    runner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_is_lost_when_postgresql_is_restarted_under_load() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let options = || Options {
        durability: Durability::Disposable,
        shared_buffers_mb: 16,
        max_connections: 30,
        ..Options::new(folder.path())
    };
    let mut server = EmbeddedPg::start(options()).await.unwrap();
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(2))
        .connect_with(server.connect_options("postgres"))
        .await
        .unwrap();
    let db = Db::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng));
    db.migrate().await.unwrap();
    let seen = Seen::default();
    let runner = start(&db, &seen.registry(), 4);
    let stop = Arc::new(AtomicU32::new(0));
    let producer = tokio::spawn(keep_queueing(db.clone(), Arc::clone(&stop)));
    for round in 1..=2 {
        until("some more jobs ran", async || seen.all().len() > round * 50).await;
        server.stop();
        server = EmbeddedPg::start(options()).await.unwrap();
    }
    until("jobs run again", async || seen.all().len() > 200).await;
    stop.store(1, Ordering::SeqCst);
    let queued = producer.await.unwrap();
    until("every job ran", async || all_seen(&seen, queued)).await;
    until("nothing is left", async || jobs_left(&db).await == 0).await;
    runner.stop().await;
    server.stop();
}

#[tokio::test]
async fn a_runner_without_a_database_still_stops_in_bounded_time() {
    let pool = PgPoolOptions::new()
        .acquire_timeout(Duration::from_secs(1))
        .connect_lazy("postgres://nobody@127.0.0.1:1/nothing")
        .unwrap();
    let db = Db::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng));
    let runner = start(&db, &Seen::default().registry(), 1);
    tokio::time::timeout(Duration::from_secs(10), runner.stop()).await.unwrap();
}
