//! Turns what was served into credit, views, resume points and sums: one transaction for the sessions of a second.
//!
//! Invariants: sums are increments under row locks, so that any number of processes count exactly; a session makes at
//! most one view, a viewer at most one an hour and film; the credit is decided by [`crate::watch`] alone.

mod outcome;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use contracts::{
    catalog::FilmId,
    playback::{PlaybackId, ViewCounted},
};
use kernel::{AccountId, Actor};
use platform::{DbError, Tx};

use self::outcome::{OpenSession, Outcome, Reached};
use self::store::DayGain;
use crate::{
    Playback, PlaybackError, RevokedBy, config::PlaybackConfig, recorder::Batch, revocation::Revoked, session, viewer::Mark,
    watch::WatchEvent,
};

/// How many sessions one transaction settles.
const SESSIONS_PER_SETTLEMENT: usize = 500;

/// What a heartbeat answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct BeatView {
    /// When to send the next one, in seconds.
    pub heartbeat_s: u32,
    /// The watch time credited to this session so far.
    pub credited_ms: u64,
}

/// Whether the player goes on after this sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    GoesOn,
    Ends,
}

impl Playback {
    /// A player's sign of life, with the position it claims: kept only inside what was served. Needs nothing but the
    /// token, so that it works for visitors and while a page is being left.
    pub async fn heartbeat(&self, token: &str, position_ms: Option<u64>) -> Result<BeatView, PlaybackError> {
        let playback_id = self.authorise(token)?.playback_id;
        let outcome = self.settle_one(playback_id, position_ms, Sign::GoesOn).await?;
        let revoked = match outcome.session.revoked {
            None if outcome.lapsed => session::reclaim(self, playback_id).await?,
            known => known,
        };
        if let Some(by) = revoked {
            return Err(PlaybackError::Revoked(by));
        }
        Ok(BeatView { heartbeat_s: self.inner.config.heartbeat_s, credited_ms: outcome.session.state.credited_ms })
    }

    /// The player is closed: its place is free at once. A stream that goes on all the same needs a place again.
    pub async fn end(&self, token: &str, position_ms: Option<u64>) -> Result<(), PlaybackError> {
        let playback_id = self.authorise(token)?.playback_id;
        let outcome = self.settle_one(playback_id, position_ms, Sign::Ends).await?;
        if outcome.lapsed {
            let _: Option<RevokedBy> = session::reclaim(self, playback_id).await?;
        }
        Ok(())
    }

    /// Settles everything that waits. Called once a second by [`Playback::run`], and by tests.
    pub async fn settle(&self) -> Result<(), PlaybackError> {
        loop {
            let batch = self.inner.recorder.take(SESSIONS_PER_SETTLEMENT);
            if batch.is_empty() {
                return Ok(());
            }
            match self.settle_batch(&batch).await {
                Ok(outcomes) => self.after(&outcomes).await?,
                Err(error) => {
                    self.inner.recorder.put_back(batch);
                    return Err(error.into());
                }
            }
        }
    }

    async fn settle_one(&self, id: PlaybackId, position_ms: Option<u64>, sign: Sign) -> Result<Outcome, PlaybackError> {
        let waiting = self.inner.recorder.borrow_one(id);
        let was_served = !waiting.events().is_empty();
        let mut events = waiting.events().to_vec();
        events.push(WatchEvent::Beat { position_ms, at: self.inner.db.now() });
        let mut outcome = self.settle_and_end(id, events, sign).await?.ok_or(PlaybackError::NotFound)?;
        waiting.settled();
        // Closing is no use of a stream; what was served since an earlier end is.
        outcome.lapsed &= sign == Sign::GoesOn || (was_served && outcome.session.ended_at.is_some());
        Ok(outcome)
    }

    async fn settle_and_end(&self, id: PlaybackId, events: Vec<WatchEvent>, sign: Sign) -> Result<Option<Outcome>, DbError> {
        let mut tx = self.inner.db.begin(&Actor::system("playback")).await?;
        let outcome = settle_in(&mut tx, &self.inner.config, &Batch::from([(id, events)])).await?.pop();
        if sign == Sign::Ends {
            let now = tx.now();
            store::end_session(tx.conn(), id, now).await?;
        }
        tx.commit().await?;
        Ok(outcome)
    }

    async fn settle_batch(&self, batch: &Batch) -> Result<Vec<Outcome>, DbError> {
        let mut tx = self.inner.db.begin(&Actor::system("playback")).await?;
        let outcomes = settle_in(&mut tx, &self.inner.config, batch).await?;
        tx.commit().await?;
        Ok(outcomes)
    }

    /// What follows a settlement outside its transaction: revocations that the bus may not have told, and sessions that
    /// came back after their place had lapsed.
    async fn after(&self, outcomes: &[Outcome]) -> Result<(), PlaybackError> {
        let revoked = outcomes.iter().filter_map(|outcome| {
            let by = outcome.session.revoked?;
            Some(Revoked { id: outcome.session.id, by: by.as_str().to_owned(), until_s: outcome.session.expires_at.as_second() })
        });
        self.inner.revocations.add(revoked, self.inner.db.now());
        for lapsed in outcomes.iter().filter(|outcome| outcome.lapsed) {
            let _: Option<RevokedBy> = session::reclaim(self, lapsed.session.id).await?;
        }
        Ok(())
    }
}

async fn settle_in(tx: &mut Tx, config: &PlaybackConfig, batch: &Batch) -> Result<Vec<Outcome>, DbError> {
    let now = tx.now();
    let ids: Vec<_> = batch.keys().map(kernel::Id::as_uuid).collect();
    let sessions = store::lock_sessions(tx.conn(), &ids).await?;
    let settled = |session: OpenSession| {
        let events = batch.get(&session.id).map(Vec::as_slice).unwrap_or_default();
        Outcome::of(session, events, &PlaybackConfig::rules(), config.lease(), now)
    };
    let outcomes: Vec<_> = sessions.into_iter().map(settled).collect();
    if outcomes.is_empty() {
        return Ok(outcomes);
    }
    store::update_sessions(tx.conn(), &outcomes).await?;
    let counted = count_views(tx, &outcomes).await?;
    let reached = latest_reached(&outcomes);
    if !reached.is_empty() {
        store::upsert_progress(tx.conn(), &reached).await?;
    }
    let gains = day_gains(&outcomes, &counted);
    if !gains.is_empty() {
        store::add_to_day(tx.conn(), &gains, store::day_of(now)).await?;
    }
    Ok(outcomes)
}

/// Counts the views that are the first of their viewer's hour, and tells the other contexts of those of films.
async fn count_views(tx: &mut Tx, outcomes: &[Outcome]) -> Result<Vec<FilmId>, DbError> {
    let new: Vec<_> = outcomes.iter().filter(|outcome| outcome.became_view).map(|outcome| &outcome.session).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let pairs: BTreeSet<(Mark, FilmId)> = new.iter().map(|session| (session.audience, session.film_id)).collect();
    let now = tx.now();
    let claimed = store::claim_windows(tx.conn(), &pairs.into_iter().collect::<Vec<_>>(), now).await?;
    for (audience, film_id) in &claimed {
        let session = new.iter().find(|session| session.audience == *audience && session.film_id == *film_id);
        if let Some(session) = session.filter(|session| session.is_film) {
            tx.emit(&ViewCounted { playback_id: session.id, film_id: *film_id }).await?;
        }
    }
    metrics::counter!("playback_views_total").increment(claimed.len() as u64);
    Ok(claimed.into_iter().map(|(_, film_id)| film_id).collect())
}

/// The latest position of each account and film, in the order of their keys.
fn latest_reached(outcomes: &[Outcome]) -> Vec<Reached> {
    let mut latest = BTreeMap::<(AccountId, FilmId), Reached>::new();
    for reached in outcomes.iter().filter_map(Outcome::reached) {
        let kept = latest.entry((reached.account_id, reached.film_id)).or_insert(reached);
        if reached.at > kept.at {
            *kept = reached;
        }
    }
    latest.into_values().collect()
}

/// What to add to each film's day, in the order of the films.
fn day_gains(outcomes: &[Outcome], counted: &[FilmId]) -> Vec<(FilmId, DayGain)> {
    let mut gains = BTreeMap::<FilmId, DayGain>::new();
    for outcome in outcomes {
        let gain = gains.entry(outcome.session.film_id).or_default();
        gain.watched_ms += store::signed(outcome.gained_ms);
        gain.sent_bytes += store::signed(outcome.gained_bytes);
    }
    for film_id in counted {
        gains.entry(*film_id).or_default().views += 1;
    }
    gains.into_iter().filter(|(_, gain)| *gain != DayGain::default()).collect()
}
