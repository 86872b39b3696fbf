//! Reading influencers.

use contracts::media::AssetId;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

use super::{AudienceView, InfluencerView, store};
use crate::ProfileState;

pub(super) async fn find(conn: &mut PgConnection, account_id: AccountId) -> Result<Option<InfluencerView>, DbError> {
    let row = sqlx::query!(
        "SELECT i.slug, i.name, i.about, i.country, i.countries, i.languages, i.picture, i.state, i.suspension_reason, i.version,
                i.followers, i.listed_at AS \"listed_at: jiff_sqlx::Timestamp\", i.updated_at AS \"updated_at: jiff_sqlx::Timestamp\",
                ARRAY(SELECT c.word FROM unnest(i.categories) WITH ORDINALITY AS chosen (id, place)
                      JOIN affiliate.categories c ON c.id = chosen.id ORDER BY chosen.place) AS \"categories!\"
         FROM affiliate.influencers i WHERE i.account_id = $1",
        account_id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let state = ProfileState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode("an influencer of an unknown state".into()))?;
    let audiences = store::audiences(conn, account_id).await?;
    Ok(Some(InfluencerView {
        account_id,
        slug: row.slug,
        name: row.name,
        about: row.about,
        country: row.country,
        countries: row.countries,
        languages: row.languages,
        categories: row.categories,
        picture: row.picture.map(AssetId::from_uuid),
        audiences: audiences.into_iter().map(AudienceView::declared).collect(),
        followers: row.followers,
        state,
        suspension_reason: row.suspension_reason,
        version: row.version,
        listed_at: row.listed_at.map(jiff_sqlx::Timestamp::to_jiff),
        updated_at: row.updated_at.to_jiff(),
    }))
}

pub(super) async fn find_id(conn: &mut PgConnection, slug: &str) -> Result<Option<AccountId>, DbError> {
    let id = sqlx::query_scalar!("SELECT account_id FROM affiliate.influencers WHERE slug = $1", slug);
    Ok(id.fetch_optional(conn).await?.map(AccountId::from_uuid))
}
