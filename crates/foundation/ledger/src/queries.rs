//! Reading accounts.

use platform::DbError;
use sqlx::{PgConnection, PgPool};

use crate::{book::Counters, chart::AccountKey};

pub(crate) async fn find_counters(pool: &PgPool, key: &AccountKey) -> Result<Option<Counters>, DbError> {
    let counters = sqlx::query_as!(
        Counters,
        "SELECT debits_posted,
                credits_posted,
                debits_pending,
                credits_pending
         FROM ledger.accounts
         WHERE code = $1 AND owner = $2 AND currency = $3",
        key.code.as_str(),
        key.owner.to_string(),
        key.currency.code()
    )
    .fetch_optional(pool)
    .await?;
    Ok(counters)
}

/// What is on each of these accounts, in no order; those that were never used are left out.
pub(crate) async fn list_counters(conn: &mut PgConnection, keys: &[AccountKey]) -> Result<Vec<(AccountKey, Counters)>, DbError> {
    let codes: Vec<_> = keys.iter().map(|key| key.code.as_str().to_owned()).collect();
    let owners: Vec<_> = keys.iter().map(|key| key.owner.to_string()).collect();
    let currencies: Vec<_> = keys.iter().map(|key| key.currency.code().to_owned()).collect();
    let rows = sqlx::query!(
        "SELECT a.code,
                a.owner,
                a.currency,
                a.debits_posted,
                a.credits_posted,
                a.debits_pending,
                a.credits_pending
         FROM ledger.accounts a
         JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (code, owner, currency)
           ON (a.code, a.owner, a.currency) = (wanted.code, wanted.owner, wanted.currency)",
        &codes,
        &owners,
        &currencies
    )
    .fetch_all(conn)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        let counters = Counters {
            debits_posted: row.debits_posted,
            credits_posted: row.credits_posted,
            debits_pending: row.debits_pending,
            credits_pending: row.credits_pending,
        };
        Some((AccountKey::stored(&row.code, &row.owner, &row.currency)?, counters))
    });
    Ok(read.collect())
}
