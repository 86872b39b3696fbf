//! Shops by webhook: their kinds, their secrets, their signatures. Pure.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use contracts::affiliate::ShopId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Whose software a shop runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShopKind {
    /// `Shopify`: draws the secret itself.
    Shopify,
    /// `WooCommerce`: takes the secret that it is given.
    Woocommerce,
}

impl ShopKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Shopify, Self::Woocommerce];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::Woocommerce => "woocommerce",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A shop with the secret that was drawn for it, told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct ShopSecret {
    /// The shop.
    pub id: ShopId,
    /// The secret; none where the merchant told theirs, or the provider draws it.
    pub secret: Option<String>,
}

impl std::fmt::Debug for ShopSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShopSecret").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a shop sent.
#[derive(Debug, Clone, Copy)]
pub struct ShopMessage<'m> {
    /// What it is about, as the provider's header says.
    pub topic: &'m str,
    /// Base64 of HMAC-SHA256 over the body: both providers sign so. Empty when it is not signed.
    pub signature: &'m str,
    /// As it came.
    pub body: &'m [u8],
}

/// What became of what a shop sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopOutcome {
    /// It was reported.
    Reported,
    /// It was known.
    Replayed,
    /// It reports nothing, or cannot be reported: the code says why.
    Skipped(&'static str),
}

impl ShopOutcome {
    /// The code, which is the key of its words too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reported => "affiliate-shop-reported",
            Self::Replayed => "affiliate-shop-replayed",
            Self::Skipped(code) => code,
        }
    }

    /// Of both: what could not be reported before what was.
    pub(super) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Skipped(_), _) | (Self::Reported, Self::Replayed) => self,
            _ => other,
        }
    }
}

/// 16 to 200 visible characters of ASCII.
pub(super) fn is_secret(text: &str) -> bool {
    (16..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether the signature is that of the body; compared in constant time.
pub(super) fn is_signed(secret: &[u8], message: &ShopMessage<'_>) -> bool {
    let Ok(signature) = STANDARD.decode(message.signature.trim()) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return false };
    mac.update(message.body);
    mac.verify_slice(&signature).is_ok()
}

/// What `WooCommerce` sends when a webhook is saved: it wants a 200 and says nothing.
pub(super) fn is_ping(message: &ShopMessage<'_>) -> bool {
    let number = message.body.strip_prefix(b"webhook_id=");
    message.signature.is_empty() && number.is_some_and(|digits| digits.len() <= 20 && digits.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_hmac_of_the_very_bytes() {
        // `printf '{"id":1}' | openssl dgst -sha256 -hmac hush-hush-hush-hush -binary | base64`
        let message = |signature, body| ShopMessage { topic: "orders/paid", signature, body };
        let right = "gqb/mZI8OCf3/j3Ur1xqzHGfmqHHhNnpOakaVHyc9dw=";
        assert!(is_signed(b"hush-hush-hush-hush", &message(right, b"{\"id\":1}")));
        assert!(!is_signed(b"hush-hush-hush-hush", &message(right, b"{\"id\": 1}")));
        assert!(!is_signed(b"another-secret-here", &message(right, b"{\"id\":1}")));
        for wrong in ["", "AAAA", "not base64!", &right[1..]] {
            assert!(!is_signed(b"hush-hush-hush-hush", &message(wrong, b"{\"id\":1}")), "{wrong}");
        }
    }

    #[test]
    fn only_a_bare_number_is_a_ping() {
        let message = |signature, body| ShopMessage { topic: "", signature, body };
        assert!(is_ping(&message("", b"webhook_id=12")));
        assert!(!is_ping(&message("", b"webhook_id=12&order=1")));
        assert!(!is_ping(&message("AAAA", b"webhook_id=12")));
    }

    #[test]
    fn what_could_not_be_reported_is_told_before_what_was() {
        let skipped = ShopOutcome::Skipped("x");
        assert_eq!(ShopOutcome::Replayed.and(ShopOutcome::Reported), ShopOutcome::Reported);
        assert_eq!(ShopOutcome::Reported.and(ShopOutcome::Replayed), ShopOutcome::Reported);
        assert_eq!(ShopOutcome::Reported.and(skipped), skipped);
        assert_eq!(skipped.and(ShopOutcome::Reported), skipped);
    }
}
