//! Deleting one's own account, in two steps: it is asked for, and two weeks later it is carried out.
//!
//! Asking proves who asks (password, code, the e-mail typed out) and ends every session and key at once. Until the day comes,
//! the owner may sign in again and take it back. Then the personal data goes: the row stays, without e-mail, name or means of
//! signing in, because films, comments and the audit trail point to it; the e-mail is free for a new account. The other
//! contexts hear `AccountDeleted` and forget what they hold.
//!
//! Not here: a means for administrators to delete somebody else; they lock.

mod queries;
mod store;

use contracts::identity::AccountDeleted;
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, AppError as _, ErrorKind, Locale, Role};
use platform::Tx;
use secrecy::SecretString;

use crate::{
    Identity, IdentityError,
    account::{self, CredentialRow, Email},
    api_key,
    letter::{self, Letter},
    limits,
    second_factor::session_of,
    session,
};

/// How long the owner may take it back.
const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How many accounts are looked up at once.
const PIECE: i64 = 100;

/// Ask for the deletion of one's own account.
#[derive(Debug, Clone)]
pub struct DeleteAccount {
    /// The account's e-mail, typed out.
    pub confirmation: String,
    /// The present password; not looked at when the account has none.
    pub current: SecretString,
    /// A code of the authenticator application, or a recovery code; not looked at when none is enrolled.
    pub code: SecretString,
}

/// What a form must ask for before it deletes, and whether a deletion is under way.
#[derive(Debug, Clone)]
pub struct DeletionView {
    /// The e-mail to type out.
    pub email: String,
    /// Whether the password is asked for.
    pub needs_password: bool,
    /// Whether a code is asked for.
    pub needs_code: bool,
    /// When the account will be erased, if that was asked for.
    pub due_at: Option<Timestamp>,
}

impl Identity {
    /// How long the owner of an account may take its deletion back, in whole days.
    pub const fn deletion_grace_days() -> i64 {
        GRACE.as_hours() / 24
    }

    /// What the deletion of one's own account asks for.
    pub async fn get_deletion(&self, actor: &Actor) -> Result<DeletionView, IdentityError> {
        let account_id = actor.require_account()?;
        let row = account::store::find(self.inner.db.pool(), account_id).await?.ok_or(IdentityError::NotFound)?;
        let due_at = queries::due_at(self.inner.db.pool(), account_id).await?;
        Ok(DeletionView {
            needs_password: row.password_hash.is_some(),
            needs_code: row.has_totp,
            email: row.account.email,
            due_at,
        })
    }

    /// Asks for the deletion of one's own account; answers when it will be carried out. Sessions and keys end at once. The
    /// last administrator, and the only owner of an organisation with other members, hand over first.
    pub async fn request_deletion(&self, actor: &Actor, cmd: DeleteAccount) -> Result<Timestamp, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let row = account::store::find(self.inner.db.pool(), account_id).await?.ok_or(IdentityError::NotFound)?;
        if Email::normalise(&cmd.confirmation) != row.account.email {
            return Err(IdentityError::field("confirmation", "identity-confirmation-differs"));
        }
        if row.password_hash.is_some() {
            self.check_own_password(account_id, &cmd.current).await?;
        }
        if row.has_totp {
            self.limit(limits::SECOND_FACTOR, actor, &account_id.to_string()).await?;
        }
        let mut tx = self.inner.db.begin(actor).await?;
        if !row.has_totp {
            self.require_proof_in(&mut tx, account_id, session_id).await?;
        } else if !self.accept_code_in(&mut tx, account_id, &cmd.code).await? {
            return Err(IdentityError::field("code", "identity-wrong-code"));
        }
        may_go_in(&mut tx, &row).await?;
        let now = tx.now();
        let due_at = store::ask(tx.conn(), account_id, now + GRACE, now).await?.ok_or(IdentityError::NotFound)?;
        session::store::revoke_all(tx.conn(), account_id, None, now).await?;
        api_key::store::revoke_all(tx.conn(), account_id, now).await?;
        self.send_in(&mut tx, row.locale(), &row.account.email, &Letter::DeletionAsked { day: &day_of(row.locale(), due_at) })
            .await?;
        tx.audit("identity.deletion-asked", account_id, serde_json::json!({ "due_at": due_at.to_string() })).await?;
        tx.commit().await?;
        Ok(due_at)
    }

    /// Takes the deletion of one's own account back. Without one under way it is a conflict.
    pub async fn cancel_deletion(&self, actor: &Actor) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        if !store::take_back(tx.conn(), account_id, now).await? {
            return Err(IdentityError::Conflict("identity-no-deletion"));
        }
        tx.audit("identity.deletion-cancelled", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Erases the accounts whose day has come. One that may not go (any more), or that fails, is left and looked at again the
    /// next time; the others do not wait for it.
    pub(crate) async fn erase_due(&self) -> Result<(), IdentityError> {
        let now = self.inner.db.now();
        let mut after = None;
        loop {
            let due = queries::due(self.inner.db.pool(), now, after, PIECE).await?;
            let Some(last) = due.last().copied() else { return Ok(()) };
            for (_, account_id) in due {
                match self.erase(account_id).await {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::Conflict => {
                        tracing::warn!(%account_id, code = error.code(), "an account that asked for its deletion may not go");
                    }
                    Err(error) => tracing::error!(%account_id, %error, "an account that asked for its deletion was not erased"),
                }
            }
            after = Some(last);
        }
    }

    async fn erase(&self, account_id: AccountId) -> Result<(), IdentityError> {
        let mut tx = self.inner.db.begin(&Actor::system("identity.deletion")).await?;
        let now = tx.now();
        if !store::lock_due(tx.conn(), account_id, now).await? {
            return Ok(());
        }
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        may_go_in(&mut tx, &row).await?;
        let locale = row.locale();
        let neutral = store::Neutral {
            email: format!("deleted-{account_id}@deleted.invalid"),
            display_name: letter::text_of(locale, "identity-deleted-name"),
        };
        store::erase(tx.conn(), account_id, &row.account.email, &neutral, now).await?;
        self.send_in(&mut tx, locale, &row.account.email, &Letter::Deleted).await?;
        tx.emit(&AccountDeleted { account_id }).await?;
        tx.audit("identity.account-deleted", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}

/// The day as numbers, in the order of the reader's language.
fn day_of(locale: Locale, at: Timestamp) -> String {
    let order = match locale {
        Locale::Fr => "%d/%m/%Y",
        Locale::En => "%Y-%m-%d",
    };
    at.strftime(order).to_string()
}

/// The last administrator stays, and so does who alone owns an organisation that others belong to.
async fn may_go_in(tx: &mut Tx, row: &CredentialRow) -> Result<(), IdentityError> {
    let account_id = row.account_id();
    let admin = row.account.roles.iter().any(|role| role == Role::Admin.as_str());
    if admin && account::store::count_other_holders(tx.conn(), account_id, Role::Admin).await? == 0 {
        return Err(IdentityError::Conflict("identity-last-admin"));
    }
    if store::owns_others_alone(tx.conn(), account_id).await? {
        return Err(IdentityError::Conflict("identity-hand-over-first"));
    }
    Ok(())
}
