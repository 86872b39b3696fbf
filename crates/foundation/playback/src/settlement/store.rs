//! The statements of a settlement. Rows are locked in the order of their keys everywhere, so that settlements of several
//! processes never wait for each other in a circle: sessions, then windows, progress, days.

use contracts::{catalog::FilmId, playback::PlaybackId};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::outcome::{OpenSession, Outcome, Reached};
use crate::{
    RevokedBy,
    viewer::Mark,
    watch::{Coverage, WatchState},
};

/// One hour: how long a counted view of the same film by the same viewer is not counted again.
const WINDOW_S: f64 = 3600.0;

/// What to add to a film's day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DayGain {
    pub(super) views: i64,
    pub(super) watched_ms: i64,
    pub(super) sent_bytes: i64,
}

pub(super) async fn lock_sessions(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<OpenSession>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, film_id, is_film, account_id, audience, duration_ms, opened_at, lease_until, expires_at, ended_at, revoked_code,
                viewed_at, served, sent_bytes, segments, credited_ms, allowance_ms, last_at, position_ms, tells_position
         FROM playback.sessions WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        ids
    )
    .fetch_all(conn)
    .await?;
    let sessions = rows.into_iter().map(|row| OpenSession {
        id: row.id.into(),
        film_id: row.film_id.into(),
        is_film: row.is_film,
        account_id: row.account_id.map(Into::into),
        audience: mark(&row.audience),
        duration_ms: unsigned(row.duration_ms),
        opened_at: row.opened_at.to_jiff(),
        lease_until: row.lease_until.to_jiff(),
        expires_at: row.expires_at.to_jiff(),
        ended_at: row.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
        revoked: row.revoked_code.as_deref().map(RevokedBy::parse),
        viewed_at: row.viewed_at.map(jiff_sqlx::Timestamp::to_jiff),
        state: WatchState {
            served: Coverage::from_bytes(row.served),
            sent_bytes: unsigned(row.sent_bytes),
            segments: unsigned(row.segments),
            credited_ms: unsigned(row.credited_ms),
            allowance_ms: unsigned(row.allowance_ms),
            last_at: row.last_at.map(jiff_sqlx::Timestamp::to_jiff),
            position_ms: row.position_ms.map(unsigned),
            tells_position: row.tells_position,
        },
    });
    Ok(sessions.collect())
}

pub(super) async fn update_sessions(conn: &mut PgConnection, outcomes: &[Outcome]) -> Result<(), DbError> {
    let column = |of: fn(&OpenSession) -> i64| outcomes.iter().map(|outcome| of(&outcome.session)).collect::<Vec<_>>();
    let moment = |of: fn(&OpenSession) -> Option<Timestamp>| {
        outcomes.iter().map(|outcome| of(&outcome.session).map(jiff_sqlx::ToSqlx::to_sqlx)).collect::<Vec<_>>()
    };
    let done = sqlx::query!(
        "UPDATE playback.sessions s
         SET lease_until = u.lease_until, viewed_at = u.viewed_at, served = u.served, sent_bytes = u.sent_bytes,
             segments = u.segments, credited_ms = u.credited_ms, allowance_ms = u.allowance_ms, last_at = u.last_at,
             position_ms = u.position_ms, tells_position = u.tells_position
         FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bytea[], $5::bigint[], $6::bigint[], $7::bigint[],
                     $8::bigint[], $9::timestamptz[], $10::bigint[], $11::bool[])
             AS u (id, lease_until, viewed_at, served, sent_bytes, segments, credited_ms, allowance_ms, last_at, position_ms,
                   tells_position)
         WHERE s.id = u.id",
        &outcomes.iter().map(|outcome| outcome.session.id.as_uuid()).collect::<Vec<_>>(),
        &moment(|session| Some(session.lease_until)) as _,
        &moment(|session| session.viewed_at) as _,
        &outcomes.iter().map(|outcome| outcome.session.state.served.as_bytes().to_vec()).collect::<Vec<_>>(),
        &column(|session| signed(session.state.sent_bytes)),
        &column(|session| signed(session.state.segments)),
        &column(|session| signed(session.state.credited_ms)),
        &column(|session| signed(session.state.allowance_ms)),
        &moment(|session| session.state.last_at) as _,
        &outcomes.iter().map(|outcome| outcome.session.state.position_ms.map(signed)).collect::<Vec<_>>() as _,
        &outcomes.iter().map(|outcome| outcome.session.state.tells_position).collect::<Vec<_>>(),
    )
    .execute(conn)
    .await?;
    debug_assert_eq!(done.rows_affected(), outcomes.len() as u64);
    Ok(())
}

/// The (audience, film) pairs whose hour had no view yet: now it has one. Pairs must be distinct and sorted.
pub(super) async fn claim_windows(
    conn: &mut PgConnection,
    pairs: &[(Mark, FilmId)],
    now: Timestamp,
) -> Result<Vec<(Mark, FilmId)>, DbError> {
    let rows = sqlx::query!(
        r#"INSERT INTO playback.view_windows (audience, film_id, counted_at)
           SELECT u.audience, u.film_id, $3 FROM unnest($1::bytea[], $2::uuid[]) AS u (audience, film_id)
           ON CONFLICT (audience, film_id) DO UPDATE SET counted_at = EXCLUDED.counted_at
               WHERE view_windows.counted_at <= EXCLUDED.counted_at - make_interval(secs => $4)
           RETURNING audience, film_id"#,
        &pairs.iter().map(|(audience, _)| audience.to_vec()).collect::<Vec<_>>(),
        &pairs.iter().map(|(_, film_id)| film_id.as_uuid()).collect::<Vec<_>>(),
        now.to_sqlx() as _,
        WINDOW_S
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (mark(&row.audience), row.film_id.into())).collect())
}

/// Keeps where accounts are; the latest word counts. Entries must be distinct by account and film, and sorted.
pub(super) async fn upsert_progress(conn: &mut PgConnection, reached: &[Reached]) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO playback.progress (account_id, film_id, position_ms, duration_ms, finished, updated_at)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bool[], $6::timestamptz[])
         ON CONFLICT (account_id, film_id) DO UPDATE
             SET position_ms = EXCLUDED.position_ms, duration_ms = EXCLUDED.duration_ms, finished = EXCLUDED.finished,
                 updated_at = EXCLUDED.updated_at
             WHERE progress.updated_at <= EXCLUDED.updated_at",
        &reached.iter().map(|one| one.account_id.as_uuid()).collect::<Vec<_>>(),
        &reached.iter().map(|one| one.film_id.as_uuid()).collect::<Vec<_>>(),
        &reached.iter().map(|one| signed(one.position_ms)).collect::<Vec<_>>(),
        &reached.iter().map(|one| signed(one.duration_ms)).collect::<Vec<_>>(),
        &reached.iter().map(|one| one.finished).collect::<Vec<_>>(),
        &reached.iter().map(|one| one.at.to_sqlx()).collect::<Vec<_>>() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds to the day's sums: increments, so that processes never overwrite each other. Films must be distinct and sorted.
pub(super) async fn add_to_day(conn: &mut PgConnection, gains: &[(FilmId, DayGain)], day: Date) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO playback.film_days (film_id, day, views, watched_ms, sent_bytes)
         SELECT u.film_id, $5, u.views, u.watched_ms, u.sent_bytes
         FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS u (film_id, views, watched_ms, sent_bytes)
         ON CONFLICT (film_id, day) DO UPDATE
             SET views = film_days.views + EXCLUDED.views, watched_ms = film_days.watched_ms + EXCLUDED.watched_ms,
                 sent_bytes = film_days.sent_bytes + EXCLUDED.sent_bytes",
        &gains.iter().map(|(film_id, _)| film_id.as_uuid()).collect::<Vec<_>>(),
        &gains.iter().map(|(_, gain)| gain.views).collect::<Vec<_>>(),
        &gains.iter().map(|(_, gain)| gain.watched_ms).collect::<Vec<_>>(),
        &gains.iter().map(|(_, gain)| gain.sent_bytes).collect::<Vec<_>>(),
        day.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Marks a session as ended by its player, and frees its place. Only the first end does: a stream that went on after it
/// keeps its place until the lease runs out, so that ending again and again makes no room for more streams.
pub(super) async fn end_session(conn: &mut PgConnection, id: PlaybackId, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE playback.sessions SET ended_at = $2, lease_until = least(lease_until, $2) WHERE id = $1 AND ended_at IS NULL",
        id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The day of an instant, in UTC.
pub(super) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn mark(bytes: &[u8]) -> Mark {
    std::array::from_fn(|index| bytes.get(index).copied().unwrap_or_default())
}

/// Columns are checked to be non-negative.
fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Sums of bytes and milliseconds stay far below 2^63.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
