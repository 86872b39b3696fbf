//! Looking after the queue.

use kernel::{Actor, Locale};
use platform::jobs::{
    Enqueue, JobError, Registry,
    admin::{self, JobState, JobsError},
    run_due,
};
use test_kit::TestDb;

use crate::support::{Note, SYSTEM, Seen, enqueue, jobs_left};

async fn with_a_failed_job(key: Option<&str>) -> (TestDb, i64) {
    let test = TestDb::new().await;
    let mut registry = Registry::new();
    registry.job(|_job: Note, _run| async { Err(JobError::fail("no such film")) });
    let options = Enqueue { unique_key: key.map(Into::into), ..Enqueue::default() };
    enqueue(&test.db(), &Note { number: 7 }, options).await;
    run_due(&test.db(), &registry).await.unwrap();
    let failed = admin::list(&test.db(), &SYSTEM, Some(JobState::Failed), 10).await.unwrap();
    (test, failed[0].id)
}

#[tokio::test]
async fn a_failed_job_is_listed_with_its_reason_and_runs_again_on_demand() {
    let (test, id) = with_a_failed_job(None).await;
    let (db, seen) = (test.db(), Seen::default());
    let view = admin::get(&db, &SYSTEM, id).await.unwrap().unwrap();
    assert_eq!(view.job.unwrap().last_error.as_deref(), Some("no such film"));
    assert_eq!(view.runs.len(), 1);
    assert_eq!(admin::counts(&db, &SYSTEM).await.unwrap()[0].jobs, 1);

    assert!(admin::retry(&db, &SYSTEM, id).await.unwrap());
    run_due(&db, &seen.registry()).await.unwrap();
    assert_eq!(seen.all(), [7]);
    let view = admin::get(&db, &SYSTEM, id).await.unwrap().unwrap();
    assert_eq!((view.job, view.runs[0].outcome.as_str()), (None, "done"));
    let audit: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.audit WHERE action = 'job.retried'")
        .fetch_one(db.pool())
        .await
        .unwrap();
    assert_eq!(audit, 1);
}

#[tokio::test]
async fn a_job_that_was_queued_anew_is_not_run_twice() {
    let (test, id) = with_a_failed_job(Some("film")).await;
    enqueue(&test.db(), &Note { number: 8 }, Enqueue { unique_key: Some("film".into()), ..Enqueue::default() }).await;
    assert!(matches!(admin::retry(&test.db(), &SYSTEM, id).await, Err(JobsError::QueuedAnew)));
}

#[tokio::test]
async fn a_cancelled_job_is_gone_and_an_absent_one_says_so() {
    let (test, id) = with_a_failed_job(None).await;
    assert!(admin::cancel(&test.db(), &SYSTEM, id).await.unwrap());
    assert_eq!(jobs_left(&test.db()).await, 0);
    assert!(!admin::cancel(&test.db(), &SYSTEM, id).await.unwrap());
    assert!(!admin::retry(&test.db(), &SYSTEM, id).await.unwrap());
}

#[tokio::test]
async fn a_visitor_may_not_look_into_the_queue() {
    let test = TestDb::new().await;
    let (db, visitor) = (test.db(), Actor::anonymous(Locale::Fr));
    assert!(matches!(admin::list(&db, &visitor, None, 10).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::get(&db, &visitor, 1).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::counts(&db, &visitor).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::retry(&db, &visitor, 1).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::cancel(&db, &visitor, 1).await, Err(JobsError::Forbidden(_))));
}
