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
        "UPDATE crowdfunding.projects SET trailer_asset_id = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        asset_id.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
