//! Hearing at once of what one is told: what open pages and programs listen to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::{Stream, StreamExt as _, stream};
use kernel::{AccountId, Actor};
use platform::{Bus, bus::Heard};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{NoticeView, channel, queries};
use crate::{Notifications, NotificationsError};

/// How many streams one person may have open in one process. A browser needs one for all its tabs.
const STREAMS_MAX: usize = 8;

/// How long a stream lasts; who still wants to hear opens another, and proves again who they are.
const STREAM_LASTS: Duration = Duration::from_mins(15);

/// What a stream tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// There is a new notice.
    Arrived(Uuid),
    /// The number of unread notices may be another: notices were read elsewhere, or something was missed.
    Changed,
}

/// The streams that are open.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    open: Mutex<HashMap<AccountId, usize>>,
    closing: CancellationToken,
}

/// A place among the streams of a person, given back when dropped.
#[derive(Debug)]
struct Line {
    lines: Arc<Lines>,
    account_id: AccountId,
}

impl Line {
    fn open(lines: &Arc<Lines>, account_id: AccountId) -> Option<Self> {
        let mut open = lines.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account_id).or_default();
        if *count >= STREAMS_MAX {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Self { lines: Arc::clone(lines), account_id })
    }

    /// What a message of the bus means. Whoever reads the stream holds the place by this.
    fn news(&self, heard: &Heard) -> News {
        let id = match heard {
            Heard::Message(message) => message.get("id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok()),
            Heard::Gap => None,
        };
        tracing::trace!(account_id = %self.account_id, arrived = id.is_some(), "news");
        id.map_or(News::Changed, News::Arrived)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut open = self.lines.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.account_id) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.account_id);
            }
        }
    }
}

impl Notifications {
    /// What the actor is told from now on. Begins with [`News::Changed`], so that whoever listens reads the state once; ends after
    /// a quarter of an hour, or when the process stops. At most eight streams a person.
    pub fn listen(&self, actor: &Actor, bus: &Bus) -> Result<impl Stream<Item = News> + Send + use<>, NotificationsError> {
        let account_id = actor.require_account()?;
        let lines = &self.inner.lines;
        let line = Line::open(lines, account_id).ok_or(NotificationsError::TooManyStreams)?;
        let heard = bus.subscribe_with_gaps(&channel(account_id)).map(move |heard| line.news(&heard));
        let first = stream::once(std::future::ready(News::Changed));
        let stopped = lines.closing.clone().cancelled_owned();
        Ok(first.chain(heard).take_until(tokio::time::sleep(STREAM_LASTS)).take_until(stopped))
    }

    /// Ends every stream of this process: it is about to stop, and nothing waits for streams.
    pub fn hang_up(&self) {
        self.inner.lines.closing.cancel();
    }

    /// One of the actor's own notices, in their language.
    pub async fn notice(&self, actor: &Actor, id: Uuid) -> Result<Option<NoticeView>, NotificationsError> {
        let account_id = actor.require_account()?;
        Ok(queries::one(self.db().pool(), account_id, id).await?.map(|kept| kept.told(actor.locale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_back_and_the_ninth_stream_is_refused() {
        let (lines, account_id) = (Arc::new(Lines::default()), AccountId::generate());
        let mut held: Vec<Line> = (0..STREAMS_MAX).map(|_| Line::open(&lines, account_id).unwrap()).collect();
        assert!(Line::open(&lines, account_id).is_none());
        assert!(Line::open(&lines, AccountId::generate()).is_some(), "each person has their own");
        held.pop();
        assert!(Line::open(&lines, account_id).is_some());
        drop(held);
        assert!(lines.open.lock().unwrap().is_empty());
    }
}
