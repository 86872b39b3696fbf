//! What moved on a merchant's wallet, as the ledger has it.

use contracts::{
    affiliate::{CommissionId, ConversionId, PartnershipId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::{Actor, Money, Page, PageRequest};
use ledger::{AccountCode, JournalId, LineState};
use serde::Serialize;

use super::queries;
use crate::{Affiliate, AffiliateError, MerchantRight, commission, member};

/// A movement on a merchant's wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WalletMove {
    /// The journal.
    pub journal_id: JournalId,
    /// Why, as the ledger's word: `commission-earned`, `commission-reversed`, `commission-matured` (a debt was paid back), `payment-received` …
    pub kind: String,
    /// What came; negative, what left.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// The commission that it is of.
    pub commission: Option<MovedCommission>,
}

/// The commission of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedCommission {
    /// The commission.
    pub id: CommissionId,
    /// What it is of.
    pub conversion_id: ConversionId,
    /// The shop's own number, where it is of a lead or a sale.
    pub external_id: Option<String>,
    /// When that happened.
    pub occurred_at: Timestamp,
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// What the influencer is called.
    pub influencer_name: String,
}

impl Affiliate {
    /// What moved on a merchant's wallet, the newest first: for its members. Their sum is its balance.
    pub async fn wallet_moves(
        &self,
        actor: &Actor,
        id: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<WalletMove>, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        let program = queries::program_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        drop(conn);
        let key = commission::account(AccountCode::MerchantWallet, id.as_uuid(), program.currency)?;
        let found = self.ledger().statement(&key, page).await?;
        let ids: Vec<_> =
            found.items.iter().filter(|line| line.cause_kind == commission::CAUSE).map(|line| line.cause_id).collect();
        let commissions = queries::moved(&mut *self.conn().await?, &ids).await?;
        let items = found.items.into_iter().filter(|line| line.state == LineState::Posted).map(|line| WalletMove {
            journal_id: line.transfer.journal_id,
            kind: line.kind,
            amount: line.amount,
            at: line.posted_at,
            commission: commissions.get(&line.cause_id).cloned().filter(|_| line.cause_kind == commission::CAUSE),
        });
        Ok(Page { items: items.collect(), next: found.next })
    }
}
