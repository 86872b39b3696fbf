//! API keys: long-lived secrets for programs, narrowed by scopes.
//!
//! A key never does more than its owner, never more than its scopes, and never manages keys, sessions or factors: those
//! need a session.

mod queries;
pub(crate) mod store;

use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Permission, PermissionSet};

use contracts::identity::ApiKeyId;
pub use queries::ApiKeyView;

use crate::{Identity, IdentityError, account::visible_line, letter::Letter, second_factor::session_of, secret::NewToken};

/// What every key starts with, so that a leaked one is recognised.
pub(crate) const PREFIX: &str = "gr_live_";

/// The most live keys of an account.
const MAX_KEYS: i64 = 20;
/// The longest life of a key that ends.
const MAX_DAYS: u16 = 730;

/// Create an API key.
#[derive(Debug, Clone)]
pub struct CreateApiKey {
    /// What it is for, in its owner's words.
    pub name: String,
    /// What it may do, at most what its owner may.
    pub scopes: Vec<Permission>,
    /// After how many days it ends; none for a key that lives until it is revoked.
    pub lifetime_days: Option<u16>,
}

/// A key just made. The secret is told this once.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// The key itself, `gr_live_…`.
    pub key: String,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// The word of a scope: the permission's name in snake case.
pub fn scope_word(permission: Permission) -> String {
    match serde_json::to_value(permission) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The permission of a scope word.
pub fn parse_scope(word: &str) -> Option<Permission> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// The permissions that stored scope words stand for; unknown words give nothing.
pub(crate) fn parse_scopes(words: &[String]) -> PermissionSet {
    let known: Vec<Permission> = words.iter().filter_map(|word| parse_scope(word)).collect();
    PermissionSet::of(&known)
}

impl Identity {
    /// One's own keys, the newest first.
    pub async fn list_api_keys(&self, actor: &Actor) -> Result<Vec<ApiKeyView>, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        Ok(queries::list(self.inner.db.pool(), account_id).await?)
    }

    /// Makes a key and tells the owner by mail. Only from a session: a key does not make keys.
    pub async fn create_api_key(&self, actor: &Actor, cmd: CreateApiKey) -> Result<NewApiKey, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let name = visible_line("name", &cmd.name, 80).map_err(|error| IdentityError::Invalid(vec![error]))?;
        if cmd.scopes.is_empty() {
            return Err(IdentityError::field("scopes", "identity-scopes-required"));
        }
        for scope in &cmd.scopes {
            actor.require(*scope)?;
        }
        if cmd.lifetime_days.is_some_and(|days| days == 0 || days > MAX_DAYS) {
            return Err(IdentityError::field("lifetime_days", "identity-key-lifetime"));
        }
        let db = &self.inner.db;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        if store::count_live(tx.conn(), account_id, now).await? >= MAX_KEYS {
            return Err(IdentityError::Conflict("identity-too-many-keys"));
        }
        let secret = NewToken::with_prefix(PREFIX, db.rng());
        let id = ApiKeyId::generate();
        let expires_at = cmd.lifetime_days.map(|days| now + SignedDuration::from_hours(24 * i64::from(days)));
        let words: Vec<String> = PermissionSet::of(&cmd.scopes).iter().map(scope_word).collect();
        let hint = secret.text.chars().skip(secret.text.chars().count().saturating_sub(4)).collect::<String>();
        let new = store::NewKey { id, account_id, name: &name, hint: &hint, key_hash: &secret.hash, scopes: &words, expires_at };
        store::insert(tx.conn(), &new, now).await?;
        self.tell_owner_in(&mut tx, account_id, &Letter::ApiKeyAdded { name: &name }).await?;
        tx.audit("identity.api-key-created", id, serde_json::json!({ "scopes": words })).await?;
        tx.commit().await?;
        Ok(NewApiKey { id, key: secret.text, expires_at })
    }

    /// Ends one of one's own keys at once.
    pub async fn revoke_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        if !store::revoke(tx.conn(), account_id, id, now).await? {
            return Err(IdentityError::NotFound);
        }
        tx.audit("identity.api-key-revoked", id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_a_scope_and_unknown_words_give_nothing() {
        for permission in Permission::ALL {
            assert_eq!(parse_scope(&scope_word(permission)), Some(permission));
        }
        let scopes = parse_scopes(&["film_publish".into(), "root".into()]);
        assert_eq!(scopes, PermissionSet::of(&[Permission::FilmPublish]));
    }
}
