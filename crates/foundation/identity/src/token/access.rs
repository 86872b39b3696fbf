//! The 15-minute JWT (RFC 7519, HS256).
//!
//! It only names the session: rights are read from the database at each use, so that a revoked session ends at once.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use kernel::{AccountId, SessionId};
use platform::Secrets;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{IdentityError, secret};

const AUDIENCE: &str = "griot-api";
/// How long an access token lives.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// An access token.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The JWT to send as `Authorization: Bearer …`.
    pub token: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// The key that signs access tokens, derived from the installation's secret.
pub(crate) struct AccessKeys {
    key_id: String,
    issuer: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl AccessKeys {
    pub(crate) fn new(secrets: &Secrets, issuer: &Url) -> Self {
        let key = secrets.key("identity access token v1");
        let issuer = issuer.as_str().trim_end_matches('/').to_owned();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&issuer]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // The expiry is compared with our clock below, which a test can move.
        validation.validate_exp = false;
        Self {
            // Says which key signed without saying the key, so that a changed secret is told from a forged token.
            key_id: hex::encode(&secret::hash_of(&hex::encode(key))[..6]),
            issuer,
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
        }
    }

    pub(crate) fn sign(
        &self,
        account_id: AccountId,
        session_id: SessionId,
        now: Timestamp,
    ) -> Result<AccessToken, IdentityError> {
        let expires_at = now + LIFETIME;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.into(),
            sub: account_id,
            sid: session_id,
            iat: now.as_second(),
            exp: expires_at.as_second(),
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::HS256) };
        let token = encode(&header, &claims, &self.encoding).map_err(IdentityError::internal)?;
        Ok(AccessToken { token, expires_at })
    }

    /// The session that a valid token names.
    pub(crate) fn verify(&self, token: &str, now: Timestamp) -> Option<SessionId> {
        let header = decode_header(token).ok()?;
        if header.kid.as_deref() != Some(&self.key_id) {
            return None;
        }
        let claims = decode::<Claims>(token, &self.decoding, &self.validation).ok()?.claims;
        (now.as_second() < claims.exp).then_some(claims.sid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(master: u8, url: &str) -> AccessKeys {
        AccessKeys::new(&Secrets::from_master([master; 32]), &Url::parse(url).unwrap())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_token_names_its_session_for_fifteen_minutes() {
        let keys = keys(1, "https://griot.example");
        let session_id = SessionId::generate();
        let token = keys.sign(AccountId::generate(), session_id, at(1_000)).unwrap().token;
        assert_eq!(keys.verify(&token, at(1_000 + 899)), Some(session_id));
        assert_eq!(keys.verify(&token, at(1_000 + 900)), None);
    }

    #[test]
    fn foreign_changed_and_unsigned_tokens_are_refused() {
        let ours = keys(1, "https://griot.example");
        let (account_id, session_id) = (AccountId::generate(), SessionId::generate());
        for foreign in [keys(2, "https://griot.example"), keys(1, "https://other.example")] {
            let token = foreign.sign(account_id, session_id, at(1_000)).unwrap().token;
            assert_eq!(ours.verify(&token, at(1_001)), None);
        }
        let token = ours.sign(account_id, session_id, at(1_000)).unwrap().token;
        let (head, signature) = token.rsplit_once('.').unwrap();
        assert_eq!(ours.verify(&format!("{head}."), at(1_001)), None);
        let flipped: String = signature.chars().rev().collect();
        assert_eq!(ours.verify(&format!("{head}.{flipped}"), at(1_001)), None);
        // {"alg":"none","typ":"JWT"}
        let body = head.split_once('.').unwrap().1;
        assert_eq!(ours.verify(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}."), at(1_001)), None);
    }
}
