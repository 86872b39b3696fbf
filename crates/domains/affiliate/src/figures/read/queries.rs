//! Reading sums: a walk along the primary key for each scope and stretch. `OFFSET 0`, or adding up, keeps PostgreSQL, which cannot know how short
//! they are, from reading the whole table instead.

use std::collections::HashMap;

use contracts::affiliate::{PartnershipId, ProgramId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::figures::{
    days::Part,
    model::{Key, Sums},
    scope::Source,
    stretch::Stretch,
};

/// The most partnerships, or programs, that are summed one by one.
const SCOPES: i64 = 20_000;

struct Row {
    day: Option<i32>,
    thing: Option<String>,
    dimension: String,
    currency: String,
    clicks: i64,
    robots: i64,
    prefetches: i64,
    others: i64,
    leads: i64,
    sales: i64,
    refunds: i64,
    revenue_minor: i64,
    refunded_minor: i64,
    earned_minor: i64,
    reversed_minor: i64,
    matured_minor: i64,
}

impl TryFrom<Row> for Sums {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let day = row.day.and_then(|day| usize::try_from(day - 1).ok());
        Ok(Self {
            key: day.map_or_else(|| Key::Thing(row.thing.unwrap_or_default()), Key::Day),
            is_nobodys: row.dimension == "nobody",
            currency: if row.currency.is_empty() { None } else { Some(parse(&row.currency)?) },
            clicks: row.clicks,
            robots: row.robots,
            prefetches: row.prefetches,
            others: row.others,
            leads: row.leads,
            sales: row.sales,
            refunds: row.refunds,
            revenue_minor: row.revenue_minor,
            refunded_minor: row.refunded_minor,
            earned_minor: row.earned_minor,
            reversed_minor: row.reversed_minor,
            matured_minor: row.matured_minor,
        })
    }
}

fn parse(currency: &str) -> Result<Currency, DbError> {
    Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

/// The sums of days, which begin at these instants; the last one is the end.
pub(in crate::figures) async fn by_day(
    conn: &mut PgConnection,
    scopes: &[Uuid],
    dimensions: &[&str],
    parts: &[Part],
    starts: &[Timestamp],
) -> Result<Vec<Sums>, DbError> {
    let each = || parts.iter();
    let rows = sqlx::query_file_as!(
        Row,
        "src/figures/read/days.sql",
        scopes,
        &words(dimensions),
        &each().map(|part| part.is_day).collect::<Vec<_>>(),
        &each().map(|part| part.since.to_sqlx()).collect::<Vec<_>>() as _,
        &each().map(|part| part.until.to_sqlx()).collect::<Vec<_>>() as _,
        &each().map(|part| part.day).collect::<Vec<_>>() as _,
        &each().map(|part| part.less).collect::<Vec<_>>() as _,
        &starts.iter().map(|at| at.to_sqlx()).collect::<Vec<_>>() as _,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

type Split = (Vec<String>, Vec<jiff_sqlx::Timestamp>, Vec<jiff_sqlx::Timestamp>, Vec<i32>);

fn split(stretches: &[Stretch]) -> Split {
    let each = || stretches.iter();
    let (since, until) = (each().map(|part| part.since.to_sqlx()), each().map(|part| part.until.to_sqlx()));
    let units = each().map(|part| part.unit.as_str().to_owned());
    (units.collect(), since.collect(), until.collect(), each().map(|part| part.sign).collect())
}

/// All sums of some dimensions together.
pub(in crate::figures) async fn by_thing(
    conn: &mut PgConnection,
    scopes: &[Uuid],
    dimensions: &[&str],
    stretches: &[Stretch],
) -> Result<Vec<Sums>, DbError> {
    let (units, since, until, signs) = split(stretches);
    let rows = sqlx::query_as!(
        Row,
        "SELECT NULL::integer AS day, NULL::text AS thing, d.dimension AS \"dimension!\", f.currency AS \"currency!\",
                sum(r.sign * f.clicks)::bigint AS \"clicks!\", sum(r.sign * f.robots)::bigint AS \"robots!\",
                sum(r.sign * f.prefetches)::bigint AS \"prefetches!\", sum(r.sign * f.others)::bigint AS \"others!\",
                sum(r.sign * f.leads)::bigint AS \"leads!\", sum(r.sign * f.sales)::bigint AS \"sales!\",
                sum(r.sign * f.refunds)::bigint AS \"refunds!\",
                least(sum(r.sign * f.revenue_minor), 9223372036854775807)::bigint AS \"revenue_minor!\",
                least(sum(r.sign * f.refunded_minor), 9223372036854775807)::bigint AS \"refunded_minor!\",
                sum(r.sign * f.earned_minor)::bigint AS \"earned_minor!\", sum(r.sign * f.reversed_minor)::bigint AS \"reversed_minor!\",
                sum(r.sign * f.matured_minor)::bigint AS \"matured_minor!\"
         FROM unnest($1::uuid[]) AS s (id) CROSS JOIN unnest($2::text[]) AS d (dimension)
         CROSS JOIN unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::integer[]) AS r (unit, since, until, sign)
         CROSS JOIN LATERAL (SELECT * FROM affiliate.kept(s.id, d.dimension, r.unit, r.since, r.until) OFFSET 0) f
         GROUP BY 3, 4 ORDER BY 3, 4",
        scopes,
        &words(dimensions),
        &units,
        &since as _,
        &until as _,
        &signs,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// The sums of a table: of the things with the most sales, then the most clicks.
pub(in crate::figures) async fn table(
    conn: &mut PgConnection,
    source: &Source,
    stretches: &[Stretch],
    limit: usize,
) -> Result<Vec<Sums>, DbError> {
    let (units, since, until, signs) = split(stretches);
    let rows = sqlx::query_file_as!(
        Row,
        "src/figures/read/table.sql",
        &source.scopes,
        source.dimension,
        source.by_scope,
        &units,
        &since as _,
        &until as _,
        &signs,
        i64::try_from(limit).unwrap_or(i64::MAX),
        source.by_day,
        source.has_rest,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// The partnerships of somebody, whatever became of them.
pub(in crate::figures) async fn partnerships_of(conn: &mut PgConnection, id: AccountId) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.partnerships WHERE account_id = $1 ORDER BY requested_at DESC, id DESC LIMIT $2",
        id.as_uuid(),
        SCOPES,
    );
    Ok(ids.fetch_all(conn).await?)
}

/// The partnerships of a program, whatever became of them.
pub(in crate::figures) async fn partnerships_in(conn: &mut PgConnection, id: ProgramId) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.partnerships WHERE program_id = $1 ORDER BY requested_at DESC, id DESC LIMIT $2",
        id.as_uuid(),
        SCOPES,
    );
    Ok(ids.fetch_all(conn).await?)
}

/// All programs.
pub(in crate::figures) async fn programs(conn: &mut PgConnection) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!("SELECT id FROM affiliate.programs ORDER BY id DESC LIMIT $1", SCOPES);
    Ok(ids.fetch_all(conn).await?)
}

pub(in crate::figures) async fn exists(conn: &mut PgConnection, id: PartnershipId) -> Result<bool, DbError> {
    let is_there =
        sqlx::query_scalar!("SELECT EXISTS (SELECT FROM affiliate.partnerships WHERE id = $1) AS \"is_there!\"", id.as_uuid());
    Ok(is_there.fetch_one(conn).await?)
}

/// What was paid out of partnerships or is on its way, by the currency of their program. What was sent again is not another one.
pub(in crate::figures) async fn paid(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<(Currency, i64, Vec<Uuid>)>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.currency, coalesce(sum(o.amount), 0)::bigint AS \"paid!\", array_agg(s.id ORDER BY s.id) AS \"ids!\"
         FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id
         CROSS JOIN LATERAL (SELECT sum(o.amount_minor) AS amount FROM affiliate.payouts o
                             WHERE o.partnership_id = s.id AND NOT EXISTS (SELECT FROM affiliate.payouts b WHERE b.sent_again_as = o.id)) o
         WHERE s.id = ANY ($1) GROUP BY p.currency ORDER BY p.currency",
        ids,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    rows.map(|row| Ok((parse(&row.currency)?, row.paid, row.ids))).collect()
}

/// Under which id something is shown, and how it is called, by the id it was found by.
type Labels = HashMap<String, (String, String)>;

fn labels(rows: impl Iterator<Item = (Uuid, Uuid, String)>) -> Labels {
    rows.map(|(found, shown, label)| (found.to_string(), (shown.to_string(), label))).collect()
}

pub(in crate::figures) async fn links(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Labels, DbError> {
    let rows = sqlx::query!("SELECT id, key FROM affiliate.links WHERE id = ANY ($1) ORDER BY id", ids);
    Ok(labels(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.id, row.key))))
}

/// The influencers of partnerships.
pub(in crate::figures) async fn partners(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Labels, DbError> {
    let rows = sqlx::query!(
        "SELECT s.id, i.name FROM affiliate.partnerships s JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE s.id = ANY ($1) ORDER BY s.id",
        ids
    );
    Ok(labels(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.id, row.name))))
}

/// The merchants of programs, or of the programs of partnerships.
pub(in crate::figures) async fn merchants(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Labels, DbError> {
    let rows = sqlx::query!(
        "SELECT f.id AS \"id!\", p.id AS program_id, m.name
         FROM (SELECT id, id AS program_id FROM affiliate.programs WHERE id = ANY ($1)
               UNION ALL SELECT id, program_id FROM affiliate.partnerships WHERE id = ANY ($1)) f
         JOIN affiliate.programs p ON p.id = f.program_id JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id ORDER BY 1",
        ids
    );
    Ok(labels(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.program_id, row.name))))
}

pub(in crate::figures) async fn products(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Labels, DbError> {
    let rows = sqlx::query!("SELECT id, title FROM affiliate.products WHERE id = ANY ($1) ORDER BY id", ids);
    Ok(labels(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.id, row.title))))
}
