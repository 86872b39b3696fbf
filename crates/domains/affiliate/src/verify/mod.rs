//! Proving that what partners and merchants have in the ledger is what was booked of commissions (I11).
//!
//! What a wallet holds needs no proof of its own: it is what is left of what was paid in, which the ledger and `payments` prove.

mod queries;

use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey, Balance, Finding, Invariant};
use uuid::Uuid;

use crate::{Affiliate, AffiliateError, BalanceDifference, commission::account};

/// How many partnerships are asked for at once.
const PIECE: usize = 500;

/// A program and who ever took part in it.
struct Partners {
    program: Uuid,
    merchant: Uuid,
    currency: Currency,
    partnerships: Vec<Uuid>,
}

impl Affiliate {
    /// Names the partnerships and merchants whose accounts are not what their commissions make (I11); for the operator.
    pub async fn verify(&self) -> Result<Vec<Finding>, AffiliateError> {
        let system = Actor::system("affiliate");
        let mut findings: Vec<Finding> = self.check_balances(&system).await?.iter().map(unbooked).collect();
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.db().begin_snapshot(&system).await?;
            let Some(one) = queries::next_program(&mut tx, after).await? else { return Ok(findings) };
            after = one.program;
            let mut owed_minor = 0;
            for some in one.partnerships.chunks(PIECE) {
                let key = |id: &Uuid| account(AccountCode::PartnerDebt, *id, one.currency);
                let keys = some.iter().map(key).collect::<Result<Vec<_>, _>>()?;
                // What a partner owes stands below nothing.
                owed_minor -= posted(self.ledger().opened_in(&mut tx, &keys).await?.values());
            }
            let claims = account(AccountCode::MerchantClaims, one.merchant, one.currency)?;
            let claimed = self.ledger().opened_in(&mut tx, std::slice::from_ref(&claims)).await?;
            findings.extend(unclaimed(&claims, posted(claimed.values()), owed_minor));
        }
    }
}

fn posted<'b>(balances: impl Iterator<Item = &'b Balance>) -> i64 {
    balances.map(|balance| balance.posted.amount_minor).sum()
}

fn unbooked(it: &BalanceDifference) -> Finding {
    let what = format!(
        "partnership {}: {} is booked by its commissions, {} by their entries, {} is held, payable, paid out and owed (minor units)",
        it.partnership_id, it.booked_minor, it.entered_minor, it.accounted_minor
    );
    Finding { invariant: Invariant::CommissionsAsBooked, what }
}

fn unclaimed(claims: &AccountKey, claimed_minor: i64, owed_minor: i64) -> Option<Finding> {
    let decimal = |minor| Money::new(minor, claims.currency()).to_decimal_string();
    (claimed_minor != owed_minor).then(|| Finding {
        invariant: Invariant::CommissionsAsBooked,
        what: format!("{claims} holds {}, its partners owe {}", decimal(claimed_minor), decimal(owed_minor)),
    })
}
