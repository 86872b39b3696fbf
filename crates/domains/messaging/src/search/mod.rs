//! Finding what was said, inside one's own conversations only: the words as written, in any of their forms, or what resembles them.
//!
//! A word that was misspelt is compared with the newest of one's own messages, never with a list of words that others wrote.

mod excerpt;
mod queries;

use contracts::messaging::{ConversationId, MessageId};
use jiff::{SignedDuration, Timestamp};
use kernel::Actor;
use serde::Serialize;

use crate::{Author, Messaging, MessagingError, conversation::participant};

/// The longest search that is looked at, in characters.
const WORDS_MAX: usize = 100;
/// How many messages are shown.
const HITS: i64 = 50;
/// In how many conversations it is looked, the latest active first.
const CONVERSATIONS: i64 = 2000;
const SEARCHES_A_MINUTE: u32 = 30;

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchHit {
    /// The message.
    pub message_id: MessageId,
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// Its number there.
    pub number: i64,
    /// Who wrote it.
    pub author: Author,
    /// The part of its text where the words stand.
    pub excerpt: String,
    /// Where in the excerpt what was found begins and ends, in bytes of UTF-8.
    pub found: Vec<(usize, usize)>,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchResults {
    /// The messages, the newest first; 50 at most.
    pub hits: Vec<SearchHit>,
    /// Whether nothing has the words as written, and these resemble them: of the fifty last messages of a hundred conversations.
    pub resembling: bool,
}

impl Messaging {
    /// The newest messages of one's own conversations that have these words.
    pub async fn search(&self, actor: &Actor, words: &str) -> Result<SearchResults, MessagingError> {
        let account_id = participant(actor)?;
        let words = words.trim();
        if !(2..=WORDS_MAX).contains(&words.chars().count()) || words.contains(char::is_control) {
            return Err(MessagingError::field("q", "messaging-search-length"));
        }
        self.limits().hit(&format!("messaging.search:{account_id}"), SEARCHES_A_MINUTE, SignedDuration::from_mins(1)).await?;
        let pool = self.db().pool();
        let conversations = queries::conversations(pool, account_id, CONVERSATIONS).await?;
        let mut found = queries::matching(pool, &conversations, words, HITS).await?;
        let resembling = found.is_empty();
        if resembling {
            found = queries::resembling(pool, &conversations, words, i32::try_from(HITS).unwrap_or(i32::MAX)).await?;
        }
        let hits: Vec<SearchHit> = found.into_iter().map(|row| row.hit(words, resembling)).collect();
        Ok(SearchResults { resembling: resembling && !hits.is_empty(), hits })
    }
}
