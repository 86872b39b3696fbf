//! Visits in memory until the next settlement, once a second. Bounded: beyond [`MAX`] the newest are dropped, and said so.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use contracts::crowdfunding::ProjectId;
use jiff::civil::Date;

use super::{Source, arrival::Mark};

/// Who visited which project on which day.
pub(super) type Visitor = (ProjectId, Date, Mark);

/// Visitors, and by which way each came first; in the order in which rows are written.
pub(super) type Batch = BTreeMap<Visitor, Source>;

const MAX: usize = 50_000;

/// The visits that wait.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    batch: Batch,
    dropped: u64,
}

impl Recorder {
    /// Notes a visit. The first way somebody came that day stays.
    pub(super) fn note(&self, visitor: Visitor, source: Source) {
        let mut waiting = self.lock();
        if waiting.batch.len() >= MAX && !waiting.batch.contains_key(&visitor) {
            waiting.dropped += 1;
            return;
        }
        waiting.batch.entry(visitor).or_insert(source);
    }

    /// By which way somebody came who waits here.
    pub(super) fn find(&self, visitor: &Visitor) -> Option<Source> {
        self.lock().batch.get(visitor).cloned()
    }

    /// Takes at most so many.
    pub(super) fn take(&self, most: usize) -> Batch {
        let mut waiting = self.lock();
        if waiting.dropped > 0 {
            tracing::warn!(dropped = waiting.dropped, "visits were not counted: too many wait for the database");
            waiting.dropped = 0;
        }
        match waiting.batch.keys().nth(most).copied() {
            Some(first_left) => {
                let left = waiting.batch.split_off(&first_left);
                std::mem::replace(&mut waiting.batch, left)
            }
            None => std::mem::take(&mut waiting.batch),
        }
    }

    /// Puts back what could not be settled; it came before what waits.
    pub(super) fn put_back(&self, batch: Batch) {
        let mut waiting = self.lock();
        waiting.batch.extend(batch);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(project_id: ProjectId, number: usize) -> Visitor {
        let mut mark = [0; 16];
        mark[..8].copy_from_slice(&number.to_be_bytes());
        (project_id, Date::constant(2026, 11, 22), mark)
    }

    #[test]
    fn the_first_way_somebody_came_stays_also_after_a_failure() {
        let (recorder, one) = (Recorder::default(), visitor(ProjectId::generate(), 1));
        recorder.note(one, Source::Whatsapp);
        let failed = recorder.take(10);
        recorder.note(one, Source::Direct);
        recorder.put_back(failed);
        assert_eq!(recorder.find(&one), Some(Source::Whatsapp));
        assert_eq!(recorder.take(10), Batch::from([(one, Source::Whatsapp)]));
        assert!(recorder.take(10).is_empty());
    }

    #[test]
    fn taking_part_leaves_the_rest_and_a_database_that_stays_away_does_not_fill_the_memory() {
        let (recorder, project_id) = (Recorder::default(), ProjectId::generate());
        for number in 0..MAX + 10 {
            recorder.note(visitor(project_id, number), Source::Direct);
        }
        assert_eq!(recorder.take(5).len(), 5);
        assert_eq!(recorder.take(MAX).len(), MAX - 5);
    }
}
