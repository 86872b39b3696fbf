//! What a person watched: playback knows how far, the catalogue knows the films.

mod queries;
mod view;

use contracts::catalog::FilmId;
use kernel::{Actor, Page, PageRequest};
use uuid::Uuid;

pub use view::{ContinueCard, HistoryEntry};

use crate::{Catalog, CatalogError, film};

impl Catalog {
    /// The films the actor began and did not finish, last watched first; at most 18.
    pub async fn continue_watching(&self, actor: &Actor) -> Result<Vec<ContinueCard>, CatalogError> {
        let account_id = actor.require_account()?;
        let pool = self.db().pool();
        let rows = queries::unfinished(pool, account_id, 18).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.film_id).collect();
        let mut films = film::cards_by_id(pool, &ids).await?;
        let cards = rows.into_iter().filter_map(|row| {
            let film = films.remove(&row.film_id)?;
            Some(ContinueCard { film, position_ms: row.position_ms, percent: row.percent(), watched_at: row.watched_at })
        });
        Ok(cards.collect())
    }

    /// Everything the actor watched, last first.
    pub async fn list_history(&self, actor: &Actor, page: &PageRequest) -> Result<Page<HistoryEntry>, CatalogError> {
        let account_id = actor.require_account()?;
        let pool = self.db().pool();
        let before = page.after_row()?;
        let rows = queries::history(pool, account_id, before, i64::from(page.limit()) + 1).await?;
        let rows = Page::from_rows(rows, page, |row| (row.watched_at, row.film_id));
        let ids: Vec<Uuid> = rows.items.iter().map(|row| row.film_id).collect();
        let mut films = film::cards_by_id(pool, &ids).await?;
        let items = rows.items.into_iter().filter_map(|row| {
            let film = films.remove(&row.film_id)?;
            Some(HistoryEntry { film, position_ms: row.position_ms, finished: row.finished, watched_at: row.watched_at })
        });
        Ok(Page { items: items.collect(), next: rows.next })
    }

    /// How many people watched the film, as playback counted, written on its card. Safe to repeat.
    pub(crate) async fn refresh_views(&self, film_id: FilmId) -> Result<(), CatalogError> {
        Ok(queries::refresh_views(self.db().pool(), film_id).await?)
    }
}
