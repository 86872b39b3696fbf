//! What a job is: queued with its transaction, tried again, unique, serial, timed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use jiff::SignedDuration;
use platform::jobs::{Enqueue, Job, JobError, Registry, run_due};
use serde::{Deserialize, Serialize};
use test_kit::TestDb;

use crate::support::{Note, SYSTEM, Seen, db_and_clock, enqueue, history, jobs_left};

fn note(number: u32) -> Note {
    Note { number }
}

fn outcomes(expected: &[(&str, i16)]) -> Vec<(String, i16)> {
    expected.iter().map(|(outcome, attempt)| ((*outcome).to_owned(), *attempt)).collect()
}

#[tokio::test]
async fn a_job_runs_only_if_its_transaction_commits() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    let db = test.db();
    let mut tx = db.begin(&SYSTEM).await.unwrap();
    tx.enqueue(&note(1), Enqueue::default()).await.unwrap();
    drop(tx);
    enqueue(&db, &note(2), Enqueue::default()).await;
    assert_eq!(run_due(&db, &seen.registry()).await.unwrap(), 1);
    assert_eq!(seen.all(), [2]);
    assert_eq!(history(&db).await, outcomes(&[("done", 1)]));
    assert_eq!(jobs_left(&db).await, 0);
}

#[tokio::test]
async fn a_job_for_later_waits_for_its_time_and_urgent_ones_go_first() {
    let ((test, clock), seen) = (db_and_clock().await, Seen::default());
    let db = test.db();
    let in_an_hour = Some(db.now() + SignedDuration::from_hours(1));
    enqueue(&db, &note(1), Enqueue { run_at: in_an_hour, ..Enqueue::default() }).await;
    enqueue(&db, &note(2), Enqueue { priority: 5, ..Enqueue::default() }).await;
    enqueue(&db, &note(3), Enqueue { priority: -5, ..Enqueue::default() }).await;
    run_due(&db, &seen.registry()).await.unwrap();
    assert_eq!(seen.all(), [3, 2]);
    clock.advance(SignedDuration::from_mins(61));
    run_due(&db, &seen.registry()).await.unwrap();
    assert_eq!(seen.all(), [3, 2, 1]);
}

#[tokio::test]
async fn a_failing_job_is_tried_again_later_and_given_up_after_its_last_attempt() {
    let (test, clock) = db_and_clock().await;
    let db = test.db();
    let mut registry = Registry::new();
    registry.job(|_job: Note, _run| async { Err(JobError::retry("the\0 weather")) });
    enqueue(&db, &note(1), Enqueue::default()).await;
    assert_eq!(run_due(&db, &registry).await.unwrap(), 1);
    assert_eq!(run_due(&db, &registry).await.unwrap(), 0, "not before its pause is over");
    for _ in 0..5 {
        clock.advance(SignedDuration::from_mins(10));
        run_due(&db, &registry).await.unwrap();
    }
    assert_eq!(history(&db).await, outcomes(&[("retried", 1), ("retried", 2), ("failed", 3)]));
    let error: String = sqlx::query_scalar("SELECT last_error FROM platform.jobs").fetch_one(db.pool()).await.unwrap();
    assert_eq!(error, "the weather");
}

#[tokio::test]
async fn a_hopeless_job_is_given_up_at_once() {
    let test = TestDb::new().await;
    let mut registry = Registry::new();
    registry.job(|_job: Note, _run| async { Err(JobError::fail("no such film")) });
    enqueue(&test.db(), &note(1), Enqueue::default()).await;
    run_due(&test.db(), &registry).await.unwrap();
    assert_eq!(history(&test.db()).await, outcomes(&[("failed", 1)]));
}

#[tokio::test]
async fn a_payload_of_another_shape_is_given_up_and_names_the_reason() {
    let (test, seen) = (TestDb::new().await, Seen::default());
    enqueue(&test.db(), &note(1), Enqueue::default()).await;
    sqlx::query("UPDATE platform.jobs SET payload = '{}'").execute(test.db().pool()).await.unwrap();
    run_due(&test.db(), &seen.registry()).await.unwrap();
    let error: String = sqlx::query_scalar("SELECT error FROM platform.job_runs").fetch_one(test.db().pool()).await.unwrap();
    assert!(error.contains("number"), "{error}");
}

#[tokio::test]
async fn a_snoozed_job_comes_back_without_losing_an_attempt() {
    let (test, clock) = db_and_clock().await;
    let db = test.db();
    let (mut registry, tries) = (Registry::new(), Arc::new(AtomicU32::new(0)));
    registry.job({
        let tries = Arc::clone(&tries);
        move |_job: Note, _run| {
            let again = tries.fetch_add(1, Ordering::SeqCst) < 5;
            async move { if again { Err(JobError::Snooze(Duration::from_mins(1))) } else { Ok(()) } }
        }
    });
    enqueue(&db, &note(1), Enqueue::default()).await;
    for _ in 0..6 {
        run_due(&db, &registry).await.unwrap();
        clock.advance(SignedDuration::from_mins(1));
    }
    assert_eq!(tries.load(Ordering::SeqCst), 6);
    assert_eq!(history(&db).await.last().unwrap(), &("done".to_owned(), 1));
}

#[derive(Debug, Serialize, Deserialize)]
struct Slow {}

impl Job for Slow {
    const NAME: &'static str = "test.slow";
    const TIMEOUT: Duration = Duration::from_millis(50);
}

#[tokio::test]
async fn a_job_that_takes_too_long_or_panics_is_tried_again() {
    let test = TestDb::new().await;
    let mut registry = Registry::new();
    registry.job(|_job: Slow, _run| std::future::pending());
    registry.job(|_job: Note, _run| async { panic!("a bug") });
    enqueue(&test.db(), &Slow {}, Enqueue::default()).await;
    enqueue(&test.db(), &note(1), Enqueue::default()).await;
    run_due(&test.db(), &registry).await.unwrap();
    let errors: Vec<String> = sqlx::query_scalar("SELECT error FROM platform.job_runs WHERE outcome = 'retried' ORDER BY error")
        .fetch_all(test.db().pool())
        .await
        .unwrap();
    assert_eq!(errors, ["panicked: a bug", "took longer than 0 s"]);
}

#[tokio::test]
async fn one_job_waits_under_a_unique_key_with_the_newest_payload_and_the_earliest_time() {
    let ((test, _clock), seen) = (db_and_clock().await, Seen::default());
    let db = test.db();
    let keyed = |hours| Enqueue {
        unique_key: Some("film".into()),
        run_at: Some(db.now() + SignedDuration::from_hours(hours)),
        ..Enqueue::default()
    };
    for (number, hours) in [(1, 5), (2, 0), (3, 9)] {
        enqueue(&db, &note(number), keyed(hours)).await;
    }
    assert_eq!(run_due(&db, &seen.registry()).await.unwrap(), 1);
    assert_eq!(seen.all(), [3]);
    enqueue(&db, &note(4), keyed(0)).await;
    run_due(&db, &seen.registry()).await.unwrap();
    assert_eq!(seen.all(), [3, 4], "a finished job frees its key");
}

#[tokio::test]
async fn a_job_that_waits_is_left_alone_by_who_wants_one_only_if_there_is_none() {
    let ((test, clock), seen) = (db_and_clock().await, Seen::default());
    let db = test.db();
    let keyed = |hours, only_if_absent| Enqueue {
        unique_key: Some("film".into()),
        only_if_absent,
        run_at: Some(db.now() + SignedDuration::from_hours(hours)),
        ..Enqueue::default()
    };
    enqueue(&db, &note(1), keyed(2, false)).await;
    enqueue(&db, &note(2), keyed(0, true)).await;
    assert_eq!(run_due(&db, &seen.registry()).await.unwrap(), 0);
    clock.advance(SignedDuration::from_hours(2));
    run_due(&db, &seen.registry()).await.unwrap();
    enqueue(&db, &note(3), keyed(0, true)).await;
    run_due(&db, &seen.registry()).await.unwrap();
    assert_eq!(seen.all(), [1, 3]);
}

#[tokio::test]
async fn a_job_asked_for_again_while_it_runs_runs_once_more_with_the_new_payload() {
    let test = TestDb::new().await;
    let (mut registry, seen, db) = (Registry::new(), Seen::default(), test.db());
    let key = || Enqueue { unique_key: Some("film".into()), ..Enqueue::default() };
    registry.job({
        let (seen, db) = (seen.clone(), db.clone());
        move |job: Note, run| {
            let (seen, db) = (seen.clone(), db.clone());
            async move {
                seen.push(job.number);
                assert_eq!(run.attempt, 1);
                if job.number == 1 {
                    enqueue(&db, &note(2), key()).await;
                    enqueue(&db, &note(3), key()).await;
                    return Err(JobError::fail("what was asked first no longer matters"));
                }
                Ok(())
            }
        }
    });
    enqueue(&db, &note(1), key()).await;
    run_due(&db, &registry).await.unwrap();
    assert_eq!(seen.all(), [1, 3]);
    assert_eq!(jobs_left(&db).await, 0);
}

#[tokio::test]
async fn a_failing_job_holds_back_its_serial_queue_until_it_is_given_up() {
    let (test, clock) = db_and_clock().await;
    let (mut registry, seen, db) = (Registry::new(), Seen::default(), test.db());
    registry.job({
        let seen = seen.clone();
        move |job: Note, _run| {
            seen.push(job.number);
            async move { if job.number == 1 { Err(JobError::retry("not yet")) } else { Ok(()) } }
        }
    });
    for (number, serial) in [(1, "a"), (2, "a"), (3, "b")] {
        enqueue(&db, &note(number), Enqueue { serial: Some(serial.into()), ..Enqueue::default() }).await;
    }
    run_due(&db, &registry).await.unwrap();
    assert_eq!(seen.all(), [1, 3]);
    for _ in 0..2 {
        clock.advance(SignedDuration::from_mins(10));
        run_due(&db, &registry).await.unwrap();
    }
    assert_eq!(seen.all(), [1, 3, 1, 1, 2]);
}

#[tokio::test]
async fn a_cron_job_is_queued_once_per_tick_by_all_nodes_together() {
    let ((test, clock), seen) = (db_and_clock().await, Seen::default());
    let (db, other) = (test.db(), test.another_pool().await);
    let mut registry = seen.registry();
    registry.cron::<Note>("*/10 * * * *");
    run_due(&db, &registry).await.unwrap();
    assert_eq!(seen.all(), [0; 0], "an entry seen for the first time only starts to count");
    clock.advance(SignedDuration::from_mins(10));
    let (one, two) = tokio::join!(run_due(&db, &registry), run_due(&other, &registry));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    clock.advance(SignedDuration::from_hours(3));
    run_due(&db, &registry).await.unwrap();
    assert_eq!(seen.all(), [0, 0], "missed ticks make one job");
}
