//! Reading categories.

use std::collections::HashMap;

use contracts::affiliate::CategoryId;
use platform::DbError;
use sqlx::{PgConnection, PgPool};

pub(super) async fn words(pool: &PgPool) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar!("SELECT word FROM affiliate.categories ORDER BY id LIMIT 200").fetch_all(pool).await?)
}

pub(crate) async fn ids(conn: &mut PgConnection, words: &[String]) -> Result<HashMap<String, CategoryId>, DbError> {
    let rows = sqlx::query!("SELECT id, word FROM affiliate.categories WHERE word = ANY ($1) ORDER BY id LIMIT 200", words)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.word, row.id.into())).collect())
}
