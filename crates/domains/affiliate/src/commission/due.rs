//! What happens to commissions by themselves: their time ends, their merchant's wallet is filled. Each may run twice.

use contracts::affiliate::{CommissionId, PartnershipId};
use kernel::Actor;
use uuid::Uuid;

use super::{Books, Funding, Pass, is_short, queries, standing, store};
use crate::{Affiliate, AffiliateError};

/// How many are looked at together.
const PIECE: i64 = 200;

impl Affiliate {
    /// What happens every minute.
    pub(crate) async fn keep_commissions(&self) -> Result<(), AffiliateError> {
        self.fund_commissions().await?;
        self.mature_commissions().await
    }

    /// Lets commissions be paid out whose orders cannot be given back any more. Called every minute; ends when nothing is due.
    async fn mature_commissions(&self) -> Result<(), AffiliateError> {
        loop {
            let due = queries::partnerships_due(self.db().pool(), self.db().now(), PIECE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for partnership_id in due {
                self.mature(partnership_id).await?;
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
        let mut pass = Pass { books, journals: Vec::new() };
        for one in &due {
            let steps = purse.mature(one.commission.booked_minor);
            pass.post(&mut tx, one.commission.id, id, &steps).await?;
        }
        let ids: Vec<CommissionId> = due.iter().map(|one| one.commission.id).collect();
        store::set_matured(&mut tx, &ids).await?;
        self.ledger().post_all_in(&mut tx, &pass.journals).await?;
        Ok(tx.commit().await?)
    }

    /// Books commissions that waited for their merchant's wallet, the oldest first, as far as it has them now.
    async fn fund_commissions(&self) -> Result<(), AffiliateError> {
        let mut after = Uuid::nil();
        loop {
            let waiting = queries::unpaid(self.db().pool(), after, PIECE).await?;
            let Some((last, _)) = waiting.last() else { return Ok(()) };
            after = last.as_uuid();
            for (id, partnership_id) in waiting {
                match self.fund(id, partnership_id).await {
                    Err(error) if is_short(&error) => {}
                    done => done?,
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
        let mut pass = Pass { books, journals: Vec::new() };
        pass.post(&mut tx, id, partnership_id, &steps).await?;
        self.ledger().post_all_in(&mut tx, &pass.journals).await?;
        Ok(tx.commit().await?)
    }
}
