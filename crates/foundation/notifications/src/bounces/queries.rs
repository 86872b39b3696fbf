//! Reading how letters to somebody fare.

use jiff_sqlx::Timestamp;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

use super::MailState;

pub(super) async fn state(pool: &PgPool, account_id: AccountId) -> Result<MailState, DbError> {
    let row = sqlx::query!(
        r#"SELECT address.undeliverable_since AS "undeliverable_since: Timestamp",
                  address.status,
                  address.complained_at AS "complained_at: Timestamp"
           FROM identity_pub.address AS own
           JOIN notifications.addresses AS address ON address.address_key = own.address_key
           WHERE own.account_id = $1"#,
        account_id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    let state = row.map(|row| MailState {
        undeliverable_since: row.undeliverable_since.map(Timestamp::to_jiff),
        status: row.status,
        complained_at: row.complained_at.map(Timestamp::to_jiff),
    });
    Ok(state.unwrap_or_default())
}
