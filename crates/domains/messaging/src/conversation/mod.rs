//! Conversations: opened for a subject, listed for whom they concern, and how far their sides share personal data.

mod model;
pub(crate) mod queries;
mod sharing;
pub(crate) mod store;

use contracts::messaging::{ConversationId, ConversationOpened};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Forbidden, Page, PageRequest, Permission, Principal};
use platform::Tx;

pub(crate) use self::model::{Conversation, Filter};
pub use self::model::{ConversationView, OpenConversation, Sharing};
use crate::{Messaging, MessagingError, Side, cursor, values::in_order};

const NEW_A_DAY: i64 = 20;

impl Messaging {
    /// The conversation of two sides about a subject, opened in this transaction if there is none: by the program itself, or by
    /// somebody who stands on the opener's side. Who may talk with whom about what, the caller has decided.
    pub async fn open_in(&self, tx: &mut Tx, command: &OpenConversation) -> Result<ConversationId, MessagingError> {
        require_side(tx, command.opener).await?;
        if command.opener == command.other || store::overlap(tx, command.opener, command.other).await? {
            return Err(MessagingError::field("other", "messaging-same-side"));
        }
        for side in [command.opener, command.other] {
            if !store::exists(tx, side).await? {
                return Err(MessagingError::NotFound);
            }
        }
        let sides = in_order(command.opener, command.other);
        if let Some(id) = store::between(tx, command.subject, sides).await? {
            return Ok(id);
        }
        if let Some(account_id) = tx.actor().account_id() {
            let since = tx.now() - SignedDuration::from_hours(24);
            if store::opened_since(tx, account_id, since).await? >= NEW_A_DAY {
                return Err(MessagingError::TooManyConversations);
            }
        }
        let id = ConversationId::generate();
        if store::insert(tx, id, command.subject, sides).await? {
            tx.emit(&ConversationOpened { conversation_id: id }).await?;
            return Ok(id);
        }
        // Somebody was quicker, and has committed by now.
        store::between(tx, command.subject, sides).await?.ok_or(MessagingError::NotFound)
    }

    /// One's conversations and those of one's organisations, the latest active first.
    pub async fn conversations(&self, actor: &Actor, page: &PageRequest) -> Result<Page<ConversationView>, MessagingError> {
        let account_id = participant(actor)?;
        let (after, limit) = (cursor::after(page)?, i64::from(page.limit()) + 1);
        let rows = queries::list(self.db().pool(), account_id, after, limit).await?;
        Ok(Page::from_rows(rows, page, |view| (view.active_at, view.id.as_uuid())))
    }

    /// One conversation, for whoever stands on one of its sides.
    pub async fn conversation(&self, actor: &Actor, id: ConversationId) -> Result<ConversationView, MessagingError> {
        let account_id = participant(actor)?;
        queries::find(self.db().pool(), id, account_id).await?.ok_or(MessagingError::NotFound)
    }
}

/// Who reads or writes: an account, by a sign-in that may take part.
pub(crate) fn participant(actor: &Actor) -> Result<AccountId, Forbidden> {
    actor.require(Permission::Participate)?;
    actor.require_account()
}

/// The conversation, locked, if who acts stands on one of its sides.
pub(crate) async fn lock(tx: &mut Tx, id: ConversationId) -> Result<Conversation, MessagingError> {
    let account_id = tx.actor().require_account()?;
    store::lock(tx, id, account_id).await?.ok_or(MessagingError::NotFound)
}

/// Whether who acts may open for this side: one of it, or the program itself.
async fn require_side(tx: &mut Tx, side: Side) -> Result<(), MessagingError> {
    let account_id = match &tx.actor().principal {
        Principal::System(_) => return Ok(()),
        Principal::Anonymous => return Err(Forbidden::NotSignedIn.into()),
        Principal::SignedIn(signed_in) => signed_in.account_id,
    };
    tx.actor().require(Permission::Participate)?;
    if store::is_on(tx, side, account_id).await? { Ok(()) } else { Err(MessagingError::NotFound) }
}
