//! What a batch of events makes of one session: pure.

use contracts::{catalog::FilmId, playback::PlaybackId};
use jiff::{SignedDuration, Timestamp};
use kernel::AccountId;

use crate::{
    RevokedBy,
    viewer::Mark,
    watch::{WatchEvent, WatchRules, WatchState, is_finished},
};

/// A session as loaded for settlement, locked.
#[derive(Debug, Clone)]
pub(crate) struct OpenSession {
    pub(crate) id: PlaybackId,
    pub(crate) film_id: FilmId,
    /// A clip keeps nobody's place, and its views are told to nobody.
    pub(crate) is_film: bool,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) audience: Mark,
    pub(crate) duration_ms: u64,
    pub(crate) opened_at: Timestamp,
    pub(crate) lease_until: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// When its player first said that it was closed; its lease ended with that.
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) revoked: Option<RevokedBy>,
    pub(crate) viewed_at: Option<Timestamp>,
    pub(crate) state: WatchState,
}

/// What was on its way when a player closed is told up to this long after its end; what comes later is a stream going on.
const STRAGGLERS: SignedDuration = SignedDuration::from_secs(5);

impl OpenSession {
    /// Whether an event of this instant means that somebody watches.
    fn is_used_at(&self, at: Timestamp) -> bool {
        self.ended_at.is_none_or(|ended_at| at > ended_at + STRAGGLERS)
    }
}

/// What changed.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) session: OpenSession,
    /// Credit and bytes that came in addition.
    pub(crate) gained_ms: u64,
    pub(crate) gained_bytes: u64,
    /// Whether the credit made a view now.
    pub(crate) became_view: bool,
    /// Whether the session goes on without a place: it gave no sign of life for too long, or it was ended.
    pub(crate) lapsed: bool,
    /// The last sign of life.
    pub(crate) last_event_at: Option<Timestamp>,
}

/// Where an account is, to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) account_id: AccountId,
    pub(crate) film_id: FilmId,
    pub(crate) position_ms: u64,
    pub(crate) duration_ms: u64,
    pub(crate) finished: bool,
    pub(crate) at: Timestamp,
}

impl Outcome {
    /// Applies the events in their order. `now` decides whether the place was still held; a place is prolonged only while
    /// it is, because another stream may hold it since.
    pub(crate) fn of(
        mut session: OpenSession,
        events: &[WatchEvent],
        rules: &WatchRules,
        lease: SignedDuration,
        now: Timestamp,
    ) -> Self {
        let before = (session.state.credited_ms, session.state.sent_bytes);
        for event in events {
            match *event {
                // On its way when the player was closed, heard after it: where it was closed is the last word.
                WatchEvent::Beat { at, .. } if !session.is_used_at(at) => {
                    session.state.apply(&WatchEvent::Beat { position_ms: None, at }, rules);
                }
                _ => session.state.apply(event, rules),
            }
        }
        // A system clock that was set back must not make a session older than itself.
        let last_event_at = events.iter().map(WatchEvent::at).max().map(|at| at.max(session.opened_at));
        let became_view =
            session.viewed_at.is_none() && session.state.credited_ms >= rules.view_threshold_ms(session.duration_ms);
        if became_view {
            session.viewed_at = Some(now);
        }
        let alive = session.revoked.is_none() && last_event_at.is_some_and(|last| session.is_used_at(last));
        let held = session.lease_until > now;
        if let (true, true, Some(last)) = (alive, held, last_event_at) {
            session.lease_until = session.lease_until.max((last + lease).min(session.expires_at));
        }
        Self {
            gained_ms: session.state.credited_ms - before.0,
            gained_bytes: session.state.sent_bytes - before.1,
            became_view,
            lapsed: alive && !held,
            last_event_at,
            session,
        }
    }

    /// Where the account is now in a film, if it has one and anything is known.
    pub(crate) fn reached(&self) -> Option<Reached> {
        let (session, at) = (&self.session, self.last_event_at?);
        if !session.is_film {
            return None;
        }
        let position_ms = session.state.position_ms?.min(session.duration_ms);
        Some(Reached {
            account_id: session.account_id?,
            film_id: session.film_id,
            position_ms,
            duration_ms: session.duration_ms.max(1),
            finished: is_finished(position_ms, session.duration_ms),
            at,
        })
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn session() -> OpenSession {
        OpenSession {
            id: Id::generate(),
            film_id: Id::generate(),
            is_film: true,
            account_id: Some(Id::generate()),
            audience: [0; 16],
            duration_ms: 100_000,
            opened_at: START,
            lease_until: after(45),
            expires_at: after(3600),
            ended_at: None,
            revoked: None,
            viewed_at: None,
            state: WatchState::default(),
        }
    }

    fn after(seconds: i64) -> Timestamp {
        START + SignedDuration::from_secs(seconds)
    }

    fn served(index: u64, at_s: i64) -> WatchEvent {
        WatchEvent::Served { start_ms: index * 4000, end_ms: index * 4000 + 4000, bytes: 1000, at: after(at_s) }
    }

    fn settle(session: OpenSession, events: &[WatchEvent], now_s: i64) -> Outcome {
        Outcome::of(session, events, &WatchRules::default(), SignedDuration::from_secs(45), after(now_s))
    }

    #[test]
    fn a_session_makes_one_view_at_the_tenth_credited_second() {
        let first = settle(session(), &[served(0, 0), served(1, 1), served(2, 2), served(3, 9)], 9);
        assert!(!first.became_view);
        let second = settle(first.session, &[served(4, 10)], 10);
        assert!(second.became_view);
        assert_eq!((second.gained_ms, second.gained_bytes), (1000, 1000));
        let third = settle(second.session, &[served(5, 20)], 20);
        assert!(!third.became_view);
    }

    #[test]
    fn a_place_is_prolonged_by_what_is_served_only_while_it_is_held() {
        let held = settle(session(), &[served(0, 44)], 44);
        assert_eq!((held.session.lease_until, held.lapsed), (after(89), false));
        let lost = settle(session(), &[served(0, 44)], 45);
        assert_eq!((lost.session.lease_until, lost.lapsed), (after(45), true));
        let revoked = settle(OpenSession { revoked: Some(RevokedBy::Stopped), ..session() }, &[served(0, 10)], 10);
        assert_eq!((revoked.session.lease_until, revoked.lapsed), (after(45), false));
    }

    #[test]
    fn a_session_that_is_served_after_its_end_has_lapsed() {
        let ended = || OpenSession { ended_at: Some(after(10)), lease_until: after(10), ..session() };
        assert!(!settle(ended(), &[served(0, 15)], 16).lapsed, "what was on its way at the end");
        assert!(settle(ended(), &[served(0, 16)], 16).lapsed);
        let revoked = OpenSession { revoked: Some(RevokedBy::Limit), ..ended() };
        assert!(!settle(revoked, &[served(0, 16)], 16).lapsed);
        let back = OpenSession { lease_until: after(61), ..ended() };
        let held = settle(back, &[served(0, 30)], 30);
        assert_eq!((held.session.lease_until, held.lapsed), (after(75), false));
    }

    #[test]
    fn a_place_never_outlives_the_token() {
        let late = OpenSession { lease_until: after(3590), ..session() };
        assert_eq!(settle(late, &[served(0, 3580)], 3580).session.lease_until, after(3600));
    }

    #[test]
    fn where_an_account_is_never_lies_past_the_end() {
        let mut events: Vec<_> = (0..25).map(|index| served(index, 0)).collect();
        events.push(WatchEvent::Beat { position_ms: Some(u64::MAX), at: after(1) });
        let reached = settle(session(), &events, 1).reached().unwrap();
        assert_eq!((reached.position_ms, reached.finished), (100_000, true));
        let visitor = OpenSession { account_id: None, ..session() };
        assert_eq!(settle(visitor, &events, 1).reached(), None);
    }
}
