//! Who belongs to an organisation.

use contracts::identity::OrganisationId;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

/// The role of an account in an organisation; none for a stranger.
pub(super) async fn role(pool: &PgPool, id: OrganisationId, account_id: AccountId) -> Result<Option<String>, DbError> {
    let role = sqlx::query_scalar!(
        r#"SELECT role AS "role!" FROM identity_pub.organisation_member WHERE organisation_id = $1 AND account_id = $2"#,
        id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(role.fetch_optional(pool).await?)
}
