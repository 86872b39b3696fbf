//! The trailer of a project's row.

use contracts::{crowdfunding::ProjectId, media::AssetId};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

/// Whether this is a video of this person that can be played once it is encoded.
pub(super) async fn is_video_of(tx: &mut Tx, id: AssetId, account_id: AccountId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM media_pub.asset
                        WHERE id = $1 AND owner_id = $2 AND kind = 'video' AND state NOT IN ('rejected', 'failed')) AS \"found!\"",
        id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

pub(super) async fn set(tx: &mut Tx, id: ProjectId, asset_id: Option<AssetId>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET trailer_asset_id = $2, trailer_hidden_reason = NULL, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        asset_id.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which video was hidden; none of a project without a trailer.
pub(super) async fn hide(tx: &mut Tx, id: ProjectId, reason: &str) -> Result<Option<AssetId>, DbError> {
    let now = tx.now();
    let asset_id = sqlx::query_scalar!(
        "UPDATE crowdfunding.projects SET trailer_hidden_reason = $2, updated_at = $3
         WHERE id = $1 AND trailer_asset_id IS NOT NULL
         RETURNING trailer_asset_id AS \"asset_id!\"",
        id.as_uuid(),
        reason,
        now.to_sqlx() as _,
    );
    Ok(asset_id.fetch_optional(tx.conn()).await?.map(AssetId::from_uuid))
}

/// Whether a project has a trailer that cannot be played, yet or at all.
pub(super) async fn is_waiting(tx: &mut Tx, id: ProjectId) -> Result<bool, DbError> {
    let waiting = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM crowdfunding.projects p WHERE p.id = $1 AND p.trailer_asset_id IS NOT NULL
                        AND NOT EXISTS (SELECT FROM media_pub.asset a WHERE a.id = p.trailer_asset_id AND a.state IN ('playable', 'ready')))
                AS \"waiting!\"",
        id.as_uuid(),
    );
    Ok(waiting.fetch_one(tx.conn()).await?)
}
