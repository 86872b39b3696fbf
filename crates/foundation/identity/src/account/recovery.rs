//! A forgotten password: the same answer, after the same work, whether the e-mail has an account or not.

use kernel::{Actor, Locale};
use platform::jobs::{Enqueue, Job, JobError};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::{fields::Email, store};
use crate::{
    Identity, IdentityError, api_key,
    letter::Letter,
    limits,
    mailed_token::{self, Purpose},
    password,
    secret::{self, NewToken},
    session,
};

/// Looks the e-mail up and writes to its owner, if there is one. A job, so that the request does not depend on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RecoverAccountJob {
    pub(crate) email: String,
}

impl Job for RecoverAccountJob {
    const NAME: &'static str = "identity.recover-account";
    const MAX_ATTEMPTS: i16 = 5;
}

/// Choose a new password by a mailed link.
#[derive(Debug, Clone)]
pub struct ResetPassword {
    /// The token of the link.
    pub token: String,
    /// The new password.
    pub password: SecretString,
}

impl Identity {
    /// Sends a link to choose a new password, if the e-mail has an account. The answer does not tell.
    pub async fn recover(&self, actor: &Actor, email: &str) -> Result<(), IdentityError> {
        let email = Email::parse("email", email).map_err(|error| IdentityError::Invalid(vec![error]))?;
        self.limit(limits::RECOVERY, actor, email.as_str()).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        tx.enqueue(&RecoverAccountJob { email: email.as_str().to_owned() }, Enqueue::default()).await?;
        Ok(tx.commit().await?)
    }

    /// Does the work of [`RecoverAccountJob`]. Twice is harmless: the second link ends the first.
    pub(crate) async fn run_recovery(&self, job: RecoverAccountJob) -> Result<(), JobError> {
        let mut tx = self.inner.db.begin(&Actor::system("identity.recover-account")).await?;
        let Some(row) = store::find_by_email(tx.conn(), &job.email).await? else { return Ok(()) };
        if row.locked {
            return Ok(());
        }
        let token = NewToken::generate(self.inner.db.rng());
        let now = tx.now();
        mailed_token::store::replace(tx.conn(), row.account_id(), Purpose::ResetPassword, &job.email, &token.hash, now).await?;
        self.send_in(&mut tx, row.locale(), &job.email, &Letter::Recover { token: &token.text }).await?;
        tx.audit("identity.recovery-requested", row.account_id(), serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Sets a new password by a mailed link, confirms the e-mail that received it, and ends every session, key and mailed
    /// link: whoever else knew the old password keeps no way in, and no change of the e-mail that waits for its day.
    pub async fn reset_password(&self, actor: &Actor, cmd: ResetPassword) -> Result<Locale, IdentityError> {
        self.limit_address(limits::MAILED_LINK, actor).await?;
        password::check("password", cmd.password.expose_secret(), "").map_err(|error| IdentityError::Invalid(vec![error]))?;
        let db = &self.inner.db;
        let password_hash = self.inner.hasher.hash(&cmd.password, db.rng()).await?;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        let used = mailed_token::store::take(tx.conn(), &[Purpose::ResetPassword], &secret::hash_of(&cmd.token), now).await?;
        let used = used.ok_or(IdentityError::LinkExpired)?;
        let row = store::find(tx.conn(), used.account_id).await?.ok_or(IdentityError::LinkExpired)?;
        // A link to an address that the account has left since must not open it.
        if row.account.email != used.email || row.locked {
            return Err(IdentityError::LinkExpired);
        }
        // Rolls back: the link stays usable with a better password.
        password::check("password", cmd.password.expose_secret(), &used.email)
            .map_err(|error| IdentityError::Invalid(vec![error]))?;
        store::set_password(tx.conn(), used.account_id, &password_hash, now).await?;
        store::set_verified_email(tx.conn(), used.account_id, &used.email, now).await?;
        mailed_token::store::delete_all(tx.conn(), used.account_id).await?;
        session::store::revoke_all(tx.conn(), used.account_id, None, now).await?;
        api_key::store::revoke_all(tx.conn(), used.account_id, now).await?;
        self.send_in(&mut tx, row.locale(), &used.email, &Letter::PasswordChanged).await?;
        tx.audit("identity.password-reset", used.account_id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(row.locale())
    }
}
