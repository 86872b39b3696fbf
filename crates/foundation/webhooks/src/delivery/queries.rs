//! Reading deliveries: the log, and what is due.

use contracts::webhooks::{DeliveryId, EndpointId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::{PgPool, types::Json};
use uuid::Uuid;

use super::{
    model::Failure,
    send::Parcel,
    view::{AttemptView, DeliveryCard, DeliveryState},
};
use crate::{EndpointKind, PostbackValues, WebhooksError, message::webhook_id};

const ATTEMPTS_SHOWN: i64 = 100;

struct Row {
    id: Uuid,
    endpoint_id: Uuid,
    message_id: Uuid,
    event_type: String,
    is_test: bool,
    state: String,
    attempts: i32,
    created_at: jiff_sqlx::Timestamp,
    next_attempt_at: Option<jiff_sqlx::Timestamp>,
    last_attempt_at: Option<jiff_sqlx::Timestamp>,
    status: Option<i16>,
    error: Option<String>,
}

impl Row {
    fn card(self) -> Result<DeliveryCard, WebhooksError> {
        Ok(DeliveryCard {
            id: self.id.into(),
            endpoint_id: self.endpoint_id.into(),
            webhook_id: webhook_id(self.message_id),
            event_type: self.event_type,
            is_test: self.is_test,
            state: DeliveryState::parse(&self.state).ok_or(WebhooksError::Bug("a delivery in no state"))?,
            attempts: u32::try_from(self.attempts).unwrap_or(0),
            created_at: self.created_at.to_jiff(),
            next_attempt_at: self.next_attempt_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_attempt_at: self.last_attempt_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_status: self.status.and_then(|status| status.try_into().ok()),
            last_failure: self.error.as_deref().and_then(Failure::parse),
        })
    }
}

/// The deliveries of an endpoint, the newest first.
pub(super) async fn list(
    pool: &PgPool,
    endpoint_id: EndpointId,
    state: Option<DeliveryState>,
    after: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<DeliveryCard>, WebhooksError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT d.id, d.endpoint_id, d.message_id, m.event_type, m.is_test, d.state, d.attempts, d.created_at, d.next_attempt_at,
                  d.last_attempt_at, a.status AS "status?", a.error AS "error?"
           FROM webhooks.deliveries d
           JOIN webhooks.messages m ON m.id = d.message_id
           LEFT JOIN webhooks.attempts a ON a.delivery_id = d.id AND a.number = d.attempts
           WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.state = $2) AND ($3::uuid IS NULL OR d.id < $3)
           ORDER BY d.id DESC LIMIT $4"#,
        endpoint_id.as_uuid(),
        state.map(DeliveryState::as_str),
        after.map(|id| id.as_uuid()),
        limit,
    )
    .fetch_all(pool)
    .await
    .map_err(DbError::from)?;
    rows.into_iter().map(Row::card).collect()
}

/// A delivery and what it carries.
pub(super) struct Found {
    pub(super) card: DeliveryCard,
    pub(super) body: String,
    pub(super) values: PostbackValues,
}

pub(super) async fn find(pool: &PgPool, id: DeliveryId) -> Result<Option<Found>, WebhooksError> {
    let row = sqlx::query!(
        r#"SELECT d.id, d.endpoint_id, d.message_id, m.event_type, m.is_test, d.state, d.attempts, d.created_at, d.next_attempt_at,
                  d.last_attempt_at, a.status AS "status?", a.error AS "error?", m.body,
                  m.postback_values AS "values: Json<PostbackValues>"
           FROM webhooks.deliveries d
           JOIN webhooks.messages m ON m.id = d.message_id
           LEFT JOIN webhooks.attempts a ON a.delivery_id = d.id AND a.number = d.attempts
           WHERE d.id = $1"#,
        id.as_uuid(),
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    let Some(row) = row else { return Ok(None) };
    let card = Row {
        id: row.id,
        endpoint_id: row.endpoint_id,
        message_id: row.message_id,
        event_type: row.event_type,
        is_test: row.is_test,
        state: row.state,
        attempts: row.attempts,
        created_at: row.created_at,
        next_attempt_at: row.next_attempt_at,
        last_attempt_at: row.last_attempt_at,
        status: row.status,
        error: row.error,
    };
    Ok(Some(Found { card: card.card()?, body: row.body, values: row.values.0 }))
}

/// Which endpoint a delivery goes to.
pub(super) async fn endpoint_of(pool: &PgPool, id: DeliveryId) -> Result<Option<EndpointId>, DbError> {
    let endpoint = sqlx::query_scalar!("SELECT endpoint_id FROM webhooks.deliveries WHERE id = $1", id.as_uuid());
    Ok(endpoint.fetch_optional(pool).await?.map(EndpointId::from_uuid))
}

pub(super) async fn attempts(pool: &PgPool, id: DeliveryId) -> Result<Vec<AttemptView>, DbError> {
    let rows = sqlx::query!(
        "SELECT number, started_at, duration_ms, status, error, answer FROM webhooks.attempts
         WHERE delivery_id = $1 ORDER BY number DESC LIMIT $2",
        id.as_uuid(),
        ATTEMPTS_SHOWN,
    )
    .fetch_all(pool)
    .await?;
    let views = rows.into_iter().map(|row| AttemptView {
        number: u32::try_from(row.number).unwrap_or(0),
        started_at: row.started_at.to_jiff(),
        duration_ms: u32::try_from(row.duration_ms).unwrap_or(0),
        status: row.status.and_then(|status| status.try_into().ok()),
        failure: row.error.as_deref().and_then(Failure::parse),
        answer: row.answer,
    });
    Ok(views.collect())
}

/// What decides where an endpoint is sent to.
pub(super) struct Lane {
    pub(super) is_enabled: bool,
    pub(super) is_troubled: bool,
}

/// None of what was deleted.
pub(super) async fn lane(pool: &PgPool, id: EndpointId) -> Result<Option<Lane>, DbError> {
    let lane = sqlx::query_as!(
        Lane,
        r#"SELECT disabled_at IS NULL AS "is_enabled!", is_troubled FROM webhooks.endpoints WHERE id = $1 AND deleted_at IS NULL"#,
        id.as_uuid(),
    );
    Ok(lane.fetch_optional(pool).await?)
}

/// What has waited longest of what is due at an endpoint that is told.
pub(super) async fn due(pool: &PgPool, endpoint_id: EndpointId, now: Timestamp) -> Result<Option<Parcel>, WebhooksError> {
    let row = sqlx::query!(
        r#"SELECT d.id, d.message_id, e.kind, e.url, e.secret_sealed, e.old_secret_sealed, e.old_secret_until, m.event_type, m.body,
                  m.postback_values AS "values: Json<PostbackValues>"
           FROM webhooks.deliveries d
           JOIN webhooks.endpoints e ON e.id = d.endpoint_id AND e.deleted_at IS NULL AND e.disabled_at IS NULL
           JOIN webhooks.messages m ON m.id = d.message_id
           WHERE d.endpoint_id = $1 AND d.state = 'pending' AND d.next_attempt_at <= $2
           ORDER BY d.next_attempt_at, d.id LIMIT 1"#,
        endpoint_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    let Some(row) = row else { return Ok(None) };
    let old = row.old_secret_sealed.zip(row.old_secret_until).filter(|(_, until)| until.to_jiff() > now);
    Ok(Some(Parcel {
        delivery_id: row.id.into(),
        endpoint_id,
        message_id: row.message_id,
        kind: EndpointKind::parse(&row.kind).ok_or(WebhooksError::Bug("an endpoint of no kind"))?,
        url: row.url,
        secrets_sealed: row.secret_sealed.into_iter().chain(old.map(|(sealed, _)| sealed)).collect(),
        event_type: row.event_type,
        body: row.body,
        values: row.values.0,
    }))
}
