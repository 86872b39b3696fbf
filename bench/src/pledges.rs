//! `pledges`: a thousand people pledge to one project within a minute, and ten thousand get their money back.
//!
//! The server is the release build as an operator runs it, on a PostgreSQL that writes through to the disk; pledges come over its JSON
//! API from 250 addresses; the providers are simulated in this process, with everything going wrong that may. What the figures mean:
//!
//! - `pledge_p95_ms`: from the request to its answer, promise and try to pay each for themselves. Our own part of it is less: the
//!   answer of the simulated provider, which shares the processor, is in it.
//! - `wrong_balances`: after the providers' statements were read: payments whose end in the books is not what the provider did and for
//!   which no break is open, and projects whose escrow is not the sum of their paid pledges. `ledger_breaks` is what `griot ledger verify`
//!   finds at the very end.
//! - `open_breaks`: differences that only a statement shows, and that wait for a person: `PayGate` does not say how much was paid.
//! - `refund_seconds`: from the deadline until the last refund has arrived; `duplicate_payouts`: refunds that arrived twice.

mod backers;
mod books;
mod sink;
mod stage;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use paysim::Chaos;

use self::{
    backers::Crowd,
    books::Books,
    stage::{Project, Stage},
};
use crate::{figure::Figure, http::count};

const BENCH: &str = "pledges";
const BACKERS: u32 = 1000;
const MINUTE: Duration = Duration::from_secs(60);
const REFUNDED: u32 = 10_000;
/// How many pledge at once while the ten thousand come in.
const HURRIED: usize = 24;
/// How long what went wrong may take to end by itself: what has not ended then is asked about for days.
const ENDS_BY_ITSELF: Duration = Duration::from_mins(6);
/// How long ten thousand payments may take.
const PATIENCE: Duration = Duration::from_mins(17);

/// How long refunds are waited for: what a provider never heard of is sent again after half an hour, not before.
const LAST_ARRIVES: Duration = Duration::from_mins(50);

/// Measures both.
pub(crate) async fn run() -> Result<()> {
    let stage = Stage::start().await?;
    let crowded = stage.project("Un fleuve de mille", 50_000_000).await?;
    let hopeless = stage.project("Un but trop haut", 2_000_000_000).await?;
    minute(&stage, &crowded).await?;
    refunds(&stage, &hopeless).await?;
    let breaks = stage.stop_and_verify().await?;
    Figure::new(BENCH, "ledger_breaks", count(breaks), "").print()
}

/// One pledge each sixtieth of a second, whether or not those before were answered.
async fn minute(stage: &Stage, project: &Project) -> Result<()> {
    stage.sim.set_chaos(Chaos::all());
    let crowd = Crowd::new(stage, project, BACKERS, false);
    let mut times = crowd.in_time(MINUTE).await?;
    println!("{} requests of {BACKERS} backers in {MINUTE:?}, everything going wrong at the providers", times.len());
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0);
    Figure::new(BENCH, "pledge_p50_ms", at(50), "ms").print()?;
    Figure::new(BENCH, "pledge_p95_ms", at(95), "ms").print()?;
    Figure::new(BENCH, "pledge_p99_ms", at(99), "ms").print()?;
    let books = settled(stage).await?;
    println!("{} paid, {} failed, {} for somebody to look at, {} open", books.paid, books.failed, books.conflicted, books.open);
    Figure::new(BENCH, "pledges_open", count(books.open), "").print()?;
    Figure::new(BENCH, "open_breaks", count(books.explained), "").print()?;
    Figure::new(BENCH, "wrong_balances", count(books.wrong), "").print()
}

/// Waits until nothing is open, or patience ends; the providers' clock runs ahead, so that what is late there comes.
async fn settled(stage: &Stage) -> Result<Books> {
    let since = Instant::now();
    loop {
        stage.sim.advance(Duration::from_mins(6));
        tokio::time::sleep(Duration::from_secs(30)).await;
        stage.import_statements().await?;
        let books = Books::read(stage).await?;
        if books.open == 0 || since.elapsed() > ENDS_BY_ITSELF {
            return Ok(books);
        }
    }
}

async fn refunds(stage: &Stage, project: &Project) -> Result<()> {
    stage.sim.set_chaos(Chaos::none());
    let crowd = Crowd::new(stage, project, REFUNDED, true);
    let since = Instant::now();
    crowd.hurried(HURRIED).await?;
    let paid = stage.wait_for_paid(project, u64::from(REFUNDED), PATIENCE).await?;
    println!("{paid} paid pledges after {:.0} s", since.elapsed().as_secs_f64());
    ensure!(paid == u64::from(REFUNDED), "only {paid} pledges were paid");
    // Amounts stay as they are: what is given back is what was asked for.
    stage.sim.set_chaos(Chaos { partial: 0, excess: 0, late_success: 0, ..Chaos::all() });
    let since = Instant::now();
    stage.end(project).await?;
    let (mut open, mut most) = (u64::from(REFUNDED), None);
    while open > 0 && since.elapsed() < LAST_ARRIVES {
        tokio::time::sleep(Duration::from_millis(500)).await;
        open = stage.refunds_open(project).await?;
        if open <= u64::from(REFUNDED / 10) && most.is_none() {
            most = Some(since.elapsed());
        }
    }
    Figure::new(BENCH, "refund_9_of_10_seconds", most.map_or(f64::NAN, |most| most.as_secs_f64()), "s").print()?;
    Figure::new(BENCH, "refund_seconds", since.elapsed().as_secs_f64(), "s").print()?;
    Figure::new(BENCH, "refunds_open", count(open), "").print()?;
    Figure::new(BENCH, "duplicate_payouts", count(books::duplicates(stage).await?), "").print()?;
    Figure::new(BENCH, "wrong_balances_after_refunds", count(Books::read(stage).await?.wrong), "").print()
}
