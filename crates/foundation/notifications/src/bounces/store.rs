//! The rows of addresses and of letters that came back.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{
    DbError, Tx,
    mail::{AddressKey, Returned},
};

use super::model::Fate;

/// What is known of an address.
pub(super) struct Known {
    pub(super) cleared_at: Option<Timestamp>,
}

/// The row of an address, held until the end of the transaction: whoever tells of the same address waits.
pub(super) async fn hold(tx: &mut Tx, address: &AddressKey) -> Result<Known, DbError> {
    sqlx::query!("INSERT INTO notifications.addresses (address_key) VALUES ($1) ON CONFLICT DO NOTHING", address.as_bytes())
        .execute(tx.conn())
        .await?;
    let row = sqlx::query!(
        "SELECT cleared_at AS \"cleared_at: jiff_sqlx::Timestamp\" FROM notifications.addresses WHERE address_key = $1 FOR UPDATE",
        address.as_bytes()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Known { cleared_at: row.cleared_at.map(jiff_sqlx::Timestamp::to_jiff) })
}

/// Keeps what became of a letter; false where it is known already.
pub(super) async fn note(tx: &mut Tx, letter: &Returned, fate: Fate, status: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let noted = sqlx::query!(
        "INSERT INTO notifications.bounces (address_key, letter_at, fate, status, reported_at)
         VALUES ($1, $2, $3, left($4, 40), $5) ON CONFLICT DO NOTHING",
        letter.address.as_bytes(),
        letter.sent_at.to_sqlx() as _,
        fate.as_str(),
        status,
        now.to_sqlx() as _,
    );
    Ok(noted.execute(tx.conn()).await?.rows_affected() > 0)
}

/// How many letters to an address did not arrive since then.
pub(super) async fn passing(tx: &mut Tx, address: &AddressKey, since: Timestamp) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM notifications.bounces AS bounce
         JOIN notifications.addresses AS address ON address.address_key = bounce.address_key
         WHERE bounce.address_key = $1 AND bounce.fate = 'passing' AND bounce.letter_at > $2
           AND (address.cleared_at IS NULL OR bounce.letter_at > address.cleared_at)",
        address.as_bytes(),
        since.to_sqlx() as _,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// Nothing arrives there; false where that was known.
pub(super) async fn mark(tx: &mut Tx, address: &AddressKey, status: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let marked = sqlx::query!(
        "UPDATE notifications.addresses SET undeliverable_since = $2, status = left($3, 40)
         WHERE address_key = $1 AND undeliverable_since IS NULL",
        address.as_bytes(),
        now.to_sqlx() as _,
        status,
    );
    Ok(marked.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Its reader does not want our letters.
pub(super) async fn complain(tx: &mut Tx, address: &AddressKey) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE notifications.addresses SET complained_at = $2 WHERE address_key = $1 AND complained_at IS NULL",
        address.as_bytes(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whose address it is.
pub(super) async fn owner(tx: &mut Tx, address: &AddressKey) -> Result<Option<AccountId>, DbError> {
    let id = sqlx::query_scalar!(
        "SELECT account_id AS \"id!\" FROM identity_pub.address WHERE address_key = $1",
        &address.as_bytes()[..]
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(AccountId::from_uuid))
}

/// What stops letters to an address.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stopped {
    /// Nothing arrives there.
    pub(crate) undeliverable: bool,
    /// Its reader does not want any.
    pub(crate) complained: bool,
}

/// Whether anything stops letters to an address.
pub(crate) async fn stopped(tx: &mut Tx, address: &AddressKey) -> Result<Stopped, DbError> {
    let row = sqlx::query!(
        "SELECT undeliverable_since IS NOT NULL AS \"undeliverable!\", complained_at IS NOT NULL AS \"complained!\"
         FROM notifications.addresses WHERE address_key = $1",
        address.as_bytes(),
    );
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| Stopped { undeliverable: row.undeliverable, complained: row.complained }).unwrap_or_default())
}

/// The account's present address is good from now on.
pub(crate) async fn clear(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE notifications.addresses AS address
         SET undeliverable_since = NULL, status = NULL, complained_at = NULL, cleared_at = $2
         FROM identity_pub.address AS own WHERE own.account_id = $1 AND address.address_key = own.address_key",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets old reports, and addresses of which nothing is left to know.
pub(crate) async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM notifications.bounces WHERE reported_at < $1", before.to_sqlx() as _).execute(tx.conn()).await?;
    sqlx::query!(
        "DELETE FROM notifications.addresses AS address
         WHERE undeliverable_since IS NULL AND complained_at IS NULL AND (cleared_at IS NULL OR cleared_at < $1)
           AND NOT EXISTS (SELECT 1 FROM notifications.bounces AS bounce WHERE bounce.address_key = address.address_key)",
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
