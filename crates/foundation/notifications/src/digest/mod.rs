//! Digests: one letter instead of many, for topics that a person wants to hear of once a day or a week.
//!
//! Invariants: what concerns money never waits; what waits leaves once: it is taken away in the transaction that queues the letter;
//! another cadence moves what waits, and loses nothing; what was read in the page meanwhile is left out, and nothing left is no letter.

mod model;
pub(crate) mod queries;
pub(crate) mod store;

use kernel::{AccountId, Actor, FieldError, Forbidden, Principal};
use platform::{
    Tx,
    letter::{Group, Letter},
    mail::AddressKey,
};
use serde::Serialize;
use uuid::Uuid;

pub use self::model::Cadence;
use self::store::Taken;
use crate::{
    Addressee, Kind, Notice, Notifications, NotificationsError, Topic, bounces,
    notice::{TEXTS, text},
};

/// How often a person wants letters about a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TopicCadence {
    /// About what.
    pub topic: Topic,
    /// How often.
    pub cadence: Cadence,
}

/// Whether anything about a topic can wait at all.
fn may_wait(topic: Topic) -> bool {
    Kind::ALL.iter().any(|kind| kind.topic() == topic && kind.may_wait())
}

impl Notifications {
    /// How often the actor wants letters, for each topic that can wait.
    pub async fn cadences(&self, actor: &Actor) -> Result<Vec<TopicCadence>, NotificationsError> {
        let account_id = actor.require_account()?;
        let decided = queries::cadences(self.db().pool(), account_id).await?;
        let cadence = |topic| {
            let said = decided.iter().find(|(of, _)| *of == topic).map(|(_, cadence)| *cadence);
            TopicCadence { topic, cadence: said.unwrap_or_else(|| Cadence::by_default(topic)) }
        };
        Ok(Topic::ALL.into_iter().filter(|topic| may_wait(*topic)).map(cadence).collect())
    }

    /// The actor wants letters about this topic so often. What waits already leaves when the new cadence says.
    pub async fn set_cadence(&self, actor: &Actor, topic: Topic, cadence: Cadence) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        if !may_wait(topic) {
            return Err(NotificationsError::Invalid(vec![FieldError::new("topic", "notifications-field-cadence")]));
        }
        let mut tx = self.db().begin(actor).await?;
        let due_at = cadence.due_at(tx.now());
        store::set(&mut tx, account_id, topic, cadence).await?;
        store::move_to(&mut tx, account_id, topic, due_at).await?;
        Ok(tx.commit().await?)
    }

    /// Puts this aside for the digest of an account that wants one; false where it is to leave at once.
    pub(crate) async fn wait_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        email: &str,
        notice: &Notice,
        notice_id: Option<Uuid>,
    ) -> Result<bool, NotificationsError> {
        if !notice.kind.may_wait() {
            return Ok(false);
        }
        let topic = notice.kind.topic();
        let cadence = store::cadence(tx, account_id, topic).await?.unwrap_or_else(|| Cadence::by_default(topic));
        if cadence == Cadence::AtOnce {
            return Ok(false);
        }
        let due_at = cadence.due_at(tx.now());
        store::insert(tx, account_id, email, notice, notice_id, due_at).await?;
        Ok(true)
    }

    /// Accounts whose digest is due, in the order of their ids; none at night. For the program itself only.
    pub async fn digests_due(
        &self,
        actor: &Actor,
        after: Option<AccountId>,
        limit: u16,
    ) -> Result<Vec<AccountId>, NotificationsError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let now = self.db().now();
        if !model::is_decent(now) {
            return Ok(Vec::new());
        }
        Ok(queries::due(self.db().pool(), after, now, i64::from(limit)).await?)
    }

    /// Sends the digest of an account: what is due leaves in one letter, if its reader has not read all of it, and still wants it.
    /// `to.email` is their own address; without one the letter goes where letters about it would have gone. Once more sends nothing.
    pub async fn send_digest_in(&self, tx: &mut Tx, account_id: AccountId, to: &Addressee) -> Result<(), NotificationsError> {
        if !matches!(tx.actor().principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let taken = store::take(tx, account_id, model::LINES_MAX).await?;
        let Some(newest) = taken.iter().max_by_key(|entry| entry.id) else { return Ok(()) };
        let email = to.email.clone().unwrap_or_else(|| newest.email.clone());
        let stopped = bounces::store::stopped(tx, &AddressKey::of(&email)).await?;
        if stopped.undeliverable || stopped.complained {
            return Ok(());
        }
        let topics: Vec<Topic> =
            Topic::ALL.into_iter().filter(|topic| taken.iter().any(|entry| entry.topic() == *topic)).collect();
        let groups = topics.iter().map(|topic| self.group(*topic, &taken, to)).collect();
        let (link, one_click) = self.refusal_links(Some(account_id), &email, &topics, to.locale);
        let letter = self.digest(to, groups, link.as_str());
        self.inner.mail.send_in(tx, letter.to(&email).refused_at(one_click)).await?;
        Ok(())
    }

    fn group(&self, topic: Topic, taken: &[Taken], to: &Addressee) -> Group {
        let of: Vec<&Taken> = taken.iter().filter(|entry| entry.topic() == topic).collect();
        let line = |entry: &&Taken| {
            (text(entry.kind, "title", &entry.details, to.locale), self.page(to.locale, &entry.path).to_string())
        };
        let total = of.first().map_or(0, |entry| entry.total);
        let left = total - i64::try_from(of.len()).unwrap_or(total);
        let count = kernel::format::number(to.locale, left);
        let more = (left > 0).then(|| TEXTS.get(to.locale, "notice-digest-more", &[("count", count)]));
        Group { title: model::title(topic, to.locale), lines: of.iter().map(line).collect(), more }
    }

    fn digest(&self, to: &Addressee, groups: Vec<Group>, link: &str) -> Letter {
        let page = self.page(to.locale, "/compte/notifications").to_string();
        let values =
            [("product", self.inner.product.clone()), ("settings", format!("{page}#reglages")), ("link", link.to_owned())];
        let part = |key: &str| TEXTS.get(to.locale, key, &values);
        Letter {
            locale: to.locale,
            subject: part("notice-digest-title"),
            body: part("notice-digest-body"),
            groups,
            action: Some((part("notice-digest-action"), page.clone())),
            note: part("notice-digest-note"),
            signature: part("notice-letter-signature"),
        }
    }
}
