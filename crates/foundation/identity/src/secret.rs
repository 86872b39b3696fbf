//! Random tokens and their stored hashes.
//!
//! A token is 256 random bits, so a plain SHA-256 protects it at rest: there is nothing to guess.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::Rng;
use sha2::{Digest as _, Sha256};

/// A token just made: the text goes to its holder, the hash to the database.
pub(crate) struct NewToken {
    pub(crate) text: String,
    pub(crate) hash: [u8; 32],
}

impl NewToken {
    /// A token of 43 URL-safe characters.
    pub(crate) fn generate(rng: &dyn Rng) -> Self {
        Self::with_prefix("", rng)
    }

    /// The same after a prefix that says what it is.
    pub(crate) fn with_prefix(prefix: &str, rng: &dyn Rng) -> Self {
        let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(rng.bytes::<32>()));
        let hash = hash_of(&text);
        Self { text, hash }
    }
}

/// What is stored of a token.
pub(crate) fn hash_of(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// What is stored of a short code. The account is part of it, so that equal codes of two accounts differ.
pub(crate) fn hash_of_code(account_id: kernel::AccountId, code: &str) -> [u8; 32] {
    Sha256::new().chain_update(account_id.as_uuid().as_bytes()).chain_update(code.as_bytes()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{AccountId, SeededRng};

    #[test]
    fn tokens_are_long_url_safe_and_different() {
        let rng = SeededRng::new(1);
        let (first, second) = (NewToken::generate(&rng), NewToken::with_prefix("gr_live_", &rng));
        assert_eq!(first.text.len(), 43);
        assert!(second.text.starts_with("gr_live_"));
        assert!(first.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
        assert_ne!(first.hash, second.hash);
        assert_eq!(hash_of(&first.text), first.hash);
    }

    #[test]
    fn the_same_code_of_two_accounts_is_stored_differently() {
        let (one, other) = (AccountId::generate(), AccountId::generate());
        assert_ne!(hash_of_code(one, "abcd-efgh"), hash_of_code(other, "abcd-efgh"));
    }
}
