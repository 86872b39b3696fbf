//! Letters that come back: from a mail server that bounces them, from a reader's provider that passes a complaint on, and from the server
//! that refuses one at the door.
//!
//! Invariants: only a letter of ours that carries our mark says anything about an address, and about none but its own; the same mail
//! twice counts once; a letter from before the address was good again says nothing. An address that receives nothing, or whose
//! reader complained, gets no letters that can wait; what concerns money is tried all the same. The address itself is not kept.

pub(crate) mod events;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod store;

use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, FieldError, Forbidden, Permission, Principal};
use platform::{
    RateLimiter, Tx,
    mail::{Returned, Status},
};
use serde::Serialize;

pub use self::model::MAIL_LIMIT_BYTES;
use self::model::{Fate, Unread};
use crate::{Kind, Notice, Notifications, NotificationsError};

/// So many letters that did not arrive within so many days are as good as a refusal.
const PASSING_MAX: i64 = 3;
const PASSING_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A letter older than this says nothing of its address any more.
const TOLD_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 30);

/// How often a person may say in a day that their address is good.
const RETRIES_A_DAY: u32 = 3;

/// How letters to somebody's own address fare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailState {
    /// Since when their address is known to receive nothing.
    pub undeliverable_since: Option<Timestamp>,
    /// What its server said: a status of RFC 3463.
    pub status: Option<String>,
    /// When their provider told us that they do not want our letters.
    pub complained_at: Option<Timestamp>,
}

/// What a mail that came back was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameBack {
    /// It is about a letter of ours, and kept.
    Noted,
    /// It reports nothing, or nothing of ours.
    Ignored,
}

impl Notifications {
    /// The path at which mail that comes back is handed in, and its secret.
    pub fn mail_hook(&self) -> String {
        format!("/hooks/mail/{}", self.hook_secret("mail"))
    }

    /// A whole mail as a mail server or a provider hands it in (RFC 5322), by the secret of its path.
    pub async fn receive_mail(&self, secret: &str, raw: &[u8]) -> Result<CameBack, NotificationsError> {
        self.check_hook("mail", secret)?;
        self.take_mail(&Actor::system("mail-hook"), raw).await
    }

    /// A whole mail from the program itself: the command line. At most 512 KiB.
    pub async fn take_mail(&self, actor: &Actor, raw: &[u8]) -> Result<CameBack, NotificationsError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let wrong = |code| NotificationsError::Invalid(vec![FieldError::new("message", code)]);
        if raw.len() > MAIL_LIMIT_BYTES {
            return Err(wrong("notifications-field-mail-long"));
        }
        let report = match model::read(raw) {
            Ok(report) => report,
            Err(Unread::NoReport) => return Ok(CameBack::Ignored),
            Err(Unread::NoMail) => return Err(wrong("notifications-field-mail")),
        };
        let Some(letter) = self.inner.returns.find(&report.marked) else {
            return Ok(CameBack::Ignored);
        };
        let mut tx = self.db().begin(actor).await?;
        self.came_back_in(&mut tx, letter, report.fate, &report.status).await?;
        tx.commit().await?;
        Ok(CameBack::Noted)
    }

    /// A server refused a letter at the door, with this status.
    pub(crate) async fn refused_in(&self, tx: &mut Tx, letter: Returned, status: &str) -> Result<(), NotificationsError> {
        // The door also shuts on who may not send at all: a word that is about no address says nothing of this one.
        let said = Status::find(status).filter(|status| !status.is_vague());
        let Some(fate) = said.and_then(Fate::of) else { return Ok(()) };
        self.came_back_in(tx, letter, fate, status).await
    }

    async fn came_back_in(&self, tx: &mut Tx, letter: Returned, fate: Fate, status: &str) -> Result<(), NotificationsError> {
        let now = tx.now();
        let known = store::hold(tx, &letter.address).await?;
        // To the second, as marks are: an address made good in the same second is good.
        let is_old = known.cleared_at.is_some_and(|cleared| letter.sent_at <= cleared);
        if is_old || now.duration_since(letter.sent_at) > TOLD_WITHIN || !store::note(tx, &letter, fate, status).await? {
            return Ok(());
        }
        match fate {
            Fate::Ours => tracing::warn!(status, "a mail server refuses what we send, whoever it is for"),
            Fate::Complaint => store::complain(tx, &letter.address).await?,
            Fate::Passing if store::passing(tx, &letter.address, now - PASSING_WITHIN).await? < PASSING_MAX => {}
            Fate::Passing | Fate::Permanent => {
                if store::mark(tx, &letter.address, status).await? {
                    self.tell_in_page(tx, &letter).await?;
                }
            }
        }
        Ok(())
    }

    /// The owner of the address, if it is the one of an account, hears of it where they can.
    async fn tell_in_page(&self, tx: &mut Tx, letter: &Returned) -> Result<(), NotificationsError> {
        let Some(account_id) = store::owner(tx, &letter.address).await? else {
            return Ok(());
        };
        let notice = Notice::new(Kind::LettersUndeliverable, "/compte/notifications");
        self.tell_in_app(tx, account_id, &notice).await
    }

    /// How letters to the actor's own address fare.
    pub async fn mail_state(&self, actor: &Actor) -> Result<MailState, NotificationsError> {
        let account_id = actor.require_account()?;
        Ok(queries::state(self.db().pool(), account_id).await?)
    }

    /// How letters to an account's address fare, for who looks after accounts.
    pub async fn mail_state_of(&self, actor: &Actor, account_id: AccountId) -> Result<MailState, NotificationsError> {
        actor.require(Permission::AccountRead)?;
        Ok(queries::state(self.db().pool(), account_id).await?)
    }

    /// The actor says that their address is good, or that they want our letters after all: they are sent again, from now on.
    pub async fn resume_letters(&self, actor: &Actor) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        let limiter = RateLimiter::new(self.db().clone());
        limiter.hit(&format!("notifications.resume:{account_id}"), RETRIES_A_DAY, SignedDuration::from_hours(24)).await?;
        let mut tx = self.db().begin(actor).await?;
        store::clear(&mut tx, account_id).await?;
        tx.audit("notifications.letters-resumed", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}
