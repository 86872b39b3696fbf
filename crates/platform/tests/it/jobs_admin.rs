//! Looking after the queue.

use kernel::{Actor, Locale, PageRequest};
use platform::jobs::{
    Enqueue, JobError, Registry, WorkRole,
    admin::{self, JobFilter, JobState, JobsError},
    run_due,
};
use test_kit::TestDb;

use crate::support::{Note, SYSTEM, Seen, enqueue, jobs_left};

fn failed() -> JobFilter {
    JobFilter { state: Some(JobState::Failed), ..JobFilter::default() }
}

async fn with_a_failed_job(key: Option<&str>) -> (TestDb, i64) {
    let test = TestDb::new().await;
    let mut registry = Registry::new();
    registry.job(|_job: Note, _run| async { Err(JobError::fail("no such film")) });
    let options = Enqueue { unique_key: key.map(Into::into), ..Enqueue::default() };
    enqueue(&test.db(), &Note { number: 7 }, options).await;
    run_due(&test.db(), &registry).await.unwrap();
    let failed = admin::list(&test.db(), &SYSTEM, &failed(), &PageRequest::first()).await.unwrap();
    (test, failed.items[0].id)
}

#[tokio::test]
async fn a_failed_job_is_listed_with_its_reason_and_runs_again_on_demand() {
    let (test, id) = with_a_failed_job(None).await;
    let (db, seen) = (test.db(), Seen::default());
    let view = admin::get(&db, &SYSTEM, id).await.unwrap();
    assert_eq!(view.job.unwrap().last_error.as_deref(), Some("no such film"));
    assert_eq!(view.runs.len(), 1);
    assert_eq!(admin::counts(&db, &SYSTEM).await.unwrap()[0].jobs, 1);

    admin::retry(&db, &SYSTEM, id).await.unwrap();
    run_due(&db, &seen.registry()).await.unwrap();
    assert_eq!(seen.all(), [7]);
    let view = admin::get(&db, &SYSTEM, id).await.unwrap();
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
    admin::cancel(&test.db(), &SYSTEM, id).await.unwrap();
    assert_eq!(jobs_left(&test.db()).await, 0);
    assert!(matches!(admin::cancel(&test.db(), &SYSTEM, id).await, Err(JobsError::NotFound)));
    assert!(matches!(admin::retry(&test.db(), &SYSTEM, id).await, Err(JobsError::NotFound)));
}

#[tokio::test]
async fn a_visitor_may_not_look_into_the_queue() {
    let test = TestDb::new().await;
    let (db, visitor) = (test.db(), Actor::anonymous(Locale::Fr));
    assert!(matches!(
        admin::list(&db, &visitor, &JobFilter::default(), &PageRequest::first()).await,
        Err(JobsError::Forbidden(_))
    ));
    assert!(matches!(admin::get(&db, &visitor, 1).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::counts(&db, &visitor).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::list_workers(&db, &visitor).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::list_schedule(&db, &visitor).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::retry(&db, &visitor, 1).await, Err(JobsError::Forbidden(_))));
    assert!(matches!(admin::cancel(&db, &visitor, 1).await, Err(JobsError::Forbidden(_))));
}

#[tokio::test]
async fn jobs_are_found_by_state_worker_and_letters_page_by_page() {
    let (test, failed_id) = with_a_failed_job(None).await;
    let db = test.db();
    for number in 0..3 {
        enqueue(&db, &Note { number }, Enqueue::default()).await;
    }
    let first = admin::list(&db, &SYSTEM, &JobFilter::default(), &PageRequest::new(Some(3), None)).await.unwrap();
    let rest = admin::list(&db, &SYSTEM, &JobFilter::default(), &PageRequest::new(Some(3), first.next)).await.unwrap();
    assert_eq!((first.items.len(), rest.items.iter().map(|job| job.id).collect::<Vec<_>>()), (3, vec![failed_id]));
    assert_eq!(rest.next, None);
    for (filter, found) in [
        (failed(), 1),
        (JobFilter { role: Some(WorkRole::Media), ..JobFilter::default() }, 0),
        (JobFilter { name: Some("NOTE".into()), ..JobFilter::default() }, 4),
        (JobFilter { name: Some("'; DROP TABLE platform.jobs --".into()), ..JobFilter::default() }, 0),
        (JobFilter { name: Some("\0".into()), ..JobFilter::default() }, 4),
    ] {
        let page = admin::list(&db, &SYSTEM, &filter, &PageRequest::first()).await.unwrap();
        assert_eq!(page.items.len(), found, "{filter:?}");
    }
}

#[tokio::test]
async fn a_running_job_is_left_alone_and_its_worker_is_listed() {
    let (test, id) = with_a_failed_job(None).await;
    test.script(
        "INSERT INTO platform.workers (id, role, label) VALUES (gen_random_uuid(), 'worker', 'worker@host');
         UPDATE platform.jobs SET failed_at = NULL, started_at = now(), worker_id = (SELECT id FROM platform.workers)"
            .into(),
    )
    .await;
    let db = test.db();
    assert!(matches!(admin::retry(&db, &SYSTEM, id).await, Err(JobsError::Running)));
    assert!(matches!(admin::cancel(&db, &SYSTEM, id).await, Err(JobsError::Running)));
    let workers = admin::list_workers(&db, &SYSTEM).await.unwrap();
    assert_eq!((workers[0].label.as_str(), workers[0].running), ("worker@host", 1));
}

#[tokio::test]
async fn the_schedule_tells_the_last_and_the_next_tick() {
    let test = TestDb::new().await;
    test.script("INSERT INTO platform.cron VALUES ('identity.sweep', '17 * * * *', now() - interval '1 hour')".into()).await;
    let lines = admin::list_schedule(&test.db(), &SYSTEM).await.unwrap();
    assert_eq!(lines.len(), 1);
    let next = lines[0].next_tick.unwrap();
    assert!(next > test.db().now() && next.to_string().ends_with(":17:00Z"), "{next}");
}
