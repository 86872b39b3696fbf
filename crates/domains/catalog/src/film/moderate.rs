//! What moderators do with films: publish, refuse, take away.

use contracts::catalog::{FilmId, FilmPublished, FilmRefused, FilmUnpublished};
use kernel::{Actor, FieldError, Page, PageRequest, Permission};
use serde_json::json;

use super::{
    FilmRow, PublishFilm, StudioFilm,
    model::{self, Step},
    queries,
    studio::studio_view,
};
use crate::{Catalog, CatalogError, values::FilmState};

impl Catalog {
    /// The films that wait for a decision, the longest waiting first.
    pub async fn list_submitted_films(&self, actor: &Actor, page: &PageRequest) -> Result<Page<StudioFilm>, CatalogError> {
        actor.require(Permission::FilmModerate)?;
        let pool = self.db().pool();
        let ids = queries::submitted_films(pool, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let mut films = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(film) = queries::find_film(pool, id.into()).await? {
                films.push(studio_view(pool, film).await?);
            }
        }
        Ok(Page::from_rows(films, page, |film| (film.submitted_at.unwrap_or_default(), film.page.card.id.as_uuid())))
    }

    /// Publishes a submitted film that can be watched. With the version that the moderator saw, only that one is published.
    pub async fn publish_film(&self, actor: &Actor, cmd: PublishFilm) -> Result<StudioFilm, CatalogError> {
        actor.require(Permission::FilmModerate)?;
        let film_id = cmd.film_id;
        let (mut tx, film) = self.open_for_edit(actor, film_id).await?;
        let state = model::after(film.state, Step::Publish).ok_or(CatalogError::WrongState)?;
        if cmd.version.is_some_and(|seen| seen != film.version) {
            return Err(CatalogError::Outdated);
        }
        if !film.playable {
            return Err(CatalogError::NotPlayable);
        }
        tx.audit("catalog.film-published", film_id, json!({ "title": film.title })).await?;
        tx.emit(&FilmPublished { film_id }).await?;
        self.move_to(tx, &film, state, "").await?;
        self.get_studio_film(actor, film_id).await
    }

    /// Refuses a submitted film, or takes a published one away; its author reads why.
    pub async fn refuse_film(&self, actor: &Actor, film_id: FilmId, reason: &str) -> Result<StudioFilm, CatalogError> {
        actor.require(Permission::FilmModerate)?;
        let reason = checked_reason(reason, 1000)?;
        let (mut tx, film) = self.open_for_edit(actor, film_id).await?;
        let state = model::after(film.state, Step::Refuse).ok_or(CatalogError::WrongState)?;
        tell_refusal(&mut tx, &film, &reason).await?;
        self.move_to(tx, &film, state, &reason).await?;
        self.get_studio_film(actor, film_id).await
    }
}

/// Tells the others that a film was refused or taken away.
async fn tell_refusal(tx: &mut platform::Tx, film: &FilmRow, reason: &str) -> Result<(), CatalogError> {
    tx.audit("catalog.film-refused", film.id, json!({ "title": film.title, "reason": reason })).await?;
    tx.emit(&FilmRefused { film_id: film.id }).await?;
    if film.state == FilmState::Published {
        tx.emit(&FilmUnpublished { film_id: film.id }).await?;
    }
    Ok(())
}

/// A reason that says something.
pub(crate) fn checked_reason(given: &str, max: usize) -> Result<String, CatalogError> {
    let mut wrong = Vec::new();
    let reason = model::text("reason", given, max, &mut wrong);
    if reason.is_empty() {
        wrong.push(FieldError::new("reason", "field-required"));
    }
    if wrong.is_empty() { Ok(reason) } else { Err(CatalogError::Invalid(wrong)) }
}
