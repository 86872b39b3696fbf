//! SMS: for what concerns a person's money, where they ask for it, to a number that they confirmed.
//!
//! Invariants: a number is told only after its owner gave back the code that was sent there; a text leaves at most once, for each
//! costs money: what nobody answered is unknown, and is not sent again; one person is sent a few notices a day at most; a number at
//! which nothing arrives is sent none until it is confirmed again.

mod delivery;
mod model;
pub(crate) mod provider;
mod reports;
pub(crate) mod send;
pub(crate) mod store;

use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, FieldError, Locale};
use platform::{RateLimiter, Tx, jobs::Enqueue};
use serde::Serialize;
use uuid::Uuid;

use self::{
    model::{CODE_ATTEMPTS_MAX, CODE_LASTS},
    provider::SmsConfig,
    send::TextJob,
    store::Purpose,
};
use crate::{
    Notice, Notifications, NotificationsError,
    notice::{TEXTS, text},
};

/// Codes for one account in an hour, and for one number in a day, whoever asks: each costs money and annoys.
const CODES_PER_ACCOUNT: u32 = 3;
const CODES_PER_NUMBER: u32 = 5;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The number of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneView {
    /// The confirmed number, in E.164.
    pub number: Option<String>,
    /// The number that waits for its code.
    pub pending: Option<String>,
    /// Since when nothing arrives at the confirmed number, as the provider says: no notices go there until it is confirmed again.
    pub silent_since: Option<Timestamp>,
}

impl Notifications {
    /// Whether texts can be sent here.
    pub fn has_sms(&self) -> bool {
        self.inner.config.sms.is_some()
    }

    fn sms(&self) -> Result<&SmsConfig, NotificationsError> {
        self.inner.config.sms.as_ref().ok_or(NotificationsError::NoSms)
    }

    /// The actor's number.
    pub async fn phone(&self, actor: &Actor) -> Result<PhoneView, NotificationsError> {
        let account_id = actor.require_account()?;
        let phone = store::phone(self.db().pool(), account_id).await?;
        Ok(phone.unwrap_or(PhoneView { number: None, pending: None, silent_since: None }))
    }

    /// The actor gives a number; a code goes there. The number before stays until the code comes back.
    pub async fn ask_phone(&self, actor: &Actor, typed: &str) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        let sms = self.sms()?;
        let wrong = || NotificationsError::Invalid(vec![FieldError::new("phone", "notifications-field-phone")]);
        let number = model::parse(typed, &sms.country).ok_or_else(wrong)?;
        let limiter = RateLimiter::new(self.db().clone());
        limiter.hit(&format!("notifications.codes:{account_id}"), CODES_PER_ACCOUNT, HOUR).await?;
        limiter.hit(&format!("notifications.codes:{number}"), CODES_PER_NUMBER, DAY).await?;
        let code = format!("{:06}", self.db().rng().below(1_000_000));
        let hash = self.code_hash(account_id, &number, &code);
        let mut tx = self.db().begin(actor).await?;
        let expires_at = tx.now() + CODE_LASTS;
        store::ask(&mut tx, account_id, &number, &hash, expires_at).await?;
        let values = [("product", self.inner.product.clone()), ("code", code)];
        let text = model::plain(&TEXTS.get(actor.locale, "notice-sms-code", &values));
        self.text_in(&mut tx, account_id, Purpose::Code, &number, &text).await?;
        Ok(tx.commit().await?)
    }

    /// The code that came to the number: the number is the actor's. Five tries a code.
    pub async fn confirm_phone(&self, actor: &Actor, code: &str) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let now = tx.now();
        let asked = store::try_code(&mut tx, account_id, CODE_ATTEMPTS_MAX, now).await?;
        let Some(asked) = asked else { return Err(NotificationsError::CodeOver) };
        let is_right =
            subtle::ConstantTimeEq::ct_eq(&self.code_hash(account_id, &asked.pending, code.trim())[..], &asked.hash[..]);
        if bool::from(is_right) {
            store::confirm(&mut tx, account_id).await?;
            tx.audit("notifications.phone-confirmed", account_id, serde_json::json!({})).await?;
        }
        // The try counts, right or wrong.
        tx.commit().await?;
        if bool::from(is_right) {
            return Ok(());
        }
        Err(NotificationsError::Invalid(vec![FieldError::new("code", "notifications-field-code")]))
    }

    /// The actor's number is forgotten.
    pub async fn remove_phone(&self, actor: &Actor) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        store::remove(&mut tx, account_id).await?;
        tx.audit("notifications.phone-removed", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Queues a text for a person who asked for it, unless they had as many as may be today.
    pub(crate) async fn sms_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        locale: Locale,
        notice: &Notice,
    ) -> Result<(), NotificationsError> {
        let Some(sms) = &self.inner.config.sms else { return Ok(()) };
        let Some(number) = store::confirmed(tx, account_id).await? else { return Ok(()) };
        let since = tx.now() - DAY;
        if store::count(tx, account_id, Purpose::Notice, since).await? >= i64::from(sms.notices_per_day) {
            tracing::info!(%account_id, "no text: this person had as many as may be today");
            return Ok(());
        }
        let title = text(notice.kind, "title", &notice.details, locale);
        let link = self.page(locale, &notice.path);
        let text = model::notice(&self.inner.product, &title, link.as_str());
        self.text_in(tx, account_id, Purpose::Notice, &number, &text).await
    }

    /// The number and the words are sealed on their way: a code is as good as a password.
    async fn text_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        purpose: Purpose,
        number: &str,
        text: &str,
    ) -> Result<(), NotificationsError> {
        let id = Uuid::now_v7();
        store::insert(tx, id, account_id, purpose).await?;
        let words = serde_json::json!([number, text]).to_string();
        let sealed = self.inner.secrets.seal("notifications.sms", id.as_bytes(), words.as_bytes(), self.db().rng());
        let sealed = sealed.map_err(|_opaque| NotificationsError::Bug("a text that cannot be sealed"))?;
        Ok(tx.enqueue(&TextJob { id, sealed }, Enqueue::default()).await?)
    }

    fn code_hash(&self, account_id: AccountId, number: &str, code: &str) -> [u8; 32] {
        self.inner.hash.of(b"phone-code", format!("{account_id} {number} {code}").as_bytes())
    }
}
