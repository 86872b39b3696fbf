//! Reading who belongs to a merchant.

use contracts::identity::OrganisationId;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

/// The role of a member; none of who is no member, or of an organisation that is no merchant.
pub(super) async fn role(
    conn: &mut PgConnection,
    organisation_id: OrganisationId,
    account_id: AccountId,
) -> Result<Option<String>, DbError> {
    let role = sqlx::query_scalar!(
        "SELECT m.role AS \"role!\"
         FROM identity_pub.organisation_member m
         JOIN identity_pub.organisation o ON o.id = m.organisation_id AND o.kind = 'merchant'
         WHERE m.organisation_id = $1 AND m.account_id = $2",
        organisation_id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(role.fetch_optional(conn).await?)
}
