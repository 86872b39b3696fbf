//! Telling somebody something, in the transaction of what happened.

use std::collections::BTreeSet;

use kernel::{AccountId, Locale};
use platform::{OutgoingMail, Tx, letter::Letter, mail::AddressKey};
use url::Url;
use uuid::Uuid;

use crate::{
    Channel, Kind, Notice, Notifications, NotificationsError, bounces, inbox,
    notice::{TEXTS, text},
    preferences::{self, store::Wants},
    unsubscribe,
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
        self.notify_many_in(tx, &[(to, notice)]).await
    }

    /// Tells several things, each as [`Notifications::notify_in`] does: what everybody wants is read once, and what stands in the pages is
    /// written once, for all of it.
    pub async fn notify_many_in(&self, tx: &mut Tx, told: &[(&Addressee, &Notice)]) -> Result<(), NotificationsError> {
        if told.iter().any(|(_, notice)| !notice.path.starts_with('/') || notice.path.len() > 500) {
            return Err(NotificationsError::Bug("a notice that leads to no page of ours"));
        }
        let accounts: BTreeSet<AccountId> = told.iter().filter_map(|(to, _)| to.account_id).collect();
        let wants = preferences::store::of(tx, &Vec::from_iter(accounts)).await?;
        let in_page = self.in_pages(tx, told, &wants).await?;
        for ((to, notice), notice_id) in told.iter().zip(in_page) {
            if let Some(account_id) = to.account_id {
                self.on_devices(tx, account_id, to.locale, notice, &wants).await?;
            }
            self.by_letter(tx, to, notice, notice_id, &wants).await?;
        }
        Ok(())
    }

    /// The notices in the pages, of those who want them there: of each its id, in this order.
    async fn in_pages(
        &self,
        tx: &mut Tx,
        told: &[(&Addressee, &Notice)],
        wants: &Wants,
    ) -> Result<Vec<Option<Uuid>>, NotificationsError> {
        let wanted = |(to, notice): &(&Addressee, &Notice)| {
            let account_id = to.account_id?;
            wants.said(account_id, notice.kind.topic(), Channel::InApp).unwrap_or(true).then(|| (Uuid::now_v7(), account_id))
        };
        let places: Vec<Option<(Uuid, AccountId)>> = told.iter().map(wanted).collect();
        let new =
            places.iter().zip(told).filter_map(|(place, (_, notice))| place.map(|(id, account_id)| (id, account_id, *notice)));
        inbox::store::insert(tx, &new.collect::<Vec<_>>()).await?;
        let live = places.iter().flatten();
        let live = live.map(|(id, account_id)| (inbox::channel(*account_id), serde_json::json!({ "id": id })));
        tx.notify_all(&live.collect::<Vec<_>>()).await?;
        Ok(places.into_iter().map(|place| place.map(|(id, _)| id)).collect())
    }

    async fn on_devices(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        locale: Locale,
        notice: &Notice,
        wants: &Wants,
    ) -> Result<(), NotificationsError> {
        let said = |channel| wants.said(account_id, notice.kind.topic(), channel);
        if notice.kind.unless_refused(said(Channel::Push)) {
            self.push_in(tx, account_id, locale, notice).await?;
        }
        if notice.kind.by_text() && said(Channel::Sms) == Some(true) {
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
        wants: &Wants,
    ) -> Result<(), NotificationsError> {
        let (Some(email), topic) = (&to.email, notice.kind.topic()) else { return Ok(()) };
        let wanted = match to.account_id {
            Some(account_id) => wants.said(account_id, topic, Channel::Email),
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
        let locale = inbox::store::locale(tx, account_id).await?;
        let to = Addressee { account_id: Some(account_id), email: None, locale };
        let wants = preferences::store::of(tx, &[account_id]).await?;
        self.in_pages(tx, &[(&to, notice)], &wants).await?;
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
