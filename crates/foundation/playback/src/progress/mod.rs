//! Where an account is in its films: resume points, "continue watching", history. A visitor has none.

mod queries;

use std::collections::HashMap;

use contracts::catalog::FilmId;
use jiff::Timestamp;
use kernel::{AccountId, Actor, Page, PageRequest};
use platform::{DbError, Tx};
use serde::Serialize;

use crate::{Playback, PlaybackError};

/// Where an account is in a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProgressView {
    /// The film.
    pub film_id: FilmId,
    /// The last known position.
    pub position_ms: u64,
    /// The length of the film.
    pub duration_ms: u64,
    /// Whether it was seen to its credits.
    pub finished: bool,
    /// When it was last watched.
    pub updated_at: Timestamp,
}

impl ProgressView {
    /// How much of the film lies behind, 0 to 100.
    pub fn percent(&self) -> u8 {
        if self.finished {
            return 100;
        }
        let percent = self.position_ms.saturating_mul(100).checked_div(self.duration_ms).unwrap_or(0);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    /// Where to start again: not at all within the first five seconds, and from the beginning once finished.
    pub fn resume_ms(&self) -> Option<u64> {
        (!self.finished && self.position_ms >= 5000).then_some(self.position_ms)
    }
}

/// The most films asked for at once.
const MAX_FILMS: usize = 200;

impl Playback {
    /// Where the account is in these films; at most 200 of them.
    pub async fn progress_for(
        &self,
        account_id: AccountId,
        films: &[FilmId],
    ) -> Result<HashMap<FilmId, ProgressView>, PlaybackError> {
        let asked = films.get(..films.len().min(MAX_FILMS)).unwrap_or_default();
        let rows = queries::of_films(self.inner.db.pool(), account_id, asked).await?;
        Ok(rows.into_iter().map(|progress| (progress.film_id, progress)).collect())
    }

    /// The films the actor began and did not finish, the last watched first.
    pub async fn continue_watching(&self, actor: &Actor, request: &PageRequest) -> Result<Page<ProgressView>, PlaybackError> {
        let account_id = actor.require_account()?;
        let after = after(request)?;
        let rows = queries::unfinished(self.inner.db.pool(), account_id, after, i64::from(request.limit()) + 1).await?;
        Ok(Page::from_rows(rows, request, key))
    }

    /// Every film the actor watched, the last watched first.
    pub async fn history(&self, actor: &Actor, request: &PageRequest) -> Result<Page<ProgressView>, PlaybackError> {
        let account_id = actor.require_account()?;
        let after = after(request)?;
        let rows = queries::history(self.inner.db.pool(), account_id, after, i64::from(request.limit()) + 1).await?;
        Ok(Page::from_rows(rows, request, key))
    }

    /// Takes a film out of the actor's history. One that is not there is fine.
    pub async fn forget(&self, actor: &Actor, film_id: FilmId) -> Result<(), PlaybackError> {
        let account_id = actor.require_account()?;
        let mut tx = self.inner.db.begin(actor).await?;
        queries::forget(&mut tx, account_id, Some(film_id)).await?;
        Ok(tx.commit().await?)
    }

    /// Empties the actor's history.
    pub async fn forget_all(&self, actor: &Actor) -> Result<(), PlaybackError> {
        let account_id = actor.require_account()?;
        let mut tx = self.inner.db.begin(actor).await?;
        queries::forget(&mut tx, account_id, None).await?;
        Ok(tx.commit().await?)
    }

    /// How often these films were seen, at most 200 of them; absent ones never.
    pub async fn views_for(&self, films: &[FilmId]) -> Result<HashMap<FilmId, u64>, PlaybackError> {
        let asked = films.get(..films.len().min(MAX_FILMS)).unwrap_or_default();
        Ok(queries::views(self.inner.db.pool(), asked).await?.into_iter().collect())
    }
}

/// Where to start again in this film.
pub(crate) async fn resume_in(tx: &mut Tx, account_id: Option<AccountId>, film_id: FilmId) -> Result<Option<u64>, DbError> {
    let Some(account_id) = account_id else { return Ok(None) };
    let known = queries::find(tx, account_id, film_id).await?;
    Ok(known.and_then(|progress| progress.resume_ms()))
}

type Key = (Timestamp, FilmId);

fn key(progress: &ProgressView) -> Key {
    (progress.updated_at, progress.film_id)
}

fn after(request: &PageRequest) -> Result<Option<Key>, PlaybackError> {
    request.after_key().map_err(|_foreign| PlaybackError::Invalid(vec![kernel::FieldError::new("after", "playback-field-after")]))
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn progress(position_ms: u64, finished: bool) -> ProgressView {
        ProgressView { film_id: Id::generate(), position_ms, duration_ms: 60_000, finished, updated_at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_film_starts_again_where_it_was_left_but_not_in_its_first_seconds_nor_after_its_end() {
        let cases = [(0, false, None), (4_999, false, None), (5_000, false, Some(5_000)), (59_000, true, None)];
        for (position_ms, finished, expected) in cases {
            assert_eq!(progress(position_ms, finished).resume_ms(), expected, "{position_ms}");
        }
    }

    #[test]
    fn a_finished_film_is_behind_by_a_hundred_percent() {
        assert_eq!(progress(58_000, true).percent(), 100);
        assert_eq!(progress(30_000, false).percent(), 50);
        assert_eq!(ProgressView { duration_ms: 0, ..progress(1, false) }.percent(), 0);
    }
}
