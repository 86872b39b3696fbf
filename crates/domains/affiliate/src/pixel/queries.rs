//! Reading pixels.

use contracts::{
    affiliate::{ClickId, PixelReportId, ProgramId},
    identity::OrganisationId,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money, RowKey};
use platform::DbError;
use serde::Serialize;
use sqlx::PgConnection;

use super::{PixelVerdict, WAITS_DAYS};

/// The most outcomes that are shown.
const OUTCOMES: i64 = 30;

/// The pixel of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PixelView {
    /// Since when the secret counts that pages sign with; none while the pixel is off.
    pub secret_at: Option<Timestamp>,
    /// How much waits to be confirmed.
    pub waiting: i64,
    /// What became of what was said, the latest first.
    pub outcomes: Vec<PixelOutcomeView>,
}

/// What became of something that pages said on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PixelOutcomeView {
    /// The day, of UTC.
    pub day: Date,
    /// What became of it, as a code.
    pub outcome: String,
    /// How often.
    pub heard: i64,
    /// When it last was so.
    pub last_at: Timestamp,
    /// Which order that was about, where it said one.
    pub last_order: Option<String>,
}

/// A sale that a page reported without a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PixelReportView {
    /// The report.
    pub id: PixelReportId,
    /// The shop's number of the order.
    pub order_id: String,
    /// What is said to have been paid.
    pub amount: Money,
    /// The codes.
    pub codes: Vec<String>,
    /// How many clicks it names.
    pub clicks: i32,
    /// Whose they are, by name: the partners who would earn.
    pub partners: Vec<String>,
    /// When it was said.
    pub received_at: Timestamp,
    /// When it waits no more.
    pub expires_at: Timestamp,
}

/// A report that waits, as it is decided.
pub(super) struct Waiting {
    pub(super) program_id: ProgramId,
    pub(super) order_id: String,
    pub(super) amount: Money,
    pub(super) customer: Option<Vec<u8>>,
    pub(super) clicks: Vec<ClickId>,
    pub(super) codes: Vec<String>,
    pub(super) received_at: Timestamp,
}

const fn waits() -> SignedDuration {
    SignedDuration::from_hours(24 * WAITS_DAYS)
}

fn money(currency: &str, amount_minor: i64) -> Result<Money, DbError> {
    let currency = Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Money::new(amount_minor, currency))
}

/// The sealed secret of a program whose pixel is on.
pub(super) async fn secret(conn: &mut PgConnection, id: ProgramId) -> Result<Option<Vec<u8>>, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT secret AS \"secret!\" FROM affiliate.pixels WHERE program_id = $1 AND secret IS NOT NULL",
        id.as_uuid(),
    );
    Ok(found.fetch_optional(conn).await?)
}

/// What was paid for an order that was told.
pub(super) async fn told(conn: &mut PgConnection, id: ProgramId, order_id: &str) -> Result<Option<Money>, DbError> {
    let row = sqlx::query!(
        "SELECT currency, amount_minor FROM affiliate.conversions WHERE program_id = $1 AND kind = 'sale' AND external_id = $2",
        id.as_uuid(),
        order_id,
    );
    row.fetch_optional(conn).await?.map(|row| money(&row.currency, row.amount_minor)).transpose()
}

pub(super) async fn pixel(conn: &mut PgConnection, id: ProgramId, now: Timestamp) -> Result<PixelView, DbError> {
    let secret_at = sqlx::query_scalar!(
        "SELECT secret_at AS \"secret_at: jiff_sqlx::Timestamp\" FROM affiliate.pixels WHERE program_id = $1 AND secret IS NOT NULL",
        id.as_uuid(),
    );
    let secret_at = secret_at.fetch_optional(&mut *conn).await?.map(jiff_sqlx::Timestamp::to_jiff);
    let waiting = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM affiliate.pixel_reports WHERE program_id = $1 AND state = 'waiting' AND received_at > $2",
        id.as_uuid(),
        (now - waits()).to_sqlx() as _,
    );
    let waiting = waiting.fetch_one(&mut *conn).await?;
    Ok(PixelView { secret_at, waiting, outcomes: outcomes(conn, id).await? })
}

async fn outcomes(conn: &mut PgConnection, id: ProgramId) -> Result<Vec<PixelOutcomeView>, DbError> {
    let rows = sqlx::query!(
        "SELECT day AS \"day: jiff_sqlx::Date\",
                outcome,
                heard,
                last_at AS \"last_at: jiff_sqlx::Timestamp\",
                last_order
         FROM affiliate.pixel_outcomes WHERE program_id = $1 ORDER BY day DESC, last_at DESC, outcome LIMIT $2",
        id.as_uuid(),
        OUTCOMES,
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| PixelOutcomeView {
        day: row.day.to_jiff(),
        outcome: row.outcome,
        heard: row.heard,
        last_at: row.last_at.to_jiff(),
        last_order: row.last_order,
    });
    Ok(rows.collect())
}

/// What waits, the newest first.
pub(super) async fn waiting(
    conn: &mut PgConnection,
    id: ProgramId,
    now: Timestamp,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<PixelReportView>, DbError> {
    let rows = sqlx::query!(
        "SELECT r.id,
                r.order_id,
                r.currency,
                r.amount_minor,
                r.codes,
                cardinality(r.clicks) AS \"clicks!\",
                ARRAY(SELECT DISTINCT i.name FROM affiliate.clicks c
                      JOIN affiliate.partnerships s ON s.id = c.partnership_id AND s.program_id = r.program_id
                      JOIN affiliate.influencers i ON i.account_id = s.account_id
                      WHERE c.id = ANY (r.clicks) ORDER BY i.name) AS \"partners!\",
                r.received_at AS \"received_at: jiff_sqlx::Timestamp\"
         FROM affiliate.pixel_reports r
         WHERE r.program_id = $1 AND r.state = 'waiting' AND r.received_at > $2
           AND ($3::timestamptz IS NULL OR (r.received_at, r.id) < ($3, $4))
         ORDER BY r.received_at DESC, r.id DESC LIMIT $5",
        id.as_uuid(),
        (now - waits()).to_sqlx() as _,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let received_at = row.received_at.to_jiff();
        Ok(PixelReportView {
            id: row.id.into(),
            order_id: row.order_id,
            amount: money(&row.currency, row.amount_minor)?,
            codes: row.codes,
            clicks: row.clicks,
            partners: row.partners,
            received_at,
            expires_at: received_at + waits(),
        })
    });
    rows.collect()
}

/// What waits of a day, the oldest first; to be confirmed, only orders of which one thing was said: of several somebody has to choose.
pub(super) async fn waiting_on(
    conn: &mut PgConnection,
    id: ProgramId,
    now: Timestamp,
    (since, until): (Timestamp, Timestamp),
    (verdict, limit): (PixelVerdict, i64),
) -> Result<Vec<PixelReportId>, DbError> {
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM affiliate.pixel_reports r
         WHERE r.program_id = $1 AND r.state = 'waiting' AND r.received_at > $2 AND r.received_at >= $3 AND r.received_at < $4
           AND ($6 OR NOT EXISTS (SELECT FROM affiliate.pixel_reports o
                                  WHERE o.program_id = $1 AND o.order_id = r.order_id AND o.id <> r.id AND o.state = 'waiting'
                                    AND o.received_at > $2))
         ORDER BY r.received_at, r.id LIMIT $5",
        id.as_uuid(),
        (now - waits()).to_sqlx() as _,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        limit,
        verdict == PixelVerdict::Reject,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(PixelReportId::from_uuid).collect())
}

/// How much still waits of a day.
pub(super) async fn left_on(
    conn: &mut PgConnection,
    id: ProgramId,
    now: Timestamp,
    (since, until): (Timestamp, Timestamp),
) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM affiliate.pixel_reports
         WHERE program_id = $1 AND state = 'waiting' AND received_at > $2 AND received_at >= $3 AND received_at < $4",
        id.as_uuid(),
        (now - waits()).to_sqlx() as _,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
    );
    Ok(count.fetch_one(conn).await?)
}

/// Whose a report is, and what it says while it waits.
pub(super) async fn report(
    conn: &mut PgConnection,
    id: PixelReportId,
    now: Timestamp,
) -> Result<Option<(OrganisationId, Option<Waiting>)>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id,
                r.program_id,
                r.order_id,
                r.currency,
                r.amount_minor,
                r.customer,
                r.clicks,
                r.codes,
                r.received_at AS \"received_at: jiff_sqlx::Timestamp\",
                r.state = 'waiting' AND r.received_at > $2 AS \"waits!\"
         FROM affiliate.pixel_reports r JOIN affiliate.programs p ON p.id = r.program_id WHERE r.id = $1",
        id.as_uuid(),
        (now - waits()).to_sqlx() as _,
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let waiting = Waiting {
        program_id: row.program_id.into(),
        order_id: row.order_id,
        amount: money(&row.currency, row.amount_minor)?,
        customer: row.customer,
        clicks: row.clicks.into_iter().map(ClickId::from_uuid).collect(),
        codes: row.codes,
        received_at: row.received_at.to_jiff(),
    };
    Ok(Some((row.organisation_id.into(), row.waits.then_some(waiting))))
}
