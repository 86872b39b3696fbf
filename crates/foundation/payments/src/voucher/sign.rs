//! The signed text of a voucher: what an agent's device reads from the QR code, and can check without network.
//!
//! `GV1.` and, in base64url without padding: version (1 byte), key id (4), attempt (16), amount in minor units (8, big-endian),
//! currency (3, ASCII), expiry in seconds since 1970 (8, big-endian), what for (UTF-8), Ed25519 signature over all of it (64).
//! `web/src/islands/voucher/token.ts` reads the same.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use kernel::{Currency, Money};
use platform::Secrets;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::VoucherError;
use crate::AttemptId;

/// How a voucher's text begins.
pub(super) const PREFIX: &str = "GV1.";
const VERSION: u8 = 1;
/// Everything before the words.
const HEAD: usize = 1 + 4 + 16 + 8 + 3 + 8;
const SIGNATURE: usize = 64;
/// The words of what a voucher is for, in bytes: the code stays small enough for a cheap camera.
const WORDS: usize = 60;

/// What a voucher says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) id: AttemptId,
    pub(crate) amount: Money,
    pub(crate) expires_at: Timestamp,
    /// In a few words, for people.
    pub(crate) what: String,
}

/// The key by which devices check vouchers without network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoucherKey {
    /// Its id, in hexadecimal: the first four bytes of the SHA-256 of the key.
    pub id: String,
    /// The Ed25519 public key, in base64url without padding.
    pub public: String,
}

/// Signs vouchers with this installation's key, and knows them again.
#[derive(Clone)]
pub(crate) struct Signer {
    key: SigningKey,
    id: [u8; 4],
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    pub(crate) fn new(secrets: &Secrets) -> Self {
        let key = SigningKey::from_bytes(&secrets.key("payments.vouchers"));
        let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(key.verifying_key().as_bytes()).into();
        Self { key, id: [a, b, c, d] }
    }

    pub(crate) fn public(&self) -> VoucherKey {
        let key: VerifyingKey = self.key.verifying_key();
        VoucherKey { id: hex::encode(self.id), public: URL_SAFE_NO_PAD.encode(key.as_bytes()) }
    }

    /// The text of a voucher. Longer words are cut.
    pub(crate) fn sign(&self, token: &Token) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(token.id.as_uuid().as_bytes());
        bytes.extend_from_slice(&token.amount.amount_minor.to_be_bytes());
        bytes.extend_from_slice(token.amount.currency.code().as_bytes());
        bytes.extend_from_slice(&token.expires_at.as_second().to_be_bytes());
        bytes.extend_from_slice(cut(&token.what).as_bytes());
        let signature = self.key.sign(&bytes);
        bytes.extend_from_slice(&signature.to_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a text says, if we signed it.
    pub(crate) fn open(&self, text: &str) -> Result<Token, VoucherError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(VoucherError::Forged)?;
        // Nothing that we write is longer.
        let bytes = (encoded.len() <= 400).then(|| URL_SAFE_NO_PAD.decode(encoded).ok()).flatten().ok_or(VoucherError::Forged)?;
        let at = bytes.len().checked_sub(SIGNATURE).ok_or(VoucherError::Forged)?;
        let (said, signature) = bytes.split_at_checked(at).ok_or(VoucherError::Forged)?;
        let signature = Signature::from_slice(signature).map_err(|_bytes| VoucherError::Forged)?;
        self.key.verifying_key().verify_strict(said, &signature).map_err(|_other| VoucherError::Forged)?;
        read(said, self.id).ok_or(VoucherError::Forged)
    }
}

fn read(said: &[u8], key_id: [u8; 4]) -> Option<Token> {
    let (head, words) = said.split_first_chunk::<HEAD>()?;
    let (&[version], rest) = head.split_first_chunk::<1>()?;
    let (&id, rest) = rest.split_first_chunk::<4>()?;
    let (&attempt, rest) = rest.split_first_chunk::<16>()?;
    let (&amount_minor, rest) = rest.split_first_chunk::<8>()?;
    let (currency, rest) = rest.split_first_chunk::<3>()?;
    let (&expires_at, _) = rest.split_first_chunk::<8>()?;
    if version != VERSION || id != key_id {
        return None;
    }
    Some(Token {
        id: AttemptId::from_uuid(Uuid::from_bytes(attempt)),
        amount: Money::new(i64::from_be_bytes(amount_minor), Currency::parse(std::str::from_utf8(currency).ok()?)?),
        expires_at: Timestamp::from_second(i64::from_be_bytes(expires_at)).ok()?,
        what: std::str::from_utf8(words).ok()?.to_owned(),
    })
}

/// As many whole characters as fit.
fn cut(words: &str) -> &str {
    let words = words.trim();
    let end = words.char_indices().map(|(at, character)| at + character.len_utf8()).take_while(|end| *end <= WORDS).last();
    words.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token() -> Token {
        let expires_at = Timestamp::from_second(1_790_000_000).unwrap();
        Token { id: AttemptId::generate(), amount: Money::new(5_000, Currency::Xof), expires_at, what: "Lomé, Dékpé".into() }
    }

    fn signer(master: u8) -> Signer {
        Signer::new(&Secrets::from_master([master; 32]))
    }

    #[test]
    fn what_was_signed_is_read_back_and_short_enough_for_a_code() {
        let (ours, mut token) = (signer(7), token());
        assert_eq!(ours.open(&ours.sign(&token)), Ok(token.clone()));
        token.what = "Ɖ".repeat(80);
        let text = ours.sign(&token);
        assert_eq!(ours.open(&text).unwrap().what, "Ɖ".repeat(30));
        assert!(text.len() <= 230, "{}", text.len());
    }

    #[test]
    fn another_installation_s_voucher_is_none_of_ours() {
        assert_eq!(signer(7).open(&signer(8).sign(&token())), Err(VoucherError::Forged));
        assert_ne!(signer(7).public(), signer(8).public());
    }

    #[test]
    fn a_text_that_is_no_voucher_is_refused() {
        for text in ["", "GV1.", "GV1.AAAA", "https://example.org", "GV2.abc", &format!("GV1.{}", "A".repeat(4000))] {
            assert_eq!(signer(7).open(text), Err(VoucherError::Forged), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_bit_changed_anywhere_is_seen(at in 0_usize..1000, bit in 0_u8..8) {
            let ours = signer(7);
            let text = ours.sign(&token());
            let mut bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX).unwrap()).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(ours.open(&format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))), Err(VoucherError::Forged));
        }
    }
}
