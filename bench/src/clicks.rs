//! `clicks`: redirects over a hundred thousand links at random, every click durable, beside a constant redirect of the same server;
//! then the server and its database are killed under load, and every click that was answered is looked for.

mod answered;

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use self::answered::Answered;
use crate::{
    disk,
    figure::Figure,
    http::count,
    load::{self, Redirected, Redirects},
    seed,
    server::{Server, end_hard},
};

const BENCH: &str = "clicks";
const LINKS: &str = include_str!("../sql/links.sql");
const WARM: Duration = Duration::from_secs(20);
const TIME: Duration = Duration::from_secs(10);
/// Turns of both, one after the other: the machine is not the same in every minute.
const TURNS: usize = 3;
/// How long clicks are answered before something is killed.
const BEFORE: Duration = Duration::from_secs(4);

/// Measures redirects, then kills.
pub(crate) async fn run() -> Result<()> {
    let data = tempfile::Builder::new().prefix("griot-bench-").tempdir()?;
    let server = Server::start(data.path()).await?;
    disk::print_sync(BENCH, data.path())?;
    println!("Adding a hundred thousand links …");
    let links = seed::number(data.path(), LINKS).await?;
    ensure!(links == 100_000, "only {links} links");
    // Every link is known before anything is measured, as it is on a server that has run for a while.
    load::redirects(&server.url, Redirects::Links, 64, WARM).await?;
    for connections in [16, 64, 256] {
        let (plain, clicks) = turns(&server.url, connections).await?;
        Figure::new(BENCH, format!("redirect_rps_{connections}"), clicks.rps, "1/s").beside(plain.rps).print()?;
        Figure::new(BENCH, format!("redirect_p50_ms_{connections}"), clicks.p50_ms, "ms").beside(plain.p50_ms).print()?;
        Figure::new(BENCH, format!("redirect_p99_ms_{connections}"), clicks.p99_ms, "ms").beside(plain.p99_ms).print()?;
    }
    let bytes = "SELECT sum(pg_total_relation_size(inhrelid)) / (SELECT count(*) FROM affiliate.clicks)
                 FROM pg_inherits WHERE inhparent = 'affiliate.clicks'::regclass";
    let bytes = seed::query(data.path(), bytes).await?;
    Figure::new(BENCH, "bytes_per_click", bytes.trim().parse().context("bytes")?, "bytes").print()?;
    let mut answered = Answered::default();
    let server = killed_server(data.path(), server, &mut answered).await?;
    killed_database(data.path(), &server, &mut answered).await?;
    let (lost, doubled) = answered.check(data.path()).await?;
    Figure::new(BENCH, "answered_under_kill", count(answered.len()), "clicks").print()?;
    Figure::new(BENCH, "lost", count(lost), "clicks").print()?;
    Figure::new(BENCH, "doubled", count(doubled), "clicks").print()?;
    server.stop().await
}

/// Constant redirects and clicks in turn: the middle turn by their ratio.
async fn turns(url: &str, connections: u16) -> Result<(Redirected, Redirected)> {
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let plain = load::redirects(url, Redirects::Constant, connections, TIME).await?;
        let clicks = load::redirects(url, Redirects::Links, connections, TIME).await?;
        ensure!(plain.errors + clicks.errors == 0, "{} answers were none", plain.errors + clicks.errors);
        println!("at {connections}: {:.0} beside {:.0} a second", clicks.rps, plain.rps);
        turns.push((plain, clicks));
    }
    turns.sort_by(|(plain, clicks), (other, others)| (clicks.rps / plain.rps).total_cmp(&(others.rps / other.rps)));
    turns.into_iter().nth(TURNS / 2).context("no turn")
}

/// The server dies without a word while clicks are answered, and is started again.
async fn killed_server(data: &std::path::Path, server: Server, answered: &mut Answered) -> Result<Server> {
    let (url, pid) = (server.url.clone(), server.pid()?);
    answered
        .while_running(&url, async {
            tokio::time::sleep(BEFORE).await;
            end_hard(pid).await
        })
        .await?;
    drop(server);
    Server::start(data).await
}

/// The database dies without a word while clicks are answered; the server starts it again by itself.
async fn killed_database(data: &std::path::Path, server: &Server, answered: &mut Answered) -> Result<()> {
    let pid = seed::postmaster(data).await?;
    answered
        .while_running(&server.url, async {
            tokio::time::sleep(BEFORE).await;
            end_hard(pid).await?;
            tokio::time::sleep(BEFORE).await;
            Ok(())
        })
        .await?;
    seed::until_answered(data).await
}
