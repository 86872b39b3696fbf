//! The rows of codes that come from a table.

use std::collections::HashMap;

use contracts::affiliate::{CodeId, PartnershipId, ProgramId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use uuid::Uuid;

/// A partner to whom codes are given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Partner {
    pub(super) id: PartnershipId,
    /// How many codes they have.
    pub(super) codes: i64,
}

/// A code as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) partnership_id: PartnershipId,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Option<Timestamp>,
}

/// The active partners of a program under these names: the end of the address of their page, or the id of the partnership.
pub(super) async fn partners(tx: &mut Tx, id: ProgramId, names: &[String]) -> Result<HashMap<String, Partner>, DbError> {
    let ids: Vec<Uuid> = names.iter().filter_map(|name| name.parse().ok()).collect();
    let rows = sqlx::query!(
        "SELECT s.id, i.slug, (SELECT count(*) FROM affiliate.codes c WHERE c.partnership_id = s.id) AS \"codes!\"
         FROM affiliate.partnerships s
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE s.program_id = $1 AND s.state = 'active' AND (i.slug = ANY ($2) OR s.id = ANY ($3))
         ORDER BY s.id LIMIT 2000",
        id.as_uuid(),
        names,
        &ids,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let partner = Partner { id: row.id.into(), codes: row.codes };
        found.insert(row.id.to_string(), partner);
        found.insert(row.slug, partner);
    }
    Ok(found)
}

/// Those of these codes that the program has.
pub(super) async fn known(tx: &mut Tx, id: ProgramId, codes: &[String]) -> Result<HashMap<String, Known>, DbError> {
    let rows = sqlx::query!(
        "SELECT code, partnership_id, starts_at AS \"starts_at: jiff_sqlx::Timestamp\", ends_at AS \"ends_at: jiff_sqlx::Timestamp\"
         FROM affiliate.codes WHERE program_id = $1 AND code = ANY ($2) ORDER BY code LIMIT 1000",
        id.as_uuid(),
        codes,
    );
    let found = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let ends_at = row.ends_at.map(jiff_sqlx::Timestamp::to_jiff);
        (row.code, Known { partnership_id: row.partnership_id.into(), starts_at: row.starts_at.to_jiff(), ends_at })
    });
    Ok(found.collect())
}

pub(super) async fn insert(tx: &mut Tx, id: ProgramId, codes: &[(String, Known)]) -> Result<(), DbError> {
    let now = tx.now();
    for (code, new) in codes {
        sqlx::query!(
            "INSERT INTO affiliate.codes (id, program_id, partnership_id, code, starts_at, ends_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            CodeId::generate().as_uuid(),
            id.as_uuid(),
            new.partnership_id.as_uuid(),
            code,
            new.starts_at.to_sqlx() as _,
            new.ends_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            now.to_sqlx() as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
