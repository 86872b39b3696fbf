//! Commissions and earnings as people read them.

use contracts::affiliate::{CommissionId, ConversionId, PartnershipId};
use jiff::{Timestamp, civil::Date};
use kernel::{Actor, Currency, Money, Page, PageRequest};
use ledger::{AccountCode, JournalId};
use serde::Serialize;

use super::{account, lists};
use crate::{Affiliate, AffiliateError, attribution::Outcome, program::Reach};

/// Where a commission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CommissionState {
    /// Its merchant's wallet does not have it yet, or not all of it.
    Waiting,
    /// It is held until its order cannot be given back any more; so long clicks are held, too.
    Held,
    /// It was made payable.
    Payable,
    /// Nothing of it is owed any more.
    Nothing,
}

/// What a commission comes to, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CommissionStanding {
    /// What is due: owed, less what a cap left out.
    pub due: Money,
    /// What of it is in the ledger: the rest waits for the merchant's wallet.
    pub booked: Money,
    /// Where it stands.
    pub state: CommissionState,
}

/// The clicks of a day (UTC) that a commission is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DayClicks {
    /// Which day.
    pub day: Date,
    /// How many earned.
    pub clicks: i64,
    /// What each earned.
    pub each: Money,
}

/// The step that the sales of a month (UTC) reached, of which a commission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonthBonus {
    /// The first day of the month.
    pub month: Date,
    /// What was to be reached.
    pub reach: Reach,
    /// What was: sales, or minor units.
    pub reached: i64,
}

/// A commission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommissionView {
    /// The commission.
    pub id: CommissionId,
    /// Of which conversion.
    pub conversion_id: ConversionId,
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// Whether of a `lead`, of a `sale`, of the `clicks` of a day, or a `bonus`.
    pub kind: String,
    /// The shop's own number of the order: for its merchant.
    pub external_id: Option<String>,
    /// Which clicks, where they are of a day.
    pub clicks: Option<DayClicks>,
    /// Of what, where it is a bonus.
    pub bonus: Option<MonthBonus>,
    /// What was paid for the order; what all clicks of the day earned.
    pub amount: Money,
    /// The share of the conversion, in hundredths of a percent.
    pub share_bp: i32,
    /// What it was before refunds.
    pub earned: Money,
    /// What of it is owed.
    pub owed: Money,
    /// What of it a cap left out.
    pub capped: Money,
    /// What of it is in the ledger.
    pub booked: Money,
    /// Where it stands.
    pub state: CommissionState,
    /// Why this partner: what became of the touch it is credited for.
    pub why: Option<Outcome>,
    /// When the order was placed; when the day of the clicks, or the last one of the bonus's month, began.
    pub occurred_at: Timestamp,
    /// From when it can be paid out.
    pub matures_at: Timestamp,
    /// Since when it can.
    pub matured_at: Option<Timestamp>,
}

/// A journal of a commission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommissionEntry {
    /// The journal.
    pub journal_id: JournalId,
    /// `commission-earned`, `commission-reversed`, `commission-matured`.
    pub kind: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub created_at: Timestamp,
}

/// What a partner has with a merchant, by the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EarningsView {
    /// Held until orders cannot be given back any more.
    pub held: Money,
    /// Payable.
    pub payable: Money,
    /// Paid out, or on its way.
    pub paid: Money,
    /// Owed for orders that were given back after they were paid out: kept off the next commissions.
    pub debt: Money,
}

/// What a partner has, account by account.
const CODES: [AccountCode; 3] = [AccountCode::CommissionPending, AccountCode::CommissionAvailable, AccountCode::PartnerDebt];

impl Affiliate {
    /// What a partner has, for the influencer and the members of the merchant.
    pub async fn earnings(&self, actor: &Actor, id: PartnershipId) -> Result<EarningsView, AffiliateError> {
        self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        let currency = lists::currency(&mut conn, id).await?;
        drop(conn);
        let mut found = self.earnings_of(&[(id, currency)]).await?;
        found.pop().ok_or(AffiliateError::Bug("a partnership without accounts"))
    }

    /// What each of these partnerships has, in their order; each is paid in its currency.
    pub(crate) async fn earnings_of(&self, of: &[(PartnershipId, Currency)]) -> Result<Vec<EarningsView>, AffiliateError> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let mut keys = Vec::with_capacity(of.len() * CODES.len());
        for (id, currency) in of {
            for code in CODES {
                keys.push(account(code, id.as_uuid(), *currency)?);
            }
        }
        let balances = self.ledger().balances(&keys).await?;
        let ids: Vec<_> = of.iter().map(|(id, _)| id.as_uuid()).collect();
        let paid = lists::paid(&mut *self.conn().await?, &ids).await?;
        let views = of.iter().zip(balances.chunks(CODES.len())).map(|((id, currency), balances)| {
            let [held, payable, debt]: [Money; 3] =
                std::array::from_fn(|at| balances.get(at).map_or(zero(*currency), |balance| balance.posted));
            let paid = Money::new(paid.get(id).copied().unwrap_or(0), *currency);
            EarningsView { held, payable, paid, debt: Money::new(-debt.amount_minor, *currency) }
        });
        Ok(views.collect())
    }

    /// The commissions of a partnership, the newest first: for the influencer and the members of the merchant.
    pub async fn commissions(
        &self,
        actor: &Actor,
        id: PartnershipId,
        page: &PageRequest,
    ) -> Result<Page<CommissionView>, AffiliateError> {
        let is_own = actor.is(self.partnership(actor, id).await?.account_id);
        let mut conn = self.conn().await?;
        let rows = lists::of_partnership(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let page = Page::from_rows(rows, page, |(created_at, view)| (*created_at, view.id.as_uuid()));
        Ok(page.map(|(_, view)| CommissionView { external_id: view.external_id.filter(|_| !is_own), ..view }))
    }

    /// The journals of a commission, the oldest first, at most two hundred: for its influencer and the members of its merchant.
    pub async fn commission_entries(&self, actor: &Actor, id: CommissionId) -> Result<Vec<CommissionEntry>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let partnership_id = lists::partnership_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        self.partnership(actor, partnership_id).await?;
        Ok(lists::entries(&mut conn, id).await?)
    }
}

const fn zero(currency: Currency) -> Money {
    Money::zero(currency)
}

/// Where a commission of these amounts stands.
pub(super) const fn state(due_minor: i64, booked_minor: i64, matured: bool) -> CommissionState {
    if booked_minor < due_minor {
        CommissionState::Waiting
    } else if due_minor == 0 {
        CommissionState::Nothing
    } else if matured {
        CommissionState::Payable
    } else {
        CommissionState::Held
    }
}
