//! Signatures that providers make with a key that we share: HMAC-SHA256 (RFC 2104), compared in constant time.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::provider::BadCallback;

/// How old an event may be when it arrives, and how far ahead (docs.stripe.com/webhooks/signature; `FedaPay` has the same).
const TOLERANCE_S: u64 = 300;

/// A key with which a provider signs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a>(pub(super) &'a str);

impl Key<'_> {
    /// Whether this signature is that of these parts, one after the other.
    pub(super) fn signs(self, parts: &[&[u8]], signature: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else { return false };
        for part in parts {
            mac.update(part);
        }
        mac.verify_slice(signature).is_ok()
    }

    /// The claims of a JWT (RFC 7519) signed HS256. No other algorithm is looked at, whatever the token says of itself.
    pub(super) fn claims(self, token: &str) -> Result<Value, BadCallback> {
        let mut parts = token.splitn(3, '.');
        let (Some(header), Some(claims), Some(signature)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadCallback::Unreadable);
        };
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_base64| BadCallback::Forged)?;
        let is_hs256 = json(header)?.get("alg").and_then(Value::as_str) == Some("HS256");
        if !is_hs256 || !self.signs(&[header.as_bytes(), b".", claims.as_bytes()], &signature) {
            return Err(BadCallback::Forged);
        }
        json(claims)
    }
}

fn json(part: &str) -> Result<Value, BadCallback> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_base64| BadCallback::Unreadable)?;
    serde_json::from_slice(&bytes).map_err(|_json| BadCallback::Unreadable)
}

/// A signature that carries its time: `t=SECONDS,v1=HEX` over `SECONDS.body`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed<'a> {
    /// What stands before the signature: `v1` at Stripe, `s` at `FedaPay`.
    pub(super) scheme: &'static str,
    pub(super) key: &'a str,
}

impl Timed<'_> {
    /// Whether one of the header's signatures is right and recent: there are several while a key is changed.
    pub(super) fn signs(self, header: &str, body: &[u8], now_s: i64) -> bool {
        let parts: Vec<(&str, &str)> = header.split(',').filter_map(|part| part.trim().split_once('=')).collect();
        let Some(time) = parts.iter().find(|(name, _)| *name == "t").map(|(_, value)| *value) else { return false };
        let recent = time.parse::<i64>().is_ok_and(|at| now_s.abs_diff(at) <= TOLERANCE_S);
        let signed = |signature: &str| {
            hex::decode(signature).is_ok_and(|signature| Key(self.key).signs(&[time.as_bytes(), b".", body], &signature))
        };
        recent && parts.iter().any(|(name, value)| *name == self.scheme && signed(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made with `openssl dgst -sha256 -hmac` and `basenc --base64url`.
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdGF0ZSI6IlBhaWQifQ.FZ29lh-PObfwd6as_24PuS_dYBySDlnczfOvmItAHlo";
    const UNSIGNED: &str = "eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6IlBhaWQifQ.";
    const SAYS_HS512: &str =
        "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdGF0ZSI6IlBhaWQifQ.3uAUHK6rRI1eUTV4h7bHj_HEZZh6bCELq40pHAimAbk";
    const STAMP: &str = "t=1700000000,s=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae";

    #[test]
    fn claims_are_read_with_the_right_key_and_algorithm_only() {
        assert_eq!(Key("key").claims(TOKEN).unwrap()["state"], "Paid");
        assert_eq!(Key("other").claims(TOKEN), Err(BadCallback::Forged));
        assert_eq!(Key("key").claims(UNSIGNED), Err(BadCallback::Forged));
        let changed = TOKEN.replacen('.', ".e", 1);
        assert_eq!(Key("key").claims(&changed), Err(BadCallback::Forged));
        // The right signature of a token that calls itself something else.
        assert_eq!(Key("key").claims(SAYS_HS512), Err(BadCallback::Forged));
        assert_eq!(Key("key").claims("no token"), Err(BadCallback::Unreadable));
    }

    #[test]
    fn a_signature_holds_for_its_body_key_scheme_and_five_minutes() {
        let timed = Timed { scheme: "s", key: "key" };
        let now = 1_700_000_000;
        assert!(timed.signs(STAMP, b"{}", now + 300) && timed.signs(STAMP, b"{}", now - 300));
        assert!(!timed.signs(STAMP, b"{}", now + 301) && !timed.signs(STAMP, b"{}", now - 301));
        assert!(!timed.signs(STAMP, b"{ }", now));
        assert!(!Timed { key: "other", ..timed }.signs(STAMP, b"{}", now));
        assert!(!Timed { scheme: "v1", ..timed }.signs(STAMP, b"{}", now));
        assert!(!timed.signs("t=1700000000", b"{}", now) && !timed.signs("", b"{}", now));
    }
}
