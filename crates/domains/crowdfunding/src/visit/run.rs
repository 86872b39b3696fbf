//! What a serving process does besides answering: it writes the visits down, once a second.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::Crowdfunding;

const SETTLE_EVERY: Duration = Duration::from_secs(1);

impl Crowdfunding {
    /// Runs until `shutdown`, then settles what is left: a graceful stop loses no visit, a crash those of a second.
    pub async fn run(&self, shutdown: CancellationToken) {
        let mut ticks = interval(SETTLE_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = self.settle_visits().await {
                tracing::warn!(%error, "visits could not be written; they wait for the next second");
            }
        }
        if let Err(error) = self.settle_visits().await {
            tracing::error!(%error, "the visits of the last second could not be written");
        }
    }
}
