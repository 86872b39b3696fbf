//! The rows of programs, policies, groups and terms.

use contracts::{
    affiliate::{GroupId, ProgramId, TermsId},
    identity::OrganisationId,
};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency};
use platform::{DbError, Tx};
use sqlx::types::Json;

use super::{Group, Program, ProgramDraft, ProgramState, Terms};
use crate::attribution::Policy;

pub(super) async fn insert(
    tx: &mut Tx,
    id: ProgramId,
    organisation_id: OrganisationId,
    draft: &ProgramDraft,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.programs
             (id, organisation_id, title, pitch, conditions, currency, hosts, admission, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $9)",
        id.as_uuid(),
        organisation_id.as_uuid(),
        draft.title.trim(),
        draft.pitch.trim(),
        draft.conditions,
        draft.currency.code(),
        &draft.hosts,
        Json(&draft.admission) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, id: ProgramId, draft: &ProgramDraft) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.programs
         SET title = $2, pitch = $3, conditions = $4, currency = $5, hosts = $6, admission = $7, version = version + 1, updated_at = $8
         WHERE id = $1",
        id.as_uuid(),
        draft.title.trim(),
        draft.pitch.trim(),
        draft.conditions,
        draft.currency.code(),
        &draft.hosts,
        Json(&draft.admission) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, id: ProgramId, state: ProgramState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.programs
         SET state = $2, opened_at = coalesce(opened_at, $3), version = version + 1, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Nobody takes part any more.
pub(super) async fn end_spans(tx: &mut Tx, id: ProgramId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.partnership_spans h SET ends_at = greatest(h.starts_at, $2)
         FROM affiliate.partnerships s WHERE s.id = h.partnership_id AND s.program_id = $1 AND h.ends_at IS NULL",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The program of a merchant, without waiting for anybody.
pub(crate) async fn of_merchant(tx: &mut Tx, id: OrganisationId) -> Result<Option<ProgramId>, DbError> {
    let found = sqlx::query_scalar!("SELECT id FROM affiliate.programs WHERE organisation_id = $1", id.as_uuid());
    Ok(found.fetch_optional(tx.conn()).await?.map(ProgramId::from_uuid))
}

/// Where a program stands, without waiting for anybody.
pub(crate) async fn state(tx: &mut Tx, id: ProgramId) -> Result<Option<ProgramState>, DbError> {
    let word = sqlx::query_scalar!("SELECT state FROM affiliate.programs WHERE id = $1", id.as_uuid());
    Ok(word.fetch_optional(tx.conn()).await?.and_then(|word| ProgramState::parse(&word)))
}

/// The program, locked until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: ProgramId) -> Result<Option<Program>, DbError> {
    let row = sqlx::query!(
        "SELECT organisation_id, currency, state, version, admission AS \"admission: Json<super::Admission>\"
         FROM affiliate.programs WHERE id = $1 FOR NO KEY UPDATE",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let (Some(currency), Some(state)) = (Currency::parse(&row.currency), ProgramState::parse(&row.state)) else {
        return Err(sqlx::Error::Decode("a program in words that are not known".into()).into());
    };
    Ok(Some(Program {
        id,
        organisation_id: row.organisation_id.into(),
        currency,
        state,
        version: row.version,
        admission: row.admission.0,
    }))
}

/// The group, with the program it belongs to locked.
pub(super) async fn lock_group(tx: &mut Tx, id: GroupId) -> Result<Option<Group>, DbError> {
    let row = sqlx::query!(
        "SELECT g.program_id, g.name, (SELECT max(t.version) FROM affiliate.terms t WHERE t.group_id = g.id) AS version
         FROM affiliate.groups g JOIN affiliate.programs p ON p.id = g.program_id
         WHERE g.id = $1 FOR NO KEY UPDATE OF p",
        id.as_uuid(),
    );
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| Group { program_id: row.program_id.into(), name: row.name, version: row.version.unwrap_or(0) }))
}

pub(super) async fn insert_group(
    tx: &mut Tx,
    id: GroupId,
    program_id: ProgramId,
    (name, is_default): (&str, bool),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.groups (id, program_id, name, is_default, created_at) VALUES ($1, $2, $3, $4, $5)",
        id.as_uuid(),
        program_id.as_uuid(),
        name,
        is_default,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn count_groups(tx: &mut Tx, program_id: ProgramId) -> Result<i64, DbError> {
    let count =
        sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM affiliate.groups WHERE program_id = $1", program_id.as_uuid(),);
    Ok(count.fetch_one(tx.conn()).await?)
}

/// Another version of a group's terms: the next after the last.
pub(super) async fn add_terms(tx: &mut Tx, id: TermsId, group_id: GroupId, terms: &Terms, by: AccountId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.terms (id, group_id, version, body, created_by, created_at)
         SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5 FROM affiliate.terms WHERE group_id = $2",
        id.as_uuid(),
        group_id.as_uuid(),
        Json(terms) as _,
        by.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Another version of how a program attributes: the next after the last. Answers its number.
pub(super) async fn add_policy(tx: &mut Tx, program_id: ProgramId, policy: &Policy, by: AccountId) -> Result<i32, DbError> {
    let now = tx.now();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.policies (program_id, version, body, created_by, created_at)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM affiliate.policies WHERE program_id = $1
         RETURNING version",
        program_id.as_uuid(),
        Json(policy) as _,
        by.as_uuid(),
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}
