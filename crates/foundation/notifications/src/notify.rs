//! Telling somebody something, in the transaction of what happened.

use kernel::{AccountId, Locale};
use platform::{OutgoingMail, Tx, letter::Letter, mail::AddressKey};
use url::Url;
use uuid::Uuid;

use crate::{
    Channel, Kind, Notice, Notifications, NotificationsError, bounces, inbox,
    notice::{TEXTS, text},
    preferences, unsubscribe,
};

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Their account, if they have one.
    pub account_id: Option<AccountId>,
    /// Where letters go, if anywhere.
    pub email: Option<String>,
    /// Their language.
    pub locale: Locale,
}

impl Notifications {
    /// Tells somebody something: in the page, on their devices, by SMS and by letter, as they want it. It happens if the caller's
    /// transaction commits; telling twice is for the caller to avoid, by the inbox of its event.
    pub async fn notify_in(&self, tx: &mut Tx, to: &Addressee, notice: &Notice) -> Result<(), NotificationsError> {
        if !notice.path.starts_with('/') || notice.path.len() > 500 {
            return Err(NotificationsError::Bug("a notice that leads to no page of ours"));
        }
        let mut notice_id = None;
        if let Some(account_id) = to.account_id {
            notice_id = self.in_page(tx, account_id, notice).await?;
            self.on_devices(tx, account_id, to.locale, notice).await?;
        }
        self.by_letter(tx, to, notice, notice_id).await
    }

    /// The notice in the page, unless they want none there.
    async fn in_page(&self, tx: &mut Tx, account_id: AccountId, notice: &Notice) -> Result<Option<Uuid>, NotificationsError> {
        let wanted = preferences::store::wanted(tx, account_id, notice.kind.topic(), Channel::InApp).await?;
        if !wanted.unwrap_or(true) {
            return Ok(None);
        }
        let id = Uuid::now_v7();
        inbox::store::insert(tx, id, account_id, notice).await?;
        tx.notify(&inbox::channel(account_id), &serde_json::json!({ "id": id })).await?;
        Ok(Some(id))
    }

    async fn on_devices(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        locale: Locale,
        notice: &Notice,
    ) -> Result<(), NotificationsError> {
        let topic = notice.kind.topic();
        let wanted = preferences::store::wanted(tx, account_id, topic, Channel::Push).await?;
        if notice.kind.unless_refused(wanted) {
            self.push_in(tx, account_id, locale, notice).await?;
        }
        if notice.kind.by_text() && preferences::store::wanted(tx, account_id, topic, Channel::Sms).await? == Some(true) {
            self.sms_in(tx, account_id, locale, notice).await?;
        }
        Ok(())
    }

    /// The letter, now or with the next digest.
    async fn by_letter(
        &self,
        tx: &mut Tx,
        to: &Addressee,
        notice: &Notice,
        notice_id: Option<Uuid>,
    ) -> Result<(), NotificationsError> {
        let (Some(email), topic) = (&to.email, notice.kind.topic()) else { return Ok(()) };
        let wanted = match to.account_id {
            Some(account_id) => preferences::store::wanted(tx, account_id, topic, Channel::Email).await?,
            None if preferences::store::is_refused(tx, &unsubscribe::hash(email), topic).await? => Some(false),
            None => None,
        };
        if !notice.kind.by_letter(wanted) || self.is_stopped(tx, email, notice.kind).await? {
            return Ok(());
        }
        if let Some(account_id) = to.account_id
            && self.wait_in(tx, account_id, email, notice, notice_id).await?
        {
            return Ok(());
        }
        self.inner.mail.send_in(tx, self.letter(to, email, notice)).await?;
        Ok(())
    }

    /// Whether an address that receives nothing, or whose reader complained, is spared this.
    async fn is_stopped(&self, tx: &mut Tx, email: &str, kind: Kind) -> Result<bool, NotificationsError> {
        let stopped = bounces::store::stopped(tx, &AddressKey::of(email)).await?;
        Ok((stopped.undeliverable && kind.may_wait()) || (stopped.complained && kind.can_be_refused()))
    }

    /// Tells an account something in the page and on its devices, by no letter.
    pub(crate) async fn tell_in_app(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        notice: &Notice,
    ) -> Result<(), NotificationsError> {
        self.in_page(tx, account_id, notice).await?;
        let locale = inbox::store::locale(tx, account_id).await?;
        self.push_in(tx, account_id, locale, notice).await
    }

    fn letter(&self, to: &Addressee, email: &str, notice: &Notice) -> OutgoingMail {
        let locale = to.locale;
        let part = |part| text(notice.kind, part, &notice.details, locale);
        let product = [("product", self.inner.product.clone())];
        let links =
            notice.kind.can_be_refused().then(|| self.refusal_links(to.account_id, email, &[notice.kind.topic()], locale));
        let note = match &links {
            Some((link, _)) => TEXTS.get(locale, "notice-letter-refuse", &[("link", link.to_string())]),
            None => TEXTS.get(locale, "notice-letter-always", &product),
        };
        let letter = Letter {
            locale,
            subject: part("title"),
            body: part("body"),
            groups: Vec::new(),
            action: Some((part("action"), self.page(locale, &notice.path).to_string())),
            note,
            signature: TEXTS.get(locale, "notice-letter-signature", &product),
        };
        match links {
            Some((_, one_click)) => letter.to(email).refused_at(one_click),
            None => letter.to(email),
        }
    }

    /// The address of a page of ours in this language; a query may follow its path.
    pub(crate) fn page(&self, locale: Locale, path: &str) -> Url {
        platform::address::page(&self.inner.public_url, locale, path)
    }
}
