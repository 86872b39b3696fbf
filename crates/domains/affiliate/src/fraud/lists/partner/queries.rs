//! Counting what is known of a partner.

use contracts::affiliate::{PartnershipId, ProgramId};
use platform::DbError;
use sqlx::{PgConnection, types::Json};

use crate::fraud::{ClickSigns, Finding, PartnerFraudView, Signal};

/// In which program somebody is.
pub(in crate::fraud) async fn program_of_partner(
    conn: &mut PgConnection,
    id: PartnershipId,
) -> Result<Option<ProgramId>, DbError> {
    let found = sqlx::query_scalar!("SELECT program_id FROM affiliate.partnerships WHERE id = $1", id.as_uuid());
    Ok(found.fetch_optional(conn).await?.map(ProgramId::from_uuid))
}

/// What is known of somebody, from their last thousand cases.
pub(in crate::fraud) async fn partner(conn: &mut PgConnection, id: PartnershipId) -> Result<PartnerFraudView, DbError> {
    let counts = sqlx::query!(
        "SELECT count(*) AS \"conversions!\", count(*) FILTER (WHERE f.state = 'shown') AS \"shown!\",
                count(*) FILTER (WHERE f.state = 'held') AS \"held!\", count(*) FILTER (WHERE f.state = 'rejected') AS \"rejected!\",
                count(*) FILTER (WHERE f.state = 'released') AS \"released!\", count(*) FILTER (WHERE f.state = 'expired') AS \"expired!\",
                coalesce(round(avg(f.score) FILTER (WHERE f.place <= 100)), 0)::smallint AS \"average!\"
         FROM (SELECT state, score, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place FROM affiliate.fraud_cases
               WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1000) f",
        id.as_uuid(),
    );
    let counts = counts.fetch_one(&mut *conn).await?;
    Ok(PartnerFraudView {
        partnership_id: id,
        conversions: counts.conversions,
        shown: counts.shown,
        held: counts.held,
        rejected: counts.rejected,
        released: counts.released,
        expired: counts.expired,
        average_score: counts.average.unsigned_abs(),
        signals: signals(conn, id).await?,
        clicks: clicks(conn, id).await?,
    })
}

async fn signals(conn: &mut PgConnection, id: PartnershipId) -> Result<Vec<(Signal, i64)>, DbError> {
    let rows = sqlx::query_scalar!(
        "SELECT findings AS \"findings: Json<Vec<Finding>>\" FROM affiliate.fraud_cases
         WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?;
    let count = |signal: &Signal| rows.iter().flat_map(|row| &row.0).filter(|finding| finding.signal == *signal).count();
    let mut signals: Vec<(Signal, i64)> =
        Signal::ALL.into_iter().map(|signal| (signal, i64::try_from(count(&signal)).unwrap_or(i64::MAX))).collect();
    signals.retain(|(_, count)| *count > 0);
    signals.sort_by_key(|(signal, count)| (-count, *signal));
    Ok(signals)
}

async fn clicks(conn: &mut PgConnection, id: PartnershipId) -> Result<ClickSigns, DbError> {
    let row = sqlx::query_as!(
        ClickSigns,
        "SELECT count(*) AS \"looked_at!\", count(*) FILTER (WHERE c.fault = 'robot') AS \"robots!\",
                count(*) FILTER (WHERE c.network IS NOT NULL) AS \"data_centres!\",
                count(*) FILTER (WHERE c.paid IS NOT NULL) AS \"paid_search!\",
                count(*) FILTER (WHERE c.address IS NULL) AS \"without_address!\"
         FROM (SELECT id FROM affiliate.links WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20) l
         CROSS JOIN LATERAL (SELECT k.fault, k.network, k.paid, k.address FROM affiliate.clicks k
                             WHERE k.link_id = l.id ORDER BY k.id DESC LIMIT 250) c",
        id.as_uuid(),
    );
    Ok(row.fetch_one(conn).await?)
}
