//! Signatures of the Standard Webhooks specification 1.0.0, symmetric (`v1`): HMAC-SHA256 over `id.timestamp.body`. Pure.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use kernel::Rng;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;

/// How long the secret before goes on signing after a rotation.
pub const OLD_SECRET_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// What the text of a secret begins with.
const PREFIX: &str = "whsec_";
/// The specification wants 24 to 64 bytes.
const SECRET_BYTES: usize = 32;

/// The secret that an endpoint and we share.
#[derive(Debug)]
pub(crate) struct SigningSecret(SecretSlice<u8>);

impl SigningSecret {
    pub(crate) fn generate(rng: &dyn Rng) -> Self {
        Self::from_bytes(rng.bytes::<SECRET_BYTES>().to_vec())
    }

    /// The secret that was kept.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }

    /// As its owner is shown it.
    pub(crate) fn text(&self) -> SecretString {
        format!("{PREFIX}{}", STANDARD.encode(self.bytes())).into()
    }

    /// One signature, as it stands in the header.
    pub(crate) fn sign(&self, webhook_id: &str, timestamp_s: i64, body: &[u8]) -> String {
        // The key padded to a block, as HMAC itself does: no length can be refused.
        let mut block = [0; 64];
        block.iter_mut().zip(self.bytes()).for_each(|(byte, key)| *byte = *key);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(format!("{webhook_id}.{timestamp_s}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use kernel::SeededRng;

    use super::*;

    #[test]
    fn it_signs_as_the_libraries_of_the_specification_do() {
        // The vector of standard-webhooks/standard-webhooks: "sign function works" in libraries/javascript.
        let secret = SigningSecret::from_bytes(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        assert_eq!(
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(secret.text().expose_secret(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn secrets_are_long_enough_each_another_and_never_printed() {
        let rng = SeededRng::new(1);
        let (one, two) = (SigningSecret::generate(&rng), SigningSecret::generate(&rng));
        assert!((24..=64).contains(&one.bytes().len()));
        assert_ne!(one.bytes(), two.bytes());
        let text = one.text();
        assert!(!format!("{one:?} {text:?}").contains(&text.expose_secret()[PREFIX.len()..]));
    }
}
