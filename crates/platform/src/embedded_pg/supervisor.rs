//! Starts the server again when it ended by itself: killed by the kernel for its memory, or stopped by hand.
//!
//! Meanwhile requests are answered with 503 and jobs wait; pools connect again by themselves.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{EmbeddedPg, Options};

const LOOK_EVERY: Duration = Duration::from_millis(250);
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// A server that is kept running until it is stopped.
#[derive(Debug)]
pub struct SupervisedPg {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl EmbeddedPg {
    /// Keeps the server running with the options that it was started with.
    pub fn supervise(self, options: Options) -> SupervisedPg {
        let stop = CancellationToken::new();
        let task = tokio::spawn(keep(self, options, stop.clone()));
        SupervisedPg { stop, task }
    }
}

impl SupervisedPg {
    /// Stops the server and waits until it is gone.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the supervisor of PostgreSQL ended badly");
        }
    }
}

async fn keep(mut server: EmbeddedPg, options: Options, stop: CancellationToken) {
    let mut pause = LOOK_EVERY;
    while stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        pause = LOOK_EVERY;
        let Some(log) = server.ended() else { continue };
        tracing::error!(log, "PostgreSQL ended by itself; it is started again");
        match EmbeddedPg::start(options.clone()).await {
            Ok(started) => server = started,
            Err(error) => {
                tracing::error!(%error, "PostgreSQL could not be started again");
                pause = AGAIN_AFTER;
            }
        }
    }
    server.stop();
}
