//! The rows of pledges, and how many of a tier are taken.

use contracts::{
    crowdfunding::{PledgeId, ProjectId, TierId},
    payments::{DisbursementId, IntentId},
};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money};
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{MakePledge, Pledge, PledgeState};
use crate::Source;

pub(super) async fn insert(
    tx: &mut Tx,
    command: &MakePledge,
    account_id: Option<AccountId>,
    intent_id: IntentId,
) -> Result<(), DbError> {
    let now = tx.now();
    let request_hash = command.hash();
    let text = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    sqlx::query!(
        "INSERT INTO crowdfunding.pledges
             (id, project_id, tier_id, account_id, name, email, on_behalf_of, anonymous, amount_minor, currency, state, intent_id,
              created_at, updated_at, request_hash, source)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'promised', $11, $12, $12, $13, $14)",
        command.id.as_uuid(),
        command.project_id.as_uuid(),
        command.tier_id.map(|id| id.as_uuid()),
        account_id.map(|id| id.as_uuid()),
        text(&command.name),
        text(&command.email),
        text(&command.on_behalf_of),
        command.anonymous,
        command.amount.amount_minor,
        command.amount.currency.code(),
        intent_id.as_uuid(),
        now.to_sqlx() as _,
        request_hash.as_slice(),
        command.source.as_ref().map(Source::word),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The same pledge sent twice at once waits for itself.
pub(super) async fn hold(tx: &mut Tx, id: PledgeId) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 4712))", id.to_string()).execute(tx.conn()).await?;
    Ok(())
}

/// The pledge, locked until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection, id: PledgeId) -> Result<Option<Pledge>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, project_id, tier_id, account_id, amount_minor, currency, state, intent_id, refund_id,
                paid_at AS \"paid_at: jiff_sqlx::Timestamp\"
         FROM crowdfunding.pledges WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// The pledge as it is now.
pub(super) async fn find(pool: &PgPool, id: PledgeId) -> Result<Option<Pledge>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, project_id, tier_id, account_id, amount_minor, currency, state, intent_id, refund_id,
                paid_at AS \"paid_at: jiff_sqlx::Timestamp\"
         FROM crowdfunding.pledges WHERE id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// Whether it was made by this very request.
pub(super) async fn is_request(conn: &mut PgConnection, id: PledgeId, hash: &[u8; 32]) -> Result<bool, DbError> {
    let same = sqlx::query_scalar!(
        "SELECT request_hash = $2 AS \"same!\" FROM crowdfunding.pledges WHERE id = $1",
        id.as_uuid(),
        hash.as_slice(),
    );
    Ok(same.fetch_optional(conn).await?.unwrap_or(false))
}

/// The project of a pledge.
pub(crate) async fn project_of(conn: &mut PgConnection, id: PledgeId) -> Result<Option<ProjectId>, DbError> {
    let project_id = sqlx::query_scalar!("SELECT project_id FROM crowdfunding.pledges WHERE id = $1", id.as_uuid());
    Ok(project_id.fetch_optional(conn).await?.map(ProjectId::from_uuid))
}

/// Paid pledges of a project after this one, in order.
pub(crate) async fn paid_after(
    pool: &PgPool,
    project_id: ProjectId,
    after: Option<PledgeId>,
    limit: i64,
) -> Result<Vec<PledgeId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM crowdfunding.pledges WHERE project_id = $1 AND state = 'paid' AND id > $2 ORDER BY id LIMIT $3",
        project_id.as_uuid(),
        after.map_or(Uuid::nil(), |id| id.as_uuid()),
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(PledgeId::from_uuid).collect())
}

pub(crate) async fn set_state(tx: &mut Tx, id: PledgeId, state: PledgeState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.pledges SET state = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_paid(tx: &mut Tx, id: PledgeId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.pledges SET state = 'paid', paid_at = $2, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_refunding(tx: &mut Tx, id: PledgeId, refund_id: DisbursementId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.pledges SET state = 'refunding', refund_id = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        refund_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a tier of this project asks for.
pub(super) async fn tier_amount(tx: &mut Tx, project_id: ProjectId, tier_id: TierId) -> Result<Option<i64>, DbError> {
    let amount = sqlx::query_scalar!(
        "SELECT amount_minor FROM crowdfunding.tiers WHERE id = $1 AND project_id = $2",
        tier_id.as_uuid(),
        project_id.as_uuid(),
    );
    Ok(amount.fetch_optional(tx.conn()).await?)
}

/// Takes one of a tier; false when none is left.
pub(super) async fn take_tier(tx: &mut Tx, tier_id: TierId) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE crowdfunding.tiers SET taken = taken + 1 WHERE id = $1 AND (stock IS NULL OR taken < stock)",
        tier_id.as_uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts the tier of a pledge back.
pub(super) async fn release_tier(tx: &mut Tx, pledge: &Pledge) -> Result<(), DbError> {
    let Some(tier_id) = pledge.tier_id else { return Ok(()) };
    sqlx::query!("UPDATE crowdfunding.tiers SET taken = taken - 1 WHERE id = $1", tier_id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

struct Row {
    id: Uuid,
    project_id: Uuid,
    tier_id: Option<Uuid>,
    account_id: Option<Uuid>,
    amount_minor: i64,
    currency: String,
    state: String,
    intent_id: Uuid,
    refund_id: Option<Uuid>,
    paid_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Pledge {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let read = || {
            Some(Self {
                id: row.id.into(),
                project_id: row.project_id.into(),
                tier_id: row.tier_id.map(TierId::from_uuid),
                account_id: row.account_id.map(AccountId::from_uuid),
                amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
                state: PledgeState::parse(&row.state)?,
                intent_id: row.intent_id.into(),
                refund_id: row.refund_id,
                paid_at: row.paid_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        };
        read().ok_or_else(|| sqlx::Error::Decode("a pledge in words that are not known".into()).into())
    }
}
