//! The rows of clicks, and the salts of days.

use std::collections::HashSet;

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgPool;
use uuid::Uuid;

use super::model::{Click, fault_word};

/// Writes clicks down, all or none, and none where one of them is there already: nobody looks for that beforehand, which halves what a
/// group takes. When this returns they are safe from a crash.
pub(super) async fn insert(pool: &PgPool, clicks: &[&Click]) -> Result<(), DbError> {
    let column = |of: fn(&Click) -> Uuid| clicks.iter().map(|click| of(click)).collect::<Vec<_>>();
    sqlx::query!(
        "WITH new AS (
             INSERT INTO affiliate.clicks
                 (id, at, link_id, partnership_id, terms_id, fault, device, country, language, referrer, address, agent, subs, is_scan,
                  paid, network)
             SELECT c.id, c.at, c.link_id, c.partnership_id, c.terms_id, c.fault, c.device, c.country, c.language, c.referrer,
                    c.address, c.agent, c.subs::jsonb, c.is_scan, c.paid, c.network
             FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                         $9::text[], $10::text[], $11::bytea[], $12::bytea[], $13::text[], $14::boolean[], $15::text[], $16::text[])
                  AS c (id, at, link_id, partnership_id, terms_id, fault, device, country, language, referrer, address, agent, subs,
                        is_scan, paid, network)
         )
         INSERT INTO affiliate.uncounted (clicks, products) VALUES ($1, $17::uuid[])",
        &column(|click| click.id.as_uuid()),
        &clicks.iter().map(|click| click.at.to_sqlx()).collect::<Vec<_>>() as _,
        &column(|click| click.link_id.as_uuid()),
        &column(|click| click.partnership_id.as_uuid()),
        &column(|click| click.terms_id.as_uuid()),
        &clicks.iter().map(|click| click.fault.and_then(fault_word)).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.device.as_str()).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.country.as_deref()).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.language.as_deref()).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.referrer.as_deref()).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.address.as_ref().map(<[u8; 8]>::as_slice)).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.agent.as_slice()).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.subs.as_deref()).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.is_scan).collect::<Vec<_>>(),
        &clicks.iter().map(|click| click.paid).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.network).collect::<Vec<_>>() as _,
        &clicks.iter().map(|click| click.product_id.map(|id| id.as_uuid())).collect::<Vec<_>>() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Which of these clicks are there already.
pub(super) async fn known(pool: &PgPool, clicks: &[&Click]) -> Result<HashSet<Uuid>, DbError> {
    let ids: Vec<Uuid> = clicks.iter().map(|click| click.id.as_uuid()).collect();
    let known = sqlx::query_scalar!("SELECT id FROM affiliate.clicks WHERE id = ANY ($1)", &ids);
    Ok(known.fetch_all(pool).await?.into_iter().collect())
}

/// Makes the partitions of the months from one instant to another; answers how many were missing.
pub(super) async fn open_partitions(pool: &PgPool, since: Timestamp, until: Timestamp) -> Result<i32, DbError> {
    let opened =
        sqlx::query_scalar!("SELECT affiliate.open_clicks($1, $2) AS \"opened!\"", since.to_sqlx() as _, until.to_sqlx() as _,);
    Ok(opened.fetch_one(pool).await?)
}

/// The salt of a day: this one, unless another process was first.
pub(super) async fn salt(pool: &PgPool, day: Date, drawn: &[u8; 32]) -> Result<Vec<u8>, DbError> {
    sqlx::query!(
        "INSERT INTO affiliate.salts (day, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        day.to_sqlx() as _,
        drawn.as_slice(),
    )
    .execute(pool)
    .await?;
    let salt = sqlx::query_scalar!("SELECT salt FROM affiliate.salts WHERE day = $1", day.to_sqlx() as _);
    Ok(salt.fetch_one(pool).await?)
}

/// From now on nobody can tell whose the hashes of days before this one were.
pub(super) async fn forget_salts(tx: &mut Tx, before: Date) -> Result<u64, DbError> {
    let done = sqlx::query!("DELETE FROM affiliate.salts WHERE day < $1", before.to_sqlx() as _).execute(tx.conn()).await?;
    Ok(done.rows_affected())
}

/// The months (their first days) that were over before this instant and whose clicks are all still there.
pub(super) async fn months_before(pool: &PgPool, before: Timestamp) -> Result<Vec<Date>, DbError> {
    let months = sqlx::query_scalar!(
        "SELECT m.month AS \"month!: jiff_sqlx::Date\"
         FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         CROSS JOIN LATERAL (SELECT to_date(right(c.relname, 7), 'YYYY_MM') AS month) m
         WHERE i.inhparent = 'affiliate.clicks'::regclass AND (m.month + interval '1 month') AT TIME ZONE 'UTC' <= $1
           AND NOT EXISTS (SELECT FROM affiliate.forgotten_clicks f WHERE f.month = m.month)
         ORDER BY m.month",
        before.to_sqlx() as _,
    );
    Ok(months.fetch_all(pool).await?.into_iter().map(jiff_sqlx::Date::to_jiff).collect())
}

/// Forgets the clicks of a month that no conversion was told with; answers how many, or nothing if it is not to be done now.
pub(super) async fn forget_month(pool: &PgPool, month: Date, now: Timestamp) -> Result<Option<i64>, DbError> {
    let forgotten = sqlx::query_scalar!("SELECT affiliate.forget_clicks($1, $2)", month.to_sqlx() as _, now.to_sqlx() as _);
    Ok(forgotten.fetch_one(pool).await?)
}
