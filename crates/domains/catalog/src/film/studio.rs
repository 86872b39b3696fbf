//! What authors do: create, edit, credit, submit, withdraw, unpublish, delete.

use contracts::{
    catalog::{FilmId, FilmSubmitted, FilmUnpublished, PersonId},
    identity::{AccountId, OrganisationId},
};
use jiff::SignedDuration;
use kernel::{Actor, FieldError, Page, PageRequest, Permission};
use platform::Tx;
use serde_json::json;
use uuid::Uuid;

use super::{
    Access, CreateFilm, CreditInput, CreditPerson, EditFilm, FilmRow, SetCredits, StudioFilm, access,
    model::{self, Step},
    queries,
    store::{self, NewCredit, NewFilm, StateChange},
};
use crate::{
    Catalog, CatalogError, people,
    values::{FilmState, slug_of},
};

const MAX_CREDITS: usize = 200;
const FILMS_A_DAY: u32 = 50;

impl Catalog {
    /// Starts a film: a draft that only its author sees.
    pub async fn create_film(&self, actor: &Actor, cmd: CreateFilm) -> Result<StudioFilm, CatalogError> {
        actor.require(Permission::FilmPublish)?;
        let owner = actor.require_account()?;
        let mut wrong = Vec::new();
        let title = model::title("title", &cmd.title, &mut wrong);
        if !wrong.is_empty() {
            return Err(CatalogError::Invalid(wrong));
        }
        self.check_organisation(owner, cmd.organisation_id).await?;
        self.limits().hit(&format!("catalog.film:{owner}"), FILMS_A_DAY, SignedDuration::from_hours(24)).await?;
        let film_id = FilmId::generate();
        let mut tx = self.db().begin(actor).await?;
        let at = tx.now();
        let slug = store::free_slug(tx.conn(), &slug_of(&title, "film"), film_id).await?;
        let film = NewFilm { id: film_id, slug: &slug, title: &title, owner, organisation: cmd.organisation_id, at };
        store::insert(tx.conn(), film).await?;
        store::refresh(tx.conn(), film_id).await?;
        tx.commit().await?;
        self.get_studio_film(actor, film_id).await
    }

    /// Replaces the details of a film.
    pub async fn edit_film(&self, actor: &Actor, cmd: EditFilm) -> Result<StudioFilm, CatalogError> {
        let (mut tx, film) = self.open_for_edit(actor, cmd.film_id).await?;
        if cmd.version.is_some_and(|seen| seen != film.version) {
            return Err(CatalogError::Outdated);
        }
        let details = model::check(&cmd.details).map_err(CatalogError::Invalid)?;
        let unknown = store::unknown_genres(tx.conn(), &details.genres).await?;
        if !unknown.is_empty() {
            let wrong =
                unknown.iter().map(|code| FieldError::new("genres", "field-unknown-value").with("value", model::shortened(code)));
            return Err(CatalogError::Invalid(wrong.collect()));
        }
        // An address that nobody has seen yet follows the title; afterwards it never changes.
        let slug = if film.published_at.is_none() && details.title != film.title {
            store::free_slug(tx.conn(), &slug_of(&details.title, "film"), film.id).await?
        } else {
            film.slug.clone()
        };
        let at = tx.now();
        store::update_details(tx.conn(), film.id, &slug, &details, at).await?;
        self.finish(tx, &film).await?;
        self.get_studio_film(actor, film.id).await
    }

    /// Replaces the credits of a film. A new name joins the person of that name when there is exactly one.
    pub async fn set_credits(&self, actor: &Actor, cmd: SetCredits) -> Result<StudioFilm, CatalogError> {
        let (mut tx, film) = self.open_for_edit(actor, cmd.film_id).await?;
        if cmd.credits.len() > MAX_CREDITS {
            return Err(CatalogError::Invalid(vec![FieldError::new("credits", "field-too-many").with("max", MAX_CREDITS)]));
        }
        let mut credits: Vec<NewCredit> = Vec::with_capacity(cmd.credits.len());
        for credit in cmd.credits {
            let credit = checked_credit(&mut tx, credit).await?;
            let again = credits
                .iter()
                .any(|other| other.person_id == credit.person_id && other.role == credit.role && other.detail == credit.detail);
            if !again {
                credits.push(credit);
            }
        }
        let at = tx.now();
        store::replace_credits(tx.conn(), film.id, &credits, at).await?;
        self.finish(tx, &film).await?;
        self.get_studio_film(actor, film.id).await
    }

    /// Asks for publication.
    pub async fn submit_film(&self, actor: &Actor, film_id: FilmId) -> Result<StudioFilm, CatalogError> {
        let (mut tx, film) = self.open_for_edit(actor, film_id).await?;
        let state = model::after(film.state, Step::Submit).ok_or(CatalogError::WrongState)?;
        let genres = queries::cards(tx.conn(), &[film_id.as_uuid()]).await?.pop().map(|card| card.genres).unwrap_or_default();
        let credits = queries::credits(tx.conn(), film_id).await?;
        let missing = model::missing(&film, &genres, &credits);
        if !missing.is_empty() {
            return Err(CatalogError::Incomplete(missing));
        }
        tx.emit(&FilmSubmitted { film_id }).await?;
        self.move_to(tx, &film, state, "").await?;
        self.get_studio_film(actor, film_id).await
    }

    /// Takes the request for publication back.
    pub async fn withdraw_film(&self, actor: &Actor, film_id: FilmId) -> Result<StudioFilm, CatalogError> {
        let (tx, film) = self.open_for_edit(actor, film_id).await?;
        let state = model::after(film.state, Step::Withdraw).ok_or(CatalogError::WrongState)?;
        self.move_to(tx, &film, state, "").await?;
        self.get_studio_film(actor, film_id).await
    }

    /// Takes a published film off the catalogue; its ratings and comments are kept.
    pub async fn unpublish_film(&self, actor: &Actor, film_id: FilmId) -> Result<StudioFilm, CatalogError> {
        let (mut tx, film) = self.open_for_edit(actor, film_id).await?;
        let state = model::after(film.state, Step::Unpublish).ok_or(CatalogError::WrongState)?;
        tx.audit("catalog.film-unpublished", film_id, json!({})).await?;
        tx.emit(&FilmUnpublished { film_id }).await?;
        self.move_to(tx, &film, state, "").await?;
        self.get_studio_film(actor, film_id).await
    }

    /// Deletes a film that was never published.
    pub async fn delete_film(&self, actor: &Actor, film_id: FilmId) -> Result<(), CatalogError> {
        let (mut tx, film) = self.open_for_edit(actor, film_id).await?;
        if film.state == FilmState::Submitted || !store::delete(tx.conn(), film_id).await? {
            return Err(CatalogError::WrongState);
        }
        tx.audit("catalog.film-deleted", film_id, json!({ "title": film.title })).await?;
        self.commit_change(tx, &[&film.slug]).await
    }

    /// A film as its author edits it.
    pub async fn get_studio_film(&self, actor: &Actor, film_id: FilmId) -> Result<StudioFilm, CatalogError> {
        crate::service::known(actor)?;
        let pool = self.db().pool();
        let film = queries::find_film(pool, film_id).await?.ok_or(CatalogError::FilmNotFound)?;
        require_author(pool, actor, &film).await?;
        studio_view(pool, film).await
    }

    /// The actor's films and those of their organisations, newest first.
    pub async fn list_studio_films(&self, actor: &Actor, page: &PageRequest) -> Result<Page<StudioFilm>, CatalogError> {
        actor.require(Permission::FilmPublish)?;
        let account_id = actor.require_account()?;
        let pool = self.db().pool();
        let ids = queries::own_films(pool, account_id, page.after_key()?, i64::from(page.limit()) + 1).await?;
        let mut films = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(film) = queries::find_film(pool, id.into()).await? {
                films.push(studio_view(pool, film).await?);
            }
        }
        Ok(Page::from_rows(films, page, |film| film.page.card.id.as_uuid()))
    }

    /// Locks the film for a change by its author or the staff.
    pub(super) async fn open_for_edit(&self, actor: &Actor, film_id: FilmId) -> Result<(Tx, FilmRow), CatalogError> {
        crate::service::known(actor)?;
        let mut tx = self.db().begin(actor).await?;
        let film = queries::lock_film(tx.conn(), film_id).await?.ok_or(CatalogError::FilmNotFound)?;
        require_author(tx.conn(), actor, &film).await?;
        Ok((tx, film))
    }

    async fn check_organisation(&self, owner: AccountId, organisation: Option<OrganisationId>) -> Result<(), CatalogError> {
        let Some(organisation_id) = organisation else { return Ok(()) };
        if queries::is_member(self.db().pool(), owner, organisation_id).await? {
            return Ok(());
        }
        Err(CatalogError::field("organisation_id", "catalog-field-not-a-member"))
    }

    pub(super) async fn move_to(&self, mut tx: Tx, film: &FilmRow, state: FilmState, reason: &str) -> Result<(), CatalogError> {
        let at = tx.now();
        let change = StateChange { film_id: film.id, state, refusal_reason: reason, at };
        store::set_state(tx.conn(), change).await?;
        self.finish(tx, film).await
    }

    /// Writes what lists read, commits, and forgets what was cached.
    pub(super) async fn finish(&self, mut tx: Tx, film: &FilmRow) -> Result<(), CatalogError> {
        store::refresh(tx.conn(), film.id).await?;
        self.commit_change(tx, &[&film.slug]).await
    }
}

async fn require_author(db: impl sqlx::PgExecutor<'_>, actor: &Actor, film: &FilmRow) -> Result<(), CatalogError> {
    match access(db, actor, film).await? {
        Access::Author | Access::Staff => Ok(()),
        Access::Public if film.is_listed() => Err(kernel::Forbidden::NotAllowed.into()),
        Access::Public => Err(CatalogError::FilmNotFound),
    }
}

pub(super) async fn studio_view(pool: &sqlx::PgPool, film: FilmRow) -> Result<StudioFilm, CatalogError> {
    let (refusal_reason, submitted_at, created_at) = (film.refusal_reason.clone(), film.submitted_at, film.created_at);
    let mut page = queries::page(pool, film.clone()).await?;
    page.editable = true;
    let missing = model::missing(&film, &page.card.genres, &page.credits);
    Ok(StudioFilm { page, refusal_reason, submitted_at, created_at, missing })
}

async fn checked_credit(tx: &mut Tx, credit: CreditInput) -> Result<NewCredit, CatalogError> {
    let mut wrong = Vec::new();
    let detail = model::line("credits", &credit.detail, 120, &mut wrong);
    let person_id: PersonId = match credit.person {
        CreditPerson::Known(id) => people::find_canonical(tx.conn(), id)
            .await?
            .ok_or_else(|| CatalogError::field("credits", "catalog-field-unknown-person"))?,
        CreditPerson::Named(name) => {
            let name = people::checked_name("credits", &name, &mut wrong);
            if !wrong.is_empty() {
                return Err(CatalogError::Invalid(wrong));
            }
            people::find_or_create(tx, &name).await?
        }
    };
    if !wrong.is_empty() {
        return Err(CatalogError::Invalid(wrong));
    }
    Ok(NewCredit { id: Uuid::now_v7(), person_id, role: credit.role, detail })
}
