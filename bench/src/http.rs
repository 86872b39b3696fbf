//! `http`: pages, search and API under 64 connections with ten thousand films.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::figure::Figure;
use crate::load::{self, Load};
use crate::seed;
use crate::server::{Hello, Server, data_with_a_film};

const BENCH: &str = "http";
const CONNECTIONS: u16 = 64;
const WARM: Duration = Duration::from_secs(3);
const TIME: Duration = Duration::from_secs(15);

/// Measures each kind of request after a short warming.
pub(crate) async fn run() -> Result<()> {
    let data = data_with_a_film().await?;
    let server = Server::start(data.path()).await?;
    let films = seed::films(data.path()).await?;
    ensure!(films >= 10_000, "only {films} films");
    let mut errors = 0;
    let mut api = None;
    for (metric, paths) in requests() {
        let load = measure(&server.url, &paths).await?;
        errors += load.errors;
        Figure::new(BENCH, format!("{metric}_p95_ms"), load.p95_ms, "ms").print()?;
        if metric == "api_films" {
            api = Some(load.rps);
        }
    }
    Figure::new(BENCH, "errors", count(errors), "answers").print()?;
    let hello = Hello::start(None).await?;
    let baseline = measure(&hello.url, &["/hello".to_owned()]).await?;
    hello.stop().await?;
    Figure::new(BENCH, "api_films_rps", api.unwrap_or(f64::NAN), "1/s").beside(baseline.rps).print()?;
    server.stop().await
}

async fn measure(url: &str, paths: &[String]) -> Result<Load> {
    load::run(url, paths, CONNECTIONS, WARM).await?;
    load::run(url, paths, CONNECTIONS, TIME).await
}

/// What is asked for, many different films and words so that no cache holds the answer alone.
fn requests() -> Vec<(&'static str, Vec<String>)> {
    let films = (1..=997).map(|n| format!("/films/film-{}", 1 + n * 7919 % 10_000)).collect();
    let words = ["fleuve", "nuit%20lome", "tambour", "enfants%20dakar", "memoire", "marche%20fes", "kossi", "ete%20accra"];
    let search = words.iter().map(|word| format!("/recherche?q={word}")).collect();
    let catalogue = ["/films", "/films?genre=drama", "/films?country=TG", "/films?genre=comedy&country=GH"];
    vec![
        ("catalogue", catalogue.map(str::to_owned).to_vec()),
        ("film", films),
        ("search", search),
        ("api_films", vec!["/api/v1/films".to_owned()]),
    ]
}

/// A count as a figure; counts here stay far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub(crate) fn count(number: u64) -> f64 {
    number as f64
}
