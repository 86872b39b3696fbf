//! What a serving process does besides answering: it hears of revocations, and settles once a second.

use std::time::Duration;

use futures::StreamExt as _;
use platform::bus::Heard;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    Playback, PlaybackError,
    revocation::{CHANNEL, Revoked},
    session,
};

const SETTLE_EVERY: Duration = Duration::from_secs(1);

impl Playback {
    /// Runs until `shutdown`, then settles what is left: a graceful stop loses nothing, a crash at most a second.
    pub async fn run(&self, shutdown: CancellationToken) {
        let listening = self.hear_revocations(shutdown.clone());
        tokio::join!(listening, self.settle_regularly(shutdown));
        if let Err(error) = self.settle().await {
            tracing::error!(%error, "the last second of playback could not be settled");
        }
    }

    async fn settle_regularly(&self, shutdown: CancellationToken) {
        let mut ticks = interval(SETTLE_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = self.settle().await {
                tracing::warn!(%error, "playback could not be settled; it waits for the next second");
            }
        }
    }

    /// Subscribes before reading what is known, so that nothing falls between.
    async fn hear_revocations(&self, shutdown: CancellationToken) {
        let mut heard = self.inner.bus.subscribe_with_gaps(CHANNEL);
        let mut missed = true;
        loop {
            if missed {
                missed = !self.read_or_warn().await;
            }
            let next = async {
                if missed {
                    tokio::time::timeout(SETTLE_EVERY, heard.next()).await.unwrap_or(Some(Heard::Gap))
                } else {
                    heard.next().await
                }
            };
            match shutdown.run_until_cancelled(next).await {
                Some(Some(Heard::Message(message))) => self.take_message(message),
                Some(Some(Heard::Gap)) => missed = true,
                Some(None) | None => return,
            }
        }
    }

    fn take_message(&self, message: serde_json::Value) {
        match serde_json::from_value::<Vec<Revoked>>(message) {
            Ok(revoked) => self.inner.revocations.add(revoked, self.inner.db.now()),
            Err(error) => tracing::error!(%error, "a revocation on the bus cannot be read"),
        }
    }

    async fn read_or_warn(&self) -> bool {
        let read = self.read_revocations().await;
        if let Err(error) = &read {
            tracing::warn!(%error, "revoked streams could not be read; trying again");
        }
        read.is_ok()
    }

    /// Reads the revoked sessions from the database: at start, and after a gap of the bus.
    pub(crate) async fn read_revocations(&self) -> Result<(), PlaybackError> {
        let now = self.inner.db.now();
        let revoked = session::revoked_since(self.inner.db.pool(), now).await?;
        self.inner.revocations.add(revoked, now);
        Ok(())
    }
}
