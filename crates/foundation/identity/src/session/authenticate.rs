//! From a cookie, a JWT or an API key to who acts.

use std::net::IpAddr;

use kernel::{PermissionSet, SessionId, SignedIn};

use super::store;
use crate::{
    AccountSummary, Identity, IdentityError,
    account::{AccountRow, effective_permissions},
    api_key, secret,
};

/// Who signed in, and the account behind it.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// What the services see.
    pub signed_in: SignedIn,
    /// What the pages show.
    pub account: AccountSummary,
}

impl Authenticated {
    pub(crate) fn from_session(session_id: uuid::Uuid, account: AccountRow, second_factor: bool) -> Self {
        let account = account.into_summary(second_factor);
        let permissions = effective_permissions(&account);
        let session_id = Some(SessionId::from_uuid(session_id));
        Self { signed_in: SignedIn { account_id: account.id, session_id, permissions }, account }
    }

    fn from_key(account: AccountRow, scopes: PermissionSet) -> Self {
        // A key acts without its owner: it carries staff rights only while the owner has a second factor to lose.
        let proved = account.has_second_factor;
        let account = account.into_summary(proved);
        let permissions = effective_permissions(&account).intersection(scopes);
        Self { signed_in: SignedIn { account_id: account.id, session_id: None, permissions }, account }
    }
}

impl Identity {
    /// Who holds this session cookie; none when it is unknown, expired, revoked or its account locked.
    pub async fn authenticate_session(
        &self,
        token: &str,
        address: Option<IpAddr>,
    ) -> Result<Option<Authenticated>, IdentityError> {
        let db = &self.inner.db;
        let Some(row) = store::find_by_cookie(db.pool(), &secret::hash_of(token), db.now()).await? else { return Ok(None) };
        store::touch(db.pool(), row.id, address, db.now()).await?;
        Ok(Some(Authenticated::from_session(row.id, row.account, self.counts_as_proved(row.second_factor))))
    }

    /// Who sends this bearer token, a JWT of ours or an API key; none when it is not valid (any more).
    pub async fn authenticate_bearer(&self, token: &str) -> Result<Option<Authenticated>, IdentityError> {
        let db = &self.inner.db;
        if token.starts_with(api_key::PREFIX) {
            let row = api_key::store::find_by_key(db.pool(), &secret::hash_of(token), db.now()).await?;
            let Some(row) = row else { return Ok(None) };
            if row.is_to_note(db.now()) {
                api_key::store::touch(db.pool(), row.id, db.now()).await?;
            }
            return Ok(Some(Authenticated::from_key(row.account, api_key::parse_scopes(&row.scopes))));
        }
        let Some(session_id) = self.inner.access_keys.verify(token, db.now()) else { return Ok(None) };
        let row = store::find_token_session(db.pool(), session_id, db.now()).await?;
        Ok(row.map(|row| Authenticated::from_session(row.id, row.account, self.counts_as_proved(row.second_factor))))
    }
}
