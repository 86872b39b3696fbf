//! `cargo xtask bench NAME`: measures the release build on this machine.
//!
//! Each scenario prints lines for people and, beside them, one JSON object a line:
//! `{"bench","metric","value","unit","baseline","ratio"}`. It fails only when it could not measure: a figure out of its
//! target is a figure.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool answers on its standard streams")]

mod clicks;
mod conversions;
mod dashboards;
mod disk;
mod encode;
mod figure;
mod http;
mod ledger;
mod load;
mod pages;
mod playback;
mod pledges;
mod seed;
mod server;
mod start;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Measures the release build.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, Subcommand)]
enum Scenario {
    /// Redirects over a hundred thousand links, every click durable; then kill -9 of the server and of its database.
    Clicks,
    /// A thousand reports a second of a shop, mixed and repeated: one commission each.
    Conversions,
    /// Dashboards over twenty million clicks: how long they take, what counting costs, how soon it is done.
    Dashboards(dashboards::Size),
    /// Bytes and quality of the 360p rung, and the time of the whole ladder.
    Encode,
    /// Ten thousand films, 64 connections: latency of pages, search and API, and the ratio to a bare hello.
    Http,
    /// Transfers a second beside a plain implementation, on a disk that is written to.
    Ledger,
    /// Bytes and largest contentful paint of the public pages, in a real browser.
    Pages,
    /// The price of checking every segment, and two hundred viewers counted exactly.
    Playback,
    /// A thousand backers in a minute, and ten thousand refunds, while the providers misbehave.
    Pledges,
    /// Memory of the idle server and the time until it is ready.
    Start,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().scenario).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("could not measure: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(scenario: Scenario) -> Result<()> {
    match scenario {
        Scenario::Clicks => clicks::run().await,
        Scenario::Conversions => conversions::run().await,
        Scenario::Dashboards(size) => dashboards::run(size).await,
        Scenario::Encode => encode::run().await,
        Scenario::Http => http::run().await,
        Scenario::Ledger => ledger::run().await,
        Scenario::Pages => pages::run().await,
        Scenario::Playback => playback::run().await,
        Scenario::Pledges => pledges::run().await,
        Scenario::Start => start::run().await,
    }
}
