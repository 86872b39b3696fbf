//! PostgreSQL stops under load: requests fail cleanly meanwhile, and are answered again once it is back.

use std::{
    collections::BTreeMap,
    os::unix::fs::PermissionsExt as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use platform::embedded_pg::{Durability, EmbeddedPg, Options};
use rustix::process::{Signal, kill_process};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::program::Server;

const CLIENTS: usize = 8;
const BACK_WITHIN: Duration = Duration::from_secs(60);

/// Asks for pages, JSON and a sign-in, over and over; gives how often which status came.
async fn ask(url: String, stop: Arc<AtomicBool>) -> BTreeMap<u16, u32> {
    let client = reqwest::Client::new();
    let mut statuses = BTreeMap::new();
    while !stop.load(Ordering::SeqCst) {
        let sign_in = json!({ "email": "awa@example.org", "password": "not the right one" });
        let requests = [
            client.get(format!("{url}/films")),
            client.get(format!("{url}/api/v1/films")),
            client.post(format!("{url}/api/auth/login")).json(&sign_in),
        ];
        for request in requests {
            let answer = request.send().await.expect("an answer, whatever it says");
            let (status, json) = (answer.status().as_u16(), answer.url().path().starts_with("/api"));
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            let text = answer.text().await.expect("a whole answer");
            if status >= 500 {
                assert_eq!(kind.starts_with("application/problem+json"), json, "{kind}");
                assert!(!text.contains("sqlx") && !text.contains("PGSQL"), "{text}");
            }
            *statuses.entry(status).or_default() += 1;
        }
    }
    statuses
}

async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !condition().await {
        assert!(since.elapsed() < BACK_WITHIN, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The clients, and what they saw once they are stopped.
struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<JoinHandle<BTreeMap<u16, u32>>>,
}

impl Load {
    fn start(server: &Server) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let clients = (0..CLIENTS).map(|_| tokio::spawn(ask(server.url.clone(), Arc::clone(&stop)))).collect();
        Self { stop, clients }
    }

    async fn stop(self) -> BTreeMap<u16, u32> {
        self.stop.store(true, Ordering::SeqCst);
        let mut seen = BTreeMap::new();
        for client in self.clients {
            for (status, count) in client.await.unwrap() {
                *seen.entry(status).or_insert(0) += count;
            }
        }
        assert!(seen[&200] > 0, "{seen:?}");
        assert!(seen.keys().all(|status| matches!(status, 200 | 401 | 429 | 503)), "{seen:?}");
        seen
    }
}

async fn status(server: &Server, path: &str) -> u16 {
    reqwest::get(format!("{}{path}", server.url)).await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_fail_cleanly_while_postgresql_restarts_and_then_recover() {
    let data = tempfile::tempdir().unwrap();
    std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let options = Options { durability: Durability::Disposable, shared_buffers_mb: 16, ..Options::new(data.path().join("db")) };
    let mut database = EmbeddedPg::start(options.clone()).await.unwrap();
    database.ensure_database("griot").await.unwrap();
    let mut server = Server::start_on(data.path(), Some(&database.url("griot"))).await;
    let load = Load::start(&server);
    for _ in 0..2 {
        until("pages are answered", async || status(&server, "/films").await == 200).await;
        database.stop();
        until("the probe says that the database is away", async || status(&server, "/readyz").await == 503).await;
        // Pages that were read a moment ago are still answered; what must be asked is refused.
        assert_eq!(status(&server, "/recherche?q=fleuve").await, 503);
        assert_eq!(status(&server, "/healthz").await, 200);
        database = EmbeddedPg::start(options.clone()).await.unwrap();
        server.until_ready().await;
    }
    until("pages are answered again", async || status(&server, "/films").await == 200).await;
    assert!(load.stop().await[&503] > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_of_ours_that_ends_by_itself_is_started_again() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path()).await;
    let load = Load::start(&server);
    // A fast stop as an administrator's, then a crash.
    for signal in [Signal::INT, Signal::QUIT] {
        let before = server.postmaster().unwrap();
        kill_process(before, signal).unwrap();
        until("another PostgreSQL runs", async || server.postmaster().is_some_and(|pid| pid != before)).await;
        server.until_ready().await;
        until("pages are answered", async || status(&server, "/films").await == 200).await;
    }
    load.stop().await;
}
