//! The rows of influencers and of their audiences.

use contracts::{affiliate::CategoryId, media::AssetId};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::PgConnection;

use super::{Audience, InfluencerDraft, Network};
use crate::{ProfileState, profile};

/// An influencer as the commands need it.
pub(crate) struct Influencer {
    pub(crate) draft: InfluencerDraft,
    pub(crate) state: ProfileState,
    pub(crate) version: i32,
}

/// What is written of one.
#[derive(Clone, Copy)]
pub(super) struct Row<'d> {
    pub(super) account_id: AccountId,
    pub(super) draft: &'d InfluencerDraft,
    pub(super) categories: &'d [CategoryId],
}

/// The influencer, locked until the transaction ends. Rows that only refer to it are not held up.
pub(crate) async fn lock(conn: &mut PgConnection, account_id: AccountId) -> Result<Option<Influencer>, DbError> {
    let row = sqlx::query!(
        "SELECT i.name, i.about, i.country, i.countries, i.languages, i.picture, i.state, i.version,
                ARRAY(SELECT c.word FROM unnest(i.categories) WITH ORDINALITY AS chosen (id, place)
                      JOIN affiliate.categories c ON c.id = chosen.id ORDER BY chosen.place) AS \"categories!\"
         FROM affiliate.influencers i WHERE i.account_id = $1 FOR NO KEY UPDATE OF i",
        account_id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let draft = InfluencerDraft {
        name: row.name,
        about: row.about,
        country: row.country,
        countries: row.countries,
        languages: row.languages,
        categories: row.categories,
        picture: row.picture.map(AssetId::from_uuid),
        audiences: audiences(conn, account_id).await?,
    };
    let state = ProfileState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode("an influencer of an unknown state".into()))?;
    Ok(Some(Influencer { draft, state, version: row.version }))
}

pub(super) async fn audiences(conn: &mut PgConnection, account_id: AccountId) -> Result<Vec<Audience>, DbError> {
    let rows = sqlx::query!(
        "SELECT network, handle, followers FROM affiliate.audiences WHERE account_id = $1 ORDER BY position LIMIT 10",
        account_id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let read =
        rows.map(|row| Some(Audience { network: Network::parse(&row.network)?, handle: row.handle, followers: row.followers }));
    read.collect::<Option<Vec<_>>>().ok_or_else(|| sqlx::Error::Decode("an audience of an unknown network".into()).into())
}

/// The version of the new row; none when there is one already.
pub(super) async fn insert(tx: &mut Tx, row: Row<'_>) -> Result<Option<i32>, DbError> {
    let now = tx.now();
    let categories: Vec<_> = row.categories.iter().map(CategoryId::as_uuid).collect();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.influencers
             (account_id, slug, name, about, country, countries, languages, categories, picture, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $10)
         ON CONFLICT (account_id) DO NOTHING
         RETURNING version",
        row.account_id.as_uuid(),
        profile::slug(&row.draft.name, row.account_id.as_uuid()),
        row.draft.name,
        row.draft.about,
        row.draft.country,
        &row.draft.countries,
        &row.draft.languages,
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
        "UPDATE affiliate.influencers
         SET name = $2, about = $3, country = $4, countries = $5, languages = $6, categories = $7, picture = $8,
             version = version + 1, updated_at = $9
         WHERE account_id = $1
         RETURNING version",
        row.account_id.as_uuid(),
        row.draft.name,
        row.draft.about,
        row.draft.country,
        &row.draft.countries,
        &row.draft.languages,
        &categories,
        row.draft.picture.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}

/// Writes the audiences as they are; their trigger tells the profile.
pub(super) async fn put_audiences(tx: &mut Tx, account_id: AccountId, audiences: &[Audience]) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.audiences WHERE account_id = $1", account_id.as_uuid()).execute(tx.conn()).await?;
    sqlx::query!(
        "INSERT INTO affiliate.audiences (account_id, position, network, handle, followers)
         SELECT $1, (given.place - 1)::smallint, given.network, given.handle, given.followers
         FROM unnest($2::text[], $3::text[], $4::integer[]) WITH ORDINALITY AS given (network, handle, followers, place)",
        account_id.as_uuid(),
        &audiences.iter().map(|audience| audience.network.as_str().to_owned()).collect::<Vec<_>>(),
        &audiences.iter().map(|audience| audience.handle.clone()).collect::<Vec<_>>(),
        &audiences.iter().map(|audience| audience.followers).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_state(
    tx: &mut Tx,
    account_id: AccountId,
    state: ProfileState,
    suspension_reason: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.influencers
         SET state = $2, suspension_reason = $3, version = version + 1, updated_at = $4,
             listed_at = CASE WHEN $2 = 'listed' THEN coalesce(listed_at, $4) ELSE listed_at END,
             listed_key = CASE WHEN $2 = 'listed' AND listed_at IS NULL THEN (extract(epoch FROM $4::timestamptz) * 1000000)::bigint
                               ELSE listed_key END
         WHERE account_id = $1",
        account_id.as_uuid(),
        state.as_str(),
        suspension_reason,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
