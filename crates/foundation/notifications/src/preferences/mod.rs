//! What a person wants to be told, by which way.

pub(crate) mod store;

use kernel::{Actor, FieldError};
use serde::Serialize;

use crate::{Channel, Kind, Notifications, NotificationsError, Topic};

/// One cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Preference {
    /// About what.
    pub topic: Topic,
    /// By which way.
    pub channel: Channel,
    /// Whether.
    pub wanted: bool,
    /// Whether some of it comes in any case: receipts and refunds.
    pub always: bool,
}

impl Notifications {
    /// Every topic and way that there is, as the actor wants it.
    pub async fn preferences(&self, actor: &Actor) -> Result<Vec<Preference>, NotificationsError> {
        let account_id = actor.require_account()?;
        let decided = store::all(self.db().pool(), account_id).await?;
        let exists = |topic: Topic, channel| {
            topic.is_chosen() && (channel != Channel::Sms || (self.has_sms() && of(topic).any(Kind::by_text)))
        };
        let cells = Topic::ALL
            .into_iter()
            .flat_map(|topic| Channel::ALL.into_iter().map(move |channel| (topic, channel)))
            .filter(|(topic, channel)| exists(*topic, *channel));
        let cells = cells.map(|(topic, channel)| {
            let said = decided.iter().find(|(of, by, _)| (*of, *by) == (topic, channel)).map(|(_, _, wanted)| *wanted);
            let always = channel == Channel::Email && of(topic).any(|kind| !kind.can_be_refused());
            Preference { topic, channel, wanted: said.unwrap_or_else(|| by_default(topic, channel)), always }
        });
        Ok(cells.collect())
    }

    /// The actor wants this, or not.
    pub async fn set_preference(
        &self,
        actor: &Actor,
        topic: Topic,
        channel: Channel,
        wanted: bool,
    ) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        if !topic.is_chosen() {
            return Err(NotificationsError::Invalid(vec![FieldError::new("topic", "notifications-field-topic")]));
        }
        let mut tx = self.db().begin(actor).await?;
        store::set(&mut tx, account_id, topic, channel, wanted).await?;
        Ok(tx.commit().await?)
    }
}

fn of(topic: Topic) -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(move |kind| kind.topic() == topic)
}

/// What is so as long as nobody said otherwise.
fn by_default(topic: Topic, channel: Channel) -> bool {
    match channel {
        Channel::InApp => true,
        Channel::Email => of(topic).any(|kind| kind.by_letter(None)),
        Channel::Push => of(topic).any(|kind| kind.unless_refused(None)),
        Channel::Sms => false,
    }
}
