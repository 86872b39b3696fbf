//! Clicks that were answered, each by the id that stood in its redirect.

use std::{
    collections::HashSet,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Result;
use reqwest::{Client, header::LOCATION, redirect::Policy};

use crate::seed;

const CONNECTIONS: usize = 32;

/// What was answered.
#[derive(Debug, Default)]
pub(super) struct Answered {
    clicks: Vec<String>,
}

impl Answered {
    /// Follows links as fast as they are answered until `work` has ended.
    pub(super) async fn while_running(&mut self, url: &str, work: impl Future<Output = Result<()>>) -> Result<()> {
        let client = Client::builder().redirect(Policy::none()).user_agent("Mozilla/5.0 (Linux; Android 10) Mobile").build()?;
        let (found, over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let followers = (0..CONNECTIONS)
            .map(|number| tokio::spawn(follow(client.clone(), url.to_owned(), number, Arc::clone(&found), Arc::clone(&over))));
        let followers: Vec<_> = followers.collect();
        let worked = work.await;
        over.store(true, Ordering::Relaxed);
        for follower in followers {
            follower.await?;
        }
        self.clicks.append(&mut found.lock().unwrap_or_else(PoisonError::into_inner));
        worked
    }

    /// How many were answered.
    pub(super) fn len(&self) -> u64 {
        self.clicks.len() as u64
    }

    /// How many of them are not in the database, and how many more than once.
    pub(super) async fn check(&self, data: &Path) -> Result<(u64, u64)> {
        let distinct: HashSet<&String> = self.clicks.iter().collect();
        let told_twice = self.clicks.len() - distinct.len();
        let listed: Vec<String> = distinct.iter().map(|id| format!("('{id}')")).collect();
        let sql = format!(
            "CREATE TEMP TABLE answered (id uuid); INSERT INTO answered VALUES {};
             SELECT count(*) FROM answered a WHERE NOT EXISTS (SELECT FROM affiliate.clicks c WHERE c.id = a.id);",
            listed.join(",")
        );
        let lost = seed::number(data, &sql).await?;
        let doubled = "SELECT count(*) FROM (SELECT id FROM affiliate.clicks GROUP BY id HAVING count(*) > 1) twice";
        Ok((lost, seed::number(data, doubled).await? + told_twice as u64))
    }
}

async fn follow(client: Client, url: String, number: usize, found: Arc<Mutex<Vec<String>>>, over: Arc<AtomicBool>) {
    let mut link = number * 997;
    while !over.load(Ordering::Relaxed) {
        link = (link + 7919) % 100_000;
        // Who is not answered has no click: that is what is measured.
        let Ok(answer) = client.get(format!("{url}/l/k{link:06}")).send().await else {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let click = location.and_then(|location| location.split("griot_id=").nth(1)).map(str::to_owned);
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(click);
    }
}
