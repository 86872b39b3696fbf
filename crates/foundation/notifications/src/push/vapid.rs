//! How we prove to push services who we are: VAPID (RFC 8292), ES256.
//!
//! The key is derived from the installation's secret, which is generated on first start: there is no default one. With another
//! secret, devices have to subscribe again: services refuse ours then, and the subscriptions go.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use platform::Secrets;
use serde::Serialize;
use url::Url;
use web_push_native::p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint as _};

/// How long a token is good for; RFC 8292 §2 allows a day.
const TOKEN_LASTS: SignedDuration = SignedDuration::from_hours(12);

/// Around a private key of P-256 (RFC 5915) in PKCS #8 (RFC 5208): what comes before it, and between it and the public key.
const BEFORE_KEY: [u8; 36] = [
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
];
const BEFORE_PUBLIC: [u8; 5] = [0xa1, 0x44, 0x03, 0x42, 0x00];

/// The key with which we sign.
#[derive(Clone)]
pub(crate) struct Vapid {
    signing: EncodingKey,
    public: String,
    subject: String,
}

impl std::fmt::Debug for Vapid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vapid").field("public", &self.public).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: String,
    exp: i64,
    sub: &'a str,
}

impl Vapid {
    /// The key of this installation. `subject` is where the operator of a push service finds us: `mailto:` or `https:`.
    pub(crate) fn new(secrets: &Secrets, subject: String) -> Self {
        let key = secret_key(secrets);
        let point = key.public_key().to_encoded_point(false);
        let scalar = key.to_bytes();
        let pkcs8 = [&BEFORE_KEY[..], &scalar[..], &BEFORE_PUBLIC[..], point.as_bytes()].concat();
        Self { signing: EncodingKey::from_ec_der(&pkcs8), public: URL_SAFE_NO_PAD.encode(point.as_bytes()), subject }
    }

    /// The public key as browsers want it (`applicationServerKey`).
    pub(crate) fn public(&self) -> &str {
        &self.public
    }

    /// The `Authorization` of a message to this endpoint (RFC 8292 §3).
    pub(crate) fn authorization(&self, endpoint: &Url, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let claims =
            Claims { aud: endpoint.origin().ascii_serialization(), exp: (now + TOKEN_LASTS).as_second(), sub: &self.subject };
        let token = encode(&Header::new(Algorithm::ES256), &claims, &self.signing)?;
        Ok(format!("vapid t={token}, k={}", self.public))
    }
}

/// The first derived value that is a key; nearly every one is (all but one of 2³² for P-256).
fn secret_key(secrets: &Secrets) -> SecretKey {
    let mut attempt = 0_u32;
    loop {
        if let Ok(key) = SecretKey::from_slice(&secrets.key(&format!("notifications.vapid.{attempt}"))) {
            return key;
        }
        attempt += 1;
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode};
    use kernel::{Clock as _, SystemClock};

    use super::*;

    #[test]
    fn a_token_names_the_service_and_us_and_is_signed_by_the_key_that_stands_beside_it() {
        let vapid = Vapid::new(&Secrets::from_master([7; 32]), "mailto:bonjour@griot.example".into());
        let now = SystemClock.now();
        let endpoint = "https://push.example.org/wpush/abc?x=1".parse().unwrap();
        let header = vapid.authorization(&endpoint, now).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let point = URL_SAFE_NO_PAD.decode(key).unwrap();
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["https://push.example.org"]);
        let read = decode::<serde_json::Value>(token, &DecodingKey::from_ec_der(&point), &validation).unwrap();
        assert_eq!(read.claims["sub"], "mailto:bonjour@griot.example");
        assert_eq!(read.claims["exp"], now.as_second() + 12 * 3600);
    }

    #[test]
    fn the_key_is_that_of_the_installation() {
        let of = |master| Vapid::new(&Secrets::from_master(master), String::new()).public;
        assert_eq!(of([7; 32]), of([7; 32]));
        assert_ne!(of([7; 32]), of([8; 32]));
        assert!(!format!("{:?}", Vapid::new(&Secrets::from_master([7; 32]), String::new())).contains("signing"));
    }
}
