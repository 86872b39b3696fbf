//! The rows of messages.

use contracts::{
    media::AssetId,
    messaging::{ConversationId, MessageId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::MessageState;
use crate::values::Place;

/// A message as the commands need it.
pub(crate) struct Message {
    pub(crate) author_id: Option<AccountId>,
    pub(crate) place: Place,
    pub(crate) text: String,
    pub(crate) state: MessageState,
    pub(crate) created_at: Timestamp,
}

/// The message, locked until the transaction ends. Its conversation is locked before it.
pub(crate) async fn lock(tx: &mut Tx, id: MessageId) -> Result<Option<Message>, DbError> {
    let row = sqlx::query!(
        "SELECT author_id, place, text, state, created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM messaging.message WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some(Message {
            author_id: row.author_id.map(AccountId::from_uuid),
            place: Place::parse(&row.place)?,
            text: row.text,
            state: MessageState::parse(&row.state)?,
            created_at: row.created_at.to_jiff(),
        })
    }))
}

/// A message to store.
pub(super) struct NewMessage<'a> {
    pub(super) id: MessageId,
    pub(super) conversation_id: ConversationId,
    pub(super) number: i64,
    pub(super) place: Place,
    pub(super) author_id: AccountId,
    pub(super) client_id: Uuid,
    pub(super) digest: &'a [u8; 32],
    pub(super) text: &'a str,
    pub(super) masked: Vec<String>,
}

pub(super) async fn insert(tx: &mut Tx, message: &NewMessage<'_>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO messaging.message (id, conversation_id, number, place, author_id, client_id, digest, text, masked, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        message.id.as_uuid(),
        message.conversation_id.as_uuid(),
        message.number,
        message.place.as_str(),
        message.author_id.as_uuid(),
        message.client_id,
        message.digest.as_slice(),
        message.text,
        &message.masked,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether all of these are files of this person that can be given out.
pub(super) async fn are_ready_files_of(tx: &mut Tx, ids: &[AssetId], account_id: AccountId) -> Result<bool, DbError> {
    if ids.is_empty() {
        return Ok(true);
    }
    let uuids: Vec<Uuid> = ids.iter().map(AssetId::as_uuid).collect();
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM media_pub.file WHERE id = ANY ($1) AND owner_id = $2 AND state = 'ready'",
        &uuids,
        account_id.as_uuid(),
    );
    Ok(usize::try_from(count.fetch_one(tx.conn()).await?) == Ok(ids.len()))
}

pub(super) async fn insert_attachments(tx: &mut Tx, id: MessageId, assets: &[AssetId]) -> Result<(), DbError> {
    let uuids: Vec<Uuid> = assets.iter().map(AssetId::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO messaging.attachment (message_id, position, asset_id)
         SELECT $1, (file.place - 1)::smallint, file.asset_id FROM unnest($2::uuid[]) WITH ORDINALITY AS file (asset_id, place)",
        id.as_uuid(),
        &uuids,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The text and the files go; the place stays.
pub(super) async fn withdraw(tx: &mut Tx, id: MessageId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM messaging.attachment WHERE message_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    sqlx::query!("UPDATE messaging.message SET state = 'withdrawn', text = '', masked = '{}' WHERE id = $1", id.as_uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Hides what can be read.
pub(crate) async fn hide(tx: &mut Tx, id: MessageId, reason: &str) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE messaging.message SET state = 'hidden', hidden_reason = $2 WHERE id = $1 AND state = 'visible'",
        id.as_uuid(),
        reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
