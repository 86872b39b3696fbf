//! Asking for a deletion, and carrying it out.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

/// What stands in the place of a person.
pub(super) struct Neutral {
    pub(super) email: String,
    pub(super) display_name: String,
}

/// Notes the day; one that was noted before stays. None when there is no such account.
pub(super) async fn ask(
    conn: &mut PgConnection,
    account_id: AccountId,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<Option<Timestamp>, DbError> {
    let noted = sqlx::query_scalar!(
        r#"UPDATE identity.account SET deletion_at = COALESCE(deletion_at, $2), updated_at = $3
           WHERE id = $1 AND deleted_at IS NULL
           RETURNING deletion_at AS "deletion_at!""#,
        account_id.as_uuid(),
        due_at.to_sqlx() as _,
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(noted.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Forgets the day. True when there was one.
pub(super) async fn take_back(conn: &mut PgConnection, account_id: AccountId, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.account SET deletion_at = NULL, updated_at = $2
         WHERE id = $1 AND deletion_at IS NOT NULL AND deleted_at IS NULL",
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Locks the account's row if its day has come and nobody erased it meanwhile.
pub(super) async fn lock_due(conn: &mut PgConnection, account_id: AccountId, now: Timestamp) -> Result<bool, DbError> {
    let due = sqlx::query_scalar!(
        "SELECT id FROM identity.account WHERE id = $1 AND deletion_at <= $2 AND deleted_at IS NULL FOR UPDATE",
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(due.is_some())
}

/// Whether the account is the only owner of an organisation that others belong to.
pub(super) async fn owns_others_alone(conn: &mut PgConnection, account_id: AccountId) -> Result<bool, DbError> {
    let alone = sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM identity.organisation_member own
               WHERE own.account_id = $1 AND own.role = 'owner'
                 AND EXISTS (SELECT FROM identity.organisation_member other
                             WHERE other.organisation_id = own.organisation_id AND other.account_id <> $1)
                 AND NOT EXISTS (SELECT FROM identity.organisation_member other
                                 WHERE other.organisation_id = own.organisation_id AND other.account_id <> $1
                                   AND other.role = 'owner')
           ) AS "alone!""#,
        account_id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(alone)
}

/// Deletes every means of signing in, every membership and every trace of the e-mail, and leaves an account that is nobody's.
/// An organisation without another member goes with its owner.
pub(super) async fn erase(
    conn: &mut PgConnection,
    account_id: AccountId,
    email: &str,
    neutral: &Neutral,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "WITH sessions AS (DELETE FROM identity.session WHERE account_id = $1),
              keys AS (DELETE FROM identity.api_key WHERE account_id = $1),
              applications AS (DELETE FROM identity.totp WHERE account_id = $1),
              codes AS (DELETE FROM identity.recovery_code WHERE account_id = $1),
              passkeys AS (DELETE FROM identity.passkey WHERE account_id = $1),
              ceremonies AS (DELETE FROM identity.passkey_challenge WHERE account_id = $1),
              challenges AS (DELETE FROM identity.login_challenge WHERE account_id = $1),
              links AS (DELETE FROM identity.mailed_token WHERE account_id = $1 OR email = $2),
              providers AS (DELETE FROM identity.oidc_link WHERE account_id = $1),
              roles AS (DELETE FROM identity.account_role WHERE account_id = $1),
              invitations AS (DELETE FROM identity.organisation_invitation WHERE email = $2 OR invited_by = $1),
              alone AS (
                  DELETE FROM identity.organisation o
                  WHERE EXISTS (SELECT FROM identity.organisation_member m WHERE m.organisation_id = o.id AND m.account_id = $1)
                    AND NOT EXISTS (SELECT FROM identity.organisation_member m
                                    WHERE m.organisation_id = o.id AND m.account_id <> $1)
              ),
              memberships AS (DELETE FROM identity.organisation_member WHERE account_id = $1)
         UPDATE identity.account
         SET email = $3, display_name = $4, bio = '', password_hash = NULL, password_changed_at = NULL,
             email_verified_at = NULL, locked_at = COALESCE(locked_at, $5), deleted_at = $5, updated_at = $5
         WHERE id = $1",
        account_id.as_uuid(),
        email,
        neutral.email,
        neutral.display_name,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
