//! What happens to commissions by themselves: their time ends, their merchant's wallet is filled. Each may run twice.

use std::collections::HashSet;

use contracts::affiliate::{CommissionId, PartnershipId};
use kernel::{Actor, Forbidden, Principal};
use uuid::Uuid;

use super::{
    Books, Funding, is_short,
    pass::{Pass, standing},
    queries, store,
};
use crate::{Affiliate, AffiliateError};

/// How many are looked at together.
const PIECE: i64 = 200;

impl Affiliate {
    /// What happens every minute: what reports left unsettled first, so that what was given back is taken back before it is due; then what is
    /// due, then what waits for a wallet. What goes wrong with one holds up nobody else, and is
    /// the answer at the end. For the program itself.
    pub async fn keep_commissions(&self, actor: &Actor) -> Result<(), AffiliateError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        self.settle_left().await?;
        let matured = self.mature_commissions().await;
        let funded = self.fund_commissions().await;
        matured.and(funded)
    }

    /// Lets commissions be paid out whose orders cannot be given back any more.
    async fn mature_commissions(&self) -> Result<(), AffiliateError> {
        let (mut after, mut failed) = (PartnershipId::from_uuid(Uuid::nil()), Ok(()));
        loop {
            let due = queries::partnerships_due(self.db().pool(), self.db().now(), after, PIECE).await?;
            let Some(last) = due.last() else { return failed };
            after = *last;
            for partnership_id in due {
                if let Err(error) = self.mature(partnership_id).await {
                    tracing::error!(%error, %partnership_id, "commissions could not be made payable");
                    failed = failed.and(Err(error));
                }
            }
        }
    }

    async fn mature(&self, id: PartnershipId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        store::lock_partnerships(&mut tx, &[id]).await?;
        let due = queries::due_of(&mut tx, id, PIECE).await?;
        let Some(first) = due.first() else { return Ok(()) };
        let books =
            Books { program_id: first.program_id, merchant: first.merchant, currency: first.currency, funding: Funding::Later };
        let mut purse = self.purse_in(&mut tx, id, books.currency).await?;
        let mut pass = Pass::new(books);
        for one in &due {
            let steps = purse.mature(one.commission.booked_minor);
            pass.post(tx.now(), one.commission.id, id, &steps)?;
        }
        let ids: Vec<CommissionId> = due.iter().map(|one| one.commission.id).collect();
        store::set_matured(&mut tx, &ids).await?;
        pass.close(&mut tx, self.ledger()).await?;
        Ok(tx.commit().await?)
    }

    /// Books commissions that waited for their merchant's wallet, the oldest first: a program whose wallet is short is left for the next
    /// minute.
    async fn fund_commissions(&self) -> Result<(), AffiliateError> {
        let (mut after, mut failed, mut short) = (Uuid::nil(), Ok(()), HashSet::new());
        loop {
            let waiting = queries::unpaid(self.db().pool(), after, PIECE).await?;
            let Some(last) = waiting.last() else { return failed };
            after = last.id.as_uuid();
            for one in waiting {
                if short.contains(&one.program_id) {
                    continue;
                }
                match self.fund(one.id, one.partnership_id).await {
                    Ok(()) => {}
                    Err(error) if is_short(&error) => drop(short.insert(one.program_id)),
                    Err(error) => {
                        tracing::error!(%error, commission_id = %one.id, "a commission could not be booked");
                        failed = failed.and(Err(error));
                    }
                }
            }
        }
    }

    async fn fund(&self, id: CommissionId, partnership_id: PartnershipId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        store::lock_partnerships(&mut tx, &[partnership_id]).await?;
        let Some(one) = queries::unpaid_one(&mut tx, id).await? else { return Ok(()) };
        let books = Books { program_id: one.program_id, merchant: one.merchant, currency: one.currency, funding: Funding::Now };
        let old = one.commission;
        let more = old.owed_minor - old.capped_minor - old.booked_minor;
        let granted = match old.cap {
            Some(cap) => store::spend(&mut tx, old.terms_id, cap, old.occurred_at, more).await?,
            None => more,
        };
        let booked = old.booked_minor + granted;
        store::set_booked(&mut tx, id, booked, old.capped_minor + more - granted).await?;
        let mut purse = self.purse_in(&mut tx, partnership_id, books.currency).await?;
        let steps = purse.settle(standing(Some(&old)), old.booked_minor, booked);
        let mut pass = Pass::new(books);
        pass.post(tx.now(), id, partnership_id, &steps)?;
        pass.close(&mut tx, self.ledger()).await?;
        Ok(tx.commit().await?)
    }
}
