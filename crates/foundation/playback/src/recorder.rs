//! What was served, in memory until the next settlement, once a second.
//!
//! Bounded: beyond [`MAX_EVENTS`] (the database has been away for long) the newest are dropped and counted in
//! `playback_events_dropped_total`. What a crash loses is at most the last second, to the viewer's disfavour.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use contracts::playback::PlaybackId;

use crate::watch::WatchEvent;

/// The events of several sessions, each in its order.
pub(crate) type Batch = BTreeMap<PlaybackId, Vec<WatchEvent>>;

const MAX_EVENTS: usize = 500_000;

/// The events that wait.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    batch: Batch,
    events: usize,
}

impl Recorder {
    /// Notes an event.
    pub(crate) fn record(&self, playback_id: PlaybackId, event: WatchEvent) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.events >= MAX_EVENTS {
            metrics::counter!("playback_events_dropped_total").increment(1);
            return;
        }
        waiting.events += 1;
        waiting.batch.entry(playback_id).or_default().push(event);
    }

    /// Takes the events of at most `sessions` sessions.
    pub(crate) fn take(&self, sessions: usize) -> Batch {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = match waiting.batch.keys().nth(sessions).copied() {
            Some(first_left) => {
                let left = waiting.batch.split_off(&first_left);
                std::mem::replace(&mut waiting.batch, left)
            }
            None => std::mem::take(&mut waiting.batch),
        };
        waiting.events -= batch.values().map(Vec::len).sum::<usize>();
        batch
    }

    /// Takes the events of one session, and puts them back unless they are settled: whoever settles them may be dropped
    /// half-way, with the connection of the player that asked for it.
    pub(crate) fn borrow_one(&self, playback_id: PlaybackId) -> Borrowed<'_> {
        Borrowed { recorder: self, playback_id, events: self.take_one(playback_id) }
    }

    /// Takes the events of one session.
    fn take_one(&self, playback_id: PlaybackId) -> Vec<WatchEvent> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let events = waiting.batch.remove(&playback_id).unwrap_or_default();
        waiting.events -= events.len();
        events
    }

    /// Puts back what could not be settled, before what came since.
    pub(crate) fn put_back(&self, batch: Batch) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (playback_id, mut events) in batch {
            waiting.events += events.len();
            let newer = waiting.batch.entry(playback_id).or_default();
            events.append(newer);
            *newer = events;
        }
    }
}

/// Events of one session that are being settled.
#[derive(Debug)]
pub(crate) struct Borrowed<'a> {
    recorder: &'a Recorder,
    playback_id: PlaybackId,
    events: Vec<WatchEvent>,
}

impl Borrowed<'_> {
    pub(crate) fn events(&self) -> &[WatchEvent] {
        &self.events
    }

    /// They are in the database: nothing is put back.
    pub(crate) fn settled(mut self) {
        self.events.clear();
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let events = std::mem::take(&mut self.events);
        if !events.is_empty() {
            self.recorder.put_back(Batch::from([(self.playback_id, events)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::Id;

    use super::*;

    fn sent(bytes: u64) -> WatchEvent {
        WatchEvent::Sent { bytes, at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn what_is_put_back_comes_before_what_arrived_since() {
        let (recorder, id) = (Recorder::default(), Id::generate());
        recorder.record(id, sent(1));
        let failed = recorder.take(10);
        recorder.record(id, sent(2));
        recorder.put_back(failed);
        assert_eq!(recorder.take_one(id), [sent(1), sent(2)]);
        assert!(recorder.take(10).is_empty());
    }

    #[test]
    fn what_is_borrowed_comes_back_unless_it_is_settled() {
        let (recorder, id) = (Recorder::default(), Id::generate());
        recorder.record(id, sent(1));
        drop(recorder.borrow_one(id));
        assert_eq!(recorder.borrow_one(id).events(), [sent(1)]);
        recorder.borrow_one(id).settled();
        assert!(recorder.take(10).is_empty());
    }

    #[test]
    fn taking_part_leaves_the_rest() {
        let recorder = Recorder::default();
        for n in 0..5 {
            recorder.record(Id::generate(), sent(n));
        }
        assert_eq!(recorder.take(2).len(), 2);
        assert_eq!(recorder.take(2).len(), 2);
        assert_eq!(recorder.take(2).len(), 1);
        assert!(recorder.take(2).is_empty());
    }

    #[test]
    fn a_database_that_stays_away_does_not_fill_the_memory() {
        let (recorder, id) = (Recorder::default(), Id::generate());
        for n in 0..=MAX_EVENTS as u64 {
            recorder.record(id, sent(n));
        }
        assert_eq!(recorder.take_one(id).len(), MAX_EVENTS);
    }
}
