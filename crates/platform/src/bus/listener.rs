//! The one connection that listens, made anew whenever it is lost.

use std::{sync::Arc, time::Duration};

use sqlx::{
    PgPool,
    postgres::{PgListener, PgNotification},
};
use tokio_util::sync::CancellationToken;

use super::{Envelope, Hub, PG_CHANNEL, Wake};
use crate::{jobs, outbox};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// Listens until stopped. Each new connection may have missed messages, and says so.
pub(super) async fn listen(pool: PgPool, hub: Arc<Hub>, stop: CancellationToken) {
    let mut pause = FIRST_PAUSE;
    loop {
        let heard = tokio::select! {
            () = stop.cancelled() => return,
            heard = listen_once(&pool, &hub, &mut pause) => heard,
        };
        hub.listening.send_replace(false);
        if let Err(error) = heard {
            tracing::warn!(%error, "the live bus lost its connection");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn listen_once(pool: &PgPool, hub: &Hub, pause: &mut Duration) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen_all([PG_CHANNEL, jobs::WAKE_CHANNEL, outbox::WAKE_CHANNEL]).await?;
    *pause = FIRST_PAUSE;
    hub.listening.send_replace(true);
    hub.gap();
    while let Some(notification) = listener.try_recv().await? {
        hear(hub, &notification);
    }
    Ok(())
}

fn hear(hub: &Hub, notification: &PgNotification) {
    match notification.channel() {
        jobs::WAKE_CHANNEL => hub.wake(Wake::Jobs(notification.payload().to_owned())),
        outbox::WAKE_CHANNEL => hub.wake(Wake::Outbox),
        _ => match serde_json::from_str::<Envelope>(notification.payload()) {
            Ok(envelope) => hub.tell(envelope),
            Err(error) => tracing::warn!(%error, "a message that is not ours on the live bus"),
        },
    }
}
