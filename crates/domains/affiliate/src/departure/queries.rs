//! Reading whose money somebody has, and which merchants nobody belongs to.

use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use kernel::{AccountId, Currency};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

fn currency(word: &str) -> Result<Currency, DbError> {
    Currency::parse(word).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

/// Merchants that are shown or were, to which nobody belongs any more, in the order of their ids.
pub(super) async fn deserted(conn: &mut PgConnection, after: Uuid, limit: i64) -> Result<Vec<OrganisationId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT m.organisation_id FROM affiliate.merchants m
         WHERE m.gone_at IS NULL AND m.organisation_id > $1
           AND NOT EXISTS (SELECT FROM identity_pub.organisation_member o WHERE o.organisation_id = m.organisation_id)
         ORDER BY m.organisation_id LIMIT $2",
        after,
        limit,
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(OrganisationId::from_uuid).collect())
}

/// Somebody's partnerships, whatever their state, in the order of their ids.
pub(super) async fn partnerships(
    conn: &mut PgConnection,
    id: AccountId,
    after: PartnershipId,
    limit: i64,
) -> Result<Vec<PartnershipId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.partnerships WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        id.as_uuid(),
        after.as_uuid(),
        limit,
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(PartnershipId::from_uuid).collect())
}

/// In which a merchant's program pays.
pub(super) async fn currency_of(conn: &mut PgConnection, id: OrganisationId) -> Result<Option<Currency>, DbError> {
    let word = sqlx::query_scalar!("SELECT currency FROM affiliate.programs WHERE organisation_id = $1", id.as_uuid());
    word.fetch_optional(conn).await?.map(|word| currency(&word)).transpose()
}

/// A partnership in which something was ever to be earned.
pub(super) struct Taken {
    pub(super) id: PartnershipId,
    pub(super) program_title: String,
    pub(super) merchant_name: String,
    pub(super) currency: Currency,
}

/// Somebody's partnerships that were ever active, the newest first.
pub(super) async fn taken(conn: &mut PgConnection, id: AccountId, limit: i64) -> Result<Vec<Taken>, DbError> {
    let rows = sqlx::query!(
        "SELECT s.id, p.title, m.name, p.currency
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         WHERE s.account_id = $1 AND EXISTS (SELECT FROM affiliate.partnership_spans h WHERE h.partnership_id = s.id)
         ORDER BY s.requested_at DESC, s.id DESC LIMIT $2",
        id.as_uuid(),
        limit,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let taken = rows.map(|row| {
        let currency = currency(&row.currency)?;
        Ok(Taken { id: row.id.into(), program_title: row.title, merchant_name: row.name, currency })
    });
    taken.collect()
}

/// A merchant to which nobody but one person belongs.
pub(super) struct Alone {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    pub(super) currency: Currency,
}

/// Merchants with a program to which only this person belongs, in the order of their names.
pub(super) async fn alone(conn: &mut PgConnection, id: AccountId, limit: i64) -> Result<Vec<Alone>, DbError> {
    let rows = sqlx::query!(
        "SELECT m.organisation_id, m.name, p.currency
         FROM identity_pub.organisation_member own
         JOIN affiliate.merchants m ON m.organisation_id = own.organisation_id
         JOIN affiliate.programs p ON p.organisation_id = m.organisation_id
         WHERE own.account_id = $1
           AND NOT EXISTS (SELECT FROM identity_pub.organisation_member other
                           WHERE other.organisation_id = own.organisation_id AND other.account_id <> $1)
         ORDER BY m.name, m.organisation_id LIMIT $2",
        id.as_uuid(),
        limit,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let alone = rows.map(|row| Ok(Alone { id: row.organisation_id.into(), name: row.name, currency: currency(&row.currency)? }));
    alone.collect()
}
