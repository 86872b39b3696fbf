//! What administrators (and the command line) do to accounts, and what they may read.

mod queries;

pub use queries::{AccountCard, AccountSearch};

use contracts::identity::AccountLocked;
use kernel::{AccountId, Actor, FieldError, Locale, Page, PageRequest, Permission, Role};
use platform::audit::{self, AuditFilter, AuditLine};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    Identity, IdentityError, account,
    account::{Email, MAX_NAME_CHARS, create_in, searchable, visible_line},
    api_key, mailed_token, password, session,
};

/// Create an account without sign-up: its e-mail counts as verified.
#[derive(Debug, Clone)]
pub struct CreateAccount {
    /// The e-mail.
    pub email: String,
    /// The name that others see.
    pub display_name: String,
    /// The password; none for an account that sets it by recovery.
    pub password: Option<SecretString>,
    /// What it is, staff roles included.
    pub roles: Vec<Role>,
    /// The language of mails and pages.
    pub locale: Locale,
}

/// A line of the audit trail with the name of who acted.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// The line.
    pub line: AuditLine,
    /// The name of the account that acted, if it still exists.
    pub display_name: Option<String>,
}

impl Identity {
    /// Creates an account: the command line's `user create`, and the demo's accounts.
    pub async fn create_account(&self, actor: &Actor, cmd: CreateAccount) -> Result<AccountId, IdentityError> {
        actor.require(Permission::AccountManage)?;
        let email = Email::parse("email", &cmd.email);
        let name = visible_line("display_name", &cmd.display_name, MAX_NAME_CHARS);
        let secret = cmd.password.as_ref().map(secrecy::ExposeSecret::expose_secret);
        let weak = secret.and_then(|secret| password::check("password", secret, &Email::normalise(&cmd.email)).err());
        let (email, name) = match (email, name, weak) {
            (Ok(email), Ok(name), None) => (email, name),
            (email, name, weak) => {
                let fields: Vec<FieldError> = [email.err(), name.err(), weak].into_iter().flatten().collect();
                return Err(IdentityError::Invalid(fields));
            }
        };
        let db = &self.inner.db;
        let password_hash = match &cmd.password {
            Some(secret) => Some(self.inner.hasher.hash(secret, db.rng()).await?),
            None => None,
        };
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        let new = account::store::NewAccount {
            id: AccountId::generate(),
            email: &email,
            display_name: &name,
            locale: cmd.locale,
            password_hash: password_hash.as_deref(),
            email_verified: true,
        };
        let first = cmd.roles.first().copied().unwrap_or(Role::Viewer);
        match create_in(&mut tx, &new, first).await {
            Err(error) if error.is_unique("account_email_key") => {
                return Err(IdentityError::field("email", "identity-email-taken"));
            }
            other => other?,
        }
        for role in &cmd.roles {
            account::store::insert_role(tx.conn(), new.id, *role, actor.account_id(), now).await?;
        }
        tx.commit().await?;
        Ok(new.id)
    }

    /// Sets a password without the old one: the command line's `user password`. Ends every session and mailed link.
    pub async fn set_password(&self, actor: &Actor, id: AccountId, password: &SecretString) -> Result<(), IdentityError> {
        actor.require(Permission::AccountManage)?;
        let db = &self.inner.db;
        let row = account::store::find(db.pool(), id).await?.ok_or(IdentityError::NotFound)?;
        password::check("password", password.expose_secret(), &row.account.email)
            .map_err(|error| IdentityError::Invalid(vec![error]))?;
        let password_hash = self.inner.hasher.hash(password, db.rng()).await?;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        account::store::set_password(tx.conn(), id, &password_hash, now).await?;
        mailed_token::store::delete_all(tx.conn(), id).await?;
        session::store::revoke_all(tx.conn(), id, None, now).await?;
        tx.audit("identity.password-set", id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// The account of an e-mail.
    pub async fn find_account_by_email(&self, actor: &Actor, email: &str) -> Result<Option<AccountId>, IdentityError> {
        actor.require(Permission::AccountRead)?;
        let row = account::store::find_by_email(self.inner.db.pool(), &Email::normalise(email)).await?;
        Ok(row.map(|row| row.account_id()))
    }

    /// Accounts by words in name and e-mail, role and state; the newest first.
    pub async fn list_accounts(
        &self,
        actor: &Actor,
        search: &AccountSearch,
        page: &PageRequest,
    ) -> Result<Page<AccountCard>, IdentityError> {
        actor.require(Permission::AccountRead)?;
        Ok(queries::search(self.inner.db.pool(), search, page).await?)
    }

    /// One account.
    pub async fn get_account(&self, actor: &Actor, id: AccountId) -> Result<AccountCard, IdentityError> {
        actor.require(Permission::AccountRead)?;
        queries::find(self.inner.db.pool(), id).await?.ok_or(IdentityError::NotFound)
    }

    /// Gives an account a role. Its rights change with the next request.
    pub async fn grant_role(&self, actor: &Actor, id: AccountId, role: Role) -> Result<(), IdentityError> {
        actor.require(Permission::AccountManage)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        account::store::find(tx.conn(), id).await?.ok_or(IdentityError::NotFound)?;
        if account::store::insert_role(tx.conn(), id, role, actor.account_id(), now).await? {
            tx.audit("identity.role-granted", id, serde_json::json!({ "role": role.as_str() })).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Takes a role from an account. The last administrator stays one.
    pub async fn revoke_role(&self, actor: &Actor, id: AccountId, role: Role) -> Result<(), IdentityError> {
        actor.require(Permission::AccountManage)?;
        let mut tx = self.inner.db.begin(actor).await?;
        account::store::find(tx.conn(), id).await?.ok_or(IdentityError::NotFound)?;
        if role == Role::Admin && account::store::count_other_holders(tx.conn(), id, role).await? == 0 {
            return Err(IdentityError::Conflict("identity-last-admin"));
        }
        if account::store::delete_role(tx.conn(), id, role).await? {
            tx.audit("identity.role-revoked", id, serde_json::json!({ "role": role.as_str() })).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Locks an account: its sessions and keys end at once. Nobody locks themselves, nor the last administrator.
    pub async fn lock_account(&self, actor: &Actor, id: AccountId, reason: &str) -> Result<(), IdentityError> {
        actor.require(Permission::AccountManage)?;
        let reason = visible_line("reason", reason, 300).map_err(|error| IdentityError::Invalid(vec![error]))?;
        if actor.is(id) {
            return Err(IdentityError::Conflict("identity-lock-self"));
        }
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        let row = account::store::find(tx.conn(), id).await?.ok_or(IdentityError::NotFound)?;
        let admin = row.account.into_summary(true).has_role(Role::Admin);
        if admin && account::store::count_other_holders(tx.conn(), id, Role::Admin).await? == 0 {
            return Err(IdentityError::Conflict("identity-last-admin"));
        }
        if account::store::set_locked(tx.conn(), id, Some(now), now).await? {
            session::store::revoke_all(tx.conn(), id, None, now).await?;
            api_key::store::revoke_all(tx.conn(), id, now).await?;
            tx.emit(&AccountLocked { account_id: id }).await?;
            tx.audit("identity.account-locked", id, serde_json::json!({ "reason": reason })).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Unlocks an account. Its sessions stay ended.
    pub async fn unlock_account(&self, actor: &Actor, id: AccountId) -> Result<(), IdentityError> {
        actor.require(Permission::AccountManage)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        account::store::find(tx.conn(), id).await?.ok_or(IdentityError::NotFound)?;
        if account::store::set_locked(tx.conn(), id, None, now).await? {
            tx.audit("identity.account-unlocked", id, serde_json::json!({})).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The audit trail, the newest lines first.
    pub async fn list_audit(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>, IdentityError> {
        actor.require(Permission::AuditRead)?;
        let db = &self.inner.db;
        let clean = |text: &Option<String>| text.as_deref().map(|text| searchable(text, 200));
        let filter = AuditFilter { action: clean(&filter.action), subject: clean(&filter.subject), ..filter.clone() };
        let lines = audit::list(db, &filter, page).await?;
        let ids: Vec<AccountId> = lines.items.iter().filter_map(|line| line.account_id).collect();
        let names = queries::names_of(db.pool(), &ids).await?;
        Ok(lines.map(|line| {
            let display_name = line.account_id.and_then(|id| names.get(&id).cloned());
            AuditEntry { line, display_name }
        }))
    }
}
