//! Rows of accounts and their roles.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Locale, Role};
use platform::DbError;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{AccountRow, fields::Email};

/// A new account.
pub(crate) struct NewAccount<'a> {
    pub(crate) id: AccountId,
    pub(crate) email: &'a Email,
    pub(crate) display_name: &'a str,
    pub(crate) locale: Locale,
    pub(crate) password_hash: Option<&'a str>,
    pub(crate) email_verified: bool,
}

/// An account with what a sign-in or a sensitive change must check.
pub(crate) struct CredentialRow {
    pub(crate) password_hash: Option<String>,
    pub(crate) locked: bool,
    pub(crate) has_totp: bool,
    pub(crate) account: AccountRow,
}

impl CredentialRow {
    pub(crate) const fn account_id(&self) -> AccountId {
        AccountId::from_uuid(self.account.id)
    }

    pub(crate) fn locale(&self) -> Locale {
        Locale::parse(&self.account.locale).unwrap_or_default()
    }
}

#[expect(clippy::struct_excessive_bools, reason = "columns of one row")]
struct FlatRow {
    id: Uuid,
    email: String,
    display_name: String,
    locale: String,
    roles: Vec<String>,
    email_verified: bool,
    has_second_factor: bool,
    locked: bool,
    password_hash: Option<String>,
    has_totp: bool,
}

impl From<FlatRow> for CredentialRow {
    fn from(row: FlatRow) -> Self {
        Self {
            password_hash: row.password_hash,
            locked: row.locked,
            has_totp: row.has_totp,
            account: AccountRow {
                id: row.id,
                email: row.email,
                display_name: row.display_name,
                locale: row.locale,
                roles: row.roles,
                email_verified: row.email_verified,
                has_second_factor: row.has_second_factor,
            },
        }
    }
}

/// Creates the account. The unique constraint `account_email_key` judges the e-mail.
pub(crate) async fn insert(conn: &mut PgConnection, new: &NewAccount<'_>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.account
             (id, email, display_name, locale, password_hash, password_changed_at, email_verified_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5::text, CASE WHEN $5::text IS NULL THEN NULL ELSE $6::timestamptz END,
                 CASE WHEN $7 THEN $6::timestamptz END, $6, $6)",
        new.id.as_uuid(),
        new.email.as_str(),
        new.display_name,
        new.locale.as_str(),
        new.password_hash,
        now.to_sqlx() as _,
        new.email_verified
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The account with this e-mail.
pub(crate) async fn find_by_email(db: impl PgExecutor<'_>, email: &str) -> Result<Option<CredentialRow>, DbError> {
    let row = sqlx::query_as!(
        FlatRow,
        r#"SELECT v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.locale AS "locale!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!",
                  v.locked AS "locked!",
                  a.password_hash,
                  EXISTS (SELECT FROM identity.totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL) AS "has_totp!"
           FROM identity.account a
           JOIN identity.account_view v ON v.id = a.id
           WHERE a.email = $1"#,
        email
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(CredentialRow::from))
}

/// The account with this id; an erased one is nobody's.
pub(crate) async fn find(db: impl PgExecutor<'_>, account_id: AccountId) -> Result<Option<CredentialRow>, DbError> {
    let row = sqlx::query_as!(
        FlatRow,
        r#"SELECT v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.locale AS "locale!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!",
                  v.locked AS "locked!",
                  a.password_hash,
                  EXISTS (SELECT FROM identity.totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL) AS "has_totp!"
           FROM identity.account a
           JOIN identity.account_view v ON v.id = a.id
           WHERE a.id = $1 AND a.deleted_at IS NULL"#,
        account_id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(CredentialRow::from))
}

/// Gives a role; nothing changes when it is held already. True when it is new.
pub(crate) async fn insert_role(
    conn: &mut PgConnection,
    account_id: AccountId,
    role: Role,
    granted_by: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "INSERT INTO identity.account_role (account_id, role, granted_at, granted_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        account_id.as_uuid(),
        role.as_str(),
        now.to_sqlx() as _,
        granted_by.map(|id| id.as_uuid())
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a role away. True when it was held.
pub(crate) async fn delete_role(conn: &mut PgConnection, account_id: AccountId, role: Role) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "DELETE FROM identity.account_role WHERE account_id = $1 AND role = $2",
        account_id.as_uuid(),
        role.as_str()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many other unlocked accounts hold the role. Locks the role's rows, so that two administrators do not remove each other.
pub(crate) async fn count_other_holders(conn: &mut PgConnection, account_id: AccountId, role: Role) -> Result<i64, DbError> {
    let others = sqlx::query!(
        "SELECT r.account_id
         FROM identity.account_role r
         JOIN identity.account a ON a.id = r.account_id
         WHERE r.role = $1 AND a.locked_at IS NULL
         ORDER BY r.account_id
         FOR UPDATE OF r",
        role.as_str()
    )
    .fetch_all(conn)
    .await?;
    Ok(others.iter().filter(|row| row.account_id != account_id.as_uuid()).count().try_into().unwrap_or(i64::MAX))
}

/// Stores a new password hash.
pub(crate) async fn set_password(
    conn: &mut PgConnection,
    account_id: AccountId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.account SET password_hash = $2, password_changed_at = $3, updated_at = $3 WHERE id = $1",
        account_id.as_uuid(),
        password_hash,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores a proved e-mail: the account's own, confirmed, or a new one.
pub(crate) async fn set_verified_email(
    conn: &mut PgConnection,
    account_id: AccountId,
    email: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.account SET email = $2, email_verified_at = $3, updated_at = $3 WHERE id = $1",
        account_id.as_uuid(),
        email,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores the visible profile.
pub(crate) async fn set_profile(
    conn: &mut PgConnection,
    account_id: AccountId,
    display_name: &str,
    bio: &str,
    locale: Locale,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.account SET display_name = $2, bio = $3, locale = $4, updated_at = $5 WHERE id = $1",
        account_id.as_uuid(),
        display_name,
        bio,
        locale.as_str(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks (with an instant) or unlocks the account. True when that changed something.
pub(crate) async fn set_locked(
    conn: &mut PgConnection,
    account_id: AccountId,
    locked_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.account SET locked_at = $2, updated_at = $3
         WHERE id = $1 AND deleted_at IS NULL AND (locked_at IS NULL) <> ($2::timestamptz IS NULL)",
        account_id.as_uuid(),
        locked_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
