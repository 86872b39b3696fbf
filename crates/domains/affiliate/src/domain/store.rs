//! The rows of domains.

use contracts::{affiliate::LinkDomainId, identity::OrganisationId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::{
    DomainOwner,
    model::{DomainState, Next, Standing},
};

/// A domain as the commands need it.
pub(super) struct Locked {
    pub(super) owner: DomainOwner,
    pub(super) host: String,
    pub(super) token: String,
    pub(super) standing: Standing,
}

pub(super) async fn lock(tx: &mut Tx, id: LinkDomainId) -> Result<Option<Locked>, DbError> {
    let row = sqlx::query!(
        "SELECT organisation_id, account_id, host, token, state, failing_since AS \"failing_since: jiff_sqlx::Timestamp\",
                created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.link_domains WHERE id = $1 FOR UPDATE",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let failing_since = row.failing_since.map(jiff_sqlx::Timestamp::to_jiff);
    let state = DomainState::stored(&row.state, failing_since);
    let standing = Standing { state, failing_since, created_at: row.created_at.to_jiff() };
    let owner = DomainOwner::stored(row.organisation_id, row.account_id)?;
    Ok(Some(Locked { owner, host: row.host, token: row.token, standing }))
}

/// The domains of an owner with their hosts, locked: of very many the first hundred, which is more than anybody may add.
pub(super) async fn lock_all(tx: &mut Tx, owner: DomainOwner) -> Result<Vec<(LinkDomainId, String)>, DbError> {
    let (organisation_id, account_id) = owner.columns();
    let rows = sqlx::query!(
        "SELECT id, host FROM affiliate.link_domains WHERE organisation_id = $1 OR account_id = $2 ORDER BY id LIMIT 100 FOR UPDATE",
        organisation_id,
        account_id,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.id.into(), row.host)).collect())
}

/// Counts the domains of an owner; who adds at the same moment waits.
pub(super) async fn count(tx: &mut Tx, owner: DomainOwner) -> Result<i64, DbError> {
    let (organisation_id, account_id) = owner.columns();
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('affiliate.link_domains:' || coalesce($1::uuid, $2::uuid)::text, 0))",
        organisation_id,
        account_id,
    )
    .fetch_one(tx.conn())
    .await?;
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM affiliate.link_domains WHERE organisation_id = $1 OR account_id = $2",
        organisation_id,
        account_id,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: LinkDomainId,
    owner: DomainOwner,
    host: &str,
    token: &str,
    check_at: Timestamp,
) -> Result<(), DbError> {
    let ((organisation_id, account_id), now) = (owner.columns(), tx.now());
    sqlx::query!(
        "INSERT INTO affiliate.link_domains (id, organisation_id, account_id, host, token, check_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        id.as_uuid(),
        organisation_id,
        account_id,
        host,
        token,
        check_at.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_root(tx: &mut Tx, id: LinkDomainId, root_url: Option<&str>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.link_domains SET root_url = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        root_url,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Its links stay, on our host.
pub(super) async fn delete(tx: &mut Tx, id: LinkDomainId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.link_domains WHERE id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Whether another one proved this host. If so it is looked at soon: two cannot be right.
pub(super) async fn is_held_by_another(tx: &mut Tx, id: LinkDomainId, host: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let held = sqlx::query!(
        "UPDATE affiliate.link_domains SET check_at = least(check_at, $3) WHERE host = $2 AND state = 'verified' AND id <> $1",
        id.as_uuid(),
        host,
        now.to_sqlx() as _,
    );
    Ok(held.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Who waits for a host is looked at now: whoever had it has it no more.
pub(super) async fn wake_waiting(tx: &mut Tx, host: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.link_domains SET check_at = $2 WHERE host = $1 AND state = 'waiting'",
        host,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes down what a look found.
pub(super) async fn settle(tx: &mut Tx, id: LinkDomainId, next: &Next) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.link_domains
         SET state = $2, failing_since = $3, problem = $4, check_at = $5, checked_at = $6, updated_at = $6,
             verified_at = CASE WHEN $2 = 'verified' AND state <> 'verified' THEN $6 ELSE verified_at END
         WHERE id = $1",
        id.as_uuid(),
        next.state.to_store(),
        next.failing_since.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        next.problem.map(super::DomainProblem::as_str),
        next.check_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether links of this partner in this merchant's program may answer on a domain: proved, and of one of the two. It stays until the end.
pub(crate) async fn may_carry(
    tx: &mut Tx,
    id: LinkDomainId,
    account_id: AccountId,
    organisation_id: OrganisationId,
) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM affiliate.link_domains
         WHERE id = $1 AND state = 'verified' AND (account_id = $2 OR organisation_id = $3) FOR KEY SHARE",
        id.as_uuid(),
        account_id.as_uuid(),
        organisation_id.as_uuid(),
    );
    Ok(found.fetch_optional(tx.conn()).await?.is_some())
}
