//! Reports of messages, and what the staff does about them: dismiss, hide, bar the author. Every decision, and every look of the staff
//! into a conversation, is in the audit trail.

mod decide;
mod queries;
mod store;
mod view;

use contracts::messaging::{ConversationId, MessageId, MessageReportId, MessageReported};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Page, PageRequest, Permission};
use platform::Tx;
use serde_json::json;

pub(crate) use self::store::barred_until;
pub use self::view::{Decision, ReportMessage, ReportReason, ReportView};
use crate::{
    MessageState, MessageView, Messaging, MessagingError,
    conversation::{lock, participant},
    cursor,
    message::{self, Reader},
};

const REPORTS_AN_HOUR: u32 = 20;
const NOTE_MAX: usize = 500;

/// How long after a decision the staff may still read the conversation.
const READ_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Messaging {
    /// Reports a message of the other side, once. What it says now is kept for the staff, whatever its author does.
    pub async fn report(&self, actor: &Actor, command: &ReportMessage) -> Result<MessageReportId, MessagingError> {
        let account_id = participant(actor)?;
        let note = command.note.trim();
        if note.chars().count() > NOTE_MAX || note.contains(|sign: char| sign.is_control() && sign != '\n') {
            return Err(MessagingError::field("note", "messaging-note-length"));
        }
        let id = command.message_id;
        let conversation_id = message::queries::conversation_of(self.db().pool(), id).await?.ok_or(MessagingError::NotFound)?;
        self.limits().hit(&format!("messaging.report:{account_id}"), REPORTS_AN_HOUR, SignedDuration::from_hours(1)).await?;
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, conversation_id).await?;
        let found = message::store::lock(&mut tx, id).await?;
        let reported = found.filter(|found| found.state == MessageState::Visible).ok_or(MessagingError::NotFound)?;
        if reported.place == conversation.place {
            return Err(MessagingError::field("message_id", "messaging-report-own"));
        }
        let report_id = MessageReportId::generate();
        let report = store::NewReport { id: report_id, message_id: id, reason: command.reason, note, said: &reported.text };
        if !store::insert(&mut tx, account_id, &report).await? {
            return Err(MessagingError::AlreadyReported);
        }
        tx.emit(&MessageReported { report_id, message_id: id, conversation_id }).await?;
        tx.commit().await?;
        Ok(report_id)
    }

    /// The open reports, the longest waiting first, for the staff.
    pub async fn reports(&self, actor: &Actor, page: &PageRequest) -> Result<Page<ReportView>, MessagingError> {
        actor.require(Permission::CommentModerate)?;
        let (after, limit) = (cursor::after(page)?, i64::from(page.limit()) + 1);
        let rows = queries::open(self.db().pool(), after, limit).await?;
        Ok(Page::from_rows(rows, page, |report| (report.created_at, report.id.as_uuid())))
    }

    /// The messages of a conversation in which one was reported, the newest first, for the staff: while a report is open, and thirty days
    /// after the last decision. Each look is written down.
    pub async fn reported_conversation(
        &self,
        actor: &Actor,
        id: ConversationId,
        page: &PageRequest,
    ) -> Result<Page<MessageView>, MessagingError> {
        actor.require(Permission::CommentModerate)?;
        let before = cursor::before(page)?;
        self.write_look_down(actor, id).await?;
        let rows = message::queries::page(self.db().pool(), id, Reader::Staff, before, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |message| message.number))
    }

    /// Writes down that the staff looks into a conversation, if it may.
    async fn write_look_down(&self, actor: &Actor, id: ConversationId) -> Result<(), MessagingError> {
        let mut tx = self.db().begin(actor).await?;
        let since = tx.now() - READ_AFTER;
        if !store::is_open_to_staff(&mut tx, id, since).await? {
            return Err(MessagingError::NotFound);
        }
        tx.audit("messaging.reported-conversation-read", id, json!({})).await?;
        Ok(tx.commit().await?)
    }
}

/// A message of a conversation in which one was reported, for the staff; nobody else learns that there is one.
pub(crate) async fn message_for_staff(
    messaging: &Messaging,
    actor: &Actor,
    id: MessageId,
) -> Result<MessageView, MessagingError> {
    actor.require(Permission::CommentModerate).map_err(|_not_staff| MessagingError::NotFound)?;
    let pool = messaging.db().pool();
    let conversation_id = message::queries::conversation_of(pool, id).await?.ok_or(MessagingError::NotFound)?;
    messaging.write_look_down(actor, conversation_id).await?;
    message::queries::find(pool, id, Reader::Staff).await?.ok_or(MessagingError::NotFound)
}

/// An instant that lies ahead, and not too far.
fn checked_until(tx: &Tx, until: Timestamp) -> Result<Timestamp, MessagingError> {
    let ahead = until.duration_since(tx.now());
    let fits = ahead > SignedDuration::ZERO && ahead <= SignedDuration::from_hours(2 * 366 * 24);
    fits.then_some(until).ok_or_else(|| MessagingError::field("until", "messaging-bar-until"))
}
