//! Reading accounts.

use platform::DbError;
use sqlx::PgPool;

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
