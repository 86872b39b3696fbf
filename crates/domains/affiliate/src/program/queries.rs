//! Reading programs.

use contracts::{
    affiliate::{GroupId, ProgramId, TermsId},
    identity::OrganisationId,
};
use kernel::Currency;
use platform::DbError;
use sqlx::{PgConnection, types::Json};

use super::{Admission, GroupView, PolicyView, ProgramState, ProgramView, Terms, TermsView};
use crate::attribution::Policy;

pub(super) async fn program(conn: &mut PgConnection, id: ProgramId) -> Result<Option<ProgramView>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id, p.title, p.pitch, p.conditions, p.currency, p.hosts, p.admission AS \"admission: Json<Admission>\",
                p.state, p.version, o.version AS policy_version, o.body AS \"policy: Json<Policy>\",
                o.created_at AS \"policy_at: jiff_sqlx::Timestamp\"
         FROM affiliate.programs p
         CROSS JOIN LATERAL (SELECT version, body, created_at FROM affiliate.policies
                             WHERE program_id = p.id ORDER BY version DESC LIMIT 1) o
         WHERE p.id = $1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let (Some(currency), Some(state)) = (Currency::parse(&row.currency), ProgramState::parse(&row.state)) else {
        return Err(sqlx::Error::Decode("a program in words that are not known".into()).into());
    };
    Ok(Some(ProgramView {
        id,
        organisation_id: row.organisation_id.into(),
        title: row.title,
        pitch: row.pitch,
        conditions: row.conditions,
        currency,
        hosts: row.hosts,
        admission: row.admission.0,
        state,
        version: row.version,
        policy: PolicyView { version: row.policy_version, policy: row.policy.0, created_at: row.policy_at.to_jiff() },
        groups: groups(conn, id).await?,
    }))
}

async fn groups(conn: &mut PgConnection, id: ProgramId) -> Result<Vec<GroupView>, DbError> {
    let rows = sqlx::query!(
        "SELECT g.id, g.name, g.is_default, t.id AS terms_id, t.version, t.body AS \"terms: Json<Terms>\",
                t.created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.groups g
         CROSS JOIN LATERAL (SELECT id, version, body, created_at FROM affiliate.terms
                             WHERE group_id = g.id ORDER BY version DESC LIMIT 1) t
         WHERE g.program_id = $1 ORDER BY g.is_default DESC, g.created_at, g.id LIMIT 50",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| {
        let created_at = row.created_at.to_jiff();
        let terms = TermsView { id: row.terms_id.into(), version: row.version, terms: row.terms.0, created_at };
        GroupView { id: row.id.into(), name: row.name, is_default: row.is_default, terms }
    });
    Ok(view.collect())
}

pub(super) async fn program_id_of(conn: &mut PgConnection, id: OrganisationId) -> Result<Option<ProgramId>, DbError> {
    let found = sqlx::query_scalar!("SELECT id FROM affiliate.programs WHERE organisation_id = $1", id.as_uuid());
    Ok(found.fetch_optional(conn).await?.map(ProgramId::from_uuid))
}

pub(crate) async fn merchant_of(conn: &mut PgConnection, id: ProgramId) -> Result<Option<OrganisationId>, DbError> {
    let found = sqlx::query_scalar!("SELECT organisation_id FROM affiliate.programs WHERE id = $1", id.as_uuid());
    Ok(found.fetch_optional(conn).await?.map(OrganisationId::from_uuid))
}

pub(super) async fn merchant_of_group(conn: &mut PgConnection, id: GroupId) -> Result<Option<OrganisationId>, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT p.organisation_id FROM affiliate.groups g JOIN affiliate.programs p ON p.id = g.program_id WHERE g.id = $1",
        id.as_uuid(),
    );
    Ok(found.fetch_optional(conn).await?.map(OrganisationId::from_uuid))
}

pub(crate) async fn terms_of(conn: &mut PgConnection, id: GroupId) -> Result<Vec<TermsView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, version, body AS \"terms: Json<Terms>\", created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.terms WHERE group_id = $1 ORDER BY version DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| TermsView {
        id: row.id.into(),
        version: row.version,
        terms: row.terms.0,
        created_at: row.created_at.to_jiff(),
    });
    Ok(view.collect())
}

pub(super) async fn policies_of(conn: &mut PgConnection, id: ProgramId) -> Result<Vec<PolicyView>, DbError> {
    let rows = sqlx::query!(
        "SELECT version, body AS \"policy: Json<Policy>\", created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.policies WHERE program_id = $1 ORDER BY version DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows.map(|row| PolicyView { version: row.version, policy: row.policy.0, created_at: row.created_at.to_jiff() }).collect())
}

/// These versions of terms.
pub(crate) async fn terms(conn: &mut PgConnection, ids: &[TermsId]) -> Result<Vec<(TermsId, Terms)>, DbError> {
    let ids: Vec<_> = ids.iter().map(TermsId::as_uuid).collect();
    let rows = sqlx::query!("SELECT id, body AS \"terms: Json<Terms>\" FROM affiliate.terms WHERE id = ANY ($1)", &ids);
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id.into(), row.terms.0)).collect())
}
