//! From keys to rows: which accounts and reservations a batch needs.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use platform::DbError;
use sqlx::PgConnection;

use crate::{
    Core, LedgerError, Refused,
    book::{Reservation, Step},
    chart::AccountKey,
    journal::{AMOUNT_MAX_MINOR, Journal, LINES_MAX, Movement, Transfer, TransferRef},
    store,
};

/// What is known before the locks: account ids, and the reservations named. Reservations never change, only whether they are
/// resolved, which is asked again under the locks.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    accounts: HashMap<AccountKey, i64>,
    reservations: HashMap<TransferRef, Reservation>,
}

impl Prepared {
    /// Every account that may change, in the order of locking.
    pub(crate) fn account_ids(&self) -> Vec<i64> {
        let reserved = self.reservations.values().flat_map(|reserved| [reserved.debit_id, reserved.credit_id]);
        self.accounts.values().copied().chain(reserved).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The reservations whose accounts are locked. One that appeared since is not among them: it is not found, this time.
    pub(crate) fn references(&self) -> Vec<TransferRef> {
        self.reservations.keys().copied().collect()
    }

    /// The journal by the ids of its accounts.
    pub(crate) fn steps(&self, journal: &Journal) -> Result<Vec<Step>, Refused> {
        journal.transfers.iter().map(|transfer| self.step(transfer)).collect()
    }

    fn step(&self, transfer: &Transfer) -> Result<Step, Refused> {
        Ok(match transfer {
            Transfer::Single(movement) => {
                let (debit_id, credit_id) = self.ends(movement)?;
                let (currency, amount_minor) = (movement.amount.currency, movement.amount.amount_minor);
                Step::Single { debit_id, credit_id, currency, amount_minor }
            }
            Transfer::Pending { movement, timeout_at } => {
                let (debit_id, credit_id) = self.ends(movement)?;
                let (currency, amount_minor) = (movement.amount.currency, movement.amount.amount_minor);
                Step::Pending { debit_id, credit_id, currency, amount_minor, timeout_at: *timeout_at }
            }
            Transfer::Post { pending, amount } => Step::Post {
                pending: *pending,
                amount_minor: amount.map(|amount| amount.amount_minor),
                currency: amount.map(|amount| amount.currency),
            },
            Transfer::Void { pending } => Step::Void { pending: *pending },
        })
    }

    fn ends(&self, movement: &Movement) -> Result<(i64, i64), Refused> {
        let find = |key| self.accounts.get(key).copied().ok_or(Refused::AccountNotFound);
        Ok((find(&movement.debit)?, find(&movement.credit)?))
    }
}

/// Refuses what can be seen without a database.
pub(super) fn require_well_formed(journal: &Journal) -> Result<(), Refused> {
    let refused = |what| Err(Refused::Malformed(what));
    if journal.transfers.is_empty() || journal.transfers.len() > LINES_MAX {
        return refused("the number of transfers");
    }
    if !is_word(journal.kind.0) || !is_word(journal.cause.kind) {
        return refused("a word");
    }
    for transfer in &journal.transfers {
        match transfer {
            Transfer::Single(movement) | Transfer::Pending { movement, .. } => {
                let Movement { debit, credit, amount } = movement;
                if !amount.is_positive() {
                    return refused("an amount of nothing");
                }
                if amount.amount_minor > AMOUNT_MAX_MINOR {
                    return Err(Refused::TooLarge);
                }
                if debit == credit {
                    return refused("one account on both ends");
                }
                if !debit.takes(*amount) || !credit.takes(*amount) {
                    return refused("two currencies in one transfer");
                }
            }
            Transfer::Post { amount: Some(amount), .. } if !amount.is_positive() => return refused("an amount of nothing"),
            Transfer::Post { .. } | Transfer::Void { .. } => {}
        }
    }
    Ok(())
}

fn is_word(word: &str) -> bool {
    (3..=41).contains(&word.len())
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn keys(journals: &[Journal]) -> BTreeSet<&AccountKey> {
    let movements = journals.iter().flat_map(|journal| &journal.transfers).filter_map(|transfer| match transfer {
        Transfer::Single(movement) | Transfer::Pending { movement, .. } => Some(movement),
        Transfer::Post { .. } | Transfer::Void { .. } => None,
    });
    movements.flat_map(|movement| [&movement.debit, &movement.credit]).collect()
}

fn references(journals: &[Journal]) -> Vec<TransferRef> {
    let named = journals.iter().flat_map(|journal| &journal.transfers).filter_map(|transfer| match transfer {
        Transfer::Post { pending, .. } | Transfer::Void { pending } => Some(*pending),
        Transfer::Single(_) | Transfer::Pending { .. } => None,
    });
    named.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Core {
    /// Finds or opens the accounts of a batch, each opened at once for all to see. The ids are kept.
    pub(super) async fn prepare(&self, journals: &[Journal]) -> Result<Prepared, LedgerError> {
        let (mut accounts, missing) = self.cached(journals);
        if !missing.is_empty() {
            let mut conn = self.db.pool().acquire().await.map_err(DbError::from)?;
            let opened = find_or_open(&mut conn, &missing, self.db.now()).await?;
            for (key, id) in &opened {
                self.accounts.insert(key.clone(), *id);
            }
            accounts.extend(opened);
        }
        let references = references(journals);
        let reservations = match references.as_slice() {
            [] => HashMap::new(),
            some => store::find_reservations(&mut *self.db.pool().acquire().await.map_err(DbError::from)?, some).await?,
        };
        Ok(Prepared { accounts, reservations })
    }

    /// The same inside a transaction. What is opened here is not kept: the transaction may be dropped.
    pub(super) async fn prepare_in(
        &self,
        conn: &mut PgConnection,
        journals: &[Journal],
        now: Timestamp,
    ) -> Result<Prepared, LedgerError> {
        let (mut accounts, missing) = self.cached(journals);
        if !missing.is_empty() {
            accounts.extend(find_or_open(conn, &missing, now).await?);
        }
        let references = references(journals);
        let reservations = match references.as_slice() {
            [] => HashMap::new(),
            some => store::find_reservations(conn, some).await?,
        };
        Ok(Prepared { accounts, reservations })
    }

    fn cached(&self, journals: &[Journal]) -> (HashMap<AccountKey, i64>, Vec<AccountKey>) {
        let (mut found, mut missing) = (HashMap::new(), Vec::new());
        for key in keys(journals) {
            match self.accounts.get(key) {
                Some(id) => drop(found.insert(key.clone(), id)),
                None => missing.push(key.clone()),
            }
        }
        (found, missing)
    }
}

async fn find_or_open(
    conn: &mut PgConnection,
    missing: &[AccountKey],
    now: Timestamp,
) -> Result<HashMap<AccountKey, i64>, LedgerError> {
    let mut found = store::find_accounts(conn, missing).await?;
    let unknown: Vec<_> = missing.iter().filter(|key| !found.contains_key(*key)).cloned().collect();
    if !unknown.is_empty() {
        store::open_accounts(conn, &unknown, now).await?;
        found.extend(store::find_accounts(conn, &unknown).await?);
    }
    Ok(found)
}
