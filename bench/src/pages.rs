//! `pages`: what a first visit transfers and when the film page shows, measured in Chromium by `e2e/measure.mjs`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::figure::Figure;
use crate::seed;
use crate::server::{Server, data_with_a_film};

const BENCH: &str = "pages";

/// Lets a browser visit the pages of a server with ten thousand films.
pub(crate) async fn run() -> Result<()> {
    let data = data_with_a_film().await?;
    let server = Server::start(data.path()).await?;
    seed::films(data.path()).await?;
    let figures = visit(&server.url).await?;
    for (metric, unit) in
        [("home_kb", "KB"), ("catalogue_kb", "KB"), ("film_kb", "KB"), ("film_lite_kb", "KB"), ("film_lcp_ms", "ms")]
    {
        let value = figures.get(metric).with_context(|| format!("{metric} was not measured"))?;
        Figure::new(BENCH, metric, *value, unit).print()?;
    }
    server.stop().await
}

async fn visit(url: &str) -> Result<BTreeMap<String, f64>> {
    let script = Path::new("e2e/measure.mjs");
    let output = Command::new("node").arg(script).args([url, "/films/film-1"]).output().await.context("running node")?;
    if !output.status.success() {
        bail!("{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("reading what the browser measured")
}
