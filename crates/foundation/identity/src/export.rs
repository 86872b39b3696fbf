//! Everything this context holds about a person, for that person: one document, no secrets, no other people's data.

use jiff::Timestamp;
use kernel::{Actor, PageRequest};
use platform::audit;
use serde::Serialize;

use crate::{AuditFilter, Identity, IdentityError, scope_word, second_factor::session_of};

/// The most lines of the audit trail; the newest.
const AUDIT_LINES: u16 = PageRequest::MAX_LIMIT;

/// One's own data. Renaming a member breaks what people built on it.
#[derive(Debug, Clone, Serialize)]
pub struct AccountExport {
    /// When it was made.
    pub exported_at: Timestamp,
    account: Account,
    second_factor: SecondFactor,
    passkeys: Vec<Passkey>,
    sessions: Vec<Session>,
    api_keys: Vec<ApiKey>,
    organisations: Vec<Organisation>,
    audit: Vec<AuditEntry>,
}

#[derive(Debug, Clone, Serialize)]
struct Account {
    id: String,
    email: String,
    display_name: String,
    bio: String,
    language: &'static str,
    roles: Vec<&'static str>,
    has_password: bool,
    created_at: Timestamp,
    deletion_due_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize)]
struct SecondFactor {
    application_since: Option<Timestamp>,
    recovery_codes_left: i64,
}

#[derive(Debug, Clone, Serialize)]
struct Passkey {
    name: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize)]
struct Session {
    user_agent: String,
    address: Option<String>,
    created_at: Timestamp,
    last_seen_at: Timestamp,
}

#[derive(Debug, Clone, Serialize)]
struct ApiKey {
    name: String,
    hint: String,
    scopes: Vec<String>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize)]
struct Organisation {
    name: String,
    kind: &'static str,
    role: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct AuditEntry {
    at: Timestamp,
    action: String,
    subject: String,
    address: Option<String>,
}

impl Identity {
    /// One's own data, as this context holds it. From a session only: a key was not made to read all of it.
    pub async fn export_account(&self, actor: &Actor) -> Result<AccountExport, IdentityError> {
        session_of(actor)?;
        let profile = self.get_profile(actor).await?;
        let factors = self.get_second_factor(actor).await?;
        let account = Account {
            id: profile.id.to_string(),
            email: profile.email,
            display_name: profile.display_name,
            bio: profile.bio,
            language: profile.locale.as_str(),
            roles: profile.roles.iter().map(|role| role.as_str()).collect(),
            has_password: profile.has_password,
            created_at: profile.created_at,
            deletion_due_at: self.get_deletion(actor).await?.due_at,
        };
        Ok(AccountExport {
            exported_at: self.inner.db.now(),
            account,
            second_factor: SecondFactor {
                application_since: factors.totp_since,
                recovery_codes_left: factors.recovery_codes_left,
            },
            passkeys: self.exported_passkeys(actor).await?,
            sessions: self.exported_sessions(actor).await?,
            api_keys: self.exported_keys(actor).await?,
            organisations: self.exported_organisations(actor).await?,
            audit: self.exported_audit(actor).await?,
        })
    }

    async fn exported_passkeys(&self, actor: &Actor) -> Result<Vec<Passkey>, IdentityError> {
        let passkeys = self.list_passkeys(actor).await?.into_iter();
        let told = passkeys.map(|it| Passkey { name: it.name, created_at: it.created_at, last_used_at: it.last_used_at });
        Ok(told.collect())
    }

    async fn exported_sessions(&self, actor: &Actor) -> Result<Vec<Session>, IdentityError> {
        let sessions = self.list_sessions(actor).await?.into_iter();
        let told = sessions.map(|it| Session {
            user_agent: it.user_agent,
            address: it.address,
            created_at: it.created_at,
            last_seen_at: it.last_seen_at,
        });
        Ok(told.collect())
    }

    async fn exported_keys(&self, actor: &Actor) -> Result<Vec<ApiKey>, IdentityError> {
        let keys = self.list_api_keys(actor).await?.into_iter();
        let told = keys.map(|it| ApiKey {
            name: it.name,
            hint: it.hint,
            scopes: it.scopes.into_iter().map(scope_word).collect(),
            created_at: it.created_at,
            expires_at: it.expires_at,
            last_used_at: it.last_used_at,
            revoked_at: it.revoked_at,
        });
        Ok(told.collect())
    }

    async fn exported_organisations(&self, actor: &Actor) -> Result<Vec<Organisation>, IdentityError> {
        let organisations = self.list_organisations(actor).await?.into_iter();
        let told = organisations.map(|it| Organisation { name: it.name, kind: it.kind.as_str(), role: it.role.as_str() });
        Ok(told.collect())
    }

    /// What this account did, its own sign-ins included, and not what staff did about it.
    async fn exported_audit(&self, actor: &Actor) -> Result<Vec<AuditEntry>, IdentityError> {
        let account_id = actor.require_account()?;
        let filter = AuditFilter { account_id: Some(account_id), ..AuditFilter::default() };
        let lines = audit::list(&self.inner.db, &filter, &PageRequest::new(Some(AUDIT_LINES), None)).await?;
        // Who signs in is nobody until it is done: such a line only names the account.
        let own = lines.items.into_iter().filter(|line| line.account_id.is_none_or(|who| who == account_id));
        let told = own.map(|line| AuditEntry { at: line.at, action: line.action, subject: line.subject, address: line.address });
        Ok(told.collect())
    }
}
