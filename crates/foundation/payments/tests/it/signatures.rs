//! Events of Stripe, signed by Stripe's own library.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use jiff::SignedDuration;
use payments::{ProviderName, Rail, provider::RawCallback};

use crate::support::{Stage, latest};

/// The header that Stripe's library makes for this body.
fn signed(body: &str, secret: &str, at_s: i64) -> String {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../e2e/servers/stripe_sign.mjs");
    let mut command = Command::new("node");
    command.arg(script).args([secret, &at_s.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = command.spawn().unwrap();
    node.stdin.take().unwrap().write_all(body.as_bytes()).unwrap();
    let done = node.wait_with_output().unwrap();
    assert!(done.status.success(), "npm ci in e2e/ installs stripe");
    String::from_utf8(done.stdout).unwrap()
}

/// What became of a callback with this header and body.
async fn verdict(stage: &Stage, header: &str, body: &str) -> String {
    let headers = BTreeMap::from([("stripe-signature".to_owned(), header.to_owned())]);
    let raw = RawCallback { method: "POST".into(), query: None, headers, body: body.to_owned().into() };
    stage.payments.receive(ProviderName::Stripe, raw, None).await.unwrap();
    stage.settle().await;
    let newest = "SELECT verdict FROM payments.callbacks ORDER BY id DESC LIMIT 1";
    sqlx::query_scalar(newest).fetch_one(stage.db.pool()).await.unwrap()
}

#[tokio::test]
async fn events_are_believed_when_stripes_own_library_signed_them_and_not_when_anything_was_changed() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    let view = stage.pay(&intent, Rail::Card, "FR", "").await.unwrap();
    let attempt = latest(&view).id;
    let event = |id: &str| {
        format!(
            "{{\"id\":\"{id}\",\"object\":\"event\",\"type\":\"checkout.session.completed\",\
             \"data\":{{\"object\":{{\"object\":\"checkout.session\",\"client_reference_id\":\"{attempt}\"}}}}}}"
        )
    };
    let now_s = stage.now().as_second();
    let good = event("evt_good");
    assert_eq!(verdict(&stage, &signed(&good, "whsec_paysim", now_s), &good).await, "signed");

    let other = event("evt_tampered");
    assert_eq!(verdict(&stage, &signed(&good, "whsec_paysim", now_s), &other).await, "forged", "another body");
    let foreign = event("evt_foreign");
    assert_eq!(verdict(&stage, &signed(&foreign, "whsec_of_somebody", now_s), &foreign).await, "forged", "another secret");
    for (id, age_s) in [("evt_old", 301), ("evt_ahead", -301)] {
        let body = event(id);
        assert_eq!(verdict(&stage, &signed(&body, "whsec_paysim", now_s - age_s), &body).await, "forged", "{age_s} s old");
    }
    let rolled = event("evt_rolled");
    let header = signed(&rolled, "whsec_paysim", now_s);
    let (time, signature) = header.split_once(",v1=").unwrap();
    let both = format!("{time},v1={},v0=ff,v1={signature}", "0".repeat(64));
    assert_eq!(verdict(&stage, &both, &rolled).await, "signed", "while a secret is changed there are two");
    for (id, header) in
        [("evt_none", ""), ("evt_v0", &*format!("{time},v0={signature}")), ("evt_time", &*format!("t=1,v1={signature}"))]
    {
        assert_eq!(verdict(&stage, header, &event(id)).await, "forged", "{header}");
    }
    assert_eq!(stage.posted(&intent.escrow).await, 0, "a signed word is a hint as well: Stripe was asked, and nobody has paid");
}

/// An event that waits in the queue is as old as when it came.
#[tokio::test]
async fn an_event_that_is_read_late_was_not_late() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    let view = stage.pay(&intent, Rail::Card, "FR", "").await.unwrap();
    let body = format!("{{\"id\":\"evt_1\",\"data\":{{\"object\":{{\"client_reference_id\":\"{}\"}}}}}}", latest(&view).id);
    let header = signed(&body, "whsec_paysim", stage.now().as_second());
    let headers = BTreeMap::from([("stripe-signature".to_owned(), header)]);
    let raw = RawCallback { method: "POST".into(), query: None, headers, body: body.into() };
    stage.payments.receive(ProviderName::Stripe, raw, None).await.unwrap();
    stage.pass(SignedDuration::from_mins(30)).await;
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.callbacks WHERE verdict = 'signed'").await, 1);
}
