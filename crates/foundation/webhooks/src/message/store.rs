//! The rows of messages.

use contracts::webhooks::{DeliveryId, EndpointId, Owner};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{ENDPOINTS_MAX, PostbackValues, owner::Columns};

/// How much waits for one endpoint at most: what comes then is held.
const BACKLOG_MAX: i64 = 10_000;

/// The enabled endpoints of an owner that want this type of event; none is deleted before the transaction ends.
pub(super) async fn wanting(tx: &mut Tx, owner: Owner, event_type: &str) -> Result<Vec<EndpointId>, DbError> {
    let columns = Columns::from(owner);
    let ids = sqlx::query_scalar!(
        "SELECT id FROM webhooks.endpoints
         WHERE (organisation_id = $1 OR account_id = $2) AND deleted_at IS NULL AND disabled_at IS NULL
           AND (event_types IS NULL OR $3 = ANY (event_types))
         ORDER BY id LIMIT $4 FOR KEY SHARE",
        columns.organisation_id,
        columns.account_id,
        event_type,
        ENDPOINTS_MAX,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(EndpointId::from_uuid).collect())
}

/// A new message.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) owner: Owner,
    pub(super) key: &'a str,
    pub(super) event_type: &'a str,
    pub(super) body: &'a str,
    pub(super) values: &'a PostbackValues,
    pub(super) is_test: bool,
}

/// False when the owner has a message of this key.
pub(super) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool, DbError> {
    let (columns, now) = (Columns::from(new.owner), tx.now());
    let done = sqlx::query!(
        "INSERT INTO webhooks.messages (id, organisation_id, account_id, message_key, event_type, body, postback_values, is_test,
                                        created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT ON CONSTRAINT messages_once DO NOTHING",
        new.id,
        columns.organisation_id,
        columns.account_id,
        new.key,
        new.event_type,
        new.body,
        Json(new.values) as _,
        new.is_test,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One delivery for each endpoint, due now; held where more than enough waits already.
pub(super) async fn insert_deliveries(
    tx: &mut Tx,
    message_id: Uuid,
    endpoints: &[EndpointId],
) -> Result<Vec<DeliveryId>, DbError> {
    let (now, ids): (_, Vec<DeliveryId>) = (tx.now(), endpoints.iter().map(|_| DeliveryId::generate()).collect());
    let uuids: Vec<Uuid> = ids.iter().map(DeliveryId::as_uuid).collect();
    let endpoints: Vec<Uuid> = endpoints.iter().map(EndpointId::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO webhooks.deliveries (id, message_id, endpoint_id, state, next_attempt_at, created_at)
         SELECT new.id, $1, new.endpoint_id, CASE WHEN is_full THEN 'held' ELSE 'pending' END,
                CASE WHEN NOT is_full THEN $4::timestamptz END, $4
         FROM unnest($2::uuid[], $3::uuid[]) AS new (id, endpoint_id),
              LATERAL (SELECT EXISTS (
                SELECT FROM webhooks.deliveries d WHERE d.endpoint_id = new.endpoint_id AND d.state = 'pending'
                ORDER BY d.next_attempt_at, d.id OFFSET $5) AS is_full) AS backlog",
        message_id,
        &uuids,
        &endpoints,
        now.to_sqlx() as _,
        BACKLOG_MAX - 1,
    )
    .execute(tx.conn())
    .await?;
    Ok(ids)
}
