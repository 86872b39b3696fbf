//! Leases of chunks. Every statement of a holder names its fence: an overtaken holder changes nothing.

use contracts::media::AssetId;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{
    MediaError,
    asset::row::{json, unsigned},
    pipeline::StoredPlan,
    plan::Work,
    probe::SourceInfo,
};

/// How long a lease holds without a sign of life.
pub(in crate::pipeline) const LEASE_S: i64 = 15;

/// Attempts that may die with their process before a chunk is left alone: it may be what kills it.
const CLAIMS_MAX: i16 = 60;

/// A rendition in a chunk's eyes.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct RenditionRef {
    pub(in crate::pipeline) id: Uuid,
    pub(in crate::pipeline) name: String,
    pub(in crate::pipeline) timescale: u32,
}

/// A chunk that is ours until its lease runs out.
#[derive(Debug)]
pub(in crate::pipeline) struct Claimed {
    pub(in crate::pipeline) id: Uuid,
    pub(in crate::pipeline) asset_id: AssetId,
    pub(in crate::pipeline) stage: i16,
    pub(in crate::pipeline) ordinal: i32,
    pub(in crate::pipeline) fence: i32,
    pub(in crate::pipeline) work: Work,
    pub(in crate::pipeline) plan: StoredPlan,
    pub(in crate::pipeline) source: SourceInfo,
    pub(in crate::pipeline) source_key: String,
    renditions: Vec<RenditionRef>,
}

/// What the heartbeat needs.
#[derive(Debug, Clone, Copy)]
pub(in crate::pipeline) struct Held {
    pub(in crate::pipeline) id: Uuid,
    pub(in crate::pipeline) asset_id: AssetId,
    fence: i32,
}

/// How a claim went.
pub(in crate::pipeline) enum Claim {
    /// It is ours.
    Got(Box<Claimed>),
    /// Somebody holds it until then.
    Busy(Timestamp),
    /// It is done, or gone, or its asset ended.
    Nothing,
}

impl Claimed {
    pub(in crate::pipeline) const fn held(&self) -> Held {
        Held { id: self.id, asset_id: self.asset_id, fence: self.fence }
    }

    pub(in crate::pipeline) fn rendition(&self, name: &str) -> Result<&RenditionRef, MediaError> {
        self.renditions.iter().find(|rendition| rendition.name == name).ok_or(MediaError::Stored("a chunk without its rendition"))
    }

    /// The length of what it encodes, in microseconds.
    pub(in crate::pipeline) fn span_us(&self) -> u64 {
        match &self.work {
            Work::Pictures { frames, .. } => {
                let rate = self.plan.ladder.base_rate;
                frames * 1_000_000 * u64::from(rate.den) / u64::from(rate.num)
            }
            _ => self.plan.duration_ms * 1000,
        }
    }
}

/// Takes the lease of a chunk that waits, or whose holder gave no sign of life.
pub(in crate::pipeline) async fn claim(pool: &PgPool, id: Uuid, now: Timestamp) -> Result<Claim, MediaError> {
    let until = lease_end(now);
    let row = sqlx::query!(
        r#"
        UPDATE media.chunks c
        SET state = 'running',
            fence = c.fence + 1,
            attempts = c.attempts + 1,
            leased_until = $2,
            progress_permille = 0,
            started_at = coalesce(c.started_at, $3)
        FROM media.assets a
        WHERE c.id = $1
          AND a.id = c.asset_id
          AND a.state IN ('working', 'playable')
          AND c.attempts < $4
          AND (c.state = 'waiting' OR (c.state = 'running' AND c.leased_until <= $3))
        RETURNING
            c.asset_id,
            c.stage,
            c.ordinal,
            c.fence,
            c.work,
            a.plan AS "plan!",
            a.source AS "source!",
            a.source_key AS "source_key!"
        "#,
        id,
        until.to_sqlx(),
        now.to_sqlx(),
        CLAIMS_MAX,
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    let Some(row) = row else { return why_not(pool, id).await };
    let asset_id = AssetId::from_uuid(row.asset_id);
    Ok(Claim::Got(Box::new(Claimed {
        id,
        asset_id,
        stage: row.stage,
        ordinal: row.ordinal,
        fence: row.fence,
        work: json(row.work, "chunks.work")?,
        plan: json(row.plan, "assets.plan")?,
        source: json(row.source, "assets.source")?,
        source_key: row.source_key,
        renditions: list_renditions(pool, id).await?,
    })))
}

async fn why_not(pool: &PgPool, id: Uuid) -> Result<Claim, MediaError> {
    let until = sqlx::query_scalar!(
        r#"
        SELECT c.leased_until AS "until!"
        FROM media.chunks c
        JOIN media.assets a ON a.id = c.asset_id
        WHERE c.id = $1
          AND c.state = 'running'
          AND a.state IN ('working', 'playable')
        "#,
        id,
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    Ok(until.map_or(Claim::Nothing, |until| Claim::Busy(until.to_jiff())))
}

async fn list_renditions(pool: &PgPool, chunk_id: Uuid) -> Result<Vec<RenditionRef>, MediaError> {
    let rows = sqlx::query!(
        r#"
        SELECT r.id, r.name, r.timescale
        FROM media.renditions r
        JOIN media.chunks c ON r.id = ANY (c.rendition_ids)
        WHERE c.id = $1
        ORDER BY r.position
        LIMIT 100
        "#,
        chunk_id,
    )
    .fetch_all(pool)
    .await
    .map_err(DbError::from)?;
    let refs = rows
        .into_iter()
        .map(|row| Ok(RenditionRef { id: row.id, name: row.name, timescale: unsigned(row.timescale, "renditions.timescale")? }));
    refs.collect()
}

fn lease_end(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(LEASE_S)).unwrap_or(now)
}

/// Gives a sign of life; false when the lease is lost.
pub(in crate::pipeline) async fn prolong(
    pool: &PgPool,
    held: &Held,
    progress_permille: i16,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.chunks
        SET leased_until = $3,
            progress_permille = $4
        WHERE id = $1
          AND fence = $2
          AND state = 'running'
        "#,
        held.id,
        held.fence,
        lease_end(now).to_sqlx(),
        progress_permille,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts a chunk back that was stopped, not failed: anybody may take it at once.
pub(in crate::pipeline) async fn give_back(pool: &PgPool, claim: &Claimed) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        UPDATE media.chunks
        SET state = 'waiting',
            leased_until = NULL,
            attempts = attempts - 1
        WHERE id = $1
          AND fence = $2
          AND state = 'running'
        "#,
        claim.id,
        claim.fence,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Counts a failure and puts the chunk back; how many there were, or none when the lease was lost.
pub(in crate::pipeline) async fn fail(pool: &PgPool, claim: &Claimed, error: &str) -> Result<Option<i16>, DbError> {
    let failures = sqlx::query_scalar!(
        r#"
        UPDATE media.chunks
        SET state = 'waiting',
            leased_until = NULL,
            failures = failures + 1,
            last_error = $3
        WHERE id = $1
          AND fence = $2
          AND state = 'running'
        RETURNING failures
        "#,
        claim.id,
        claim.fence,
        error,
    )
    .fetch_optional(pool)
    .await?;
    Ok(failures)
}

/// Marks a chunk done; false when its holder was overtaken.
pub(in crate::pipeline) async fn finish(
    conn: &mut PgConnection,
    claim: &Claimed,
    output_bytes: u64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.chunks
        SET state = 'done',
            leased_until = NULL,
            progress_permille = 1000,
            output_bytes = $3,
            finished_at = $4
        WHERE id = $1
          AND fence = $2
          AND state = 'running'
        "#,
        claim.id,
        claim.fence,
        i64::try_from(output_bytes).unwrap_or(i64::MAX),
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
