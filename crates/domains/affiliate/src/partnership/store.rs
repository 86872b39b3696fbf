//! The rows of partnerships.

use contracts::affiliate::{GroupId, PartnershipId, ProgramId};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::{Partnership, PartnershipState};
use crate::program::Program;

/// What the rule of admission asks about somebody.
pub(super) struct Influencer {
    pub(super) country: String,
    pub(super) followers: i32,
}

pub(super) async fn influencer(tx: &mut Tx, account_id: AccountId) -> Result<Option<Influencer>, DbError> {
    let row = sqlx::query!(
        "SELECT country, followers FROM affiliate.influencers WHERE account_id = $1 AND state = 'listed'",
        account_id.as_uuid(),
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| Influencer { country: row.country, followers: row.followers }))
}

struct Row {
    id: uuid::Uuid,
    program_id: uuid::Uuid,
    organisation_id: uuid::Uuid,
    account_id: uuid::Uuid,
    state: String,
    decided_at: Option<jiff_sqlx::Timestamp>,
    ended_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Partnership {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let unknown = || sqlx::Error::Decode("a partnership in words that are not known".into());
        Ok(Self {
            id: row.id.into(),
            program_id: row.program_id.into(),
            organisation_id: row.organisation_id.into(),
            account_id: row.account_id.into(),
            state: PartnershipState::parse(&row.state).ok_or_else(unknown)?,
            decided_at: row.decided_at.map(jiff_sqlx::Timestamp::to_jiff),
            ended_at: row.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// The partnership of somebody in a program. The program is locked by the caller.
pub(super) async fn find(tx: &mut Tx, program_id: ProgramId, account_id: AccountId) -> Result<Option<Partnership>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT s.id, s.program_id, p.organisation_id, s.account_id, s.state, s.decided_at AS \"decided_at: _\",
                s.ended_at AS \"ended_at: _\"
         FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id
         WHERE s.program_id = $1 AND s.account_id = $2",
        program_id.as_uuid(),
        account_id.as_uuid(),
    );
    row.fetch_optional(tx.conn()).await?.map(TryInto::try_into).transpose()
}

/// The partnership, locked until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: PartnershipId) -> Result<Option<Partnership>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT s.id, s.program_id, p.organisation_id, s.account_id, s.state, s.decided_at AS \"decided_at: _\",
                s.ended_at AS \"ended_at: _\"
         FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id
         WHERE s.id = $1 FOR NO KEY UPDATE OF s",
        id.as_uuid(),
    );
    row.fetch_optional(tx.conn()).await?.map(TryInto::try_into).transpose()
}

/// A new request, or another one after a refusal or an end.
pub(super) async fn request(
    tx: &mut Tx,
    id: PartnershipId,
    program: &Program,
    account_id: AccountId,
    message: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.partnerships (id, program_id, group_id, account_id, state, message, requested_at)
         SELECT $1, $2, g.id, $3, 'requested', $4, $5 FROM affiliate.groups g WHERE g.program_id = $2 AND g.is_default
         ON CONFLICT (id) DO UPDATE
         SET group_id = excluded.group_id, state = 'requested', message = excluded.message, answer = '', is_automatic = false,
             requested_at = excluded.requested_at, decided_at = NULL, ended_at = NULL",
        id.as_uuid(),
        program.id.as_uuid(),
        account_id.as_uuid(),
        message,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Taken, and active from now on.
pub(super) async fn accept(
    tx: &mut Tx,
    id: PartnershipId,
    group_id: Option<GroupId>,
    (answer, is_automatic): (&str, bool),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "WITH taken AS (
             UPDATE affiliate.partnerships
             SET state = 'active', group_id = coalesce($2, group_id), answer = $3, is_automatic = $4, decided_at = $5
             WHERE id = $1 RETURNING id, group_id
         )
         INSERT INTO affiliate.partnership_spans (partnership_id, group_id, starts_at) SELECT id, group_id, $5 FROM taken
         ON CONFLICT (partnership_id, starts_at) DO UPDATE SET group_id = excluded.group_id, ends_at = NULL",
        id.as_uuid(),
        group_id.map(|id| id.as_uuid()),
        answer,
        is_automatic,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn refuse(tx: &mut Tx, id: PartnershipId, answer: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.partnerships SET state = 'refused', answer = $2, decided_at = $3 WHERE id = $1",
        id.as_uuid(),
        answer,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx, id: PartnershipId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "WITH over AS (
             UPDATE affiliate.partnership_spans SET ends_at = greatest(starts_at, $2) WHERE partnership_id = $1 AND ends_at IS NULL
         )
         UPDATE affiliate.partnerships SET state = 'ended', decided_at = coalesce(decided_at, $2), ended_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn has_group(tx: &mut Tx, program_id: ProgramId, group_id: GroupId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM affiliate.groups WHERE program_id = $1 AND id = $2) AS \"found!\"",
        program_id.as_uuid(),
        group_id.as_uuid(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// In another group from now on.
pub(super) async fn set_group(tx: &mut Tx, id: PartnershipId, group_id: GroupId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.partnership_spans SET ends_at = greatest(starts_at, $2) WHERE partnership_id = $1 AND ends_at IS NULL",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "WITH moved AS (UPDATE affiliate.partnerships SET group_id = $2 WHERE id = $1 RETURNING id)
         INSERT INTO affiliate.partnership_spans (partnership_id, group_id, starts_at) SELECT id, $2, $3 FROM moved
         ON CONFLICT (partnership_id, starts_at) DO UPDATE SET group_id = excluded.group_id, ends_at = NULL",
        id.as_uuid(),
        group_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
