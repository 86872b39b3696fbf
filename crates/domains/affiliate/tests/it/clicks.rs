//! Clicks: written down before anybody is sent on.

use affiliate::{AffiliateError, CLICK_PARAMETER, Follow, LinkDraft, LinkState, ProgramState, Target, Terms};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Locale, Role, SignedIn};
use platform::agent::Device;
use uuid::Uuid;

use crate::trade::{Partner, Trade, link, start, terms};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";

fn follow() -> Follow {
    Follow {
        key: "afi-the".into(),
        agent: PHONE.into(),
        languages: "fr-TG,fr;q=0.9".into(),
        referrer: Some("www.instagram.com".into()),
        address: Some("41.207.160.1".parse().unwrap()),
        is_reading: true,
        ..Follow::default()
    }
}

/// The click of an address that somebody was sent to.
fn click_of(location: &url::Url) -> Uuid {
    let (_, id) = location.query_pairs().find(|(key, _)| key == CLICK_PARAMETER).unwrap();
    id.parse().unwrap()
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    fault: Option<String>,
    device: String,
    language: Option<String>,
    referrer: Option<String>,
    address: Option<Vec<u8>>,
    terms_id: Uuid,
}

async fn row(trade: &Trade, id: Uuid) -> Row {
    let sql = "SELECT fault, device, language, referrer, address, terms_id FROM affiliate.clicks WHERE id = $1";
    sqlx::query_as(sql).bind(id).fetch_one(trade.db.pool()).await.unwrap()
}

async fn send(trade: &Trade, follow: &Follow) -> (Row, bool) {
    let followed = trade.affiliate.follow(follow).await.unwrap();
    (row(trade, click_of(&followed.location)).await, followed.counts)
}

#[tokio::test]
async fn a_visitor_is_sent_on_with_a_click_that_is_in_the_database() {
    let (trade, _) = Trade::linked().await;
    let follow = Follow { query: "utm_source=reel&griot_id=forged".into(), ..follow() };
    let followed = trade.affiliate.follow(&follow).await.unwrap();
    let start = format!("https://thes.example/menthe?utm_source=reel&{CLICK_PARAMETER}=");
    assert!(followed.location.as_str().starts_with(&start), "{}", followed.location);
    let row = row(&trade, click_of(&followed.location)).await;
    assert_eq!((row.fault, row.device.as_str()), (None, "phone"));
    assert_eq!((row.language.as_deref(), row.referrer.as_deref()), (Some("fr"), Some("instagram.com")));
    assert_eq!(row.address.unwrap().len(), 8);
}

/// Until a link leads somewhere, or nowhere: what a message on the bus brings.
async fn until_it_leads(trade: &Trade, wanted: bool) {
    for _ in 0..500 {
        let leads = match trade.affiliate.follow(&follow()).await {
            Ok(_followed) => true,
            Err(AffiliateError::NotFound) => false,
            Err(error) => panic!("{error}"),
        };
        if leads == wanted {
            return;
        }
        sqlx::query("SELECT pg_sleep(0.01)").execute(trade.db.pool()).await.unwrap();
    }
    panic!("it does not come to hold");
}

#[tokio::test]
async fn a_link_of_somebody_whom_the_staff_took_down_leads_nowhere_until_they_are_back() {
    let (trade, partner) = Trade::linked().await;
    let id = AccountId::generate();
    let staff = SignedIn { account_id: id, session_id: None, permissions: Role::Moderator.permissions() };
    let staff = Actor::signed_in(staff, Locale::Fr);
    let (affiliate, influencer) = (&trade.affiliate, partner.actor.account_id().unwrap());
    let clicks =
        async || -> i64 { sqlx::query_scalar("SELECT count(*) FROM affiliate.clicks").fetch_one(trade.db.pool()).await.unwrap() };
    until_it_leads(&trade, true).await;
    affiliate.suspend_influencer(&staff, influencer, "Faux abonnés").await.unwrap();
    until_it_leads(&trade, false).await;
    let before = clicks().await;
    assert!(matches!(affiliate.follow(&follow()).await, Err(AffiliateError::NotFound)));
    assert_eq!(clicks().await, before, "and makes no click");
    let elsewhere = trade.elsewhere().await;
    assert!(matches!(elsewhere.follow(&follow()).await, Err(AffiliateError::NotFound)), "whoever reads it anew");
    affiliate.reinstate_influencer(&staff, influencer).await.unwrap();
    until_it_leads(&trade, true).await;
    affiliate.suspend_merchant(&staff, trade.merchant, "Contrefaçons").await.unwrap();
    until_it_leads(&trade, false).await;
    affiliate.reinstate_merchant(&staff, trade.merchant).await.unwrap();
    until_it_leads(&trade, true).await;
}

#[tokio::test]
async fn visitors_behind_one_address_with_one_browser_have_clicks_of_their_own() {
    let (trade, _) = Trade::linked().await;
    let same = follow();
    let (one, two) = tokio::join!(trade.affiliate.follow(&same), trade.affiliate.follow(&same));
    assert_ne!(click_of(&one.unwrap().location), click_of(&two.unwrap().location));
}

#[tokio::test]
async fn what_cannot_count_is_labelled_kept_and_sent_on() {
    let (trade, partner) = Trade::linked().await;
    let fault = async |follow: Follow| {
        let (row, counts) = send(&trade, &follow).await;
        assert!(!counts);
        row.fault.unwrap()
    };
    assert_eq!(fault(Follow { agent: "facebookexternalhit/1.1".into(), ..follow() }).await, "robot");
    assert_eq!(fault(Follow { is_reading: false, ..follow() }).await, "prefetch");
    trade.affiliate.set_link_state(&partner.actor, partner.link_id, LinkState::Off).await.unwrap();
    eventually(&trade, async || send(&trade, &follow()).await.0.fault.as_deref() == Some("link_off")).await;
    trade.affiliate.set_link_state(&partner.actor, partner.link_id, LinkState::On).await.unwrap();
    eventually(&trade, async || send(&trade, &follow()).await.0.fault.is_none()).await;
    trade.affiliate.set_program_state(&trade.owner, partner.program_id, ProgramState::Closed).await.unwrap();
    eventually(&trade, async || send(&trade, &follow()).await.0.fault.as_deref() == Some("no_partnership")).await;
}

/// What a message on the bus brings: not at once, and without waiting for a time.
async fn eventually(trade: &Trade, holds: impl AsyncFn() -> bool) {
    for _ in 0..500 {
        if holds().await {
            return;
        }
        // A round trip to the database lets the listener go on.
        sqlx::query("SELECT pg_sleep(0.01)").execute(trade.db.pool()).await.unwrap();
    }
    panic!("it does not come to hold");
}

#[tokio::test]
async fn a_change_reaches_every_process() {
    let (trade, partner) = Trade::linked().await;
    let elsewhere = trade.elsewhere().await;
    let there = elsewhere.follow(&follow()).await.unwrap().location;
    assert_eq!(there.path(), "/menthe");
    let unknown = Follow { key: "nouveau".into(), ..follow() };
    assert!(matches!(elsewhere.follow(&unknown).await, Err(AffiliateError::NotFound)));
    let moved = LinkDraft { destination: "https://thes.example/verveine".into(), ..link() };
    trade.affiliate.edit_link(&partner.actor, partner.link_id, 1, &moved).await.unwrap();
    eventually(&trade, async || elsewhere.follow(&follow()).await.unwrap().location.path() == "/verveine").await;
    trade.affiliate.create_link(&partner.actor, partner.id, Some("nouveau"), None, &link()).await.unwrap();
    eventually(&trade, async || elsewhere.follow(&unknown).await.is_ok()).await;
}

#[tokio::test]
async fn a_click_keeps_the_terms_that_held_when_the_link_was_followed() {
    let (trade, partner) = Trade::linked().await;
    let group = trade.affiliate.program(&trade.owner, partner.program_id).await.unwrap().groups.remove(0);
    let before = send(&trade, &follow()).await.0.terms_id;
    assert_eq!(before, group.terms.id.as_uuid());
    let better = Terms { window_days: 60, ..terms() };
    let after = trade.affiliate.set_terms(&trade.owner, group.id, 1, &better).await.unwrap();
    eventually(&trade, async || send(&trade, &follow()).await.0.terms_id == after.as_uuid()).await;
}

#[tokio::test]
async fn who_asks_for_privacy_leaves_no_address_and_others_a_hash_that_is_nobodys_two_days_later() {
    let (trade, _) = Trade::linked().await;
    // The daily job is due for the first time tomorrow.
    trade.minute().await;
    let salts = async || -> Vec<String> {
        sqlx::query_scalar("SELECT day::text FROM affiliate.salts ORDER BY day").fetch_all(trade.db.pool()).await.unwrap()
    };
    let private = send(&trade, &Follow { wants_privacy: true, ..follow() }).await.0;
    assert_eq!((private.address, private.referrer), (None, None));
    let one = send(&trade, &follow()).await.0.address.unwrap();
    assert_eq!(send(&trade, &follow()).await.0.address.unwrap(), one);
    let neighbour = Follow { address: Some("41.207.160.2".parse().unwrap()), ..follow() };
    assert_ne!(send(&trade, &neighbour).await.0.address.unwrap(), one);
    trade.pass(SignedDuration::from_hours(24));
    assert_ne!(send(&trade, &follow()).await.0.address.unwrap(), one, "another day, another salt");
    // Without the salt of its day nobody can try which address a hash is of.
    trade.minute().await;
    assert_eq!(salts().await, ["2026-11-22", "2026-11-23"]);
    trade.pass(SignedDuration::from_hours(24));
    trade.minute().await;
    assert_eq!(salts().await, ["2026-11-23"]);
}

#[tokio::test]
async fn country_device_and_end_say_where_a_link_leads() {
    let (trade, partner) = Trade::linked().await;
    let target = Target { country: Some("MA".into()), device: Some(Device::Phone), url: "https://m.thes.example/ma".into() };
    let draft = LinkDraft {
        targets: vec![target],
        expires_at: Some(start() + SignedDuration::from_hours(1)),
        expired_url: Some("https://thes.example/fini".into()),
        ..link()
    };
    trade.affiliate.edit_link(&partner.actor, partner.link_id, 1, &draft).await.unwrap();
    let path = async |follow: Follow| trade.affiliate.follow(&follow).await.unwrap().location.path().to_owned();
    let from = |country: &str| Follow { country: Some(country.into()), ..follow() };
    assert_eq!(path(from("MA")).await, "/ma");
    assert_eq!(path(from("FR")).await, "/menthe");
    assert_eq!(path(Follow { agent: "Mozilla/5.0 (Windows NT 10.0)".into(), ..from("MA") }).await, "/menthe");
    trade.pass(SignedDuration::from_hours(1));
    assert_eq!(path(from("MA")).await, "/fini");
    assert_eq!(send(&trade, &from("MA")).await.0.fault.as_deref(), Some("link_off"));
}

#[tokio::test]
async fn many_at_once_are_all_there_and_all_waiting_to_be_counted() {
    let (trade, Partner { .. }) = Trade::linked().await;
    let same = follow();
    let sent = futures::future::join_all((0..500).map(|_| trade.affiliate.follow(&same))).await;
    let mut ids: Vec<Uuid> = sent.into_iter().map(|followed| click_of(&followed.unwrap().location)).collect();
    ids.sort_unstable();
    let written: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM affiliate.clicks ORDER BY id").fetch_all(trade.db.pool()).await.unwrap();
    assert_eq!(written, ids);
    let waiting: Vec<Uuid> = sqlx::query_scalar("SELECT unnest(clicks) AS id FROM affiliate.uncounted ORDER BY id")
        .fetch_all(trade.db.pool())
        .await
        .unwrap();
    assert_eq!(waiting, ids);
}

#[tokio::test]
async fn a_month_without_a_table_is_no_reason_to_lose_a_click() {
    let (trade, _) = Trade::linked().await;
    let later: Timestamp = "2031-05-31T23:59:59Z".parse().unwrap();
    trade.pass(later.duration_since(start()));
    assert!(send(&trade, &follow()).await.1);
    trade.pass(SignedDuration::from_secs(2));
    assert!(send(&trade, &follow()).await.1);
}

#[tokio::test]
async fn without_the_database_nobody_is_sent_on() {
    let (trade, _) = Trade::linked().await;
    trade.affiliate.follow(&follow()).await.unwrap();
    sqlx::query("ALTER TABLE affiliate.clicks RENAME TO gone").execute(trade.db.pool()).await.unwrap();
    assert!(matches!(trade.affiliate.follow(&follow()).await, Err(AffiliateError::Unwritten)));
    sqlx::query("ALTER TABLE affiliate.gone RENAME TO clicks").execute(trade.db.pool()).await.unwrap();
    assert!(trade.affiliate.follow(&follow()).await.is_ok());
}
