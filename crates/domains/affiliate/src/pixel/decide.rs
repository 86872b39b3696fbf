//! Deciding what waits: it is true, and counts as if the shop's server had told it, or it is not.

use contracts::affiliate::{ClickId, ConversionId, PixelReportId, ProgramId};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{Actor, AppError as _, ErrorKind, Page, PageRequest};
use platform::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    CUSTOMER,
    queries::{self, PixelReportView, Waiting},
    store,
};
use crate::{
    Affiliate, AffiliateError, MerchantRight,
    commission::Funding,
    conversion::{ReportSale, Reported, Tries},
    member, program,
};

/// The most of a day that is decided together.
const OF_A_DAY: i64 = 200;

/// What a merchant says of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PixelVerdict {
    /// There is such an order.
    Confirm,
    /// There is none.
    Reject,
}

impl PixelVerdict {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Confirm, Self::Reject];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reject => "reject",
        }
    }

    /// The verdict of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// What became of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelDay {
    /// How many were decided.
    pub decided: usize,
    /// How many still wait of that day: more than are decided together, what cannot be reported, or several things of one order.
    pub left: i64,
}

impl Affiliate {
    /// What waits, the newest first: for the members of the program's merchant.
    pub async fn pixel_reports(
        &self,
        actor: &Actor,
        id: ProgramId,
        page: &PageRequest,
    ) -> Result<Page<PixelReportView>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
        let (now, limit) = (self.db().now(), i64::from(page.limit()) + 1);
        let rows = queries::waiting(&mut conn, id, now, page.after_row()?, limit).await?;
        Ok(Page::from_rows(rows, page, |view| (view.received_at, view.id.as_uuid())))
    }

    /// It is true: it is reported, and happened when the page said it. For those who manage the merchant.
    pub async fn confirm_pixel_report(&self, actor: &Actor, id: PixelReportId) -> Result<Reported<ConversionId>, AffiliateError> {
        let waiting = self.waiting_report(actor, id).await?;
        let sale = self.sale_of(id, &waiting)?;
        let mut tries = Tries::default();
        loop {
            let mut tx = self.db().begin(actor).await?;
            match self.confirm_in(&mut tx, (id, waiting.program_id), &sale, tries.funding).await {
                Err(error) if tries.again(&error) => {}
                done => {
                    let told = done?;
                    tx.commit().await?;
                    return Ok(told);
                }
            }
        }
    }

    /// It is not true, and never counts.
    pub async fn reject_pixel_report(&self, actor: &Actor, id: PixelReportId) -> Result<(), AffiliateError> {
        let waiting = self.waiting_report(actor, id).await?;
        let mut tx = self.db().begin(actor).await?;
        self.lock_order_in(&mut tx, waiting.program_id, &waiting.order_id).await?;
        if !store::decide(&mut tx, id, "rejected").await? {
            return Err(AffiliateError::WrongState);
        }
        tx.audit("affiliate.pixel-rejected", id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// The same for all that was said on a day of UTC, at most two hundred at once. Orders of which several things were said are not confirmed
    /// so: whoever speaks first would decide who earns.
    pub async fn decide_pixel_day(
        &self,
        actor: &Actor,
        id: ProgramId,
        day: Date,
        verdict: PixelVerdict,
    ) -> Result<PixelDay, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Manage).await?;
        let day = bounds(day).ok_or_else(|| AffiliateError::field("day", "affiliate-pixel-day"))?;
        let (mut decided, now) = (0, self.db().now());
        let ids = queries::waiting_on(&mut conn, id, now, day, (verdict, OF_A_DAY)).await?;
        drop(conn);
        for one in ids {
            let done = match verdict {
                PixelVerdict::Confirm => self.confirm_pixel_report(actor, one).await.map(|_told| ()),
                PixelVerdict::Reject => self.reject_pixel_report(actor, one).await,
            };
            match done {
                Ok(()) => decided += 1,
                // Somebody decided it meanwhile, or two were said of one order: one that is not right holds up no other.
                Err(error) if matches!(error.kind(), ErrorKind::Conflict | ErrorKind::Invalid) => {}
                Err(error) => return Err(error),
            }
        }
        let left = queries::left_on(&mut *self.conn().await?, id, now, day).await?;
        Ok(PixelDay { decided, left })
    }

    /// What waits, for those who may decide it.
    async fn waiting_report(&self, actor: &Actor, id: PixelReportId) -> Result<Waiting, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let (merchant, waiting) = queries::report(&mut conn, id, self.db().now()).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Manage).await?;
        waiting.ok_or(AffiliateError::WrongState)
    }

    async fn confirm_in(
        &self,
        tx: &mut Tx,
        (id, program_id): (PixelReportId, ProgramId),
        sale: &ReportSale,
        funding: Funding,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        self.lock_order_in(tx, program_id, &sale.order_id).await?;
        if !store::decide(tx, id, "confirmed").await? {
            return Err(AffiliateError::WrongState);
        }
        tx.audit("affiliate.pixel-confirmed", id, json!({ "amount_minor": sale.amount.amount_minor })).await?;
        self.report_sale_in(tx, program_id, sale, funding).await
    }

    fn sale_of(&self, id: PixelReportId, waiting: &Waiting) -> Result<ReportSale, AffiliateError> {
        let customer = match &waiting.customer {
            None => None,
            Some(sealed) => {
                let opened = self.secrets().open(CUSTOMER, id.as_uuid().as_bytes(), sealed).ok();
                let name = opened.and_then(|bytes| String::from_utf8(bytes).ok());
                Some(name.ok_or(AffiliateError::Bug("a customer that cannot be read"))?)
            }
        };
        Ok(ReportSale {
            order_id: waiting.order_id.clone(),
            customer,
            amount: waiting.amount,
            lines: Vec::new(),
            clicks: waiting.clicks.iter().map(|id: &ClickId| id.as_uuid().simple().to_string()).collect(),
            codes: waiting.codes.clone(),
            occurred_at: Some(waiting.received_at),
        })
    }
}

/// From when to when a day is one of UTC.
fn bounds(day: Date) -> Option<(Timestamp, Timestamp)> {
    let start = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let (since, until) = (start(day)?, start(day.tomorrow().ok()?)?);
    (since >= Timestamp::UNIX_EPOCH).then_some((since, until))
}
