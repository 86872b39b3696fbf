//! What the clicks of a day earn, once somebody decided whether they count.

use contracts::affiliate::ConversionId;
use jiff::tz::TimeZone;
use platform::Tx;

use super::{Day, Earned, queries, want};
use crate::{
    Affiliate, AffiliateError,
    commission::{self, Books},
    fraud, program,
};

impl Affiliate {
    /// Takes back what a rejected day earned, or gives it back. The conversion is locked. Comes last: accounts of the ledger are locked from
    /// here on.
    pub(crate) async fn settle_clicks_in(&self, tx: &mut Tx, books: Books, id: ConversionId) -> Result<(), AffiliateError> {
        // A day that earned nothing has no commission.
        let Some(paid) = queries::paid(tx, id).await? else { return Ok(()) };
        let known = commission::queries::of_conversions(tx, &[id]).await?;
        let mut wanted = Vec::new();
        if fraud::faults(tx, &[id]).await?.is_empty() {
            let (_, terms) = program::terms(tx.conn(), &[paid.terms_id])
                .await?
                .pop()
                .ok_or(AffiliateError::Bug("a commission without terms"))?;
            let day = Day::of(paid.since.to_zoned(TimeZone::UTC).date())?;
            let earned = Earned { id, terms_id: paid.terms_id, amount_minor: paid.amount_minor, lines: Vec::new() };
            wanted.push(want(paid.partnership_id, day, &terms, &earned));
        }
        self.book_in(tx, books, wanted, (&[id], &known)).await
    }
}
