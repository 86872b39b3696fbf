//! Refresh tokens: each works once and brings the next one.
//!
//! A second use means that a copy exists, with the owner or with a thief: nobody can tell, so the whole family ends
//! (RFC 9700 §4.14.2).

use jiff::SignedDuration;
use kernel::{AccountId, Actor, SessionId};
use platform::Tx;

use super::{AccessToken, store};
use crate::{
    Identity, IdentityError, account, limits,
    secret::{self, NewToken},
    session::{self, Grant},
};

/// How long a client may stay away before it must sign in again.
pub(crate) const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Identity {
    /// The 15-minute JWT of an open API session.
    pub fn access_token(&self, grant: &Grant) -> Result<AccessToken, IdentityError> {
        self.inner.access_keys.sign(grant.account.id, grant.session_id, self.inner.db.now())
    }

    /// Exchanges a refresh token for the next one.
    pub async fn refresh(&self, actor: &Actor, refresh_token: &str) -> Result<Grant, IdentityError> {
        self.limit_address(limits::MAILED_LINK, actor).await?;
        let db = &self.inner.db;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        let found = store::lock(tx.conn(), &secret::hash_of(refresh_token), now).await?;
        let held = found.ok_or(IdentityError::RefreshInvalid)?;
        if held.used {
            end_family_in(&mut tx, held.account_id, held.session_id).await?;
            tx.commit().await?;
            metrics::counter!("identity_refresh_reuses_total").increment(1);
            return Err(IdentityError::RefreshReused);
        }
        let row = account::store::find(tx.conn(), held.account_id).await?.ok_or(IdentityError::RefreshInvalid)?;
        if row.locked {
            return Err(IdentityError::AccountLocked);
        }
        let next = NewToken::generate(db.rng());
        let expires_at = now + REFRESH_LIFETIME;
        store::mark_used(tx.conn(), held.id, now).await?;
        store::insert(tx.conn(), held.session_id, &next.hash, now, expires_at).await?;
        store::prolong_session(tx.conn(), held.session_id, actor.address, now, expires_at).await?;
        tx.commit().await?;
        let account = row.account.into_summary(self.counts_as_proved(held.second_factor));
        Ok(Grant { account, session_id: held.session_id, secret: next.text, expires_at })
    }

    /// Ends the family of a refresh token. Unknown tokens are no error: the wish is fulfilled.
    pub async fn log_out(&self, actor: &Actor, refresh_token: &str) -> Result<(), IdentityError> {
        self.limit_address(limits::MAILED_LINK, actor).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        let Some(held) = store::lock(tx.conn(), &secret::hash_of(refresh_token), now).await? else { return Ok(()) };
        session::store::revoke(tx.conn(), held.account_id, held.session_id, now).await?;
        tx.audit("identity.signed-out", held.session_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}

async fn end_family_in(tx: &mut Tx, account_id: AccountId, session_id: SessionId) -> Result<(), IdentityError> {
    let now = tx.now();
    session::store::revoke(tx.conn(), account_id, session_id, now).await?;
    let details = serde_json::json!({ "session_id": session_id });
    Ok(tx.audit("identity.refresh-token-reused", account_id, details).await?)
}
