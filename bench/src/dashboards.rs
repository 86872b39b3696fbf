//! `dashboards`: dashboards over millions of clicks, what counting them costs, and how soon it is done.
//!
//! Everything in this process, on a PostgreSQL that writes through to the disk: the recorder of clicks, the counting that every server does,
//! and the questions that the pages ask. What the figures mean:
//!
//! - `ingest_first`, `ingest_last`: clicks a second through the real recorder with counting beside it, on empty tables and on full ones;
//!   `ingest_ratio` is the second by the first. `rollup_lag_s`: the oldest click that waited to be counted, at worst.
//! - `loaded_per_second`: clicks a second that are counted while they are loaded in bulk.
//! - `dashboard_p50_ms`, `dashboard_p95_ms`: one load of a dashboard is totals, days and the period before, and two tables, of ninety days; half
//!   of them influencers', the rest merchants', now and then the platform. Beside: the days of one merchant counted from the rows.
//! - `bytes_per_click`, `figure_bytes_per_click`: of the rows with their indexes; of what is kept for the figures.

mod fill;
mod ingest;
mod looks;

use anyhow::{Result, ensure};
use clap::Args;
use platform::embedded_pg::{EmbeddedPg, Options};

use self::fill::Stage;
use crate::{disk, figure::Figure, http::count};

const BENCH: &str = "dashboards";

/// How much is measured.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Size {
    /// Clicks that are loaded.
    #[arg(long, default_value_t = 20_000_000)]
    clicks: u64,
    /// Sales that are loaded.
    #[arg(long, default_value_t = 500_000)]
    conversions: u64,
    /// Clicks through the recorder, before and after.
    #[arg(long, default_value_t = 1_000_000)]
    ingest: u64,
    /// How many look at dashboards at once.
    #[arg(long, default_value_t = 8)]
    callers: u32,
    /// For how many seconds.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
}

/// Measures all of it.
pub(crate) async fn run(size: Size) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("griot-bench-").tempdir()?;
    let mut server = EmbeddedPg::start(Options::new(folder.path().join("postgres"))).await?;
    disk::print_sync(BENCH, folder.path())?;
    let stage = Stage::open(&server).await?;
    let first = ingest::run(&stage, size.ingest).await?;
    Figure::new(BENCH, "ingest_first", first.per_second, "1/s").print()?;
    let loaded = stage.load(size.clicks, size.conversions).await?;
    Figure::new(BENCH, "loaded_per_second", loaded, "1/s").print()?;
    let last = ingest::run(&stage, size.ingest).await?;
    Figure::new(BENCH, "ingest_last", last.per_second, "1/s").beside(first.per_second).print()?;
    Figure::new(BENCH, "ingest_ratio", last.per_second / first.per_second, "").print()?;
    Figure::new(BENCH, "rollup_lag_s", first.lag_s.max(last.lag_s), "s").print()?;
    let found = stage.differences().await?;
    ensure!(found == 0, "{found} sums are not those of the rows");
    let raw = looks::raw_ms(&stage).await?;
    let times = looks::run(&stage, size.callers, size.seconds).await?;
    Figure::new(BENCH, "dashboards", count(times.looks), "").print()?;
    Figure::new(BENCH, "dashboard_p50_ms", times.p50_ms, "ms").beside(raw).print()?;
    Figure::new(BENCH, "dashboard_p95_ms", times.p95_ms, "ms").beside(raw).print()?;
    let (rows, figures) = stage.bytes_per_click().await?;
    Figure::new(BENCH, "bytes_per_click", rows, "B").print()?;
    Figure::new(BENCH, "figure_bytes_per_click", figures, "B").print()?;
    stage.close().await;
    server.stop();
    Ok(())
}
