//! `playback`: the price of checking every segment, and two hundred viewers at once counted exactly.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use serde::Deserialize;
use serde_json::json;

use crate::figure::Figure;
use crate::http::count;
use crate::load;
use crate::seed;
use crate::server::{Hello, Server, data_with_a_film};

const BENCH: &str = "playback";
const VIEWERS: u8 = 200;
const CONNECTIONS: u16 = 64;
const TIME: Duration = Duration::from_secs(15);
const SETTLE_LIMIT: Duration = Duration::from_secs(90);
/// The count stands when it has not moved for this long: several times the server's own rhythm of writing down.
const QUIET: Duration = Duration::from_secs(10);
const VIEWS: &str = "select coalesce(sum(views), 0) from playback.film_days";

/// Counts the crowd first, while nothing else has been watched.
pub(crate) async fn run() -> Result<()> {
    let data = data_with_a_film().await?;
    let server = Server::start(data.path()).await?;
    let film = seed::query(data.path(), "select id from catalog.film where state = 'published' limit 1").await?;
    let film = film.trim();
    views_error(&server, data.path(), film).await?;
    segment_rps(&server, film).await?;
    server.stop().await
}

/// What `POST /api/v1/films/{id}/playback` answers, as far as it is needed here.
#[derive(Debug, Deserialize)]
struct Opened {
    token: String,
    master_url: String,
    duration_ms: u64,
}

/// A viewer with an address of their own: visitors are told apart by it.
struct Viewer {
    client: Client,
    url: String,
    opened: Opened,
}

impl Viewer {
    async fn open(url: &str, film: &str, address: Ipv4Addr) -> Result<Self> {
        let client = Client::builder().local_address(IpAddr::V4(address)).build()?;
        let request = client.post(format!("{url}/api/v1/films/{film}/playback")).json(&json!({}));
        let opened = request.send().await?.error_for_status()?.json().await?;
        Ok(Self { client, url: url.to_owned(), opened })
    }

    /// The paths of the segments of the first quality of the master playlist.
    async fn segments(&self) -> Result<Vec<String>> {
        let master = path_of(&self.opened.master_url);
        let playlist = entries(&self.text(&master).await?).next().context("the master playlist is empty")?;
        let playlist = resolve(&master, &playlist);
        Ok(entries(&self.text(&playlist).await?).map(|entry| resolve(&playlist, &entry)).collect())
    }

    async fn text(&self, path: &str) -> Result<String> {
        Ok(self.client.get(format!("{}{path}", self.url)).send().await?.error_for_status()?.text().await?)
    }

    /// Fetches everything as a player on a good line does, stays for the time of half the film, and leaves.
    async fn watch(self) -> Result<()> {
        for segment in self.segments().await? {
            let response = self.client.get(format!("{}{segment}", self.url)).send().await?;
            response.error_for_status()?.bytes().await?;
        }
        let half_ms = self.opened.duration_ms / 2;
        tokio::time::sleep(Duration::from_millis(half_ms)).await;
        for act in ["heartbeat", "end"] {
            let body = json!({ "token": self.opened.token, "position_ms": half_ms });
            let request = self.client.post(format!("{}/api/v1/playback/{act}", self.url)).json(&body);
            request.send().await?.error_for_status().with_context(|| act.to_owned())?;
        }
        Ok(())
    }
}

/// Two hundred at once; the views that the server wrote down afterwards.
async fn views_error(server: &Server, data: &Path, film: &str) -> Result<()> {
    let before = seed::number(data, VIEWS).await?;
    let viewers = (1..=VIEWERS).map(|n| async move {
        let viewer = Viewer::open(&server.url, film, Ipv4Addr::new(127, 0, 1, n)).await?;
        viewer.watch().await
    });
    futures::future::try_join_all(viewers).await.context("watching")?;
    let expected = u64::from(VIEWERS);
    let seen = settled(data).await? - before;
    println!("{seen} views of {expected} sessions");
    Figure::new(BENCH, "views_error", count(seen.abs_diff(expected)), "views").print()
}

/// The number of views once it stands: waits beyond what is expected, so that one too many shows as well.
async fn settled(data: &Path) -> Result<u64> {
    let since = Instant::now();
    let mut seen = seed::number(data, VIEWS).await?;
    let mut moved = Instant::now();
    while moved.elapsed() < QUIET && since.elapsed() < SETTLE_LIMIT {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = seed::number(data, VIEWS).await?;
        if now != seen {
            (seen, moved) = (now, Instant::now());
        }
    }
    Ok(seen)
}

/// One segment with its token checked, beside the same bytes without.
async fn segment_rps(server: &Server, film: &str) -> Result<()> {
    let viewer = Viewer::open(&server.url, film, Ipv4Addr::LOCALHOST).await?;
    let segment = viewer.segments().await?.into_iter().next().context("the playlist is empty")?;
    let bytes = viewer.client.get(format!("{}{segment}", server.url)).send().await?.error_for_status()?.bytes().await?;
    let copy = tempfile::NamedTempFile::new()?;
    std::fs::write(copy.path(), &bytes)?;
    println!("A segment of {} bytes", bytes.len());
    let checked = load::run(&server.url, &[segment], CONNECTIONS, TIME).await?;
    ensure!(checked.errors == 0, "{} segments were not served", checked.errors);
    let hello = Hello::start(Some(copy.path())).await?;
    let plain = load::run(&hello.url, &["/file".to_owned()], CONNECTIONS, TIME).await?;
    hello.stop().await?;
    Figure::new(BENCH, "segment_rps", checked.rps, "1/s").beside(plain.rps).print()
}

/// The lines of a playlist that name something.
fn entries(playlist: &str) -> impl Iterator<Item = String> {
    playlist.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned)
}

/// The path of an address of this server.
fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
}

/// What `entry` means in a playlist at the path `base`.
fn resolve(base: &str, entry: &str) -> String {
    if entry.starts_with('/') || entry.contains("://") {
        return path_of(entry);
    }
    let folder = base.split(['?', '#']).next().and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
    format!("{folder}/{entry}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_playlist_are_found_and_resolved() {
        let playlist = "#EXTM3U\n#EXTINF:4,\nv360/0.m4s\n\n/play/t/v360/1.m4s\n";
        let found: Vec<String> = entries(playlist).map(|entry| resolve("/play/t/master.m3u8?video=avc", &entry)).collect();
        assert_eq!(found, ["/play/t/v360/0.m4s", "/play/t/v360/1.m4s"]);
        assert_eq!(path_of("http://localhost:8080/play/t/master.m3u8"), "/play/t/master.m3u8");
    }
}
