//! The statement behind the audit view.

use kernel::{AccountId, SessionId};
use sqlx::PgPool;

use super::{AuditFilter, AuditLine};
use crate::DbError;

pub(super) async fn list(
    pool: &PgPool,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditLine>, DbError> {
    let rows = sqlx::query!(
        "SELECT id,
                at,
                account_id,
                session_id,
                system,
                host(address) AS address,
                action,
                subject,
                details
         FROM platform.audit
         WHERE ($1::uuid IS NULL OR account_id = $1 OR subject = $1::text)
           AND ($2::text IS NULL OR starts_with(action, $2))
           AND ($3::text IS NULL OR subject = $3)
           AND ($4::timestamptz IS NULL OR at >= $4)
           AND ($5::timestamptz IS NULL OR at < $5)
           AND ($6::bigint IS NULL OR id < $6)
         ORDER BY id DESC
         LIMIT $7",
        filter.account_id.map(|id| id.as_uuid()),
        filter.action.as_deref(),
        filter.subject.as_deref(),
        filter.since.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        filter.until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        before,
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AuditLine {
            id: row.id,
            at: row.at.to_jiff(),
            account_id: row.account_id.map(AccountId::from_uuid),
            session_id: row.session_id.map(SessionId::from_uuid),
            system: row.system,
            address: row.address,
            action: row.action,
            subject: row.subject,
            details: row.details,
        })
        .collect())
}
