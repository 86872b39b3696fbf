//! Read views of accounts.

use jiff::Timestamp;
use kernel::{AccountId, Locale, Role};
use platform::DbError;
use sqlx::PgPool;

/// One's own profile.
#[derive(Debug, Clone)]
pub struct ProfileView {
    /// The account.
    pub id: AccountId,
    /// The e-mail.
    pub email: String,
    /// The name that others see.
    pub display_name: String,
    /// A few words about oneself.
    pub bio: String,
    /// The language of mails and pages.
    pub locale: Locale,
    /// What the account is.
    pub roles: Vec<Role>,
    /// Whether a password is set; an account made by an OpenID provider has none.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

pub(crate) async fn find_profile(pool: &PgPool, account_id: AccountId) -> Result<Option<ProfileView>, DbError> {
    let row = sqlx::query!(
        r#"SELECT a.id,
                  a.email,
                  a.display_name,
                  a.bio,
                  a.locale,
                  a.password_hash IS NOT NULL AS "has_password!",
                  a.created_at,
                  v.roles AS "roles!"
           FROM identity.account a
           JOIN identity.account_view v ON v.id = a.id
           WHERE a.id = $1"#,
        account_id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| ProfileView {
        id: AccountId::from_uuid(row.id),
        email: row.email,
        display_name: row.display_name,
        bio: row.bio,
        locale: Locale::parse(&row.locale).unwrap_or_default(),
        roles: row.roles.iter().filter_map(|word| Role::parse(word)).collect(),
        has_password: row.has_password,
        created_at: row.created_at.to_jiff(),
    }))
}

/// How these accounts are reached.
pub(super) async fn contacts(pool: &sqlx::PgPool, ids: &[uuid::Uuid]) -> Result<Vec<super::contact::Contact>, platform::DbError> {
    let rows = sqlx::query!(
        "SELECT id, email, display_name, locale, email_verified_at IS NOT NULL AS \"verified!\" FROM identity.account WHERE id = ANY ($1)",
        ids
    )
    .fetch_all(pool)
    .await?;
    let contacts = rows.into_iter().map(|row| super::contact::Contact {
        account_id: row.id.into(),
        email: row.verified.then_some(row.email),
        display_name: row.display_name,
        locale: kernel::Locale::parse(&row.locale).unwrap_or_default(),
    });
    Ok(contacts.collect())
}

/// The owners and admins of an organisation.
pub(super) async fn managers(
    pool: &sqlx::PgPool,
    id: contracts::identity::OrganisationId,
) -> Result<Vec<super::contact::Contact>, platform::DbError> {
    let rows = sqlx::query!(
        "SELECT a.id, a.email, a.display_name, a.locale, a.email_verified_at IS NOT NULL AS \"verified!\"
         FROM identity.organisation_member m JOIN identity.account a ON a.id = m.account_id
         WHERE m.organisation_id = $1 AND m.role IN ('owner', 'admin')
         ORDER BY m.joined_at, a.id LIMIT 50",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| super::contact::Contact {
            account_id: row.id.into(),
            email: row.verified.then_some(row.email),
            display_name: row.display_name,
            locale: kernel::Locale::parse(&row.locale).unwrap_or_default(),
        })
        .collect())
}
