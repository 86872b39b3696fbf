//! The rows of merchants.

use contracts::{affiliate::CategoryId, identity::OrganisationId, media::AssetId};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgConnection;

use super::MerchantDraft;
use crate::{ProfileState, profile};

/// A merchant as the commands need it.
pub(crate) struct Merchant {
    pub(crate) draft: MerchantDraft,
    pub(crate) state: ProfileState,
    pub(crate) version: i32,
}

/// What is written of one.
#[derive(Clone, Copy)]
pub(super) struct Row<'d> {
    pub(super) organisation_id: OrganisationId,
    pub(super) draft: &'d MerchantDraft,
    pub(super) categories: &'d [CategoryId],
}

/// The merchant, locked until the transaction ends: whatever is shown of it or of its products changes under this lock. Rows that only refer
/// to it are not held up.
pub(crate) async fn lock(conn: &mut PgConnection, organisation_id: OrganisationId) -> Result<Option<Merchant>, DbError> {
    let row = sqlx::query!(
        "SELECT m.name, m.about, m.website, m.country, m.countries, m.picture, m.state, m.version,
                ARRAY(SELECT c.word FROM unnest(m.categories) WITH ORDINALITY AS chosen (id, place)
                      JOIN affiliate.categories c ON c.id = chosen.id ORDER BY chosen.place) AS \"categories!\"
         FROM affiliate.merchants m WHERE m.organisation_id = $1 FOR NO KEY UPDATE OF m",
        organisation_id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let draft = MerchantDraft {
        name: row.name,
        about: row.about,
        website: row.website,
        country: row.country,
        countries: row.countries,
        categories: row.categories,
        picture: row.picture.map(AssetId::from_uuid),
    };
    let state = ProfileState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode("a merchant of an unknown state".into()))?;
    Ok(Some(Merchant { draft, state, version: row.version }))
}

/// The version of the new row; none when there is one already.
pub(super) async fn insert(tx: &mut Tx, row: Row<'_>) -> Result<Option<i32>, DbError> {
    let now = tx.now();
    let categories: Vec<_> = row.categories.iter().map(CategoryId::as_uuid).collect();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.merchants
             (organisation_id, slug, name, about, website, country, countries, categories, picture, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $10)
         ON CONFLICT (organisation_id) DO NOTHING
         RETURNING version",
        row.organisation_id.as_uuid(),
        profile::slug(&row.draft.name, row.organisation_id.as_uuid()),
        row.draft.name,
        row.draft.about,
        row.draft.website,
        row.draft.country,
        &row.draft.countries,
        &categories,
        row.draft.picture.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    );
    Ok(version.fetch_optional(tx.conn()).await?)
}

pub(super) async fn update(tx: &mut Tx, row: Row<'_>) -> Result<i32, DbError> {
    let now = tx.now();
    let categories: Vec<_> = row.categories.iter().map(CategoryId::as_uuid).collect();
    let version = sqlx::query_scalar!(
        "UPDATE affiliate.merchants
         SET name = $2, about = $3, website = $4, country = $5, countries = $6, categories = $7, picture = $8,
             version = version + 1, updated_at = $9
         WHERE organisation_id = $1
         RETURNING version",
        row.organisation_id.as_uuid(),
        row.draft.name,
        row.draft.about,
        row.draft.website,
        row.draft.country,
        &row.draft.countries,
        &categories,
        row.draft.picture.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}

pub(super) async fn set_state(
    tx: &mut Tx,
    organisation_id: OrganisationId,
    state: ProfileState,
    suspension_reason: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.merchants
         SET state = $2, suspension_reason = $3, version = version + 1, updated_at = $4,
             listed_at = CASE WHEN $2 = 'listed' THEN coalesce(listed_at, $4) ELSE listed_at END,
             listed_key = CASE WHEN $2 = 'listed' AND listed_at IS NULL THEN (extract(epoch FROM $4::timestamptz) * 1000000)::bigint
                               ELSE listed_key END
         WHERE organisation_id = $1",
        organisation_id.as_uuid(),
        state.as_str(),
        suspension_reason,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
