//! What became of texts, as the provider reports it: a hook with a secret in its path.

use kernel::{Actor, FieldError};
use platform::Tx;
use uuid::Uuid;

use super::{
    delivery::{Delivery, Read, Report, is_for_good},
    store,
};
use crate::{Kind, Notice, Notifications, NotificationsError};

impl Notifications {
    /// The path at which the provider reports, and its secret; none where no texts are sent.
    pub fn sms_hook(&self) -> Option<String> {
        self.has_sms().then(|| format!("/hooks/sms/{}", self.hook_secret("sms")))
    }

    /// A report as the provider sends it, by the secret of its path. The same report again changes nothing.
    pub async fn receive_text_report(&self, secret: &str, body: &[u8]) -> Result<(), NotificationsError> {
        self.check_hook("sms", secret)?;
        let report = match self.sms()?.read_report(body) {
            Read::Final(report) => report,
            Read::Underway => return Ok(()),
            Read::Nothing => {
                return Err(NotificationsError::Invalid(vec![FieldError::new("status", "notifications-field-report")]));
            }
        };
        let mut tx = self.db().begin(&Actor::system("sms-hook")).await?;
        store::lock(&mut tx, &report.id).await?;
        store::keep_report(&mut tx, &report).await?;
        self.reported_in(&mut tx, &report).await?;
        Ok(tx.commit().await?)
    }

    /// The provider has a text, under this id; it may have reported already.
    pub(super) async fn text_sent(&self, id: Uuid, provider_id: &str) -> Result<(), NotificationsError> {
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        store::lock(&mut tx, provider_id).await?;
        store::sent(&mut tx, id, provider_id).await?;
        if let Some(report) = store::find_report(&mut tx, provider_id).await? {
            self.reported_in(&mut tx, &report).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The provider refuses the number itself, not the text or our account.
    pub(super) async fn number_refused(&self, text_id: Uuid, word: &str) -> Result<(), NotificationsError> {
        if !is_for_good(word) {
            return Ok(());
        }
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        self.silence_in(&mut tx, text_id, word).await?;
        Ok(tx.commit().await?)
    }

    async fn reported_in(&self, tx: &mut Tx, report: &Report) -> Result<(), NotificationsError> {
        let Some(id) = store::reported(tx, report).await? else {
            return Ok(());
        };
        if report.state != Delivery::Delivered && is_for_good(&report.reason) {
            self.silence_in(tx, id, &report.reason).await?;
        }
        Ok(())
    }

    /// Nothing arrives at the number that this text went to: none is sent there any more, and its owner hears of it in the page.
    pub(super) async fn silence_in(&self, tx: &mut Tx, text_id: Uuid, reason: &str) -> Result<(), NotificationsError> {
        let Some(account_id) = store::silence(tx, text_id, reason).await? else {
            return Ok(());
        };
        self.tell_in_app(tx, account_id, &Notice::new(Kind::PhoneUnreachable, "/compte/notifications")).await
    }
}
