//! Accounts as they are now.

use std::collections::HashMap;

use kernel::Money;
use serde::Serialize;

use crate::{
    Ledger, LedgerError,
    book::Counters,
    chart::{AccountKey, Bounds},
    queries,
};

/// What is on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Credits less debits, without reservations.
    pub posted: Money,
    /// What may be taken: the posted balance less what is reserved against it.
    pub available: Money,
    /// Reserved to be taken.
    pub debits_pending: Money,
    /// Reserved to be given.
    pub credits_pending: Money,
}

impl Balance {
    fn of(key: &AccountKey, counters: Counters) -> Self {
        let money = |amount_minor| Money::new(amount_minor, key.currency());
        let posted = counters.credits_posted - counters.debits_posted;
        Self {
            posted: money(posted),
            available: money(posted - counters.debits_pending),
            debits_pending: money(counters.debits_pending),
            credits_pending: money(counters.credits_pending),
        }
    }
}

fn with_balances(found: Vec<(AccountKey, Counters)>) -> HashMap<AccountKey, Balance> {
    found.into_iter().map(|(key, counters)| (key.clone(), Balance::of(&key, counters))).collect()
}

impl Ledger {
    /// What is on an account now; nothing on one that was never used.
    pub async fn balance(&self, key: &AccountKey) -> Result<Balance, LedgerError> {
        let counters = queries::find_counters(self.core.db.pool(), key).await?;
        Ok(Balance::of(key, counters.unwrap_or_default()))
    }

    /// What is on each of these accounts now, in their order, all of it at one instant. For a page of a list: at most a few hundred.
    pub async fn balances(&self, keys: &[AccountKey]) -> Result<Vec<Balance>, LedgerError> {
        let known = self.opened(keys).await?;
        Ok(keys.iter().map(|key| known.get(key).copied().unwrap_or_else(|| Balance::of(key, Counters::default()))).collect())
    }

    /// What is on those of these accounts that were ever opened, all of it at one instant. At most a few hundred.
    pub async fn opened(&self, keys: &[AccountKey]) -> Result<HashMap<AccountKey, Balance>, LedgerError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let mut conn = self.core.db.pool().acquire().await.map_err(platform::DbError::from)?;
        Ok(with_balances(queries::list_counters(&mut conn, keys).await?))
    }

    /// The same, as the caller's transaction sees it.
    pub async fn opened_in(
        &self,
        tx: &mut platform::Tx,
        keys: &[AccountKey],
    ) -> Result<HashMap<AccountKey, Balance>, LedgerError> {
        Ok(with_balances(queries::list_counters(tx.conn(), keys).await?))
    }

    /// Opens an account with bounds of its own, or gives an open one other bounds: an agent's cap, an advertiser's budget.
    /// Refused when the account is beyond them already.
    pub async fn set_bounds(&self, tx: &mut platform::Tx, key: &AccountKey, bounds: Bounds) -> Result<(), LedgerError> {
        let now = tx.now();
        crate::store::open_accounts(tx.conn(), std::slice::from_ref(key), now).await?;
        let set = crate::store::set_bounds(tx.conn(), key, bounds).await;
        set.map_err(|error| match error.constraint() {
            Some("accounts_floor") => crate::Refused::Overdrawn(key.clone()).into(),
            Some("accounts_ceiling") => crate::Refused::AboveCeiling(key.clone()).into(),
            _ => error.into(),
        })
    }
}
