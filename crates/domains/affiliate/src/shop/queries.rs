//! Reading shops.

use contracts::affiliate::{ProgramId, ShopId};
use jiff::Timestamp;
use platform::DbError;
use serde::Serialize;
use sqlx::PgConnection;

use super::{Heard, ShopKind};

/// A shop that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShopView {
    /// The shop.
    pub id: ShopId,
    /// Whose software it runs.
    pub kind: ShopKind,
    /// Whether its secret is known: nothing is believed before.
    pub has_secret: bool,
    /// When it was connected.
    pub created_at: Timestamp,
    /// When it last sent something that was signed.
    pub heard_at: Option<Timestamp>,
    /// What that was about, in its provider's words.
    pub heard_topic: Option<String>,
    /// What became of it, as a code.
    pub heard_outcome: Option<String>,
    /// Which order it was about.
    pub heard_order: Option<String>,
}

/// The shops of a program that are connected, the newest first.
pub(super) async fn shops(conn: &mut PgConnection, id: ProgramId) -> Result<Vec<ShopView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id,
                kind,
                secret IS NOT NULL AS \"has_secret!\",
                created_at AS \"created_at: jiff_sqlx::Timestamp\",
                heard_at AS \"heard_at: jiff_sqlx::Timestamp\",
                heard_topic,
                heard_outcome,
                heard_order
         FROM affiliate.shops WHERE program_id = $1 AND disconnected_at IS NULL
         ORDER BY created_at DESC, id DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let kind = ShopKind::parse(&row.kind).ok_or_else(|| sqlx::Error::Decode("a shop of a kind that is not known".into()))?;
        Ok(ShopView {
            id: row.id.into(),
            kind,
            has_secret: row.has_secret,
            created_at: row.created_at.to_jiff(),
            heard_at: row.heard_at.map(jiff_sqlx::Timestamp::to_jiff),
            heard_topic: row.heard_topic,
            heard_outcome: row.heard_outcome,
            heard_order: row.heard_order,
        })
    });
    rows.collect()
}

/// A shop that is connected, as it is heard.
pub(super) async fn heard(conn: &mut PgConnection, id: ShopId, kind: ShopKind) -> Result<Option<Heard>, DbError> {
    let row = sqlx::query!(
        "SELECT program_id, secret FROM affiliate.shops WHERE id = $1 AND kind = $2 AND disconnected_at IS NULL",
        id.as_uuid(),
        kind.as_str(),
    );
    let row = row.fetch_optional(conn).await?;
    Ok(row.map(|row| Heard { program_id: row.program_id.into(), secret: row.secret }))
}

/// Whether a sale was told under this number.
pub(super) async fn is_sold(conn: &mut PgConnection, id: ProgramId, order_id: &str) -> Result<bool, DbError> {
    let row = sqlx::query!(
        "SELECT id, request_hash FROM affiliate.conversions WHERE program_id = $1 AND kind = $2 AND external_id = $3",
        id.as_uuid(),
        "sale",
        order_id,
    );
    Ok(row.fetch_optional(conn).await?.is_some())
}
