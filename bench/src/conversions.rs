//! `conversions`: a shop reports a thousand times a second for half a minute, every sale twice, every refund before or after its sale,
//! all mixed: what is counted is whether each order earned its commission exactly once.
//!
//! - `conversion_p95_ms`: from the moment at which a report was due to its answer; `conversion_rps`: reports answered a second.
//! - `commission_errors`: orders that have no commission, or more than one, or another amount than ten percent of what was not given back,
//!   as the commission and its ledger entries have it. `griot ledger verify` must hold at the end.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind, Ledger};
use platform::Db;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use crate::{
    disk,
    figure::Figure,
    http::count,
    seed,
    server::{Server, griot},
};

const BENCH: &str = "conversions";
const LINKS: &str = include_str!("../sql/links.sql");
const SHOP: &str = include_str!("../sql/shop.sql");
const MERCHANT: &str = "01900000-0000-7000-8000-000000000001";
/// Each is told in three reports.
const ORDERS: usize = 10_000;
const PER_SECOND: u32 = 1000;
const CONNECTIONS: usize = 64;
/// How far a report is moved from its place.
const MIXED: usize = 2000;

/// A report: where it goes, and what it says.
type Report = (&'static str, Value);

/// Reports, then counts.
pub(crate) async fn run() -> Result<()> {
    let data = tempfile::Builder::new().prefix("griot-bench-").tempdir()?;
    let server = Server::start(data.path()).await?;
    disk::print_sync(BENCH, data.path())?;
    println!("Adding a shop …");
    seed::query(data.path(), LINKS).await?;
    let codes = seed::number(data.path(), SHOP).await?;
    ensure!(codes == 100, "only {codes} codes");
    deposit(data.path()).await?;
    let reports = Arc::new(mixed(ORDERS));
    let since = Instant::now();
    let mut times = told(&server.url, &reports).await?;
    let took = since.elapsed();
    times.sort_unstable();
    let p95 = times.get(times.len() * 95 / 100).context("no report")?;
    Figure::new(BENCH, "conversion_rps", count(reports.len() as u64) / took.as_secs_f64(), "1/s").print()?;
    Figure::new(BENCH, "conversion_p95_ms", p95.as_secs_f64() * 1000.0, "ms").print()?;
    Figure::new(BENCH, "commission_errors", count(errors(data.path()).await?), "").print()?;
    verified(data.path()).await?;
    server.stop().await
}

/// Fills the wallet of the merchant, as a payment does: a commission that waits for it would be booked later.
async fn deposit(data: &Path) -> Result<()> {
    let socket = seed::socket(data).context("the embedded PostgreSQL has no socket")?;
    let options = PgConnectOptions::new_without_pgpass().socket(socket).username("griot").database("griot");
    let db = Db::connect(options, 2).await?;
    let merchant: Uuid = MERCHANT.parse()?;
    let amount = Money::new(1_000_000_000, Currency::Mad);
    let clearing = AccountKey::of_provider(AccountCode::Clearing, "bench", Currency::Mad)?;
    let wallet = AccountKey::of(AccountCode::MerchantWallet, merchant, Currency::Mad)?;
    let journal = Journal::new(JournalId::generate(), JournalKind("bench"), Cause { kind: "bench", id: merchant }, db.now());
    Ledger::start(db.clone()).post(journal.moving(clearing, wallet, amount)).await?;
    db.pool().close().await;
    Ok(())
}

/// What the shop tells, each order three times, moved about: the same in every run.
fn mixed(orders: usize) -> Vec<Report> {
    let mut reports: Vec<Report> = (0..orders).flat_map(of_order).collect();
    let mut seed: usize = 7;
    for place in 0..reports.len() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = (place + (seed >> 33) % MIXED).min(reports.len() - 1);
        reports.swap(place, other);
    }
    reports
}

/// A sale, the same again, and a quarter of it given back.
fn of_order(number: usize) -> [Report; 3] {
    let amount = |amount_minor: u32| json!({ "amount_minor": amount_minor, "currency": "MAD" });
    let order_id = format!("order-{number}");
    // Two orders in three are of one of a thousand customers: theirs wait for each other.
    let customer = if number.is_multiple_of(3) { Value::Null } else { json!(format!("customer-{}", number % 1000)) };
    let code = format!("BENCH{}", number % 100);
    let sale = json!({ "order_id": order_id, "amount": amount(10_000), "customer": customer, "codes": [code] });
    let refund = json!({ "refund_id": format!("refund-{number}"), "order_id": order_id, "amount": amount(2500) });
    [("sale", sale.clone()), ("refund", refund), ("sale", sale)]
}

/// Tells each at its moment; how long each answer took from then.
async fn told(url: &str, reports: &Arc<Vec<Report>>) -> Result<Vec<Duration>> {
    let (client, next, since) = (Client::new(), Arc::new(AtomicUsize::new(0)), Instant::now());
    let workers = (0..CONNECTIONS).map(|_| {
        let (client, next, reports, url) = (client.clone(), Arc::clone(&next), Arc::clone(reports), url.to_owned());
        tokio::spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some((what, body)) = reports.get(number) else { return Ok::<_, anyhow::Error>(times) };
                let due = since + Duration::from_secs(1) / PER_SECOND * u32::try_from(number)?;
                tokio::time::sleep_until(due.into()).await;
                tell(&client, &format!("{url}/api/v1/track/{what}"), body).await?;
                times.push(due.elapsed());
            }
        })
    });
    let all: Result<Vec<Vec<Duration>>> = try_join_all(workers).await?.into_iter().collect();
    Ok(all?.into_iter().flatten().collect())
}

/// One report; told again where the server asks for it.
async fn tell(client: &Client, address: &str, body: &Value) -> Result<()> {
    for _ in 0..20 {
        let answer = client.post(address).bearer_auth("gr_live_bench").json(body).send().await?;
        match answer.status() {
            StatusCode::OK => return Ok(()),
            StatusCode::SERVICE_UNAVAILABLE => tokio::time::sleep(Duration::from_millis(200)).await,
            status => anyhow::bail!("{status}: {}", answer.text().await?),
        }
    }
    anyhow::bail!("never answered: {body}")
}

/// The accounts hold, computed again from the rows.
async fn verified(data: &Path) -> Result<()> {
    let output =
        griot()?.arg("--data").arg(data).args(["ledger", "verify"]).output().await.context("running griot ledger verify")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", String::from_utf8_lossy(&output.stdout).trim());
    Ok(())
}

/// Orders that did not earn exactly ten percent of what was kept, exactly once, in the commission and in the ledger.
async fn errors(data: &Path) -> Result<u64> {
    let sql = format!(
        "SELECT count(*) FROM generate_series(0, {ORDERS} - 1) n
         LEFT JOIN LATERAL (
             SELECT count(*) AS many, sum(c.owed_minor) AS owed, sum(c.booked_minor) AS booked
             FROM affiliate.conversions v JOIN affiliate.commissions c ON c.conversion_id = v.id
             WHERE v.kind = 'sale' AND v.external_id = 'order-' || n
         ) x ON true
         WHERE (x.many, x.owed, x.booked) IS DISTINCT FROM (1, 750, 750)"
    );
    seed::number(data, &sql).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_told_three_times_and_some_refunds_come_first() {
        let reports = mixed(1000);
        assert_eq!(reports.len(), 3000);
        let place = |what: &str, name: &str, id: String| {
            reports.iter().position(|(kind, body)| *kind == what && body[name] == json!(id)).unwrap()
        };
        let first = (0..1000)
            .filter(|n| place("refund", "refund_id", format!("refund-{n}")) < place("sale", "order_id", format!("order-{n}")))
            .count();
        assert!((100..900).contains(&first), "{first}");
    }
}
