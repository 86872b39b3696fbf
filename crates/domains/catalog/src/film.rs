//! Films: what their authors do with them, and the page of one.

mod command;
mod model;
mod moderate;
mod part;
mod queries;
mod row;
mod store;
mod studio;
mod view;

use contracts::{
    catalog::FilmId,
    identity::{AccountId, OrganisationId},
    media::AssetId,
};
use kernel::{Actor, Permission};
use sqlx::PgExecutor;

pub use command::{AttachAsset, CreateFilm, CreditInput, CreditPerson, EditFilm, FilmInput, FilmPart, PublishFilm, SetCredits};
pub(crate) use model::{line, shortened, text};
pub(crate) use moderate::checked_reason;
pub(crate) use queries::{cards, cards_by_id};
pub(crate) use row::FilmRow;
pub(crate) use store::{lock_listed, refresh};
pub use view::{ClipFacts, CreditView, FilmCard, FilmPage, MyFilm, RatingSummary, StudioFilm, Watchable, Weight};

use crate::{Catalog, CatalogError, values::is_slug};

/// Whether the actor may change the film: its owner, a member of its organisation, or the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only what everybody sees.
    Public,
    /// Its author's rights.
    Author,
    /// The rights of the staff, which include the author's.
    Staff,
}

impl Catalog {
    /// The page of a film, for everybody when it is published, else for its author and the staff.
    pub async fn get_film(&self, actor: &Actor, slug: &str) -> Result<FilmPage, CatalogError> {
        if !is_slug(slug) {
            return Err(CatalogError::FilmNotFound);
        }
        let is_public = |page: &FilmPage| page.card.published_at.is_some();
        let public = self.cache().films.get_if(slug.to_owned(), Box::pin(self.load_page(slug)), is_public).await?;
        let access = access_of(self.db().pool(), actor, public.owner_account_id, public.organisation_id).await?;
        if public.card.published_at.is_none() && access == Access::Public {
            return Err(CatalogError::FilmNotFound);
        }
        let mut page = FilmPage::clone(&public);
        page.editable = access != Access::Public;
        if let Some(account_id) = actor.account_id() {
            page.mine = Some(queries::my_film(self.db().pool(), account_id, page.card.id).await?);
        }
        Ok(page)
    }

    /// The same by id.
    pub async fn get_film_by_id(&self, actor: &Actor, film_id: FilmId) -> Result<FilmPage, CatalogError> {
        let slug = self.cache().slugs.get(film_id, self.find_slug(film_id)).await?;
        match self.get_film(actor, &slug).await {
            Ok(page) if page.card.id == film_id => Ok(page),
            // The kept address may be that of another film by now, or of none.
            Ok(_) | Err(CatalogError::FilmNotFound) => {
                let page = self.get_film(actor, &self.find_slug(film_id).await?).await?;
                if page.card.id == film_id { Ok(page) } else { Err(CatalogError::FilmNotFound) }
            }
            Err(error) => Err(error),
        }
    }

    /// What a player needs; refused while there is nothing to play. Its author and the staff may watch before it is published.
    pub async fn get_watchable(&self, actor: &Actor, film_id: FilmId) -> Result<Watchable, CatalogError> {
        let film = queries::find_film(self.db().pool(), film_id).await?.ok_or(CatalogError::FilmNotFound)?;
        if !film.is_listed() && access(self.db().pool(), actor, &film).await? == Access::Public {
            return Err(CatalogError::FilmNotFound);
        }
        let asset_id = film.video_asset_id.filter(|_video| film.playable).ok_or(CatalogError::NotPlayable)?;
        Ok(Watchable { film_id, asset_id, title: film.title, slug: film.slug, duration_ms: film.duration_ms })
    }

    /// What a page shows of a video beside the catalogue; nothing is playable of one that is gone. Who may see it, its owner decides.
    pub async fn clip(&self, asset_id: AssetId) -> Result<ClipFacts, CatalogError> {
        let pool = self.db().pool();
        let facts = queries::asset_facts(pool, asset_id).await?;
        Ok(ClipFacts {
            playable: facts.is_some_and(|facts| facts.is_playable()),
            still: queries::first_picture(pool, asset_id).await?,
            weights: model::weights(&queries::renditions(pool, asset_id).await?),
        })
    }

    /// The addresses of all listed films with their last change, for the sitemap: at most 45 000.
    pub async fn list_addresses(&self) -> Result<Vec<(String, jiff::Timestamp)>, CatalogError> {
        Ok(queries::addresses(self.db().pool()).await?)
    }

    async fn find_slug(&self, film_id: FilmId) -> Result<String, CatalogError> {
        queries::find_slug(self.db().pool(), film_id).await?.ok_or(CatalogError::FilmNotFound)
    }

    async fn load_page(&self, slug: &str) -> Result<FilmPage, CatalogError> {
        let pool = self.db().pool();
        let film = queries::find_film_by_slug(pool, slug).await?.ok_or(CatalogError::FilmNotFound)?;
        Ok(queries::page(pool, film).await?)
    }
}

/// What the actor may do with this film. Asks on the connection that the caller holds: a second one, taken while a row is
/// locked, may never come.
pub(crate) async fn access(db: impl PgExecutor<'_>, actor: &Actor, film: &FilmRow) -> Result<Access, CatalogError> {
    access_of(db, actor, film.owner_account_id, film.organisation_id).await
}

async fn access_of(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    owner: AccountId,
    organisation: Option<OrganisationId>,
) -> Result<Access, CatalogError> {
    if actor.may(Permission::FilmModerate) {
        return Ok(Access::Staff);
    }
    let Some(account_id) = actor.account_id().filter(|_account| actor.may(Permission::FilmPublish)) else {
        return Ok(Access::Public);
    };
    if account_id == owner {
        return Ok(Access::Author);
    }
    let Some(organisation_id) = organisation else { return Ok(Access::Public) };
    let member = queries::is_member(db, account_id, organisation_id).await?;
    Ok(if member { Access::Author } else { Access::Public })
}
