//! Runners at work: side by side, woken, stopped.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use platform::{
    Bus, Db,
    jobs::{Enqueue, JobError, Registry, RegistryError, Runner, RunnerConfig, RunnerHandle, WorkRole},
};
use test_kit::TestDb;
use tokio::sync::Notify;

use crate::support::{Note, Seen, enqueue, history, jobs_left, until};

fn start(db: &Db, registry: &Registry, concurrency: usize) -> RunnerHandle {
    let config = RunnerConfig { stop_grace: Duration::from_millis(200), ..RunnerConfig::new(WorkRole::Worker, concurrency) };
    Runner::start(db, &Bus::start(db), registry, config).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_runners_share_the_jobs_and_run_each_once() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    let (db, other) = (test.db(), test.another_pool().await);
    let runners = [start(&db, &seen.registry(), 8), start(&other, &seen.registry(), 8)];
    for number in 0..200 {
        enqueue(&db, &Note { number }, Enqueue::default()).await;
    }
    until("all jobs are done", async || jobs_left(&db).await == 0).await;
    let mut numbers = seen.all();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..200).collect::<Vec<_>>());
    for runner in runners {
        runner.stop().await;
    }
    let workers: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.workers").fetch_one(db.pool()).await.unwrap();
    assert_eq!(workers, 0, "a stopped runner signs off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_runner_is_woken_by_the_commit() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    let bus = Bus::start(&test.db());
    bus.ready().await;
    let config = RunnerConfig { poll: Duration::from_hours(1), ..RunnerConfig::new(WorkRole::Worker, 1) };
    let runner = Runner::start(&test.db(), &bus, &seen.registry(), config).unwrap();
    for number in 0..3 {
        let since = Instant::now();
        enqueue(&test.db(), &Note { number }, Enqueue::default()).await;
        until("the job was seen", async || seen.all().len() > number as usize).await;
        assert!(since.elapsed() < Duration::from_secs(5));
    }
    runner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_of_a_serial_queue_keep_their_order_and_never_overlap() {
    let test = TestDb::new().await;
    let (db, other) = (test.db(), test.another_pool().await);
    let (mut registry, seen, overlaps) = (Registry::new(), Seen::default(), Arc::new(AtomicU32::new(0)));
    let busy: Arc<[Mutex<()>; 3]> = Arc::default();
    registry.job({
        let (seen, overlaps) = (seen.clone(), Arc::clone(&overlaps));
        move |job: Note, _run| {
            let (seen, overlaps, busy) = (seen.clone(), Arc::clone(&overlaps), Arc::clone(&busy));
            async move {
                let alone = busy[job.number as usize % 3].try_lock();
                overlaps.fetch_add(u32::from(alone.is_err()), Ordering::SeqCst);
                // Long enough for another thread to come in between, if it could.
                std::thread::sleep(Duration::from_micros(500));
                seen.push(job.number);
                drop(alone);
                Ok(())
            }
        }
    });
    let runners = [start(&db, &registry, 8), start(&other, &registry, 8)];
    for number in 0..60 {
        enqueue(&db, &Note { number }, Enqueue { serial: Some(format!("queue {}", number % 3)), ..Enqueue::default() }).await;
    }
    until("all jobs are done", async || jobs_left(&db).await == 0).await;
    assert_eq!(overlaps.load(Ordering::SeqCst), 0);
    for queue in 0..3 {
        let order: Vec<u32> = seen.all().into_iter().filter(|number| number % 3 == queue).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(order.len(), 20);
    }
    for runner in runners {
        runner.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newest_payload_under_a_key_is_never_lost_between_requests_and_runs() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    let (db, other) = (test.db(), test.another_pool().await);
    let runners = [start(&db, &seen.registry(), 4), start(&other, &seen.registry(), 4)];
    for number in 1..=300 {
        enqueue(&db, &Note { number }, Enqueue { unique_key: Some("film".into()), ..Enqueue::default() }).await;
        if number % 30 == 0 {
            until("the newest was seen", async || seen.all().last() == Some(&number)).await;
        }
    }
    until("nothing is left", async || jobs_left(&db).await == 0).await;
    assert!(seen.all().is_sorted(), "one at a time, in order: {:?}", seen.all());
    for runner in runners {
        runner.stop().await;
    }
}

#[tokio::test]
async fn a_stop_returns_a_running_job_to_the_queue_with_its_attempt() {
    let test = TestDb::new().await;
    let (mut registry, begun) = (Registry::new(), Arc::new(Notify::new()));
    registry.job({
        let begun = Arc::clone(&begun);
        move |_job: Note, _run| {
            begun.notify_one();
            std::future::pending()
        }
    });
    enqueue(&test.db(), &Note { number: 1 }, Enqueue::default()).await;
    let runner = start(&test.db(), &registry, 1);
    begun.notified().await;
    let since = Instant::now();
    runner.stop().await;
    assert!(since.elapsed() < Duration::from_secs(3));
    assert_eq!(history(&test.db()).await, [("returned".to_owned(), 1)]);
    let waiting: (i16, bool) =
        sqlx::query_as("SELECT attempts, worker_id IS NULL FROM platform.jobs").fetch_one(test.db().pool()).await.unwrap();
    assert_eq!(waiting, (0, true));
}

#[tokio::test]
async fn a_job_that_heeds_the_stop_ends_it_at_once_and_keeps_its_attempt() {
    let test = TestDb::new().await;
    let (mut registry, begun) = (Registry::new(), Arc::new(Notify::new()));
    registry.job({
        let begun = Arc::clone(&begun);
        move |_job: Note, run| {
            begun.notify_one();
            async move {
                run.shutdown.cancelled().await;
                Err(JobError::retry("stopped"))
            }
        }
    });
    enqueue(&test.db(), &Note { number: 1 }, Enqueue::default()).await;
    let config = RunnerConfig { stop_grace: Duration::from_mins(1), ..RunnerConfig::new(WorkRole::Worker, 1) };
    let runner = Runner::start(&test.db(), &Bus::start(&test.db()), &registry, config).unwrap();
    begun.notified().await;
    tokio::time::timeout(Duration::from_secs(5), runner.stop()).await.unwrap();
    assert_eq!(history(&test.db()).await, [("returned".to_owned(), 1)]);
}

#[tokio::test]
async fn a_registry_that_contradicts_itself_is_refused() {
    let test = TestDb::new().await;
    let (db, seen) = (test.db(), Seen::default());
    let refuse = |registry: &Registry| {
        Runner::start(&db, &Bus::start(&db), registry, RunnerConfig::new(WorkRole::Worker, 1)).map(drop).unwrap_err()
    };
    let mut twice = seen.registry();
    twice.job(|_job: Note, _run| async { Ok(()) });
    assert!(matches!(refuse(&twice), RegistryError::Twice(name) if name == "test.note"));
    let mut badly_timed = seen.registry();
    badly_timed.cron::<Note>("every day");
    assert!(matches!(refuse(&badly_timed), RegistryError::Schedule { .. }));
    let mut without_handler = Registry::new();
    without_handler.cron::<Note>("0 0 * * *");
    assert!(matches!(refuse(&without_handler), RegistryError::NoHandler("test.note")));
}
