//! Reading which assets can be shown as pictures.

use contracts::{identity::OrganisationId, media::AssetId};
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

pub(super) async fn of_members(
    conn: &mut PgConnection,
    organisation_id: OrganisationId,
    wanted: &[AssetId],
) -> Result<Vec<AssetId>, DbError> {
    let wanted: Vec<_> = wanted.iter().map(AssetId::as_uuid).collect();
    let ids = sqlx::query_scalar!(
        "SELECT a.id AS \"id!\"
         FROM media_pub.asset a
         JOIN identity_pub.organisation_member m ON m.account_id = a.owner_id AND m.organisation_id = $1
         WHERE a.id = ANY ($2) AND a.kind = 'image' AND a.state = 'ready'
         ORDER BY a.id LIMIT 100",
        organisation_id.as_uuid(),
        &wanted,
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(AssetId::from_uuid).collect())
}

pub(super) async fn of_account(
    conn: &mut PgConnection,
    account_id: AccountId,
    wanted: &[AssetId],
) -> Result<Vec<AssetId>, DbError> {
    let wanted: Vec<_> = wanted.iter().map(AssetId::as_uuid).collect();
    let ids = sqlx::query_scalar!(
        "SELECT a.id AS \"id!\" FROM media_pub.asset a
         WHERE a.id = ANY ($2) AND a.owner_id = $1 AND a.kind = 'image' AND a.state = 'ready'
         ORDER BY a.id LIMIT 100",
        account_id.as_uuid(),
        &wanted,
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(AssetId::from_uuid).collect())
}
