//! A database with merchants, partners and links, and millions of clicks and sales in it, counted as on a server.

use std::time::Instant;

use affiliate::Affiliate;
use anyhow::{Context as _, Result, ensure};
use kernel::Actor;
use ledger::Ledger;
use payments::{Payments, PaymentsConfig};
use platform::{Bus, Db, Secrets, embedded_pg::EmbeddedPg};
use sqlx::{AssertSqlSafe, Row as _};

const TRADE: &str = include_str!("../../sql/trade.sql");
const CLICKS: &str = include_str!("../../sql/clicks_of_days.sql");
const SALES: &str = include_str!("../../sql/sales_of_days.sql");
const REFUNDS: &str = include_str!("../../sql/refunds_of_days.sql");
/// How many clicks are written at once.
const PIECE: u64 = 250_000;

pub(super) struct Stage {
    pub(super) db: Db,
    pub(super) affiliate: Affiliate,
}

impl Stage {
    pub(super) async fn open(server: &EmbeddedPg, database: &'static str) -> Result<Self> {
        server.ensure_database(database).await?;
        let db = Db::connect(server.connect_options(database), 32).await?;
        db.migrate().await?;
        let row = sqlx::query("SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync");
        let row = row.fetch_one(db.pool()).await?;
        let (fsync, sync): (String, String) = (row.get("fsync"), row.get("sync"));
        ensure!(fsync == "on" && sync == "on", "fsync {fsync}, synchronous_commit {sync}: nothing would be measured");
        let (secrets, ledger) = (Secrets::from_master([7; 32]), Ledger::start(db.clone()));
        let url = "https://griot.example/".parse().context("an address")?;
        let payments = Payments::try_new(db.clone(), ledger.clone(), &secrets, url, PaymentsConfig::default())?;
        let affiliate = Affiliate::start(db.clone(), &Bus::start(&db), ledger, payments, &secrets);
        let stage = Self { db, affiliate };
        stage.run(TRADE).await?;
        stage.run("SELECT affiliate.open_clicks(now() - interval '92 days', now() + interval '31 days')").await?;
        stage.run("VACUUM ANALYZE").await?;
        Ok(stage)
    }

    pub(super) async fn run(&self, sql: &'static str) -> Result<()> {
        sqlx::raw_sql(sql).execute(self.db.pool()).await?;
        Ok(())
    }

    /// Loads clicks and sales, each piece counted while the next is written; answers how many clicks a second. PostgreSQL's own upkeep is then
    /// done.
    pub(super) async fn load(&self, clicks: u64, conversions: u64) -> Result<f64> {
        println!("Loading {clicks} clicks and {conversions} sales …");
        let (since, all) = (Instant::now(), i64::try_from(clicks)?);
        let mut from = 0;
        while from < clicks {
            let to = clicks.min(from + PIECE);
            let new = sqlx::query(CLICKS).bind(i64::try_from(from)?).bind(i64::try_from(to)?).bind(all);
            let (written, counted) = tokio::join!(new.execute(self.db.pool()), self.affiliate.count_figures());
            written?;
            counted?;
            from = to;
            if from % 2_000_000 == 0 {
                println!("{from} clicks after {} s", since.elapsed().as_secs());
            }
        }
        self.affiliate.count_figures().await?;
        let per_second = crate::http::count(clicks) / since.elapsed().as_secs_f64();
        // Enough of those that count, whatever chance does.
        let part = 1.3 * crate::http::count(conversions) / crate::http::count(clicks);
        sqlx::query(SALES).bind(i64::try_from(conversions)?).bind(part).execute(self.db.pool()).await?;
        self.run(REFUNDS).await?;
        self.affiliate.count_figures().await?;
        let sales = self.number("SELECT count(*) FROM affiliate.conversions").await?;
        ensure!(sales * 10 >= i64::try_from(conversions)? * 9, "only {sales} sales");
        self.run("VACUUM ANALYZE").await?;
        Ok(per_second)
    }

    pub(super) async fn number(&self, sql: &'static str) -> Result<i64> {
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(self.db.pool()).await?)
    }

    /// How many sums of the last three days are not those of the rows.
    pub(super) async fn differences(&self) -> Result<usize> {
        let last: String = sqlx::query_scalar("SELECT (now() AT TIME ZONE 'UTC')::date::text").fetch_one(self.db.pool()).await?;
        let first: String =
            sqlx::query_scalar("SELECT ((now() AT TIME ZONE 'UTC')::date - 2)::text").fetch_one(self.db.pool()).await?;
        let (first, last) = (first.parse()?, last.parse()?);
        Ok(self.affiliate.check_figures(&Actor::system("bench"), first, last).await?.len())
    }

    /// Bytes of rows, and of what is kept for figures, by click.
    pub(super) async fn bytes_per_click(&self) -> Result<(f64, f64)> {
        let row = sqlx::query(
            "SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'affiliate.clicks'::regclass)::float8
                        / (SELECT count(*) FROM affiliate.clicks) AS rows,
                    (pg_total_relation_size('affiliate.figures') + pg_total_relation_size('affiliate.link_days')
                         + pg_total_relation_size('affiliate.link_weeks') + pg_total_relation_size('affiliate.figure_weeks')
                         + pg_total_relation_size('affiliate.counted'))::float8
                        / (SELECT count(*) FROM affiliate.clicks) AS figures",
        );
        let row = row.fetch_one(self.db.pool()).await?;
        Ok((row.get("rows"), row.get("figures")))
    }

    pub(super) async fn close(&self) {
        self.db.pool().close().await;
    }
}
