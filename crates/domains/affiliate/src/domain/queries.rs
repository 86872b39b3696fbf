//! Reading domains.

use contracts::{affiliate::LinkDomainId, identity::OrganisationId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{DomainChoice, DomainOwner, DomainProblem, DomainState, HostKnown};

/// A domain as it is stored.
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) organisation_id: Option<Uuid>,
    pub(super) account_id: Option<Uuid>,
    pub(super) host: String,
    pub(super) token: String,
    state: String,
    failing_since: Option<jiff_sqlx::Timestamp>,
    problem: Option<String>,
    pub(super) root_url: Option<String>,
    checked_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
    pub(super) links: i64,
}

impl Row {
    pub(super) fn owner(&self) -> Result<DomainOwner, DbError> {
        DomainOwner::stored(self.organisation_id, self.account_id)
    }

    pub(super) fn state(&self) -> DomainState {
        DomainState::stored(&self.state, self.failing_since())
    }

    pub(super) fn problem(&self) -> Option<DomainProblem> {
        self.problem.as_deref().and_then(DomainProblem::parse)
    }

    pub(super) fn failing_since(&self) -> Option<Timestamp> {
        self.failing_since.map(jiff_sqlx::Timestamp::to_jiff)
    }

    pub(super) fn checked_at(&self) -> Option<Timestamp> {
        self.checked_at.map(jiff_sqlx::Timestamp::to_jiff)
    }

    pub(super) fn created_at(&self) -> Timestamp {
        self.created_at.to_jiff()
    }
}

/// The domains of an owner, the oldest first: no more than an owner may have.
pub(super) async fn of_owner(conn: &mut PgConnection, owner: DomainOwner) -> Result<Vec<Row>, DbError> {
    let (organisation_id, account_id) = owner.columns();
    let rows = sqlx::query_as!(
        Row,
        "SELECT d.id, d.organisation_id, d.account_id, d.host, d.token, d.state, d.failing_since AS \"failing_since: _\", d.problem,
                d.root_url, d.checked_at AS \"checked_at: _\", d.created_at AS \"created_at: _\",
                (SELECT count(*) FROM affiliate.links l WHERE l.domain_id = d.id) AS \"links!\"
         FROM affiliate.link_domains d WHERE d.organisation_id = $1 OR d.account_id = $2
         ORDER BY d.created_at, d.id LIMIT 100",
        organisation_id,
        account_id,
    );
    Ok(rows.fetch_all(conn).await?)
}

pub(super) async fn one(conn: &mut PgConnection, id: LinkDomainId) -> Result<Option<Row>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT d.id, d.organisation_id, d.account_id, d.host, d.token, d.state, d.failing_since AS \"failing_since: _\", d.problem,
                d.root_url, d.checked_at AS \"checked_at: _\", d.created_at AS \"created_at: _\",
                (SELECT count(*) FROM affiliate.links l WHERE l.domain_id = d.id) AS \"links!\"
         FROM affiliate.link_domains d WHERE d.id = $1",
        id.as_uuid(),
    );
    Ok(row.fetch_optional(conn).await?)
}

/// The proved domains of a partner and of their merchant, by name.
pub(super) async fn choices(
    conn: &mut PgConnection,
    account_id: AccountId,
    organisation_id: OrganisationId,
) -> Result<Vec<DomainChoice>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, host FROM affiliate.link_domains
         WHERE state = 'verified' AND (account_id = $1 OR organisation_id = $2) ORDER BY host, id LIMIT 200",
        account_id.as_uuid(),
        organisation_id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows.map(|row| DomainChoice { id: row.id.into(), host: row.host }).collect())
}

/// Domains whose time has come, those first that wait for longest.
pub(super) async fn due(conn: &mut PgConnection, now: Timestamp, limit: i64) -> Result<Vec<(LinkDomainId, String)>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, host FROM affiliate.link_domains WHERE check_at <= $1 ORDER BY check_at, id LIMIT $2",
        now.to_sqlx() as _,
        limit,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id.into(), row.host)).collect())
}

/// What a host is to visitors.
pub(super) async fn host(pool: &PgPool, host: &str) -> Result<HostKnown, DbError> {
    let row = sqlx::query!(
        "SELECT id, root_url, state = 'verified' AS \"is_served!\" FROM affiliate.link_domains
         WHERE host = $1 ORDER BY state = 'verified' DESC, id LIMIT 1",
        host,
    );
    Ok(match row.fetch_optional(pool).await? {
        Some(row) if row.is_served => HostKnown::Served { id: row.id.into(), root_url: row.root_url },
        Some(_) => HostKnown::Unproved,
        None => HostKnown::Nobodys,
    })
}
