//! Documents: nothing is made of them, they are checked and given out.

use contracts::media::AssetId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

pub(in crate::pipeline) async fn mark_ready(conn: &mut PgConnection, id: AssetId, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.assets
        SET state = 'ready',
            progress_permille = 1000,
            revision = revision + 1,
            updated_at = $2,
            ready_at = $2
        WHERE id = $1
          AND state = 'checking'
          AND kind = 'document'
        "#,
        id.as_uuid(),
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
