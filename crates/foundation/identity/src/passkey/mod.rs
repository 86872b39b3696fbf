//! Passkeys (WebAuthn level 3, by webauthn-rs): register, sign in without e-mail or password, list, remove.
//!
//! The passkey verifies its user itself (PIN, finger, face), so a sign-in by passkey is two factors at once. The challenge
//! lives in PostgreSQL between the two requests and is used up by the second, so that any process may answer it.

mod ceremony;
pub(crate) mod store;

pub use ceremony::{FinishPasskeyRegistration, FinishPasskeySignIn, PasskeyChallenge};
pub use store::PasskeyView;

use contracts::identity::PasskeyId;
use kernel::Actor;
use url::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::{
    Identity, IdentityConfig, IdentityError,
    account::{self, visible_line},
    second_factor::session_of,
};

/// The most characters of a passkey's name.
pub(crate) const MAX_NAME_CHARS: usize = 80;

/// The relying party of this installation; none when its address cannot have passkeys (an IP address, plain HTTP outside
/// localhost).
pub(crate) fn relying_party(config: &IdentityConfig) -> Option<Webauthn> {
    let domain = config.public_url.domain()?;
    let origin: Url = config.public_url.join("/").ok()?;
    let secure = origin.scheme() == "https" || domain == "localhost" || domain.ends_with(".localhost");
    let built = WebauthnBuilder::new(domain, &origin).ok()?.rp_name(&config.product_name).build();
    built.ok().filter(|_built| secure)
}

impl Identity {
    /// Whether passkeys can be offered at this installation's address.
    pub fn offers_passkeys(&self) -> bool {
        self.inner.webauthn.is_some()
    }

    pub(crate) fn webauthn(&self) -> Result<&Webauthn, IdentityError> {
        self.inner.webauthn.as_ref().ok_or(IdentityError::Conflict("identity-passkeys-unavailable"))
    }

    /// One's own passkeys, the newest first.
    pub async fn list_passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyView>, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        Ok(store::list(self.inner.db.pool(), account_id).await?)
    }

    /// Gives one of one's own passkeys another name.
    pub async fn rename_passkey(&self, actor: &Actor, id: PasskeyId, name: &str) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let name = visible_line("name", name, MAX_NAME_CHARS).map_err(|error| IdentityError::Invalid(vec![error]))?;
        let mut tx = self.inner.db.begin(actor).await?;
        if !store::rename(tx.conn(), account_id, id, &name).await? {
            return Err(IdentityError::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// Removes one of one's own passkeys. Staff keep at least one second factor.
    pub async fn remove_passkey(&self, actor: &Actor, id: PasskeyId) -> Result<(), IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        self.require_proof_in(&mut tx, account_id, session_id).await?;
        if !store::delete(tx.conn(), account_id, id).await? {
            return Err(IdentityError::NotFound);
        }
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        let unprotected = !row.account.has_second_factor;
        if unprotected && row.account.into_summary(true).is_staff() {
            return Err(IdentityError::Conflict("identity-staff-needs-second-factor"));
        }
        tx.audit("identity.passkey-removed", id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_and_a_safe_origin() {
        for (url, expected) in [
            ("https://griot.example/", true),
            ("http://localhost:8080/", true),
            ("http://127.0.0.1:8080/", false),
            ("http://griot.example/", false),
        ] {
            let config = IdentityConfig::new(Url::parse(url).unwrap());
            assert_eq!(relying_party(&config).is_some(), expected, "{url}");
        }
    }
}
