//! The rows of preferences and refusals.

use std::collections::BTreeMap;

use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{Channel, Topic};

/// What accounts said about topics and channels.
#[derive(Debug, Default)]
pub(crate) struct Wants(BTreeMap<(AccountId, Topic, Channel), bool>);

impl Wants {
    /// What the account said; none if it said nothing.
    pub(crate) fn said(&self, account_id: AccountId, topic: Topic, channel: Channel) -> Option<bool> {
        self.0.get(&(account_id, topic, channel)).copied()
    }
}

/// What these accounts said.
pub(crate) async fn of(tx: &mut Tx, accounts: &[AccountId]) -> Result<Wants, DbError> {
    if accounts.is_empty() {
        return Ok(Wants::default());
    }
    let ids: Vec<Uuid> = accounts.iter().map(AccountId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT account_id, topic, channel, wanted FROM notifications.preferences WHERE account_id = ANY ($1)",
        &ids
    );
    let rows =
        rows.fetch_all(tx.conn()).await?.into_iter().filter_map(|row| {
            Some(((row.account_id.into(), Topic::parse(&row.topic)?, Channel::parse(&row.channel)?), row.wanted))
        });
    Ok(Wants(rows.collect()))
}

pub(super) async fn all(pool: &PgPool, account_id: AccountId) -> Result<Vec<(Topic, Channel, bool)>, DbError> {
    let rows =
        sqlx::query!("SELECT topic, channel, wanted FROM notifications.preferences WHERE account_id = $1", account_id.as_uuid())
            .fetch_all(pool)
            .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Topic::parse(&row.topic)?, Channel::parse(&row.channel)?, row.wanted))).collect())
}

pub(crate) async fn set(tx: &mut Tx, account_id: AccountId, topic: Topic, channel: Channel, wanted: bool) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.preferences (account_id, topic, channel, wanted, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, topic, channel) DO UPDATE SET wanted = EXCLUDED.wanted, changed_at = EXCLUDED.changed_at",
        account_id.as_uuid(),
        topic.as_str(),
        channel.as_str(),
        wanted,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn is_refused(tx: &mut Tx, address_hash: &[u8; 32], topic: Topic) -> Result<bool, DbError> {
    let refused = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT 1 FROM notifications.refusals WHERE address_hash = $1 AND topic = $2) AS \"refused!\"",
        address_hash,
        topic.as_str(),
    );
    Ok(refused.fetch_one(tx.conn()).await?)
}

pub(crate) async fn refuse(tx: &mut Tx, address_hash: &[u8; 32], topic: Topic) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.refusals (address_hash, topic, refused_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        address_hash,
        topic.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
