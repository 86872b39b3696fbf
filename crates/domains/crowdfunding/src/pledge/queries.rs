//! Reading pledges for those who tell of them.

use contracts::{
    crowdfunding::{PledgeId, ProjectId},
    payments::IntentId,
};
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;

use super::told::Backing;

pub(super) async fn backing(pool: &PgPool, id: PledgeId) -> Result<Option<Backing>, DbError> {
    let row = sqlx::query!(
        "SELECT p.account_id, p.email, p.name, p.on_behalf_of, p.anonymous, p.amount_minor, p.currency, p.intent_id, p.project_id,
                p.paid_at AS \"paid_at: jiff_sqlx::Timestamp\",
                j.title, j.account_id AS creator_id
         FROM crowdfunding.pledges p JOIN crowdfunding.projects j ON j.id = p.project_id WHERE p.id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    let read = row.and_then(|row| {
        Some(Backing {
            pledge_id: id,
            account_id: row.account_id.map(Into::into),
            email: row.email,
            public_name: row.name.clone().filter(|_| !row.anonymous),
            name: row.name,
            on_behalf_of: row.on_behalf_of,
            paid_at: row.paid_at.map(jiff_sqlx::Timestamp::to_jiff),
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            intent_id: IntentId::from_uuid(row.intent_id),
            key: String::new(),
            project_id: row.project_id.into(),
            project_title: row.title,
            creator_id: row.creator_id.into(),
        })
    });
    Ok(read)
}

/// Pledges whose money came, whatever became of it since.
pub(super) async fn once_paid(
    pool: &PgPool,
    id: ProjectId,
    after: Option<PledgeId>,
    limit: i64,
) -> Result<Vec<PledgeId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM crowdfunding.pledges
         WHERE project_id = $1 AND state IN ('paid', 'refunding', 'refunded', 'unclaimed') AND ($2::uuid IS NULL OR id > $2)
         ORDER BY id LIMIT $3",
        id.as_uuid(),
        after.map(|id| id.as_uuid()),
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PledgeId::from_uuid).collect())
}
