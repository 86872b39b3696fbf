//! Sessions: a browser's cookie, or an API client's family of refresh tokens.

mod authenticate;
mod open;
mod queries;
pub(crate) mod store;

pub use authenticate::Authenticated;
pub use open::{Client, ClientKind, Grant};
pub(crate) use open::{Method, NewSignIn};
pub use queries::SessionView;

use kernel::{Actor, SessionId};

use crate::{Identity, IdentityError, second_factor::session_of};

impl Identity {
    /// One's own live sessions, the latest used first. They hold addresses: a key does not read them.
    pub async fn list_sessions(&self, actor: &Actor) -> Result<Vec<SessionView>, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        Ok(queries::list(self.inner.db.pool(), account_id, self.inner.db.now()).await?)
    }

    /// Ends one of one's own sessions at once. A key ends none.
    pub async fn revoke_session(&self, actor: &Actor, session_id: SessionId) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        if !store::revoke(tx.conn(), account_id, session_id, now).await? {
            return Err(IdentityError::NotFound);
        }
        tx.audit("identity.session-revoked", session_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Ends all of one's own sessions except the one that asks.
    pub async fn revoke_other_sessions(&self, actor: &Actor) -> Result<u64, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        let ended = store::revoke_all(tx.conn(), account_id, actor.session_id(), now).await?;
        tx.audit("identity.sessions-revoked", account_id, serde_json::json!({ "count": ended })).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends the session that asks. Signing out twice is no error.
    pub async fn sign_out(&self, actor: &Actor) -> Result<(), IdentityError> {
        let (Some(account_id), Some(session_id)) = (actor.account_id(), actor.session_id()) else { return Ok(()) };
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        if store::revoke(tx.conn(), account_id, session_id, now).await? {
            tx.audit("identity.signed-out", session_id, serde_json::json!({})).await?;
        }
        Ok(tx.commit().await?)
    }
}
