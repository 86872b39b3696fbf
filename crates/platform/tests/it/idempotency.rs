//! Requests that are carried out once.

use futures::future::join_all;
use jiff::SignedDuration;
use platform::{
    Db,
    idempotency::{ANSWER_MAX, Answer, Asked, Claim, Held, KEPT, LEASE, claim},
    jobs::{Registry, run_due},
    upkeep,
};

use crate::support::db_and_clock;

const ASKED: Asked<'static> = Asked { caller: "account:ama", route: "POST /lists", key: "5f3a", content: &[b"{}"] };

async fn mine(db: &Db, asked: &Asked<'_>) -> Held {
    match claim(db, asked).await.unwrap() {
        Claim::Mine(held) => held,
        other => panic!("expected to carry it out: {other:?}"),
    }
}

fn created(body: &[u8]) -> Answer {
    Answer { status: 201, content_type: Some("application/json".to_owned()), body: body.to_vec() }
}

#[tokio::test]
async fn the_same_request_is_given_the_first_answer_for_a_day() {
    let (test, clock) = db_and_clock().await;
    let db = test.db();
    let held = mine(&db, &ASKED).await;
    assert!(matches!(claim(&db, &ASKED).await.unwrap(), Claim::Running));
    held.keep(&created(b"{\"id\":1}")).await.unwrap();
    clock.advance(KEPT - SignedDuration::from_secs(1));
    let Claim::Answered(answer) = claim(&db, &ASKED).await.unwrap() else { panic!("no answer") };
    assert_eq!(answer, created(b"{\"id\":1}"));
    clock.advance(SignedDuration::from_secs(1));
    mine(&db, &ASKED).await;
}

#[tokio::test]
async fn another_content_is_refused_and_another_caller_route_or_key_is_another_request() {
    let (test, _clock) = db_and_clock().await;
    let db = test.db();
    mine(&db, &ASKED).await.keep(&created(b"")).await.unwrap();
    for content in [&[b"{ }".as_slice()] as &[&[u8]], &[b"{", b"}"], &[]] {
        assert!(matches!(claim(&db, &Asked { content, ..ASKED }).await.unwrap(), Claim::OtherRequest), "{content:?}");
    }
    for other in [
        Asked { caller: "account:kofi", ..ASKED },
        Asked { route: "PUT /lists", ..ASKED },
        Asked { key: "5f3b", ..ASKED },
        Asked { caller: "account:amaPOST", route: " /lists", ..ASKED },
    ] {
        mine(&db, &other).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_at_once_from_two_processes_one_is_carried_out() {
    let (test, _clock) = db_and_clock().await;
    let dbs = [test.db(), test.another_pool().await];
    let claims = (0..20).map(|number| {
        let db = dbs[number % 2].clone();
        tokio::spawn(async move { claim(&db, &ASKED).await.unwrap() })
    });
    let claims: Vec<_> = join_all(claims).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(claims.iter().filter(|claim| matches!(claim, Claim::Mine(_))).count(), 1);
    assert_eq!(claims.iter().filter(|claim| matches!(claim, Claim::Running)).count(), 19);
}

#[tokio::test]
async fn what_a_dead_process_held_is_carried_out_again_and_its_late_answer_does_not_count() {
    let (test, clock) = db_and_clock().await;
    let db = test.db();
    let dead = mine(&db, &ASKED).await;
    clock.advance(LEASE - SignedDuration::from_secs(1));
    assert!(matches!(claim(&db, &ASKED).await.unwrap(), Claim::Running));
    clock.advance(SignedDuration::from_secs(1));
    // Not for another content: nobody knows what became of the first.
    assert!(matches!(claim(&db, &Asked { content: &[b"x"], ..ASKED }).await.unwrap(), Claim::OtherRequest));
    let next = mine(&db, &ASKED).await;
    dead.keep(&created(b"late")).await.unwrap();
    assert!(matches!(claim(&db, &ASKED).await.unwrap(), Claim::Running));
    next.keep(&created(b"second")).await.unwrap();
    let Claim::Answered(answer) = claim(&db, &ASKED).await.unwrap() else { panic!("no answer") };
    assert_eq!(answer.body, b"second");
}

#[tokio::test]
async fn who_works_long_stays_the_holder() {
    let (test, clock) = db_and_clock().await;
    let db = test.db();
    let held = mine(&db, &ASKED).await;
    clock.advance(LEASE - SignedDuration::from_secs(1));
    let lease = async || -> i64 {
        let sql = "SELECT extract(epoch FROM held_until)::bigint FROM platform.idempotency";
        sqlx::query_scalar(sql).fetch_one(db.pool()).await.unwrap()
    };
    let before = lease().await;
    // Renewed when the work begins, and on.
    let renewed = held.during(async {
        while lease().await == before {
            tokio::task::yield_now().await;
        }
        lease().await
    });
    assert_eq!(renewed.await, before + 59);
    held.release().await.unwrap();
    mine(&db, &ASKED).await;
}

#[tokio::test]
async fn a_large_answer_is_not_kept_but_that_it_was_given() {
    let (test, _clock) = db_and_clock().await;
    let db = test.db();
    mine(&db, &ASKED).await.keep(&created(&vec![b'x'; ANSWER_MAX + 1])).await.unwrap();
    assert!(matches!(claim(&db, &ASKED).await.unwrap(), Claim::TooLargeToKeep));
    let other = Asked { key: "other", ..ASKED };
    mine(&db, &other).await.keep(&created(&vec![b'x'; ANSWER_MAX])).await.unwrap();
    assert!(matches!(claim(&db, &other).await.unwrap(), Claim::Answered(_)));
}

#[tokio::test]
async fn nothing_readable_is_stored_and_the_clean_up_forgets_it() {
    let (test, clock) = db_and_clock().await;
    let db = test.db();
    mine(&db, &ASKED).await.keep(&created(b"a secret that was answered")).await.unwrap();
    let row: String =
        sqlx::query_scalar("SELECT encode(answer_sealed, 'escape') || scope || fingerprint FROM platform.idempotency")
            .fetch_one(db.pool())
            .await
            .unwrap();
    assert!(!row.contains("secret") && !row.contains("ama"), "{row}");
    let mut registry = Registry::new();
    upkeep::register(&mut registry, &db);
    let left =
        async || -> i64 { sqlx::query_scalar("SELECT count(*) FROM platform.idempotency").fetch_one(db.pool()).await.unwrap() };
    for (hours, rows) in [(23, 1), (2, 0)] {
        clock.advance(SignedDuration::from_hours(hours));
        run_due(&db, &registry).await.unwrap();
        assert_eq!(left().await, rows);
    }
}
