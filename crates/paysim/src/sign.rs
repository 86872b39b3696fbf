//! Signatures as the providers make them.
//!
//! Every function is pure; keys are the fixed test keys of `credentials`.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

/// HMAC-SHA256 (RFC 2104).
#[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
fn hmac_sha256(key: &str, message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// HMAC-SHA256 in hexadecimal: `CinetPay`.
pub(crate) fn hmac_hex(key: &str, message: &str) -> String {
    hex::encode(hmac_sha256(key, message.as_bytes()))
}

/// HMAC-SHA256 in base64.
pub(crate) fn hmac_base64(key: &str, message: &str) -> String {
    STANDARD.encode(hmac_sha256(key, message.as_bytes()))
}

/// The scheme of Stripe and `FedaPay`: HMAC-SHA256 of `unix-time.body`, in hexadecimal.
pub(crate) fn timed_hex(key: &str, unix_seconds: i64, body: &str) -> String {
    hmac_hex(key, &format!("{unix_seconds}.{body}"))
}

/// A JWT signed HS256 (RFC 7519): Semoa.
pub(crate) fn jwt_hs256(key: &str, claims: &Value) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(hmac_sha256(key, signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// SHA-256 in hexadecimal: Semoa's `apisecure`.
pub(crate) fn sha256_hex(message: &str) -> String {
    hex::encode(Sha256::digest(message.as_bytes()))
}

/// CMI's HASH ver3: the values ordered by name without regard to case, escaped, joined with the store key by `|`, SHA-512 in
/// base64. HASH and encoding are not part of it.
pub(crate) fn cmi_hash<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>, store_key: &str) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|");
    let mut fields: Vec<(String, &str)> = fields.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    fields.retain(|(name, _)| name != "hash" && name != "encoding");
    fields.sort_by(|left, right| left.0.cmp(&right.0));
    let mut text: String = fields.iter().map(|(_, value)| escape(value) + "|").collect();
    text.push_str(&escape(store_key));
    STANDARD.encode(Sha512::digest(text.as_bytes()))
}

/// CRC-32 (ISO 3309, as zlib): part of what `PayPal` signs.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hmac_hex("Jefe", "what do ya want for nothing?"), expected);
    }

    #[test]
    fn crc_is_that_of_the_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn the_hash_of_cmi_ignores_order_case_hash_and_encoding() {
        let hash = cmi_hash([("oid", "1"), ("Amount", "10|5\\")], "key");
        assert_eq!(hash, cmi_hash([("Amount", "10|5\\"), ("HASH", "x"), ("encoding", "UTF-8"), ("oid", "1")], "key"));
        assert_eq!(hash, STANDARD.encode(Sha512::digest(b"10\\|5\\\\|1|key")));
    }
}
