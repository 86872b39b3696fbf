//! A line in which requests wait until one of them does the work of all.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard, oneshot};

/// How many may wait in a line: the next is asked to come again.
const LONGEST: usize = 2_000;

/// Something to be done, and who waits for it.
#[derive(Debug)]
pub(super) struct Waiting<T, A> {
    pub(super) what: T,
    answer: oneshot::Sender<A>,
}

impl<T, A> Waiting<T, A> {
    /// Tells who waits. Who went away does not hear of it.
    pub(super) fn answer(self, answer: A) {
        let _gone = self.answer.send(answer);
    }
}

/// What comes next for somebody who waits.
#[derive(Debug)]
pub(super) enum Next<A> {
    /// It was done; nothing where whoever did it failed without a word.
    Answered(Option<A>),
    /// It is their turn to do it, for all who wait.
    Turn(OwnedMutexGuard<()>),
}

#[derive(Debug)]
pub(super) struct Line<T, A> {
    waiting: Mutex<Vec<Waiting<T, A>>>,
    turn: Arc<Turn<()>>,
}

impl<T, A> Default for Line<T, A> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: Arc::default() }
    }
}

impl<T, A> Line<T, A> {
    /// Nothing where too many wait.
    pub(super) fn enter(&self, what: T) -> Option<oneshot::Receiver<A>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= LONGEST {
            return None;
        }
        let (sender, answer) = oneshot::channel();
        waiting.push(Waiting { what, answer: sender });
        Some(answer)
    }

    pub(super) async fn next(&self, answer: &mut oneshot::Receiver<A>) -> Next<A> {
        tokio::select! {
            biased;
            done = answer => Next::Answered(done.ok()),
            turn = Arc::clone(&self.turn).lock_owned() => Next::Turn(turn),
        }
    }

    /// Those who waited longest, so many of those that fit into the group; the others stay, in their order.
    pub(super) fn take(&self, at_once: usize, mut fits: impl FnMut(&T) -> bool) -> Vec<Waiting<T, A>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut group, mut rest) = (Vec::new(), Vec::new());
        for one in waiting.drain(..) {
            if group.len() < at_once && fits(&one.what) { group.push(one) } else { rest.push(one) }
        }
        *waiting = rest;
        group
    }

    /// The same, without those whose requester went away: these are forgotten.
    pub(super) fn take_present(&self, at_once: usize, fits: impl FnMut(&T) -> bool) -> Vec<Waiting<T, A>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).retain(|one| !one.answer.is_closed());
        self.take(at_once, fits)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[tokio::test]
    async fn what_does_not_fit_waits_in_its_order() {
        let line = Line::<(char, u8), u8>::default();
        let mut answers: Vec<_> = [('a', 1), ('a', 2), ('b', 3), ('a', 4), ('c', 5)].map(|what| line.enter(what).unwrap()).into();
        let group = |line: &Line<(char, u8), u8>| {
            let mut letters = HashSet::new();
            let group = line.take(2, |(letter, _)| letters.insert(*letter));
            let numbers: Vec<u8> = group.iter().map(|one| one.what.1).collect();
            for one in group {
                let number = one.what.1;
                one.answer(number);
            }
            numbers
        };
        assert_eq!([group(&line), group(&line), group(&line), group(&line)], [vec![1, 3], vec![2, 5], vec![4], vec![]]);
        let last = answers.pop().unwrap().await.unwrap();
        assert_eq!(last, 5);
    }

    #[tokio::test]
    async fn who_waits_is_answered_or_takes_the_turn() {
        let line = Line::<u8, u8>::default();
        let (mut first, mut second, mut third) = (line.enter(1).unwrap(), line.enter(2).unwrap(), line.enter(3).unwrap());
        let Next::Turn(turn) = line.next(&mut first).await else { panic!("nobody was before") };
        let mut group = line.take(2, |_| true);
        group.pop().unwrap().answer(2);
        assert!(matches!(line.next(&mut second).await, Next::Answered(Some(2))));
        // Whoever did it is gone without a word.
        drop(group);
        assert!(matches!(line.next(&mut first).await, Next::Answered(None)));
        drop(turn);
        assert!(matches!(line.next(&mut third).await, Next::Turn(_)));
    }

    #[tokio::test]
    async fn who_went_away_is_forgotten_and_a_line_has_an_end() {
        let line = Line::<usize, u8>::default();
        let mut answers: Vec<_> = (0..LONGEST).map(|number| line.enter(number).unwrap()).collect();
        assert!(line.enter(LONGEST).is_none());
        answers.drain(..LONGEST - 1);
        let group = line.take_present(10, |_| true);
        assert_eq!(group.iter().map(|one| one.what).collect::<Vec<_>>(), [LONGEST - 1]);
        assert!(line.enter(LONGEST).is_some());
    }
}
