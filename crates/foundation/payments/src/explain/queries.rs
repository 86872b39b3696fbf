//! Reading what caused journals.

use contracts::payments::Purpose;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::Explained;
use crate::Rail;

/// For one page of a statement: as many as it has lines.
pub(super) async fn explained(pool: &PgPool, causes: &[Uuid]) -> Result<Vec<(Uuid, Explained)>, DbError> {
    let rows = sqlx::query!(
        "SELECT a.id AS \"id!\", coalesce(i.purpose_kind, d.purpose_kind) AS \"kind!\",
                coalesce(i.purpose_id, d.purpose_id) AS \"purpose_id!\", a.rail AS \"rail!\"
         FROM payments.attempts a
         LEFT JOIN payments.intents i ON i.id = a.intent_id
         LEFT JOIN payments.disbursements d ON d.id = a.disbursement_id
         WHERE a.id = ANY($1)
         UNION ALL
         SELECT d.id, d.purpose_kind, d.purpose_id, d.rail FROM payments.disbursements d WHERE d.id = ANY($1)
         ORDER BY 1 LIMIT 400",
        causes
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        let purpose = Purpose { kind: row.kind, id: row.purpose_id };
        Some((row.id, Explained { purpose, rail: Rail::parse(&row.rail)? }))
    });
    Ok(read.collect())
}
