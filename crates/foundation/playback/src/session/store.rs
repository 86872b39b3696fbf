//! The rows of streams and their places.

use std::collections::BTreeSet;

use contracts::{catalog::FilmId, playback::PlaybackId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::PgPool;

use super::OpenPlayback;
use crate::{
    ActiveStream, RevokedBy,
    revocation::Revoked,
    stream::Layout,
    viewer::{Mark, Viewer},
};

/// A settlement that runs right now may be prolonging a lease that looks over: rows this much behind are read, under
/// their lock, too.
const SETTLEMENT_MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// The most places that are looked at: far above any limit.
const MAX_PLACES: i64 = 1000;

pub(super) struct NewSession<'a> {
    pub(super) id: PlaybackId,
    pub(super) command: &'a OpenPlayback,
    pub(super) viewer: &'a Viewer,
    pub(super) layout: &'a Layout,
    pub(super) lease_until: Timestamp,
    pub(super) expires_at: Timestamp,
}

/// A stream that holds a place.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) stream: ActiveStream,
    pub(super) device_key: Option<String>,
}

/// Whose session it is.
pub(super) struct Owner {
    pub(super) viewer: Mark,
    pub(super) has_account: bool,
}

/// Serialises everybody who takes a place of these viewers, until the transaction ends.
pub(super) async fn lock_places(tx: &mut Tx, marks: &BTreeSet<Mark>) -> Result<(), DbError> {
    for mark in marks {
        let key = i64::from_be_bytes(std::array::from_fn(|index| mark.get(index).copied().unwrap_or_default()));
        sqlx::query!("SELECT pg_advisory_xact_lock($1)", key).execute(tx.conn()).await?;
    }
    Ok(())
}

/// The streams that hold a place now, their rows locked; `except` is not looked at.
pub(super) async fn places(tx: &mut Tx, viewer: &Mark, except: Option<PlaybackId>) -> Result<Vec<Place>, DbError> {
    let now = tx.now();
    let rows = sqlx::query!(
        "SELECT id, film_id, is_film, device_key, device_label, opened_at, lease_until FROM playback.sessions
         WHERE viewer = $1 AND revoked_at IS NULL AND lease_until > $2 AND id IS DISTINCT FROM $3
         ORDER BY id LIMIT $4 FOR UPDATE",
        viewer.as_slice(),
        (now - SETTLEMENT_MARGIN).to_sqlx() as _,
        except.map(|id| id.as_uuid()),
        MAX_PLACES
    )
    .fetch_all(tx.conn())
    .await?;
    let held = rows.into_iter().filter(|row| row.lease_until.to_jiff() > now).map(|row| Place {
        stream: ActiveStream {
            playback_id: row.id.into(),
            film_id: row.is_film.then(|| row.film_id.into()),
            device: row.device_label,
            opened_at: row.opened_at.to_jiff(),
        },
        device_key: row.device_key,
    });
    Ok(held.collect())
}

pub(super) async fn count_at_address(tx: &mut Tx, place: &Mark) -> Result<i64, DbError> {
    let now = tx.now();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM playback.sessions
           WHERE place = $1 AND revoked_at IS NULL AND lease_until > $2"#,
        place.as_slice(),
        now.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

pub(super) async fn insert(tx: &mut Tx, new: NewSession<'_>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO playback.sessions
             (id, film_id, asset_id, account_id, viewer, place, audience, device_key, device_label, class, duration_ms,
              opened_at, lease_until, expires_at, is_film)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        new.id.as_uuid(),
        new.command.counted_as().as_uuid(),
        new.command.asset_id.as_uuid(),
        new.viewer.account_id.map(|id| id.as_uuid()),
        new.viewer.who.as_slice(),
        new.viewer.place.as_ref().map(Mark::as_slice),
        new.viewer.audience.as_slice(),
        new.command.device.key(),
        new.command.device.label(),
        new.command.class.as_str(),
        i64::try_from(new.layout.duration_ms).unwrap_or(i64::MAX),
        now.to_sqlx() as _,
        new.lease_until.to_sqlx() as _,
        new.expires_at.to_sqlx() as _,
        new.command.is_film()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn active(pool: &PgPool, viewer: &Mark, now: Timestamp) -> Result<Vec<ActiveStream>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, film_id, is_film, device_label, opened_at FROM playback.sessions
         WHERE viewer = $1 AND revoked_at IS NULL AND lease_until > $2
         ORDER BY id LIMIT $3",
        viewer.as_slice(),
        now.to_sqlx() as _,
        MAX_PLACES
    )
    .fetch_all(pool)
    .await?;
    let streams = rows.into_iter().map(|row| ActiveStream {
        playback_id: row.id.into(),
        film_id: row.is_film.then(|| row.film_id.into()),
        device: row.device_label,
        opened_at: row.opened_at.to_jiff(),
    });
    Ok(streams.collect())
}

pub(super) async fn owner(tx: &mut Tx, id: PlaybackId) -> Result<Option<Owner>, DbError> {
    let row = sqlx::query!("SELECT viewer, account_id FROM playback.sessions WHERE id = $1 AND revoked_at IS NULL", id.as_uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| Owner {
        viewer: std::array::from_fn(|index| row.viewer.get(index).copied().unwrap_or_default()),
        has_account: row.account_id.is_some(),
    }))
}

pub(super) async fn prolong(tx: &mut Tx, id: PlaybackId, lease_until: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE playback.sessions SET lease_until = greatest(lease_until, least($2, expires_at)) WHERE id = $1",
        id.as_uuid(),
        lease_until.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn revoke(tx: &mut Tx, ids: &[PlaybackId], by: RevokedBy) -> Result<Vec<Revoked>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let rows = sqlx::query!(
        "UPDATE playback.sessions SET revoked_at = $2, revoked_code = $3 WHERE id = ANY($1) AND revoked_at IS NULL
         RETURNING id, expires_at",
        &ids.iter().map(kernel::Id::as_uuid).collect::<Vec<_>>(),
        now.to_sqlx() as _,
        by.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| revoked(row.id, by, row.expires_at)).collect())
}

pub(super) async fn revoke_of_viewer(tx: &mut Tx, viewer: &Mark, id: PlaybackId) -> Result<Vec<Revoked>, DbError> {
    let now = tx.now();
    let rows = sqlx::query!(
        "UPDATE playback.sessions SET revoked_at = $3, revoked_code = 'stopped'
         WHERE id = $1 AND viewer = $2 AND revoked_at IS NULL RETURNING id, expires_at",
        id.as_uuid(),
        viewer.as_slice(),
        now.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| revoked(row.id, RevokedBy::Stopped, row.expires_at)).collect())
}

pub(super) async fn revoke_account(tx: &mut Tx, account_id: AccountId) -> Result<Vec<Revoked>, DbError> {
    let now = tx.now();
    let rows = sqlx::query!(
        "UPDATE playback.sessions SET revoked_at = $2, revoked_code = 'withdrawn'
         WHERE id IN (SELECT id FROM playback.sessions
                      WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY id FOR UPDATE)
         RETURNING id, expires_at",
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| revoked(row.id, RevokedBy::Withdrawn, row.expires_at)).collect())
}

pub(super) async fn revoke_film(tx: &mut Tx, film_id: FilmId) -> Result<Vec<Revoked>, DbError> {
    let now = tx.now();
    let rows = sqlx::query!(
        "UPDATE playback.sessions SET revoked_at = $2, revoked_code = 'withdrawn'
         WHERE id IN (SELECT id FROM playback.sessions
                      WHERE film_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY id FOR UPDATE)
         RETURNING id, expires_at",
        film_id.as_uuid(),
        now.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| revoked(row.id, RevokedBy::Withdrawn, row.expires_at)).collect())
}

/// Every revoked session whose token is not over yet: what a process reads at start and after a gap of the bus.
pub(crate) async fn revoked_since(pool: &PgPool, now: Timestamp) -> Result<Vec<Revoked>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT id, revoked_code AS "by!", expires_at FROM playback.sessions
           WHERE revoked_at IS NOT NULL AND expires_at > $1"#,
        now.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| revoked(row.id, RevokedBy::parse(&row.by), row.expires_at)).collect())
}

fn revoked(id: uuid::Uuid, by: RevokedBy, expires_at: jiff_sqlx::Timestamp) -> Revoked {
    Revoked { id: id.into(), by: by.as_str().to_owned(), until_s: expires_at.to_jiff().as_second() }
}
