//! A new account, and the mailed link that proves its e-mail.

use contracts::identity::{AccountCreated, AccountVerified, EmailConfirmed};
use kernel::{AccountId, Actor, FieldError, Locale, Role};
use platform::{DbError, Tx};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    fields::{Email, ProfileKind, visible_line},
    store::{self, NewAccount},
};
use crate::{
    Identity, IdentityError,
    letter::Letter,
    limits,
    mailed_token::{self, Purpose},
    password,
    secret::{self, NewToken},
};

/// The most characters of a name that others see.
pub(crate) const MAX_NAME_CHARS: usize = 80;

/// Create an account.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// What the person wants to do here.
    pub kind: ProfileKind,
    /// The name that others see.
    pub display_name: String,
    /// The e-mail, to be confirmed by a mailed link.
    pub email: String,
    /// The password.
    pub password: SecretString,
    /// The language of mails and pages.
    pub locale: Locale,
}

struct ValidSignUp {
    email: Email,
    display_name: String,
}

impl SignUp {
    fn validate(&self) -> Result<ValidSignUp, IdentityError> {
        let display_name = visible_line("display_name", &self.display_name, MAX_NAME_CHARS);
        let email = Email::parse("email", &self.email);
        let password = password::check("password", self.password.expose_secret(), &Email::normalise(&self.email));
        match (display_name, email, password) {
            (Ok(display_name), Ok(email), Ok(())) => Ok(ValidSignUp { email, display_name }),
            (name, email, password) => {
                let fields: Vec<FieldError> = [name.err(), email.err(), password.err()].into_iter().flatten().collect();
                Err(IdentityError::Invalid(fields))
            }
        }
    }
}

impl Identity {
    /// Creates an account whose e-mail is to be confirmed. The answer is the same when the e-mail has an account already:
    /// then its owner is told by mail.
    pub async fn sign_up(&self, actor: &Actor, cmd: SignUp) -> Result<(), IdentityError> {
        let valid = cmd.validate()?;
        self.limit(limits::SIGN_UP, actor, valid.email.as_str()).await?;
        let db = &self.inner.db;
        let password_hash = self.inner.hasher.hash(&cmd.password, db.rng()).await?;
        let mut tx = db.begin(actor).await?;
        if let Some(existing) = store::find_by_email(tx.conn(), valid.email.as_str()).await? {
            self.send_in(&mut tx, existing.locale(), &existing.account.email, &Letter::AlreadyRegistered).await?;
            return Ok(tx.commit().await?);
        }
        let new = NewAccount {
            id: AccountId::generate(),
            email: &valid.email,
            display_name: &valid.display_name,
            locale: cmd.locale,
            password_hash: Some(&password_hash),
            email_verified: false,
        };
        match create_in(&mut tx, &new, cmd.kind.role()).await {
            // Somebody was faster with the same e-mail: their account stands, and the answer stays the same.
            Err(error) if error.is_unique("account_email_key") => return Ok(()),
            other => other?,
        }
        self.send_verification_in(&mut tx, new.id, valid.email.as_str(), cmd.locale).await?;
        Ok(tx.commit().await?)
    }

    /// Confirms an e-mail by its mailed link: that of a new account, or the new one of a change.
    pub async fn verify_email(&self, actor: &Actor, token: &str) -> Result<(), IdentityError> {
        self.limit_address(limits::MAILED_LINK, actor).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        let purposes = [Purpose::VerifyEmail, Purpose::ChangeEmail];
        let used = mailed_token::store::take(tx.conn(), &purposes, &secret::hash_of(token), now).await?;
        let used = used.ok_or(IdentityError::LinkExpired)?;
        let before = store::find(tx.conn(), used.account_id).await?.ok_or(IdentityError::LinkExpired)?;
        // A link to an address that the account has left since must not bring it back.
        if !used.changes_email && before.account.email != used.email {
            return Err(IdentityError::LinkExpired);
        }
        match store::set_verified_email(tx.conn(), used.account_id, &used.email, now).await {
            Err(error) if error.is_unique("account_email_key") => return Err(IdentityError::Conflict("identity-email-taken")),
            other => other?,
        }
        tx.emit(&EmailConfirmed { account_id: used.account_id }).await?;
        if used.changes_email {
            self.send_in(&mut tx, before.locale(), &before.account.email, &Letter::EmailChanged).await?;
            tx.audit("identity.email-changed", used.account_id, serde_json::json!({})).await?;
        } else {
            tx.emit(&AccountVerified { account_id: used.account_id }).await?;
            tx.audit("identity.email-verified", used.account_id, serde_json::json!({})).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Queues the letter with a fresh confirmation link.
    pub(crate) async fn send_verification_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        email: &str,
        locale: Locale,
    ) -> Result<(), DbError> {
        let token = NewToken::generate(self.inner.db.rng());
        let now = tx.now();
        mailed_token::store::replace(tx.conn(), account_id, Purpose::VerifyEmail, email, &token.hash, now).await?;
        self.send_in(tx, locale, email, &Letter::Verify { token: &token.text }).await
    }
}

/// Writes an account with its first role, tells the other contexts, and leaves an audit line.
pub(crate) async fn create_in(tx: &mut Tx, new: &NewAccount<'_>, role: Role) -> Result<(), DbError> {
    let now = tx.now();
    store::insert(tx.conn(), new, now).await?;
    store::insert_role(tx.conn(), new.id, role, None, now).await?;
    tx.emit(&AccountCreated { account_id: new.id }).await?;
    if new.email_verified {
        tx.emit(&AccountVerified { account_id: new.id }).await?;
    }
    tx.audit("identity.account-created", new.id, serde_json::json!({ "role": role.as_str() })).await
}
