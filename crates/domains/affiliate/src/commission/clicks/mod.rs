//! Clicks that earn: what the clicks of a day earn a partner, paid once the day is over.
//!
//! Invariants: a visitor earns a partner once a day, whichever of the partner's links they follow and how many, by the terms of their first
//! click that counts; behind one address not more than [`BEHIND_AN_ADDRESS`] earn; a day of a partnership is paid in one transaction and
//! once, whoever pays it and how often; a click that came too late for its day earns nothing. What is paid is a conversion of a kind of its
//! own, so that caps, wallets, holding, figures and statements know it like any other. Nobody's conversion: it is in no list of what shops
//! told.

mod again;
mod queries;
mod store;

use contracts::affiliate::{ConversionId, LinkId, PartnershipId, ProductId, TermsId};
use jiff::{
    SignedDuration, Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};
use kernel::{Actor, Forbidden, Principal};
use platform::Tx;
use serde::Serialize;
use uuid::Uuid;

use super::{Books, Funding, Wanted};
use crate::{
    Affiliate, AffiliateError,
    conversion::Tries,
    program::{self, Terms},
};

/// How long after its end a day is paid: nobody waits that long for a click to be written down.
const MARGIN: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The most days that are paid at once: after a long stop the next minutes bring the rest.
const DAYS: i64 = 31;
/// How many partnerships are looked at together.
const PIECE: i64 = 200;
/// How many visitors behind one address earn a partner in a day. What tells them apart, the name of their program, is theirs to choose: a
/// household, an office or some of those behind a carrier's address are believed, and nobody can be a thousand.
const BEHIND_AN_ADDRESS: i64 = 5;
/// All of it, in hundredths of a percent.
const WHOLE_BP: u32 = 10_000;

/// What was clicked on a link by some terms, by visitors who earn there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clicked {
    terms_id: TermsId,
    link_id: LinkId,
    product_id: Option<ProductId>,
    /// By how many visitors.
    clicks: i64,
}

/// A link as it stands in the conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Line {
    link_id: LinkId,
    product_id: Option<ProductId>,
    quantity: i64,
    amount_minor: i64,
}

/// What was paid for the clicks of a day.
#[derive(Debug, Clone, Copy)]
struct Paid {
    partnership_id: PartnershipId,
    terms_id: TermsId,
    amount_minor: i64,
    since: Timestamp,
}

/// What a day earns by one version of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Earned {
    id: ConversionId,
    terms_id: TermsId,
    amount_minor: i64,
    lines: Vec<Line>,
}

/// A day (UTC).
#[derive(Debug, Clone, Copy)]
struct Day {
    date: Date,
    since: Timestamp,
    until: Timestamp,
}

impl Day {
    fn of(date: Date) -> Result<Self, AffiliateError> {
        let since = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0));
        let since = since.map_err(|_beyond| AffiliateError::Bug("a day beyond time"))?;
        Ok(Self { date, since, until: since + DAY })
    }

    const fn bounds(self) -> (Timestamp, Timestamp) {
        (self.since, self.until)
    }
}

impl Affiliate {
    /// Pays the clicks of the days that are over: for the program itself. What goes wrong with one day or partner holds up nobody else: the
    /// day is tried again.
    pub async fn pay_clicks(&self, actor: &Actor) -> Result<(), AffiliateError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let open = (self.db().now() - MARGIN).to_zoned(TimeZone::UTC).date();
        let mut done = Ok(());
        for date in queries::days_to_pay(self.db().pool(), open, DAYS).await? {
            done = done.and(self.pay_day(Day::of(date)?).await);
        }
        done
    }

    async fn pay_day(&self, day: Day) -> Result<(), AffiliateError> {
        let (mut after, mut failed) = (PartnershipId::from_uuid(Uuid::nil()), Ok(()));
        loop {
            let clicked = queries::partnerships_clicked(self.db().pool(), day, after, PIECE).await?;
            let Some(last) = clicked.last() else { break };
            after = *last;
            for partnership_id in clicked {
                if let Err(error) = self.pay_clicks_of(partnership_id, day).await {
                    tracing::error!(%error, %partnership_id, day = %day.date, "the clicks of a day could not be paid");
                    failed = failed.and(Err(error));
                }
            }
        }
        failed?;
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        store::close(&mut tx, day.date).await?;
        Ok(tx.commit().await?)
    }

    async fn pay_clicks_of(&self, id: PartnershipId, day: Day) -> Result<(), AffiliateError> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
            match self.pay_clicks_in(&mut tx, id, day, tries.funding).await {
                Err(error) if tries.again(&error) => {}
                done => {
                    done?;
                    return Ok(tx.commit().await?);
                }
            }
        }
    }

    async fn pay_clicks_in(&self, tx: &mut Tx, id: PartnershipId, day: Day, funding: Funding) -> Result<(), AffiliateError> {
        // Whoever else pays this day waits here, and finds it paid.
        super::store::lock_partnerships(tx, &[id]).await?;
        let clicked = queries::clicked(tx, id, day.bounds()).await?;
        if clicked.is_empty() || !store::mark(tx, id, day.date).await? {
            return Ok(());
        }
        let books = Books { funding, ..queries::books(tx, id).await? };
        let mut ids: Vec<TermsId> = clicked.iter().map(|one| one.terms_id).collect();
        ids.dedup();
        let mut wanted = Vec::new();
        for (terms_id, terms) in program::terms(tx.conn(), &ids).await? {
            let Some(earned) = earned(terms_id, &terms, &clicked)? else { continue };
            store::insert(tx, &books, id, day, &earned).await?;
            wanted.push(want(id, day, &terms, &earned));
        }
        let ids: Vec<ConversionId> = wanted.iter().map(|one| one.conversion_id).collect();
        self.weigh_day_in(tx, (books.program_id, books.merchant), (id, day.bounds()), &ids).await?;
        self.book_in(tx, books, wanted, (&ids, &[])).await
    }
}

/// What was clicked by these terms, at what they pay for a click.
fn earned(terms_id: TermsId, terms: &Terms, clicked: &[Clicked]) -> Result<Option<Earned>, AffiliateError> {
    let Some(each) = terms.click else { return Ok(None) };
    let times = |clicks: i64| clicks.checked_mul(each.amount_minor).ok_or(AffiliateError::Bug("more clicks than there are"));
    let of = clicked.iter().filter(|one| one.terms_id == terms_id);
    let lines = of.map(|one| {
        let (link_id, product_id, quantity) = (one.link_id, one.product_id, one.clicks);
        Ok(Line { link_id, product_id, quantity, amount_minor: times(quantity)? })
    });
    let lines = lines.collect::<Result<Vec<_>, AffiliateError>>()?;
    let amount_minor = times(lines.iter().map(|line| line.quantity).sum())?;
    Ok(Some(Earned { id: ConversionId::generate(), terms_id, amount_minor, lines }))
}

fn want(partnership_id: PartnershipId, day: Day, terms: &Terms, earned: &Earned) -> Wanted {
    Wanted {
        conversion_id: earned.id,
        partnership_id,
        terms_id: earned.terms_id,
        // Many touches: the conversion stands for them.
        touch_id: earned.id.as_uuid(),
        share_bp: WHOLE_BP,
        earned_minor: earned.amount_minor,
        owed_minor: earned.amount_minor,
        occurred_at: day.since,
        matures_at: day.until + SignedDuration::from_hours(24 * i64::from(terms.holding_days)),
        cap: terms.cap,
    }
}
