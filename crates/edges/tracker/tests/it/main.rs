//! Tracked links over HTTP.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

#[allow(dead_code, reason = "affiliate uses what is not used here")]
#[path = "../../../../domains/affiliate/tests/it/trade.rs"]
mod trade;

mod own;
mod pixel;

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Method, Request, Response, StatusCode, header};
use identity::{Identity, IdentityConfig};
use jiff::SignedDuration;
use kernel::SystemClock;
use platform::{Mail, RateLimiter, Secrets};
use test_kit::TestDb;
use tower::ServiceExt as _;
use tracker::{TrackerConfig, TrackerState};
use web_kit::{Sessions, WebKit, WebKitConfig};

use crate::trade::Trade;

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";

fn kit(trade: &Trade) -> WebKit {
    let url: url::Url = "https://griot.example/".parse().unwrap();
    let (secrets, mail) = (Secrets::from_master([7; 32]), Mail::mailbox(trade.db.clone()));
    let limiter = RateLimiter::new(trade.db.clone());
    let identity = Identity::try_new(trade.db.clone(), secrets, limiter, mail, IdentityConfig::new(url.clone())).unwrap();
    WebKit::new(Sessions::of(identity), [1; 32], Arc::new(SystemClock), TestDb::seeded_rng(1), WebKitConfig::at(url))
}

fn site(trade: &Trade) -> Router {
    let country_header = TrackerConfig { country_header: Some("cf-ipcountry".into()) }.header().unwrap();
    kit(trade).wrap(tracker::router(TrackerState { affiliate: trade.affiliate.clone(), country_header }))
}

async fn ask(site: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path).header("user-agent", PHONE);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn head<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    fault: Option<String>,
    country: Option<String>,
    referrer: Option<String>,
}

/// The newest click; clicks of one instant have no order, so whoever asks for the last lets time pass before it.
async fn last(trade: &Trade) -> Row {
    let sql = "SELECT fault, country, referrer FROM affiliate.clicks ORDER BY id DESC LIMIT 1";
    sqlx::query_as(sql).fetch_one(trade.db.pool()).await.unwrap()
}

#[tokio::test]
async fn a_link_sends_its_visitor_to_the_shop_with_a_click_and_is_never_cached() {
    let (trade, _) = Trade::linked().await;
    let site = site(&trade);
    let headers = [("cf-ipcountry", "TG"), ("referer", "https://www.instagram.com/p/1")];
    for path in ["/l/afi-the?utm_source=reel", "/en/l/afi-the?utm_source=reel"] {
        trade.pass(SignedDuration::from_secs(1));
        let answer = ask(&site, Method::GET, path, &headers).await;
        assert_eq!(answer.status(), StatusCode::FOUND);
        assert!(head(&answer, "location").starts_with("https://thes.example/menthe?utm_source=reel&griot_id="));
        assert_eq!((head(&answer, "cache-control"), head(&answer, "x-robots-tag")), ("no-store", "noindex, nofollow"));
        assert!(answer.headers().get(header::SET_COOKIE).is_none());
        let row = last(&trade).await;
        let said = (row.fault, row.country.as_deref(), row.referrer.as_deref());
        assert_eq!(said, (None, Some("TG"), Some("instagram.com")));
    }
}

#[tokio::test]
async fn what_nobody_reads_is_sent_on_and_does_not_count() {
    let (trade, _) = Trade::linked().await;
    let site = site(&trade);
    for (method, header, fault) in [
        (Method::HEAD, ("x-nothing", "1"), "prefetch"),
        (Method::GET, ("sec-purpose", "prefetch;prerender"), "prefetch"),
        (Method::GET, ("purpose", "prefetch"), "prefetch"),
        (Method::GET, ("x-moz", "prefetch"), "prefetch"),
    ] {
        trade.pass(SignedDuration::from_secs(1));
        let answer = ask(&site, method, "/l/afi-the", &[header]).await;
        assert_eq!(answer.status(), StatusCode::FOUND, "{header:?}");
        assert_eq!(last(&trade).await.fault.as_deref(), Some(fault), "{header:?}");
    }
    trade.pass(SignedDuration::from_secs(1));
    let private = ask(&site, Method::GET, "/l/afi-the", &[("sec-gpc", "1"), ("referer", "https://t.example/")]).await;
    assert_eq!(private.status(), StatusCode::FOUND);
    let row = last(&trade).await;
    assert_eq!((row.fault, row.referrer), (None, None));
}

#[tokio::test]
async fn a_key_of_nobody_is_a_page_that_says_so_and_no_way_out() {
    let (trade, _) = Trade::linked().await;
    let site = site(&trade);
    for path in ["/l/inconnu", "/l/https:%2F%2Fevil.test", "/l/afi-the%00", "/l/afi-the%20"] {
        let answer = ask(&site, Method::GET, path, &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(head(&answer, "location"), "");
    }
    for path in ["/l/afi-the?griot_id=forged&url=https://evil.test", "/l/afi-the?%0d%0aLocation:%20https://evil.test"] {
        let answer = ask(&site, Method::GET, path, &[]).await;
        let location: url::Url = head(&answer, "location").parse().unwrap();
        assert_eq!(location.host_str(), Some("thes.example"), "{path}");
        assert_eq!(answer.headers().get_all("location").iter().count(), 1);
    }
    let posted = ask(&site, Method::POST, "/l/afi-the", &[("origin", "https://griot.example")]).await;
    assert!(posted.status().is_client_error());
}

#[tokio::test]
async fn without_the_database_the_visitor_is_asked_to_try_again() {
    let (trade, _) = Trade::linked().await;
    let site = site(&trade);
    ask(&site, Method::GET, "/l/afi-the", &[]).await;
    sqlx::query("ALTER TABLE affiliate.clicks RENAME TO gone").execute(trade.db.pool()).await.unwrap();
    let answer = ask(&site, Method::GET, "/l/afi-the", &[]).await;
    assert_eq!((answer.status(), head(&answer, "retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    assert_eq!(head(&answer, "location"), "");
}
