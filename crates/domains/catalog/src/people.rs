//! People: those in front of and behind the camera. One person on many films; duplicates are merged.

mod queries;
mod store;
mod view;

use contracts::{catalog::PersonId, media::AssetId};
use jiff::SignedDuration;
use kernel::{Actor, FieldError, Permission};
use platform::Tx;
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};

pub(crate) use queries::find_canonical;
pub(crate) use queries::resembling;
pub use view::{FilmographyEntry, PersonCard, PersonPage};

use crate::{
    Catalog, CatalogError,
    film::{self},
    values::{Country, is_slug, slug_of},
};

const PEOPLE_A_DAY: u32 = 300;

/// What is known of a person, as typed in.
#[derive(Debug, Clone, Default)]
pub struct PersonInput {
    /// 1 to 120 characters.
    pub name: String,
    /// At most 4000 characters.
    pub bio_fr: String,
    /// At most 4000 characters.
    pub bio_en: String,
    /// ISO 3166-1 code; empty when unknown.
    pub country: String,
    /// 1850 to 2100.
    pub birth_year: Option<i16>,
    /// The image asset of a portrait, which must be the actor's.
    pub photo: Option<AssetId>,
}

/// Replaces what is told of a person.
#[derive(Debug, Clone)]
pub struct EditPerson {
    /// The person.
    pub person_id: PersonId,
    /// The new details.
    pub details: PersonInput,
}

/// Joins a duplicate with the person it stands for.
#[derive(Debug, Clone, Copy)]
pub struct MergePeople {
    /// The duplicate: its credits move, its address leads to the other.
    pub duplicate: PersonId,
    /// The person who stays.
    pub into: PersonId,
}

/// Checked details.
pub(crate) struct Details {
    pub(crate) name: String,
    pub(crate) bio_fr: String,
    pub(crate) bio_en: String,
    pub(crate) country: Option<String>,
    pub(crate) birth_year: Option<i16>,
    pub(crate) photo: Option<AssetId>,
}

impl Catalog {
    /// The page of a person; the slug of a merged duplicate gives the person who stayed.
    pub async fn get_person(&self, actor: &Actor, slug: &str) -> Result<PersonPage, CatalogError> {
        if !is_slug(slug) {
            return Err(CatalogError::PersonNotFound);
        }
        let person = queries::find_by_slug(self.db().pool(), slug).await?.ok_or(CatalogError::PersonNotFound)?;
        let editable = may_edit(actor, person.created_by);
        Ok(queries::page(self.db().pool(), person, editable).await?)
    }

    /// The same by id.
    pub async fn get_person_by_id(&self, actor: &Actor, person_id: PersonId) -> Result<PersonPage, CatalogError> {
        let slug = queries::find_slug(self.db().pool(), person_id).await?.ok_or(CatalogError::PersonNotFound)?;
        self.get_person(actor, &slug).await
    }

    /// People whose names contain or resemble these words, best first; at most 20. For a credit's search field.
    pub async fn find_people(&self, words: &str) -> Result<Vec<PersonCard>, CatalogError> {
        Ok(queries::resembling(self.db().pool(), &crate::search::cleaned(words), 20).await?)
    }

    /// The addresses of all people of listed films with their last change, for the sitemap: at most 45 000.
    pub async fn list_person_addresses(&self) -> Result<Vec<(String, jiff::Timestamp)>, CatalogError> {
        Ok(queries::addresses(self.db().pool()).await?)
    }

    /// Adds a person.
    pub async fn create_person(&self, actor: &Actor, details: PersonInput) -> Result<PersonPage, CatalogError> {
        actor.require(Permission::FilmPublish)?;
        let account_id = actor.require_account()?;
        let details = self.checked(self.db().pool(), actor, details, None).await?;
        self.limits().hit(&format!("catalog.person:{account_id}"), PEOPLE_A_DAY, SignedDuration::from_hours(24)).await?;
        let mut tx = self.db().begin(actor).await?;
        let person_id = create(&mut tx, &details.name).await?;
        let at = tx.now();
        store::update(tx.conn(), person_id, &details, at).await?;
        tx.commit().await?;
        self.get_person_by_id(actor, person_id).await
    }

    /// Replaces what is told of a person: who added them, and the staff.
    pub async fn edit_person(&self, actor: &Actor, cmd: EditPerson) -> Result<PersonPage, CatalogError> {
        crate::service::known(actor)?;
        let mut tx = self.db().begin(actor).await?;
        let person = queries::lock(tx.conn(), cmd.person_id).await?.ok_or(CatalogError::PersonNotFound)?;
        if !may_edit(actor, person.created_by) {
            return Err(kernel::Forbidden::NotAllowed.into());
        }
        let details = self.checked(tx.conn(), actor, cmd.details, person.photo).await?;
        let at = tx.now();
        store::update(tx.conn(), cmd.person_id, &details, at).await?;
        self.refresh_films(tx, cmd.person_id).await?;
        self.get_person_by_id(actor, cmd.person_id).await
    }

    /// Joins a duplicate with the person it stands for.
    pub async fn merge_people(&self, actor: &Actor, cmd: MergePeople) -> Result<PersonPage, CatalogError> {
        actor.require(Permission::FilmModerate)?;
        if cmd.duplicate == cmd.into {
            return Err(CatalogError::field("into", "catalog-field-same-person"));
        }
        let mut tx = self.db().begin(actor).await?;
        // Always in the same order: two merges of the same pair wait for one another instead of failing.
        for person_id in [cmd.duplicate.min(cmd.into), cmd.duplicate.max(cmd.into)] {
            let person = queries::lock(tx.conn(), person_id).await?.ok_or(CatalogError::PersonNotFound)?;
            if person.id != person_id {
                return Err(CatalogError::PersonNotFound);
            }
        }
        let at = tx.now();
        store::merge(tx.conn(), cmd.duplicate, cmd.into, at).await?;
        tx.audit("catalog.people-merged", cmd.into, json!({ "duplicate": cmd.duplicate })).await?;
        self.refresh_films(tx, cmd.into).await?;
        self.get_person_by_id(actor, cmd.into).await
    }

    /// Writes the person's name into what lists read of their films, and commits.
    async fn refresh_films(&self, mut tx: Tx, person_id: PersonId) -> Result<(), CatalogError> {
        let films = queries::film_slugs(tx.conn(), person_id).await?;
        for (film_id, _slug) in &films {
            film::refresh(tx.conn(), *film_id).await?;
        }
        // The live message has a size limit; beyond it the short lifetime of the cache does the rest.
        let slugs: Vec<&str> = films.iter().take(50).map(|(_, slug)| slug.as_str()).collect();
        self.commit_change(tx, &slugs).await
    }

    async fn checked(
        &self,
        db: impl PgExecutor<'_>,
        actor: &Actor,
        input: PersonInput,
        photo: Option<AssetId>,
    ) -> Result<Details, CatalogError> {
        let details = check(&input).map_err(CatalogError::Invalid)?;
        if let Some(asset_id) = details.photo.filter(|asset_id| photo != Some(*asset_id)) {
            self.require_image(db, actor, asset_id).await?;
        }
        Ok(details)
    }
}

fn may_edit(actor: &Actor, created_by: kernel::AccountId) -> bool {
    actor.may(Permission::FilmModerate) || (actor.may(Permission::FilmPublish) && actor.is(created_by))
}

fn check(input: &PersonInput) -> Result<Details, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let country = input.country.trim();
    let details = Details {
        name: checked_name("name", &input.name, &mut wrong),
        bio_fr: film::text("bio_fr", &input.bio_fr, 4000, &mut wrong),
        bio_en: film::text("bio_en", &input.bio_en, 4000, &mut wrong),
        country: Country::parse(country).map(|country| country.as_str().to_owned()),
        birth_year: input.birth_year,
        photo: input.photo,
    };
    if !country.is_empty() && details.country.is_none() {
        wrong.push(FieldError::new("country", "field-unknown-value").with("value", film::shortened(country)));
    }
    if input.birth_year.is_some_and(|year| !(1850..=2100).contains(&year)) {
        wrong.push(FieldError::new("birth_year", "field-out-of-range").with("min", 1850).with("max", 2100));
    }
    if wrong.is_empty() { Ok(details) } else { Err(wrong) }
}

/// A name of one line.
pub(crate) fn checked_name(field: &'static str, given: &str, wrong: &mut Vec<FieldError>) -> String {
    let name = film::line(field, given, 120, wrong);
    if name.is_empty() {
        wrong.push(FieldError::new(field, "field-required"));
    }
    name
}

/// The person of this name when there is exactly one, else a new one.
pub(crate) async fn find_or_create(tx: &mut Tx, name: &str) -> Result<PersonId, CatalogError> {
    match queries::of_name(tx.conn(), name).await?[..] {
        [only] => Ok(only),
        _ => create(tx, name).await,
    }
}

async fn create(tx: &mut Tx, name: &str) -> Result<PersonId, CatalogError> {
    let created_by = tx.actor().require_account()?;
    let (id, at) = (PersonId::generate(), tx.now());
    let conn: &mut PgConnection = tx.conn();
    let slug = store::free_slug(conn, &slug_of(name, "person"), id).await?;
    store::insert(conn, store::NewPerson { id, slug: &slug, name, created_by, at }).await?;
    Ok(id)
}
