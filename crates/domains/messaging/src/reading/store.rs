//! The rows of what was read.

use contracts::messaging::ConversationId;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use crate::values::Place;

/// Moves the marker forward; false when it stood there or further.
pub(super) async fn advance(
    tx: &mut Tx,
    account_id: AccountId,
    id: ConversationId,
    place: Place,
    number: i64,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO messaging.read_marker AS marker (account_id, conversation_id, place, number, read_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, conversation_id)
         DO UPDATE SET number = excluded.number, place = excluded.place, read_at = excluded.read_at
         WHERE marker.number < excluded.number",
        account_id.as_uuid(),
        id.as_uuid(),
        place.as_str(),
        number,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
