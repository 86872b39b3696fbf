//! Reading endpoints.

use contracts::webhooks::{EndpointId, Owner};
use jiff::Timestamp;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    model::{ENDPOINTS_MAX, EndpointKind, EndpointState, EventPick},
    view::EndpointView,
};
use crate::{WebhooksError, owner::Columns};

struct Row {
    id: Uuid,
    organisation_id: Option<Uuid>,
    account_id: Option<Uuid>,
    kind: String,
    name: String,
    url: String,
    host: String,
    event_types: Option<Vec<String>>,
    disabled_by: Option<String>,
    disabled_at: Option<jiff_sqlx::Timestamp>,
    old_secret_until: Option<jiff_sqlx::Timestamp>,
    failing_since: Option<jiff_sqlx::Timestamp>,
    failing_deliveries: i32,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
}

impl Row {
    fn view(self, now: Timestamp) -> Result<EndpointView, WebhooksError> {
        let bug = || WebhooksError::Bug("an endpoint of no kind or state");
        Ok(EndpointView {
            id: self.id.into(),
            owner: Columns { organisation_id: self.organisation_id, account_id: self.account_id }.owner()?,
            kind: EndpointKind::parse(&self.kind).ok_or_else(bug)?,
            name: self.name,
            url: self.url,
            host: self.host,
            events: self.event_types.map_or(EventPick::All, EventPick::Only),
            state: EndpointState::parse(self.disabled_by.as_deref()).ok_or_else(bug)?,
            disabled_at: self.disabled_at.map(jiff_sqlx::Timestamp::to_jiff),
            old_secret_until: self.old_secret_until.map(jiff_sqlx::Timestamp::to_jiff).filter(|until| *until > now),
            failing_since: self.failing_since.map(jiff_sqlx::Timestamp::to_jiff),
            failing_deliveries: u32::try_from(self.failing_deliveries).unwrap_or(0),
            created_at: self.created_at.to_jiff(),
            updated_at: self.updated_at.to_jiff(),
        })
    }
}

/// The endpoint, unless it was deleted.
pub(crate) async fn find(pool: &PgPool, id: EndpointId, now: Timestamp) -> Result<Option<EndpointView>, WebhooksError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, organisation_id, account_id, kind, name, url, host, event_types, disabled_by, disabled_at, old_secret_until,
                failing_since, failing_deliveries, created_at, updated_at
         FROM webhooks.endpoints WHERE id = $1 AND deleted_at IS NULL",
        id.as_uuid(),
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    row.map(|row| row.view(now)).transpose()
}

/// The owner's endpoints, the oldest first.
pub(super) async fn list(pool: &PgPool, owner: Owner, now: Timestamp) -> Result<Vec<EndpointView>, WebhooksError> {
    let columns = Columns::from(owner);
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, organisation_id, account_id, kind, name, url, host, event_types, disabled_by, disabled_at, old_secret_until,
                failing_since, failing_deliveries, created_at, updated_at
         FROM webhooks.endpoints
         WHERE (organisation_id = $1 OR account_id = $2) AND deleted_at IS NULL
         ORDER BY id LIMIT $3",
        columns.organisation_id,
        columns.account_id,
        ENDPOINTS_MAX,
    )
    .fetch_all(pool)
    .await
    .map_err(DbError::from)?;
    rows.into_iter().map(|row| row.view(now)).collect()
}
