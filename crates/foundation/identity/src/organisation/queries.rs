//! Read views of organisations.

use contracts::identity::{InvitationId, OrganisationId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

use super::{InvitationPreview, OrganisationKind, OrganisationRole};

/// The most rows of a list inside an organisation's page.
const MAX_ROWS: i64 = 500;

/// An organisation in a list.
#[derive(Debug, Clone)]
pub struct OrganisationCard {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// One's own role in it.
    pub role: OrganisationRole,
    /// How many members it has.
    pub members: i64,
}

/// An organisation with everybody in it.
#[derive(Debug, Clone)]
pub struct OrganisationView {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// One's own role in it.
    pub role: OrganisationRole,
    /// Its members, owners first.
    pub members: Vec<MemberView>,
    /// Invitations that wait; empty for who may not invite.
    pub invitations: Vec<InvitationView>,
}

/// A member.
#[derive(Debug, Clone)]
pub struct MemberView {
    /// The account.
    pub account_id: AccountId,
    /// The name that others see.
    pub display_name: String,
    /// The role.
    pub role: OrganisationRole,
    /// Since when.
    pub joined_at: Timestamp,
}

/// An invitation that waits.
#[derive(Debug, Clone)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// For whom.
    pub email: String,
    /// As what.
    pub role: OrganisationRole,
    /// Until when.
    pub expires_at: Timestamp,
}

pub(super) async fn list_of(pool: &PgPool, account_id: AccountId) -> Result<Vec<OrganisationCard>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT o.id,
                  o.name,
                  o.kind,
                  m.role,
                  (SELECT count(*) FROM identity.organisation_member x WHERE x.organisation_id = o.id) AS "members!"
           FROM identity.organisation_member m
           JOIN identity.organisation o ON o.id = m.organisation_id
           WHERE m.account_id = $1
           ORDER BY o.name, o.id
           LIMIT $2"#,
        account_id.as_uuid(),
        MAX_ROWS
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(OrganisationCard {
                id: OrganisationId::from_uuid(row.id),
                name: row.name,
                kind: OrganisationKind::parse(&row.kind)?,
                role: OrganisationRole::parse(&row.role)?,
                members: row.members,
            })
        })
        .collect())
}

/// The organisation, if this account belongs to it.
pub(super) async fn find(
    pool: &PgPool,
    id: OrganisationId,
    account_id: AccountId,
    now: Timestamp,
) -> Result<Option<OrganisationView>, DbError> {
    let row = sqlx::query!(
        "SELECT o.name, o.kind, m.role
         FROM identity.organisation o
         JOIN identity.organisation_member m ON m.organisation_id = o.id AND m.account_id = $2
         WHERE o.id = $1",
        id.as_uuid(),
        account_id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (Some(kind), Some(role)) = (OrganisationKind::parse(&row.kind), OrganisationRole::parse(&row.role)) else {
        return Ok(None);
    };
    let members = members_of(pool, id).await?;
    let invitations = if role.may(super::OrganisationAction::Invite) { invitations_of(pool, id, now).await? } else { Vec::new() };
    Ok(Some(OrganisationView { id, name: row.name, kind, role, members, invitations }))
}

async fn members_of(pool: &PgPool, id: OrganisationId) -> Result<Vec<MemberView>, DbError> {
    let rows = sqlx::query!(
        "SELECT m.account_id, a.display_name, m.role, m.joined_at
         FROM identity.organisation_member m
         JOIN identity.account a ON a.id = m.account_id
         WHERE m.organisation_id = $1
         ORDER BY m.role = 'owner' DESC, m.role = 'admin' DESC, m.joined_at, m.account_id
         LIMIT $2",
        id.as_uuid(),
        MAX_ROWS
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(MemberView {
                account_id: AccountId::from_uuid(row.account_id),
                display_name: row.display_name,
                role: OrganisationRole::parse(&row.role)?,
                joined_at: row.joined_at.to_jiff(),
            })
        })
        .collect())
}

async fn invitations_of(pool: &PgPool, id: OrganisationId, now: Timestamp) -> Result<Vec<InvitationView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, email, role, expires_at
         FROM identity.organisation_invitation
         WHERE organisation_id = $1 AND accepted_at IS NULL AND expires_at > $2
         ORDER BY created_at DESC, id DESC
         LIMIT $3",
        id.as_uuid(),
        now.to_sqlx() as _,
        MAX_ROWS
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(InvitationView {
                id: InvitationId::from_uuid(row.id),
                email: row.email,
                role: OrganisationRole::parse(&row.role)?,
                expires_at: row.expires_at.to_jiff(),
            })
        })
        .collect())
}

pub(super) async fn find_invitation(
    pool: &PgPool,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<InvitationPreview>, DbError> {
    let row = sqlx::query!(
        "SELECT o.name, o.kind, i.role, i.email
         FROM identity.organisation_invitation i
         JOIN identity.organisation o ON o.id = i.organisation_id
         WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2",
        token_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| {
        Some(InvitationPreview {
            organisation: row.name,
            kind: OrganisationKind::parse(&row.kind)?,
            role: OrganisationRole::parse(&row.role)?,
            email: row.email,
        })
    }))
}
