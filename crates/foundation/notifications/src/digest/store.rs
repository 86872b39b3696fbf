//! The rows of cadences and of what waits.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::Cadence;
use crate::{Kind, Notice, NotificationsError, Topic, Value};

/// What the account said; none if it said nothing.
pub(super) async fn cadence(tx: &mut Tx, account_id: AccountId, topic: Topic) -> Result<Option<Cadence>, DbError> {
    let word = sqlx::query_scalar!(
        "SELECT cadence FROM notifications.cadences WHERE account_id = $1 AND topic = $2",
        account_id.as_uuid(),
        topic.as_str(),
    );
    Ok(word.fetch_optional(tx.conn()).await?.as_deref().and_then(Cadence::parse))
}

pub(super) async fn set(tx: &mut Tx, account_id: AccountId, topic: Topic, cadence: Cadence) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.cadences (account_id, topic, cadence, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account_id, topic) DO UPDATE SET cadence = EXCLUDED.cadence, changed_at = EXCLUDED.changed_at",
        account_id.as_uuid(),
        topic.as_str(),
        cadence.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What waits about a topic leaves then.
pub(super) async fn move_to(tx: &mut Tx, account_id: AccountId, topic: Topic, due_at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE notifications.digest_entries SET due_at = $3 WHERE account_id = $1 AND topic = $2",
        account_id.as_uuid(),
        topic.as_str(),
        due_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn insert(
    tx: &mut Tx,
    account_id: AccountId,
    email: &str,
    notice: &Notice,
    notice_id: Option<Uuid>,
    due_at: Timestamp,
) -> Result<(), NotificationsError> {
    let details =
        serde_json::to_value(&notice.details).map_err(|_json| NotificationsError::Bug("a notice whose parts are no JSON"))?;
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.digest_entries (id, account_id, topic, kind, details, path, email, notice_id, created_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        Uuid::now_v7(),
        account_id.as_uuid(),
        notice.kind.topic().as_str(),
        notice.kind.as_str(),
        details,
        notice.path,
        email,
        notice_id,
        now.to_sqlx() as _,
        due_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::from)?;
    Ok(())
}

/// What leaves in a digest.
pub(super) struct Taken {
    pub(super) id: Uuid,
    pub(super) kind: Kind,
    pub(super) details: BTreeMap<String, Value>,
    pub(super) path: String,
    pub(super) email: String,
    /// How many there are of its topic.
    pub(super) total: i64,
}

impl Taken {
    pub(super) const fn topic(&self) -> Topic {
        self.kind.topic()
    }
}

/// Takes away all that is due. Of what was not read in the page, and whose topic is still wanted by letter: the newest of each
/// topic. Somebody who does the same at the same time waits, and gets nothing.
pub(super) async fn take(tx: &mut Tx, account_id: AccountId, most: i64) -> Result<Vec<Taken>, DbError> {
    let now = tx.now();
    let rows = sqlx::query!(
        r#"WITH gone AS (
               DELETE FROM notifications.digest_entries
               WHERE account_id = $1 AND due_at <= $2
               RETURNING id, topic, kind, details, path, email, notice_id
           ), told AS (
               SELECT gone.*,
                      row_number() OVER (PARTITION BY gone.topic ORDER BY gone.id DESC) AS place,
                      count(*) OVER (PARTITION BY gone.topic) AS total
               FROM gone
               LEFT JOIN notifications.notices AS notice ON notice.id = gone.notice_id
               WHERE notice.read_at IS NULL
                 AND NOT EXISTS (
                     SELECT 1 FROM notifications.preferences AS refused
                     WHERE refused.account_id = $1 AND refused.topic = gone.topic AND refused.channel = 'email' AND NOT refused.wanted
                 )
           )
           SELECT id AS "id!",
                  kind AS "kind!",
                  details AS "details!",
                  path AS "path!",
                  email AS "email!",
                  total AS "total!"
           FROM told WHERE place <= $3 ORDER BY topic, id DESC LIMIT 1000"#,
        account_id.as_uuid(),
        now.to_sqlx() as _,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    // A kind of a later version is told in the page by that version.
    let taken = rows.into_iter().filter_map(|row| {
        Some(Taken {
            id: row.id,
            kind: Kind::parse(&row.kind)?,
            details: serde_json::from_value(row.details).ok()?,
            path: row.path,
            email: row.email,
            total: row.total,
        })
    });
    Ok(taken.collect())
}
