//! `dashboards`: dashboards over millions of clicks, what counting them costs, and how soon it is done.
//!
//! Everything in this process, on a PostgreSQL that writes through to the disk: the recorder of clicks, the counting that every server does,
//! and the questions that the pages ask. What the figures mean:
//!
//! - `ingest_first`, `ingest_last`: clicks a second through the real recorder with counting beside it, on empty tables and on full ones, in
//!   turn, so that both meet the same minutes of the machine; each turn has new empty tables, and begins after a checkpoint. Of three turns
//!   the middle one by `ingest_ratio`, the second by the first. `rollup_lag_s`: the oldest click that waited to be counted, at worst.
//! - `loaded_per_second`: clicks a second that are counted while they are loaded in bulk.
//! - `dashboard_p50_ms`, `dashboard_p95_ms`: one load of a dashboard is totals, days and the period before, and two tables, of ninety days; half
//!   of them influencers', the rest merchants', now and then the platform. Beside: the days of one merchant counted from the rows.
//! - `bytes_per_click`, `figure_bytes_per_click`: of the rows with their indexes; of what is kept for the figures.

mod fill;
mod ingest;
mod looks;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use platform::embedded_pg::{EmbeddedPg, Options};

use self::{fill::Stage, ingest::Ingested};
use crate::{disk, figure::Figure, http::count};

const BENCH: &str = "dashboards";
/// The databases of empty tables, one for each turn.
const EMPTY: [&str; 3] = ["empty_1", "empty_2", "empty_3"];

/// How much is measured.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Size {
    /// Clicks that are loaded.
    #[arg(long, default_value_t = 20_000_000)]
    clicks: u64,
    /// Sales that are loaded.
    #[arg(long, default_value_t = 500_000)]
    conversions: u64,
    /// Clicks through the recorder, on empty tables and on full ones, each turn.
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
    let stage = Stage::open(&server, "griot").await?;
    let loaded = stage.load(size.clicks, size.conversions).await?;
    Figure::new(BENCH, "loaded_per_second", loaded, "1/s").print()?;
    ingests(&server, &stage, size.ingest).await?;
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

/// Clicks through the recorder on empty tables and on full ones, in turn: the middle turn by its ratio, and the worst lag of all.
async fn ingests(server: &EmbeddedPg, full: &Stage, clicks: u64) -> Result<()> {
    let mut turns = Vec::with_capacity(EMPTY.len());
    for database in EMPTY {
        let empty = Stage::open(server, database).await?;
        let first = ingest::run(&empty, clicks).await?;
        empty.close().await;
        let last = ingest::run(full, clicks).await?;
        println!("{:.0} a second on empty tables, {:.0} on full ones", first.per_second, last.per_second);
        turns.push((first, last));
    }
    let lag_s = turns.iter().map(|(first, last)| first.lag_s.max(last.lag_s)).fold(0.0, f64::max);
    let ratio = |(first, last): &(Ingested, Ingested)| last.per_second / first.per_second;
    turns.sort_by(|turn, other| ratio(turn).total_cmp(&ratio(other)));
    let (first, last) = turns.get(EMPTY.len() / 2).context("a turn")?;
    Figure::new(BENCH, "ingest_first", first.per_second, "1/s").print()?;
    Figure::new(BENCH, "ingest_last", last.per_second, "1/s").beside(first.per_second).print()?;
    Figure::new(BENCH, "ingest_ratio", last.per_second / first.per_second, "").print()?;
    Figure::new(BENCH, "rollup_lag_s", lag_s, "s").print()
}
