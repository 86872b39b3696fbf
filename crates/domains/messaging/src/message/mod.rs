//! Messages: sent once, masked before they are stored, never changed, taken back within a quarter of an hour.

mod model;
pub(crate) mod queries;
pub(crate) mod store;
mod told;
mod view;

use contracts::{
    media::AssetId,
    messaging::{ConversationId, MessageId, MessageSent, MessageWithdrawn},
};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Page, PageRequest};
use platform::Tx;

pub(crate) use self::view::Reader;
pub use self::{
    model::{MessageState, SendMessage},
    told::MessageNews,
    view::{Author, MessageView},
};
use crate::{
    Messaging, MessagingError,
    conversation::{self, Conversation, Filter, lock, participant},
    cursor,
    filter::{self, Screened},
    live, report,
};

const MESSAGES_A_MINUTE: u32 = 30;
const MESSAGES_A_DAY: u32 = 1000;

impl Messaging {
    /// Writes to the other side. The view says which personal data was masked. Sent again under the same id, it is the first result;
    /// another message under that id is refused.
    pub async fn send(&self, actor: &Actor, command: &SendMessage) -> Result<MessageView, MessagingError> {
        let author_id = participant(actor)?;
        let command = command.checked()?;
        let digest = self.digest(&command, author_id);
        if let Some(sent) = queries::sent(self.db().pool(), author_id, command.client_id).await? {
            return self.again(actor, &sent, &digest).await;
        }
        let (minute, day) = (format!("messaging.send:{author_id}"), format!("messaging.sends:{author_id}"));
        self.limits().hit(&minute, MESSAGES_A_MINUTE, SignedDuration::from_mins(1)).await?;
        self.limits().hit(&day, MESSAGES_A_DAY, SignedDuration::from_hours(24)).await?;
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, command.conversation_id).await?;
        let id = match write(&mut tx, &conversation, author_id, &command, &digest).await {
            Ok(id) => id,
            // The same message came twice at once, and the other was quicker.
            Err(MessagingError::IdUsed) => {
                drop(tx);
                let sent = queries::sent(self.db().pool(), author_id, command.client_id).await?;
                return self.again(actor, &sent.ok_or(MessagingError::IdUsed)?, &digest).await;
            }
            Err(error) => return Err(error),
        };
        tx.emit(&MessageSent { message_id: id, conversation_id: conversation.id }).await?;
        live::tell(&mut tx, conversation.id, conversation.sides()).await?;
        tx.commit().await?;
        self.message(actor, id).await
    }

    /// What was sent before under this id, if it is the same.
    async fn again(&self, actor: &Actor, sent: &queries::Sent, digest: &[u8; 32]) -> Result<MessageView, MessagingError> {
        if sent.digest.as_deref() == Some(digest) { self.message(actor, sent.id).await } else { Err(MessagingError::IdUsed) }
    }

    fn digest(&self, command: &SendMessage, author_id: AccountId) -> [u8; 32] {
        let (domain, value) = command.identity(author_id);
        self.digests().of(&domain, &value)
    }

    /// Takes one's own message back, within fifteen minutes: its text and files go, its place stays. A second time nothing changes.
    pub async fn withdraw(&self, actor: &Actor, id: MessageId) -> Result<MessageView, MessagingError> {
        let account_id = participant(actor)?;
        let conversation_id = queries::conversation_of(self.db().pool(), id).await?.ok_or(MessagingError::NotFound)?;
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, conversation_id).await?;
        let found = store::lock(&mut tx, id).await?.filter(|message| message.author_id == Some(account_id));
        let message = found.ok_or(MessagingError::NotFound)?;
        let late = tx.now().duration_since(message.created_at) > model::WITHDRAWN_WITHIN;
        // What the staff hid stays as it was when they did.
        if message.state == MessageState::Hidden || (message.state == MessageState::Visible && late) {
            return Err(MessagingError::TooLate);
        }
        if message.state == MessageState::Visible {
            store::withdraw(&mut tx, id).await?;
            tx.emit(&MessageWithdrawn { message_id: id, conversation_id }).await?;
            live::tell(&mut tx, conversation_id, conversation.sides()).await?;
        }
        tx.commit().await?;
        self.message(actor, id).await
    }

    /// The messages of a conversation, the newest first.
    pub async fn messages(
        &self,
        actor: &Actor,
        id: ConversationId,
        page: &PageRequest,
    ) -> Result<Page<MessageView>, MessagingError> {
        let account_id = participant(actor)?;
        let (pool, before) = (self.db().pool(), cursor::before(page)?);
        let place = conversation::queries::place(pool, id, account_id).await?.ok_or(MessagingError::NotFound)?;
        let reader = Reader::Person(account_id, place);
        let rows = queries::page(pool, id, reader, before, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |message| message.number))
    }

    /// One message, for whoever stands on a side of its conversation.
    pub async fn message(&self, actor: &Actor, id: MessageId) -> Result<MessageView, MessagingError> {
        let account_id = participant(actor)?;
        let pool = self.db().pool();
        let conversation_id = queries::conversation_of(pool, id).await?.ok_or(MessagingError::NotFound)?;
        let place = conversation::queries::place(pool, conversation_id, account_id).await?.ok_or(MessagingError::NotFound)?;
        queries::find(pool, id, Reader::Person(account_id, place)).await?.ok_or(MessagingError::NotFound)
    }

    /// Whether who acts may have this file of a message: both sides while it can be read, and the staff where a message was reported,
    /// which is written down.
    pub async fn require_attachment(&self, actor: &Actor, id: MessageId, asset_id: AssetId) -> Result<(), MessagingError> {
        participant(actor)?;
        let message = match self.message(actor, id).await {
            Err(MessagingError::NotFound) => report::message_for_staff(self, actor, id).await?,
            found => found?,
        };
        message.attachments.contains(&asset_id).then_some(()).ok_or(MessagingError::NotFound)
    }
}

/// Stores a message as the last of its conversation, with its personal data masked.
async fn write(
    tx: &mut Tx,
    conversation: &Conversation,
    author_id: AccountId,
    command: &SendMessage,
    digest: &[u8; 32],
) -> Result<MessageId, MessagingError> {
    conversation.require_open()?;
    if let Some(until) = report::barred_until(tx, author_id).await? {
        return Err(MessagingError::Barred { until });
    }
    if !store::are_ready_files_of(tx, &command.attachments, author_id).await? {
        return Err(MessagingError::field("attachments", "messaging-attachment-file"));
    }
    let screened = match conversation.filter {
        Filter::On => filter::screen(&command.text),
        Filter::Off => Screened { text: command.text.clone(), kinds: Vec::new(), findings: Vec::new() },
    };
    let message = store::NewMessage {
        id: MessageId::generate(),
        conversation_id: conversation.id,
        number: conversation.last_number + 1,
        place: conversation.place,
        author_id,
        client_id: command.client_id,
        digest,
        text: &screened.text,
        masked: screened.kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
    };
    store::insert(tx, &message)
        .await
        .map_err(|error| if error.is_unique("message_once_key") { MessagingError::IdUsed } else { error.into() })?;
    store::insert_attachments(tx, message.id, &command.attachments).await?;
    conversation::store::set_active(tx, conversation.id, message.number).await?;
    Ok(message.id)
}
