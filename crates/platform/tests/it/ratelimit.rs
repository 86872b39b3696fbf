//! How often something may happen.

use std::{num::NonZeroU32, time::Duration};

use futures::future::join_all;
use jiff::SignedDuration;
use platform::{RateLimited, RateLimiter, ratelimit::LocalLimiter};

use crate::support::db_and_clock;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_hits_at_once_from_two_processes_exactly_the_limit_passes() {
    let (test, _clock) = db_and_clock().await;
    let limiters = [RateLimiter::new(test.db()), RateLimiter::new(test.another_pool().await)];
    let hits = (0..50).map(|number| {
        let limiter = limiters[number % 2].clone();
        tokio::spawn(async move { limiter.hit("login:ama", 7, MINUTE).await.is_ok() })
    });
    let passed = join_all(hits).await.into_iter().filter(|hit| *hit.as_ref().unwrap()).count();
    assert_eq!(passed, 7);
}

#[tokio::test]
async fn a_refusal_says_when_again_and_the_next_window_starts_anew() {
    let (test, clock) = db_and_clock().await;
    let limiter = RateLimiter::new(test.db());
    limiter.hit("a", 1, MINUTE).await.unwrap();
    clock.advance(SignedDuration::from_secs(20));
    let refused = limiter.hit("a", 1, MINUTE).await.unwrap_err();
    assert!(matches!(refused, RateLimited::TooOften { retry_after_s: 40 }), "{refused}");
    limiter.hit("b", 1, MINUTE).await.unwrap();
    clock.advance(SignedDuration::from_secs(40));
    limiter.hit("a", 1, MINUTE).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_bucket_and_an_ended_window_leave_nothing() {
    let (test, clock) = db_and_clock().await;
    let limiter = RateLimiter::new(test.db());
    limiter.hit("a", 1, MINUTE).await.unwrap();
    limiter.forget("a").await.unwrap();
    limiter.hit("a", 1, MINUTE).await.unwrap();
    assert_eq!(limiter.clean().await.unwrap(), 0);
    clock.advance(MINUTE);
    assert_eq!(limiter.clean().await.unwrap(), 1);
}

#[tokio::test]
async fn a_limit_of_nothing_lets_nothing_pass() {
    let (test, _clock) = db_and_clock().await;
    assert!(RateLimiter::new(test.db()).hit("a", 0, MINUTE).await.is_err());
}

#[test]
fn a_local_limiter_lets_each_key_burst_and_then_waits() {
    let limiter = LocalLimiter::new(NonZeroU32::new(3).unwrap(), Duration::from_mins(5));
    for _ in 0..3 {
        limiter.hit(&"ama").unwrap();
    }
    let Err(RateLimited::TooOften { retry_after_s }) = limiter.hit(&"ama") else { panic!("a fourth hit passed") };
    assert!((99..=100).contains(&retry_after_s), "{retry_after_s}");
    limiter.hit(&"kofi").unwrap();
    assert_eq!(limiter.len(), 2);
    limiter.clean();
    assert_eq!(limiter.len(), 2, "a key that is not yet refilled is kept");
}
