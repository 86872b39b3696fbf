//! Two lanes: endpoints that answer, and those that failed or were slow the last time. A hanging endpoint is in the first lane once, then
//! it waits among its like, and whoever answers is not held up.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub(crate) struct Lanes {
    answering: Arc<Semaphore>,
    troubled: Arc<Semaphore>,
}

impl Lanes {
    /// Lanes of this width, at least one.
    pub(crate) fn new(answering: usize, troubled: usize) -> Self {
        let lane = |width: usize| Arc::new(Semaphore::new(width.clamp(1, Semaphore::MAX_PERMITS)));
        Self { answering: lane(answering), troubled: lane(troubled) }
    }

    /// A place, held until dropped; none when the lane is full.
    pub(crate) fn enter(&self, is_troubled: bool) -> Option<OwnedSemaphorePermit> {
        let lane = if is_troubled { &self.troubled } else { &self.answering };
        // Never closed: the one error is that it is full.
        Arc::clone(lane).try_acquire_owned().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_in_trouble_take_no_place_of_those_that_answer() {
        let lanes = Lanes::new(2, 0);
        let slow = lanes.enter(true).unwrap();
        assert!(lanes.enter(true).is_none());
        let answering = (lanes.enter(false).unwrap(), lanes.enter(false).unwrap());
        assert!(lanes.enter(false).is_none());
        drop((slow, answering));
        assert!(lanes.enter(true).is_some() && lanes.enter(false).is_some());
    }
}
