//! Rows of organisations, members and invitations.

use contracts::identity::{InvitationId, OrganisationId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

use super::{OrganisationKind, OrganisationRole};

pub(super) async fn insert(
    conn: &mut PgConnection,
    id: OrganisationId,
    name: &str,
    kind: OrganisationKind,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ($1, $2, $3, $4)",
        id.as_uuid(),
        name,
        kind.as_str(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn rename(conn: &mut PgConnection, id: OrganisationId, name: &str) -> Result<(), DbError> {
    sqlx::query!("UPDATE identity.organisation SET name = $2 WHERE id = $1", id.as_uuid(), name).execute(conn).await?;
    Ok(())
}

pub(super) async fn name_of(conn: &mut PgConnection, id: OrganisationId) -> Result<Option<String>, DbError> {
    let name = sqlx::query_scalar!("SELECT name FROM identity.organisation WHERE id = $1", id.as_uuid());
    Ok(name.fetch_optional(conn).await?)
}

pub(super) async fn count_owned(conn: &mut PgConnection, account_id: AccountId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM identity.organisation_member WHERE account_id = $1 AND role = 'owner'"#,
        account_id.as_uuid()
    );
    Ok(count.fetch_one(conn).await?)
}

/// The member's role, the row locked: roles change one after the other.
pub(super) async fn role_of(
    conn: &mut PgConnection,
    id: OrganisationId,
    account_id: AccountId,
) -> Result<Option<OrganisationRole>, DbError> {
    let word = sqlx::query_scalar!(
        "SELECT role FROM identity.organisation_member WHERE organisation_id = $1 AND account_id = $2 FOR UPDATE",
        id.as_uuid(),
        account_id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(word.and_then(|word| OrganisationRole::parse(&word)))
}

/// Makes somebody a member; who is one already stays what they are.
pub(super) async fn insert_member(
    conn: &mut PgConnection,
    id: OrganisationId,
    account_id: AccountId,
    role: OrganisationRole,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        id.as_uuid(),
        account_id.as_uuid(),
        role.as_str(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn set_role(
    conn: &mut PgConnection,
    id: OrganisationId,
    account_id: AccountId,
    role: OrganisationRole,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.organisation_member SET role = $3 WHERE organisation_id = $1 AND account_id = $2",
        id.as_uuid(),
        account_id.as_uuid(),
        role.as_str()
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn delete_member(conn: &mut PgConnection, id: OrganisationId, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM identity.organisation_member WHERE organisation_id = $1 AND account_id = $2",
        id.as_uuid(),
        account_id.as_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many owners there are besides this one. Locks them, so that two owners do not leave at once.
pub(super) async fn count_other_owners(
    conn: &mut PgConnection,
    id: OrganisationId,
    account_id: AccountId,
) -> Result<usize, DbError> {
    let owners = sqlx::query_scalar!(
        "SELECT account_id FROM identity.organisation_member
         WHERE organisation_id = $1 AND role = 'owner'
         ORDER BY account_id
         FOR UPDATE",
        id.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(owners.into_iter().filter(|owner| *owner != account_id.as_uuid()).count())
}

/// A new invitation.
pub(super) struct NewInvitation<'a> {
    pub(super) id: InvitationId,
    pub(super) organisation_id: OrganisationId,
    pub(super) email: &'a str,
    pub(super) role: OrganisationRole,
    pub(super) token_hash: &'a [u8],
    pub(super) invited_by: AccountId,
    pub(super) expires_at: Timestamp,
}

/// Stores an invitation in place of an open one to the same e-mail.
pub(super) async fn replace_invitation(conn: &mut PgConnection, new: &NewInvitation<'_>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.organisation_invitation
             (id, organisation_id, email, role, token_hash, invited_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (organisation_id, email) WHERE accepted_at IS NULL DO UPDATE SET
             role = excluded.role,
             token_hash = excluded.token_hash,
             invited_by = excluded.invited_by,
             created_at = excluded.created_at,
             expires_at = excluded.expires_at",
        new.id.as_uuid(),
        new.organisation_id.as_uuid(),
        new.email,
        new.role.as_str(),
        new.token_hash,
        new.invited_by.as_uuid(),
        now.to_sqlx() as _,
        new.expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn delete_invitation(
    conn: &mut PgConnection,
    organisation_id: OrganisationId,
    id: InvitationId,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "DELETE FROM identity.organisation_invitation WHERE id = $2 AND organisation_id = $1 AND accepted_at IS NULL",
        organisation_id.as_uuid(),
        id.as_uuid()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An invitation just used up.
pub(super) struct AcceptedInvitation {
    pub(super) organisation_id: OrganisationId,
    pub(super) email: String,
    pub(super) role: OrganisationRole,
}

pub(super) async fn accept_invitation(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<AcceptedInvitation>, DbError> {
    let row = sqlx::query!(
        "UPDATE identity.organisation_invitation SET accepted_at = $2
         WHERE token_hash = $1 AND accepted_at IS NULL AND expires_at > $2
         RETURNING organisation_id, email, role",
        token_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        let role = OrganisationRole::parse(&row.role)?;
        Some(AcceptedInvitation { organisation_id: OrganisationId::from_uuid(row.organisation_id), email: row.email, role })
    }))
}
