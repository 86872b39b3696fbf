//! What somebody would leave behind.

use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey};
use serde::Serialize;

use super::queries;
use crate::{Affiliate, AffiliateError, commission};

/// How many partnerships are looked at, and how many of them at once.
const PARTNERSHIPS: i64 = 500;
const AT_ONCE: usize = 100;
/// How many merchants are.
const MERCHANTS: i64 = 100;

/// Money that somebody has here, and that nobody could ask for any more without their account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LeftBehind {
    /// What partnerships earned and was not paid out.
    pub earnings: Vec<LeftEarnings>,
    /// What is being sent to them, or waits until they say to where: in each currency, of projects too.
    pub sending: Vec<Money>,
    /// The wallets of merchants to which nobody else belongs.
    pub wallets: Vec<LeftWallet>,
}

impl LeftBehind {
    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.earnings.is_empty() && self.sending.is_empty() && self.wallets.is_empty()
    }
}

/// What a partnership earned and was not paid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftEarnings {
    /// The partnership.
    pub partnership_id: PartnershipId,
    /// What its program is called.
    pub program_title: String,
    /// What its merchant is called.
    pub merchant_name: String,
    /// What can be paid out.
    pub payable: Money,
    /// What is held until orders cannot be given back any more.
    pub held: Money,
}

/// What a merchant has for commissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftWallet {
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// What the merchant is called.
    pub merchant_name: String,
    /// What there is.
    pub balance: Money,
}

impl Affiliate {
    /// What the caller would leave behind if their account were erased now. Of more than five hundred partnerships, the newest are looked at.
    pub async fn left_behind(&self, actor: &Actor) -> Result<LeftBehind, AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.conn().await?;
        let taken = queries::taken(&mut conn, account_id, PARTNERSHIPS).await?;
        let alone = queries::alone(&mut conn, account_id, MERCHANTS).await?;
        drop(conn);
        let owed = Currency::ALL.map(|currency| AccountKey::of(AccountCode::Payable, account_id.as_uuid(), currency));
        let owed = owed.into_iter().collect::<Result<Vec<_>, _>>();
        let owed = owed.map_err(|_wrong| AffiliateError::Bug("an account that the chart does not have"))?;
        let sending = self.ledger().balances(&owed).await?.into_iter().map(|balance| balance.posted);
        Ok(LeftBehind {
            earnings: self.left_earnings(taken).await?,
            sending: sending.filter(|amount| amount.is_positive()).collect(),
            wallets: self.left_wallets(alone).await?,
        })
    }

    async fn left_earnings(&self, taken: Vec<queries::Taken>) -> Result<Vec<LeftEarnings>, AffiliateError> {
        let mut earnings = Vec::with_capacity(taken.len());
        for taken in taken.chunks(AT_ONCE) {
            let of: Vec<_> = taken.iter().map(|taken| (taken.id, taken.currency)).collect();
            earnings.extend(self.earnings_of(&of).await?);
        }
        let left = taken.into_iter().zip(earnings).map(|(taken, earnings)| LeftEarnings {
            partnership_id: taken.id,
            program_title: taken.program_title,
            merchant_name: taken.merchant_name,
            payable: earnings.payable,
            held: earnings.held,
        });
        Ok(left.filter(|left| left.payable.is_positive() || left.held.is_positive()).collect())
    }

    async fn left_wallets(&self, alone: Vec<queries::Alone>) -> Result<Vec<LeftWallet>, AffiliateError> {
        if alone.is_empty() {
            return Ok(Vec::new());
        }
        let key = |one: &queries::Alone| commission::account(AccountCode::MerchantWallet, one.id.as_uuid(), one.currency);
        let keys = alone.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let balances = self.ledger().balances(&keys).await?;
        let left = alone.into_iter().zip(balances).map(|(one, balance)| LeftWallet {
            organisation_id: one.id,
            merchant_name: one.name,
            balance: balance.posted,
        });
        Ok(left.filter(|left| left.balance.is_positive()).collect())
    }
}
