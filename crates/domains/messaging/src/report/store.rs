//! The rows of reports and bars.

use contracts::messaging::{ConversationId, MessageId, MessageReportId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::ReportReason;
use crate::Side;

/// A report to store.
pub(super) struct NewReport<'a> {
    pub(super) id: MessageReportId,
    pub(super) message_id: MessageId,
    pub(super) reason: ReportReason,
    pub(super) note: &'a str,
    pub(super) said: &'a str,
}

/// False when this person reported this message before.
pub(super) async fn insert(tx: &mut Tx, reporter_id: AccountId, report: &NewReport<'_>) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO messaging.report (id, message_id, reporter_id, reason, note, said, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT report_once_key DO NOTHING",
        report.id.as_uuid(),
        report.message_id.as_uuid(),
        reporter_id.as_uuid(),
        report.reason.as_str(),
        report.note,
        report.said,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A report as a decision needs it.
pub(super) struct Report {
    pub(super) message_id: MessageId,
    pub(super) conversation_id: ConversationId,
    pub(super) sides: [Side; 2],
    pub(super) author_id: Option<AccountId>,
    pub(super) open: bool,
}

/// The report; its conversation is locked until the transaction ends, so that of two decisions one comes first. Its state is read in a
/// statement of its own: one that waited for the lock would not see what was decided meanwhile.
pub(super) async fn lock(tx: &mut Tx, id: MessageReportId) -> Result<Option<Report>, DbError> {
    let row = sqlx::query!(
        "SELECT r.message_id, m.conversation_id, m.author_id, c.first_kind, c.first_id, c.second_kind, c.second_id
         FROM messaging.report r
         JOIN messaging.message m ON m.id = r.message_id
         JOIN messaging.conversation c ON c.id = m.conversation_id
         WHERE r.id = $1 FOR UPDATE OF c",
        id.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let open = sqlx::query_scalar!("SELECT state = 'open' AS \"open!\" FROM messaging.report WHERE id = $1", id.as_uuid())
        .fetch_one(tx.conn())
        .await?;
    let sides = Side::from_row(&row.first_kind, row.first_id).zip(Side::from_row(&row.second_kind, row.second_id));
    Ok(sides.map(|(first, second)| Report {
        message_id: row.message_id.into(),
        conversation_id: row.conversation_id.into(),
        sides: [first, second],
        author_id: row.author_id.map(AccountId::from_uuid),
        open,
    }))
}

/// Closes the open reports of a message; how many.
pub(super) async fn close(tx: &mut Tx, id: MessageId, state: &str) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE messaging.report SET state = $2, decided_at = $3 WHERE message_id = $1 AND state = 'open'",
        id.as_uuid(),
        state,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Whether a message of this conversation has an open report, or one that was decided since.
pub(super) async fn is_open_to_staff(tx: &mut Tx, id: ConversationId, since: Timestamp) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM messaging.report r JOIN messaging.message m ON m.id = r.message_id
                        WHERE m.conversation_id = $1 AND (r.state = 'open' OR r.decided_at > $2)) AS \"found!\"",
        id.as_uuid(),
        since.to_sqlx() as _,
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

pub(super) async fn bar(tx: &mut Tx, account_id: AccountId, reason: &str, until: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO messaging.bar (id, account_id, reason, until, barred_at) VALUES ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        account_id.as_uuid(),
        reason,
        until.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Until when this person may not write; none when they may.
pub(crate) async fn barred_until(tx: &mut Tx, account_id: AccountId) -> Result<Option<Timestamp>, DbError> {
    let now = tx.now();
    let until = sqlx::query_scalar!(
        "SELECT until AS \"until: jiff_sqlx::Timestamp\" FROM messaging.bar
         WHERE account_id = $1 AND lifted_at IS NULL AND until > $2 ORDER BY until DESC LIMIT 1",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    );
    Ok(until.fetch_optional(tx.conn()).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

/// How many were lifted.
pub(super) async fn lift_bars(tx: &mut Tx, account_id: AccountId) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE messaging.bar SET lifted_at = $2 WHERE account_id = $1 AND lifted_at IS NULL AND until > $2",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
