//! Sending a callback over HTTP.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Method, header::CONTENT_TYPE, redirect::Policy};

use crate::{server::Sim, sign};

use super::{Callback, Queued};

const PATIENCE: Duration = Duration::from_secs(10);
const ANSWER_CHARACTERS: usize = 200;

/// The client that sends callbacks: without a proxy, without redirects, ten seconds of patience.
pub(crate) fn client() -> Result<Client, reqwest::Error> {
    Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).user_agent("paysim").build()
}

/// Sends everything that is due now and waits for the answers.
pub(crate) async fn deliver_due(sim: &Sim) {
    let _one_at_a_time = sim.delivering().lock().await;
    loop {
        let (queued, now) = {
            let mut world = sim.world();
            let Some(queued) = world.take_due() else { return };
            (queued, world.now)
        };
        let answer = send(sim.http(), &queued, now).await;
        sim.world().answered(queued, answer);
    }
}

async fn send(client: &Client, queued: &Queued, now: Timestamp) -> Option<(u16, String)> {
    let callback = &queued.callback;
    let method = Method::from_bytes(callback.method.as_bytes()).unwrap_or(Method::POST);
    let mut request =
        client.request(method, &callback.url).header(CONTENT_TYPE, callback.content_type).body(callback.body.clone());
    for (name, value) in &callback.headers {
        request = request.header(*name, value);
    }
    if let Some((name, value)) = stamped(callback, now) {
        request = request.header(name, value);
    }
    match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            let text = response.text().await.unwrap_or_default();
            Some((status, text.chars().take(ANSWER_CHARACTERS).collect()))
        }
        Err(error) => {
            tracing::info!(url = callback.url, %error, "a callback was not taken");
            None
        }
    }
}

fn stamped(callback: &Callback, now: Timestamp) -> Option<(&'static str, String)> {
    let stamp = callback.stamp.as_ref()?;
    let signature = sign::timed_hex(stamp.key, now.as_second(), &callback.body);
    Some((stamp.header, format!("t={},{}={signature}", now.as_second(), stamp.name)))
}
