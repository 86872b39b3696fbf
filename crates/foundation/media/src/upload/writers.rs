//! One writer per upload: a newcomer asks the one before to stop, since its line is most likely dead.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use contracts::media::UploadId;
use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;

/// How long the writer before has to put what it holds on disk.
const HANDOVER: Duration = Duration::from_secs(10);

/// The writers of this process.
#[derive(Debug, Default)]
pub(crate) struct Writers {
    seats: Mutex<HashMap<UploadId, Seat>>,
}

#[derive(Debug, Clone, Default)]
struct Seat {
    lock: Arc<tokio::sync::Mutex<()>>,
    stop: CancellationToken,
}

/// The right to write.
#[derive(Debug)]
pub(crate) struct Writer {
    /// Cancelled when somebody else wants to write.
    pub(crate) stop: CancellationToken,
    _guard: OwnedMutexGuard<()>,
}

impl Writers {
    /// The right to write to this upload; none when the writer before does not stop in time.
    pub(crate) async fn take(&self, id: UploadId) -> Option<Writer> {
        let (lock, stop) = self.replace(id);
        let guard = tokio::time::timeout(HANDOVER, lock.lock_owned()).await.ok()?;
        Some(Writer { stop, _guard: guard })
    }

    /// Puts our stop signal in place of the previous writer's and pulls that one.
    fn replace(&self, id: UploadId) -> (Arc<tokio::sync::Mutex<()>>, CancellationToken) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        // Seats that nobody holds are forgotten here, so the map stays as small as the number of running requests.
        seats.retain(|other, seat| *other == id || Arc::strong_count(&seat.lock) > 1);
        let seat = seats.entry(id).or_default();
        seat.stop.cancel();
        seat.stop = CancellationToken::new();
        (Arc::clone(&seat.lock), seat.stop.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newcomer_stops_the_writer_before() {
        let writers = Arc::new(Writers::default());
        let id = UploadId::generate();
        let first = writers.take(id).await.unwrap();
        let other = Arc::clone(&writers);
        let second = tokio::spawn(async move { other.take(id).await });
        first.stop.cancelled().await;
        drop(first);
        assert!(!second.await.unwrap().unwrap().stop.is_cancelled());
        assert!(writers.take(UploadId::generate()).await.is_some());
    }
}
