//! People who pledge over the JSON API: a promise, then a try to pay it.

use std::{
    sync::{Arc, atomic::AtomicU32, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::stage::{Project, Stage, address};

/// Those who pledge to one project.
pub(super) struct Crowd {
    url: String,
    project: String,
    clients: Vec<Client>,
    number: u32,
    /// All by MTN, which knows a payment by our reference; otherwise a third each by MTN, by Mixx and by card.
    one_rail: bool,
}

impl Crowd {
    pub(super) fn new(stage: &Stage, project: &Project, number: u32, one_rail: bool) -> Arc<Self> {
        // Visitors are told apart by their address, and come with a connection of their own.
        let client = |number| {
            let address = std::net::IpAddr::V4(address(number));
            Client::builder().local_address(address).pool_max_idle_per_host(0).build()
        };
        let clients = (0..250).filter_map(|number| client(number).ok()).collect();
        Arc::new(Self { url: stage.server.url.clone(), project: project.id.clone(), clients, number, one_rail })
    }

    /// Everybody within a time, evenly; the time of every request.
    pub(super) async fn in_time(self: Arc<Self>, time: Duration) -> Result<Vec<Duration>> {
        let pause = time / self.number;
        let begin = Instant::now();
        let people = (0..self.number).map(|number| {
            let crowd = Arc::clone(&self);
            tokio::spawn(async move {
                tokio::time::sleep_until((begin + pause * number).into()).await;
                crowd.one(number).await
            })
        });
        let mut times = Vec::new();
        for person in try_join_all(people).await? {
            times.extend(person?);
        }
        Ok(times)
    }

    /// Everybody, so many at once.
    pub(super) async fn hurried(self: Arc<Self>, at_once: usize) -> Result<()> {
        let next = Arc::new(AtomicU32::new(0));
        let workers = (0..at_once).map(|_| {
            let (crowd, next) = (Arc::clone(&self), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= crowd.number {
                        return Ok::<_, anyhow::Error>(());
                    }
                    crowd.one(number).await?;
                }
            })
        });
        try_join_all(workers).await?.into_iter().collect()
    }

    async fn one(&self, number: u32) -> Result<[Duration; 2]> {
        let client = self.clients.get(number as usize % self.clients.len()).context("no client")?;
        let promise = json!({
            "id": Uuid::now_v7(), "secret": format!("of backer {}", Uuid::now_v7()), "name": "Nadège",
            "email": format!("backer{number}@example.org"), "amount": { "amount_minor": 1000 + number % 7 * 500, "currency": "XOF" },
        });
        let path = format!("{}/api/v1/projects/{}/pledges", self.url, self.project);
        let (pledge, promised) = timed(client.post(path).json(&promise)).await?;
        let text = |name: &str| pledge[name].as_str().map(str::to_owned).with_context(|| format!("no {name}"));
        let path = format!("{}/api/v1/payments/{}/attempts", self.url, text("payment_id")?);
        let request = client.post(path).header("Payment-Key", text("key")?).json(&self.means(number));
        let (_payment, tried) = timed(request).await?;
        Ok([promised, tried])
    }

    fn means(&self, number: u32) -> Value {
        match if self.one_rail { 0 } else { number % 3 } {
            0 => json!({ "rail": "mtn_momo", "country": "BJ", "phone": format!("01{:08}", 67_100_000 + number) }),
            1 => json!({ "rail": "mixx", "country": "TG", "phone": format!("{:08}", 90_100_000 + number) }),
            _ => json!({ "rail": "card", "country": "FR" }),
        }
    }
}

async fn timed(request: RequestBuilder) -> Result<(Value, Duration)> {
    let since = Instant::now();
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    let time = since.elapsed();
    ensure!(status.is_success(), "{status} {text}");
    Ok((serde_json::from_str(&text)?, time))
}
