//! Reading merchants.

use contracts::{identity::OrganisationId, media::AssetId};
use platform::DbError;
use sqlx::PgConnection;

use super::MerchantView;
use crate::ProfileState;

pub(super) async fn find(conn: &mut PgConnection, organisation_id: OrganisationId) -> Result<Option<MerchantView>, DbError> {
    let row = sqlx::query!(
        "SELECT m.slug, m.name, m.about, m.website, m.country, m.countries, m.picture, m.state, m.suspension_reason, m.version,
                m.listed_at AS \"listed_at: jiff_sqlx::Timestamp\", m.updated_at AS \"updated_at: jiff_sqlx::Timestamp\",
                ARRAY(SELECT c.word FROM unnest(m.categories) WITH ORDINALITY AS chosen (id, place)
                      JOIN affiliate.categories c ON c.id = chosen.id ORDER BY chosen.place) AS \"categories!\"
         FROM affiliate.merchants m WHERE m.organisation_id = $1",
        organisation_id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let state = ProfileState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode("a merchant of an unknown state".into()))?;
    Ok(Some(MerchantView {
        organisation_id,
        slug: row.slug,
        name: row.name,
        about: row.about,
        website: row.website,
        country: row.country,
        countries: row.countries,
        categories: row.categories,
        picture: row.picture.map(AssetId::from_uuid),
        state,
        suspension_reason: row.suspension_reason,
        version: row.version,
        listed_at: row.listed_at.map(jiff_sqlx::Timestamp::to_jiff),
        updated_at: row.updated_at.to_jiff(),
    }))
}

pub(super) async fn find_id(conn: &mut PgConnection, slug: &str) -> Result<Option<OrganisationId>, DbError> {
    let id = sqlx::query_scalar!("SELECT organisation_id FROM affiliate.merchants WHERE slug = $1", slug);
    Ok(id.fetch_optional(conn).await?.map(OrganisationId::from_uuid))
}
