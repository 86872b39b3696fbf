//! Leaving: what somebody is told that they would leave behind, and what is forgotten once their account was erased.
//!
//! The books keep what was earned, paid and stated; who it was, nobody learns from them any more. What was owed to somebody who is gone, and
//! what a merchant without members paid in, stays in the ledger and in a line of the audit trail: the staff knows of it.

mod queries;
mod store;
mod view;

use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use kernel::{AccountId, Actor, Money};
use ledger::AccountCode;
use serde_json::json;
use uuid::Uuid;

pub use self::view::{LeftBehind, LeftEarnings, LeftWallet};
use crate::{
    Affiliate, AffiliateError, DomainOwner, commission, influencer, merchant, money,
    partnership::{self, PartnershipState},
    program::{self, ProgramState},
};

/// How many partnerships or merchants are looked for together.
const PIECE: i64 = 200;

impl Affiliate {
    /// Forgets an account that was erased: its influencer is nobody and promotes nothing any more, and a merchant to which nobody belongs any
    /// more closes. What is forgotten already is left alone, so that it may be called again.
    pub(crate) async fn forget_account(&self, account_id: AccountId) -> Result<(), AffiliateError> {
        self.forget_influencer(account_id).await?;
        self.forget_partnerships(account_id).await?;
        let mut after = Uuid::nil();
        loop {
            let deserted = queries::deserted(&mut *self.conn().await?, after, PIECE).await?;
            let Some(last) = deserted.last() else { break };
            after = last.as_uuid();
            for id in deserted {
                self.close_merchant(id).await?;
            }
        }
        self.forget_gone_profiles().await
    }

    /// Before anything else: whoever is told that a partnership is over reads no name.
    async fn forget_influencer(&self, account_id: AccountId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        if influencer::store::lock(tx.conn(), account_id).await?.is_none()
            || !store::forget_influencer(&mut tx, account_id).await?
        {
            return Ok(());
        }
        self.withdraw_mandate_in(&mut tx, account_id).await?;
        self.remove_link_domains_in(&mut tx, DomainOwner::Influencer(account_id)).await?;
        self.forget_links_of_influencer_in(&mut tx, account_id).await?;
        tx.audit("affiliate.influencer-gone", account_id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// One after the other: each is locked alone, as by whoever ends it.
    async fn forget_partnerships(&self, account_id: AccountId) -> Result<(), AffiliateError> {
        let mut after = PartnershipId::from_uuid(Uuid::nil());
        loop {
            let found = queries::partnerships(&mut *self.conn().await?, account_id, after, PIECE).await?;
            let Some(last) = found.last() else { return Ok(()) };
            after = *last;
            for id in found {
                self.forget_partnership(id).await?;
            }
        }
    }

    async fn forget_partnership(&self, id: PartnershipId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let found = partnership::store::lock(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        if matches!(found.state, PartnershipState::Requested | PartnershipState::Active) {
            self.end_in(&mut tx, &found, Some(found.account_id)).await?;
        }
        money::delete_schedule(&mut tx, id).await?;
        store::forget_words(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Nobody sees a merchant any more that nobody answers for: its program is closed, its products are archived, its domains given up.
    async fn close_merchant(&self, id: OrganisationId) -> Result<(), AffiliateError> {
        let left = self.wallet_of(id).await?;
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        if let Some(program_id) = program::store::of_merchant(&mut tx, id).await? {
            let found = program::store::lock(&mut tx, program_id).await?;
            if found.is_some_and(|program| program.state.may_become(ProgramState::Closed)) {
                self.set_program_state_in(&mut tx, program_id, ProgramState::Closed).await?;
            }
        }
        if merchant::store::lock(tx.conn(), id).await?.is_none() || !store::forget_merchant(&mut tx, id).await? {
            return Ok(());
        }
        self.remove_link_domains_in(&mut tx, DomainOwner::Merchant(id)).await?;
        self.forget_links_of_merchant_in(&mut tx, id).await?;
        tx.audit("affiliate.merchant-gone", id, json!({ "wallet": left })).await?;
        Ok(tx.commit().await?)
    }

    /// What is in a merchant's wallet; none without a program.
    async fn wallet_of(&self, id: OrganisationId) -> Result<Option<Money>, AffiliateError> {
        let Some(currency) = queries::currency_of(&mut *self.conn().await?, id).await? else { return Ok(None) };
        let key = commission::account(AccountCode::MerchantWallet, id.as_uuid(), currency)?;
        let balances = self.ledger().balances(&[key]).await?;
        Ok(balances.first().map(|balance| balance.posted))
    }
}
