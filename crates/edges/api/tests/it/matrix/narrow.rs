//! What keys may not: a narrow one changes nothing of what is sold, and none moves money or learns a secret.

use http::Method;
use serde_json::{Value, json};

use super::{
    sales::{self, Row},
    things::Things,
};
use crate::{
    selling::{key, with_key},
    world::{Who, World},
};

/// What a key with these scopes of the owner's is answered.
struct Keyed {
    world: World,
    things: Things,
    key: String,
}

impl Keyed {
    async fn new(scopes: &[&str]) -> Self {
        let world = World::with_partner().await;
        let things = Things::of(&world).await;
        let key = key(&world, Who::Owner, scopes).await;
        Self { world, things, key }
    }

    async fn status(&self, method: &str, path: &str, body: Option<&Value>) -> u16 {
        let body = body.map(|body| self.things.fill(&body.to_string()).parse().unwrap());
        let method: Method = method.parse().unwrap();
        with_key(&self.world, &self.key, method, &self.things.fill(path), body).await.status.as_u16()
    }
}

/// What changes something of what is sold: what only answers a question, and what is not there, is left out.
fn changing() -> Vec<Row> {
    let changes = |(method, path, ..): &Row| *method != "GET" && !path.ends_with("/what-if") && !path.contains("{gone}");
    sales::rows().into_iter().filter(changes).collect()
}

#[tokio::test]
async fn a_key_that_only_watches_changes_nothing_of_what_is_sold() {
    let keyed = Keyed::new(&["watch"]).await;
    let mut open = Vec::new();
    for (method, path, body, _) in changing() {
        let status = keyed.status(method, path, body.as_ref()).await;
        if status != 403 {
            open.push(format!("{method} {path}: {status}"));
        }
    }
    assert_eq!(open, Vec::<String>::new());
    assert_eq!(keyed.status("GET", "/api/v1/partnerships/{partnership}/earnings", None).await, 200, "it looks");
}

#[tokio::test]
async fn no_key_moves_money_or_learns_what_sales_are_signed_with() {
    let keyed = Keyed::new(&["watch", "participate", "sale_track", "film_publish", "media_upload"]).await;
    let wallet = json!({ "rail": "bank", "bank": { "holder": "Afi", "account": "011519000001205000534921" } });
    let shop = json!({ "kind": "woocommerce" });
    for (method, path, body) in [
        ("POST", "/api/v1/partnerships/{partnership}/payouts", Some(&wallet)),
        ("PUT", "/api/v1/partnerships/{partnership}/payout-schedule", Some(&json!({ "every": "never" }))),
        ("POST", "/api/v1/merchants/{merchant}/deposits", Some(&json!({ "amount_minor": 10_000, "currency": "MAD" }))),
        ("POST", "/api/v1/projects/{project}/payout", Some(&wallet)),
        ("PUT", "/api/v1/programs/{program}/pixel/secret", None),
        ("POST", "/api/v1/programs/{program}/shops", Some(&shop)),
        ("PUT", "/api/v1/shops/{shop}/secret", Some(&json!({ "secret": "shpss_0123456789abcdef" }))),
    ] {
        assert_eq!(keyed.status(method, path, body).await, 403, "{method} {path}");
    }
    // What moves nothing out and tells no secret is theirs.
    assert_eq!(keyed.status("DELETE", "/api/v1/shops/{shop}", None).await, 204);
    assert_eq!(keyed.status("GET", "/api/v1/merchants/{merchant}/wallet", None).await, 200);
}

#[tokio::test]
async fn the_key_of_a_shop_stays_one_when_it_watches_too() {
    let keyed = Keyed::new(&["watch", "sale_track"]).await;
    assert_eq!(keyed.status("GET", "/api/v1/me", None).await, 403);
    assert_eq!(keyed.status("GET", "/api/v1/merchants/{merchant}/wallet", None).await, 403);
    let lead = json!({ "program_id": "{program}", "event_id": "7" });
    assert_eq!(keyed.status("POST", "/api/v1/track/lead", Some(&lead)).await, 200);
}
