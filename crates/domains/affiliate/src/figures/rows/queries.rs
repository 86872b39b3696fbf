//! Reading clicks and conversions of a period.

use contracts::affiliate::{ConversionId, LinkId, ProgramId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money, RowKey};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ClickRow, ConversionRow, ConversionShare, FigureRowNames, FigureRows};

/// From when, and until before when.
type Bounds = (Timestamp, Timestamp);

fn parse(currency: &str) -> Result<Currency, DbError> {
    Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

pub(super) async fn whose(conn: &mut PgConnection, id: LinkId) -> Result<Option<Uuid>, DbError> {
    let whose = sqlx::query_scalar!("SELECT partnership_id FROM affiliate.links WHERE id = $1", id.as_uuid());
    Ok(whose.fetch_optional(conn).await?)
}

/// What rows are of, as far as these partnerships have it.
pub(super) async fn names(conn: &mut PgConnection, partnerships: &[Uuid], of: &FigureRows) -> Result<FigureRowNames, DbError> {
    let row = sqlx::query!(
        "SELECT (SELECT l.key FROM affiliate.links l WHERE l.id = $2 AND l.partnership_id = ANY ($1)) AS link_key,
                (SELECT i.name FROM affiliate.partnerships s JOIN affiliate.influencers i ON i.account_id = s.account_id
                 WHERE s.id = $3 AND s.id = ANY ($1)) AS influencer_name,
                (SELECT d.title FROM affiliate.products d
                 WHERE d.id = $4 AND EXISTS (SELECT FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id
                                             WHERE s.id = ANY ($1) AND p.organisation_id = d.organisation_id)) AS product_title",
        partnerships,
        of.link_id.map(|id| id.as_uuid()),
        of.partnership_id.map(|id| id.as_uuid()),
        of.product_id.map(|id| id.as_uuid()),
    );
    let row = row.fetch_one(conn).await?;
    Ok(FigureRowNames { link_key: row.link_key, influencer_name: row.influencer_name, product_title: row.product_title })
}

/// Clicks on the links of these partnerships: of each link the latest, of those the latest.
pub(super) async fn clicks(
    conn: &mut PgConnection,
    partnerships: &[Uuid],
    (since, until): Bounds,
    of: &FigureRows,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<ClickRow>, DbError> {
    let rows = sqlx::query_file!(
        "src/figures/rows/clicks.sql",
        partnerships,
        of.link_id.map(|id| id.as_uuid()),
        of.product_id.map(|id| id.as_uuid()),
        of.country,
        of.device,
        of.post,
        of.origin,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        after.map(|(_, id)| id),
        limit,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| ClickRow {
        id: row.id.into(),
        at: row.at.to_jiff(),
        link_id: row.link_id.into(),
        link_key: row.link_key,
        partnership_id: row.partnership_id.into(),
        fault: row.fault,
        device: row.device,
        country: row.country,
        referrer: row.referrer,
        post: row.post,
        is_scan: row.is_scan,
    });
    Ok(view.collect())
}

struct Row {
    id: Uuid,
    kind: String,
    external_id: String,
    currency: String,
    amount_minor: i64,
    refunded_minor: i64,
    occurred_at: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for ConversionRow {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let currency = parse(&row.currency)?;
        Ok(Self {
            id: row.id.into(),
            kind: row.kind,
            external_id: Some(row.external_id),
            amount: Money::new(row.amount_minor, currency),
            refunded: Money::new(row.refunded_minor, currency),
            occurred_at: row.occurred_at.to_jiff(),
            partners: Vec::new(),
        })
    }
}

/// What the shop of a program told, whoever is credited.
pub(super) async fn of_program(
    conn: &mut PgConnection,
    id: ProgramId,
    (since, until): Bounds,
    of: &FigureRows,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<ConversionRow>, DbError> {
    let rows = sqlx::query_file_as!(
        Row,
        "src/figures/rows/of_program.sql",
        id.as_uuid(),
        of.product_id.map(|id| id.to_string()),
        of.country,
        of.device,
        of.origin,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        of.kind,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// What these partnerships are credited for.
pub(super) async fn of_partnerships(
    conn: &mut PgConnection,
    partnerships: &[Uuid],
    (since, until): Bounds,
    of: &FigureRows,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<ConversionRow>, DbError> {
    let rows = sqlx::query_file_as!(
        Row,
        "src/figures/rows/of_partnerships.sql",
        partnerships,
        of.link_id.map(|id| id.as_uuid()),
        of.product_id.map(|id| id.to_string()),
        of.country,
        of.device,
        of.post,
        of.origin,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        of.kind,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// Who is credited for these conversions, the largest share first.
pub(super) async fn shares(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<(ConversionId, ConversionShare)>, DbError> {
    let rows = sqlx::query!(
        "SELECT c.conversion_id, c.partnership_id AS \"partnership_id!\", c.link_id, c.share_bp, c.currency,
                i.name AS influencer_name, coalesce(m.booked_minor, 0) AS \"booked_minor!\"
         FROM affiliate.counted c
         JOIN affiliate.partnerships s ON s.id = c.partnership_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         LEFT JOIN affiliate.commissions m ON m.conversion_id = c.conversion_id AND m.partnership_id = c.partnership_id
         WHERE c.conversion_id = ANY ($1) AND c.is_told AND c.partnership_id IS NOT NULL
         ORDER BY c.conversion_id, c.share_bp DESC, c.partnership_id LIMIT 10000",
        ids,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| {
        let share = ConversionShare {
            partnership_id: row.partnership_id.into(),
            influencer_name: row.influencer_name,
            link_id: row.link_id.map(Into::into),
            share_bp: row.share_bp,
            booked: Money::new(row.booked_minor, parse(&row.currency)?),
        };
        Ok((row.conversion_id.into(), share))
    });
    view.collect()
}

/// When the last month whose clicks are forgotten was over.
pub(super) async fn clicks_kept_since(conn: &mut PgConnection) -> Result<Option<Timestamp>, DbError> {
    let since = sqlx::query_scalar!(
        "SELECT (max(month) + interval '1 month') AT TIME ZONE 'UTC' AS \"since: jiff_sqlx::Timestamp\" FROM affiliate.forgotten_clicks",
    );
    Ok(since.fetch_one(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}
