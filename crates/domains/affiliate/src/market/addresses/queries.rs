//! Reading addresses.

use contracts::affiliate::ProgramId;
use jiff::Timestamp;
use platform::DbError;
use sqlx::PgConnection;

pub(super) async fn products(conn: &mut PgConnection, limit: i64) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.slug, p.updated_at AS \"updated_at: jiff_sqlx::Timestamp\"
         FROM affiliate.market_products s JOIN affiliate.products p ON p.id = s.product_id
         ORDER BY s.listed_key DESC, s.product_id DESC LIMIT $1",
        limit,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.slug, row.updated_at.to_jiff())).collect())
}

pub(super) async fn merchants(conn: &mut PgConnection, limit: i64) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT slug, updated_at AS \"updated_at: jiff_sqlx::Timestamp\" FROM affiliate.merchants
         WHERE state = 'listed' ORDER BY updated_at DESC, organisation_id DESC LIMIT $1",
        limit,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.slug, row.updated_at.to_jiff())).collect())
}

pub(super) async fn influencers(conn: &mut PgConnection, limit: i64) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT slug, updated_at AS \"updated_at: jiff_sqlx::Timestamp\" FROM affiliate.influencers
         WHERE state = 'listed' ORDER BY updated_at DESC, account_id DESC LIMIT $1",
        limit,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.slug, row.updated_at.to_jiff())).collect())
}

pub(super) async fn programs(conn: &mut PgConnection, limit: i64) -> Result<Vec<(ProgramId, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.id, p.updated_at AS \"updated_at: jiff_sqlx::Timestamp\"
         FROM affiliate.programs p JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         WHERE p.state = 'open' AND m.state = 'listed' ORDER BY p.updated_at DESC, p.id DESC LIMIT $1",
        limit,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id.into(), row.updated_at.to_jiff())).collect())
}
