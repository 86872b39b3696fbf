//! What people change about their own account.

use kernel::{AccountId, Actor, Locale};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    fields::{Email, visible_line, visible_text},
    queries::{self, ProfileView},
    sign_up::MAX_NAME_CHARS,
    store::{self, CredentialRow},
};
use crate::{
    Identity, IdentityError,
    letter::Letter,
    limits,
    mailed_token::{self, Purpose},
    password,
    second_factor::session_of,
    secret::NewToken,
    session,
};

/// The most characters of a biography.
const MAX_BIO_CHARS: usize = 600;

/// Change the visible profile and the language.
#[derive(Debug, Clone)]
pub struct ChangeProfile {
    /// The name that others see.
    pub display_name: String,
    /// A few words about oneself; may be empty.
    pub bio: String,
    /// The language of mails and pages.
    pub locale: Locale,
}

/// Change the password.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The present one.
    pub current: SecretString,
    /// The new one.
    pub new: SecretString,
}

/// Change the e-mail; the new one is confirmed by a mailed link.
#[derive(Debug, Clone)]
pub struct ChangeEmail {
    /// The new e-mail.
    pub email: String,
    /// The present password.
    pub current: SecretString,
}

impl Identity {
    /// One's own profile.
    pub async fn get_profile(&self, actor: &Actor) -> Result<ProfileView, IdentityError> {
        let account_id = actor.require_account()?;
        queries::find_profile(self.inner.db.pool(), account_id).await?.ok_or(IdentityError::NotFound)
    }

    /// Changes one's own name, biography and language.
    pub async fn change_profile(&self, actor: &Actor, cmd: ChangeProfile) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let name = visible_line("display_name", &cmd.display_name, MAX_NAME_CHARS);
        let bio = visible_text("bio", &cmd.bio, MAX_BIO_CHARS);
        let (name, bio) = match (name, bio) {
            (Ok(name), Ok(bio)) => (name, bio),
            (name, bio) => return Err(IdentityError::Invalid([name.err(), bio.err()].into_iter().flatten().collect())),
        };
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        store::set_profile(tx.conn(), account_id, &name, &bio, cmd.locale, now).await?;
        Ok(tx.commit().await?)
    }

    /// Changes one's own password, ends the other sessions and every mailed link, and says so by mail.
    pub async fn change_password(&self, actor: &Actor, cmd: ChangePassword) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let row = self.check_own_password(account_id, &cmd.current).await?;
        password::check("password", cmd.new.expose_secret(), &row.account.email)
            .map_err(|error| IdentityError::Invalid(vec![error]))?;
        let db = &self.inner.db;
        let password_hash = self.inner.hasher.hash(&cmd.new, db.rng()).await?;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        store::set_password(tx.conn(), account_id, &password_hash, now).await?;
        mailed_token::store::delete_all(tx.conn(), account_id).await?;
        session::store::revoke_all(tx.conn(), account_id, actor.session_id(), now).await?;
        self.send_in(&mut tx, row.locale(), &row.account.email, &Letter::PasswordChanged).await?;
        tx.audit("identity.password-changed", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Sends a confirmation link to a new e-mail; the account keeps the old one until it is followed.
    pub async fn change_email(&self, actor: &Actor, cmd: ChangeEmail) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let email = Email::parse("email", &cmd.email).map_err(|error| IdentityError::Invalid(vec![error]))?;
        self.limit(limits::CHANGE_EMAIL, actor, &account_id.to_string()).await?;
        let row = self.check_own_password(account_id, &cmd.current).await?;
        let db = &self.inner.db;
        let mut tx = db.begin(actor).await?;
        // The owner of a taken address is told, the asker is not: no account is given away.
        if let Some(owner) = store::find_by_email(tx.conn(), email.as_str()).await? {
            self.send_in(&mut tx, owner.locale(), email.as_str(), &Letter::AlreadyRegistered).await?;
        } else {
            let token = NewToken::generate(db.rng());
            let now = tx.now();
            mailed_token::store::replace(tx.conn(), account_id, Purpose::ChangeEmail, email.as_str(), &token.hash, now).await?;
            self.send_in(&mut tx, row.locale(), email.as_str(), &Letter::ChangeEmail { token: &token.text }).await?;
        }
        tx.audit("identity.email-change-requested", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// The account, after its present password was given. Limited: a stolen session must not become a password oracle.
    pub(crate) async fn check_own_password(
        &self,
        account_id: AccountId,
        current: &SecretString,
    ) -> Result<CredentialRow, IdentityError> {
        let bucket = format!("identity:password:{account_id}");
        self.inner.limiter.hit(&bucket, limits::OWN_PASSWORD.count, limits::OWN_PASSWORD.window).await?;
        let row = store::find(self.inner.db.pool(), account_id).await?.ok_or(IdentityError::NotFound)?;
        if row.password_hash.is_none() {
            return Err(IdentityError::Conflict("identity-no-password"));
        }
        if !self.inner.hasher.verify(current, row.password_hash.as_deref()).await? {
            return Err(IdentityError::field("current_password", "identity-wrong-password"));
        }
        Ok(row)
    }
}
