//! Counting the tries.

use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};

const SHORT: SignedDuration = SignedDuration::from_mins(10);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Serialises the tries of one payer or one address until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, mark: [u8; 16]) -> Result<(), DbError> {
    let key = i64::from_be_bytes(std::array::from_fn(|index| mark.get(index).copied().unwrap_or_default()));
    sqlx::query!("SELECT pg_advisory_xact_lock($1)", key).execute(tx.conn()).await?;
    Ok(())
}

pub(super) struct OfParty {
    pub(super) short: i64,
    pub(super) day: i64,
    pub(super) paid_minor: i64,
}

pub(super) async fn of_party(tx: &mut Tx, party: [u8; 16]) -> Result<OfParty, DbError> {
    let now = tx.now();
    let row = sqlx::query!(
        "SELECT count(*) FILTER (WHERE created_at > $2) AS \"short!\", count(*) AS \"day!\",
                coalesce(sum(amount_minor) FILTER (WHERE state <> 'failed'), 0)::bigint AS \"paid_minor!\"
         FROM payments.attempts WHERE party_hash = $1 AND created_at > $3 AND kind = 'collect'",
        party.as_slice(),
        (now - SHORT).to_sqlx() as _,
        (now - DAY).to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(OfParty { short: row.short, day: row.day, paid_minor: row.paid_minor })
}

pub(super) struct OfAddress {
    pub(super) failed: i64,
    pub(super) payers: i64,
    pub(super) cards: i64,
}

pub(super) async fn of_address(tx: &mut Tx, address: [u8; 16]) -> Result<OfAddress, DbError> {
    let now = tx.now();
    let row = sqlx::query!(
        "SELECT count(*) FILTER (WHERE state = 'failed' AND decided_at > $2) AS \"failed!\",
                count(DISTINCT party_hash) FILTER (WHERE created_at > $2) AS \"payers!\",
                count(*) FILTER (WHERE party_hash IS NULL AND created_at > $2) AS \"cards!\"
         FROM payments.attempts WHERE address_hash = $1 AND created_at > $3 AND kind = 'collect'",
        address.as_slice(),
        (now - SHORT).to_sqlx() as _,
        (now - DAY).to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(OfAddress { failed: row.failed, payers: row.payers, cards: row.cards })
}
