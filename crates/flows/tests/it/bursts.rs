//! What a shop reports by the hundred: told once, and looked for once where nobody listens.

use std::collections::BTreeSet;

use affiliate::ReportSale;
use contracts::webhooks::Owner;
use kernel::Currency;
use platform::telemetry::{Telemetry, TelemetryConfig};
use webhooks::{EndpointDraft, EndpointKind, EventPick};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::{
    World,
    books::sale,
    sales::at_a_screen,
    trade::{Partner, Trade, dirham},
};

impl World {
    /// Sales that came by clicks of a partner, or by nobody's.
    async fn burst(&self, trade: &Trade, partner: &Partner, orders: std::ops::Range<u32>, clicked: bool) {
        for order in orders {
            let clicks = if clicked { vec![trade.click("afi-the").await] } else { Vec::new() };
            let told = ReportSale { clicks, ..sale(&order.to_string(), 10_000) };
            trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
        }
    }

    /// The jobs that ran for a consumer: how many there were of groups and of single events, and the most statements of one.
    async fn jobs_of(&self, consumer: &str) -> (i64, i64, i32) {
        let sql = "SELECT count(*) FILTER (WHERE name LIKE 'events:%'), count(*) FILTER (WHERE name LIKE 'event:%'),
                          coalesce(max(queries), 0)
                   FROM platform.job_runs WHERE split_part(name, ':', 2) = $1";
        sqlx::query_as(sql).bind(consumer).fetch_one(self.funding.db.pool()).await.unwrap()
    }

    async fn dispatch_again(&self) {
        sqlx::query("UPDATE platform.outbox SET dispatched_at = NULL").execute(self.funding.db.pool()).await.unwrap();
        self.settle().await;
    }
}

#[tokio::test]
async fn a_burst_of_sales_arrives_once_each_although_it_is_dispatched_twice() {
    let (mut world, receiver) = (World::new().await, MockServer::start().await);
    world.webhooks.register(&mut world.registry);
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&receiver).await;
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(Currency::Mad).await).await;
    world.settle().await;
    let draft = EndpointDraft { name: "Caisse".into(), url: receiver.uri(), events: EventPick::All };
    let owner = Owner::Organisation(trade.merchant);
    world.webhooks.create_endpoint(&at_a_screen(&trade.owner), owner, EndpointKind::Signed, &draft).await.unwrap();
    world.burst(&trade, &partner, 0..150, false).await;
    world.settle().await;
    let (groups, alone, _) = world.jobs_of("flows.conversion-reported").await;
    assert_eq!((groups, alone), (2, 0));
    world.dispatch_again().await;
    let orders: Vec<String> = receiver
        .received_requests()
        .await
        .unwrap()
        .iter()
        .map(|request| request.body_json::<serde_json::Value>().unwrap())
        .filter(|told| told["type"] == "sale.created")
        .map(|told| told["data"]["order_id"].as_str().unwrap().to_owned())
        .collect();
    let expected: BTreeSet<String> = (0..150).map(|order| order.to_string()).collect();
    assert_eq!((orders.len(), orders.into_iter().collect::<BTreeSet<_>>()), (150, expected));
}

/// Statements are counted in one process once: the one test that does.
#[tokio::test]
async fn where_nobody_listens_a_group_costs_one_look_and_its_partner_is_still_told_of_each() {
    let telemetry = Telemetry::start(&TelemetryConfig { filter: "error".into(), ..TelemetryConfig::default() }).unwrap();
    let world = World::new().await;
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(Currency::Mad).await).await;
    trade.deposit(dirham(1_000_000)).await;
    world.settle().await;
    world.burst(&trade, &partner, 0..40, true).await;
    world.settle().await;
    assert_eq!(world.jobs_of("flows.conversion-reported").await, (1, 0, 1), "who listens?");
    let (groups, alone, _) = world.jobs_of("flows.commission-moved").await;
    assert_eq!((groups, alone), (1, 0));
    assert_eq!(world.noticed(&partner.actor, "de commission chez").await, 40);
    world.dispatch_again().await;
    assert_eq!(world.noticed(&partner.actor, "de commission chez").await, 40);

    // For somebody who is gone nothing more is read than that, and nothing is written.
    let id = partner.actor.require_account().unwrap().as_uuid();
    sqlx::query("DELETE FROM platform.job_runs").execute(trade.db.pool()).await.unwrap();
    sqlx::query("DELETE FROM identity.account WHERE id = $1").bind(id).execute(trade.db.pool()).await.unwrap();
    world.burst(&trade, &partner, 40..80, true).await;
    world.settle().await;
    assert_eq!(world.jobs_of("flows.commission-moved").await, (1, 0, 3), "with whom? who listens? who is there?");
    tokio::task::spawn_blocking(move || telemetry.stop()).await.unwrap();
}
