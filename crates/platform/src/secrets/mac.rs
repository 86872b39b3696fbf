//! Keyed hashes (HMAC-SHA256, RFC 2104): what signs the links we send, and tells values apart without storing them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The keyed hash of one purpose. Cheap to clone; it shows nothing of its key.
#[derive(Clone)]
pub struct KeyedHash(Hmac<Sha256>);

impl std::fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyedHash(…)")
    }
}

impl KeyedHash {
    pub(super) fn new(key: [u8; 32]) -> Self {
        // The key padded to a block, as HMAC itself does: no length can be refused.
        let mut block = [0; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte = key);
        Self(Hmac::new(&block.into()))
    }

    /// The hash of a value in a domain: the same value in another domain has an unrelated one. `N` is at most 32.
    pub fn of<const N: usize>(&self, domain: &[u8], value: &[u8]) -> [u8; N] {
        const { assert!(N <= 32, "SHA-256 has 32 bytes") };
        let mut mac = self.0.clone();
        mac.update(&[u8::try_from(domain.len()).unwrap_or(u8::MAX)]);
        mac.update(domain);
        mac.update(value);
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        std::array::from_fn(|at| full[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secrets;

    #[test]
    fn it_is_the_hmac_of_the_standard_and_parts_domains() {
        let hash = Secrets::from_master([7; 32]).keyed_hash("x");
        let full: [u8; 32] = hash.of(b"a", b"bc");
        assert_eq!(hash.of::<16>(b"a", b"bc"), full[..16]);
        assert_ne!(full, hash.of(b"ab", b"c"));
        let mut plain = Hmac::<Sha256>::new_from_slice(&Secrets::from_master([7; 32]).key("x")).unwrap();
        plain.update(b"\x01abc");
        assert_eq!(plain.finalize().into_bytes()[..], full);
        assert!(!format!("{hash:?}").contains(char::is_numeric));
    }
}
