//! Keyed hashes: of payers and addresses for limits, so that neither is stored; and the keys of links.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use platform::{Secrets, secrets::KeyedHash};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// A keyed hash that tells two payers apart.
pub(crate) type Mark = [u8; 16];

/// Makes marks and keys.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    hash: KeyedHash,
}

impl Marks {
    pub(crate) fn new(secrets: &Secrets) -> Self {
        Self { hash: secrets.keyed_hash("payments.marks") }
    }

    /// The mark of a value in a domain.
    pub(crate) fn of(&self, domain: &[u8], value: &[u8]) -> Mark {
        self.hash.of(domain, value)
    }

    /// IPv6 by its /64: one subscriber has 2^64 addresses.
    pub(crate) fn of_address(&self, address: IpAddr) -> Mark {
        match address {
            IpAddr::V4(v4) => self.of(b"address", &v4.octets()),
            IpAddr::V6(v6) => self.of(b"address", v6.octets().get(..8).unwrap_or_default()),
        }
    }

    /// The key that opens a thing to whoever holds it: 128 bits.
    pub(crate) fn key_of(&self, id: Uuid) -> String {
        URL_SAFE_NO_PAD.encode(self.of(b"key", id.as_bytes()))
    }

    /// Whether this is the key of that thing.
    pub(crate) fn is_key_of(&self, id: Uuid, key: &str) -> bool {
        self.key_of(id).as_bytes().ct_eq(key.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_one_thing_only() {
        let marks = Marks::new(&Secrets::from_master([7; 32]));
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        assert!(marks.is_key_of(one, &marks.key_of(one)));
        assert!(!marks.is_key_of(other, &marks.key_of(one)));
        assert!(!marks.is_key_of(one, "") && !marks.is_key_of(one, &marks.key_of(one)[1..]));
        let elsewhere = Marks::new(&Secrets::from_master([8; 32]));
        assert!(!elsewhere.is_key_of(one, &marks.key_of(one)));
    }

    #[test]
    fn addresses_of_one_subscriber_have_one_mark() {
        let marks = Marks::new(&Secrets::from_master([7; 32]));
        let mark = |text: &str| marks.of_address(text.parse().unwrap());
        assert_eq!(mark("2001:db8:1:2::1"), mark("2001:db8:1:2:ffff::9"));
        assert_ne!(mark("2001:db8:1:2::1"), mark("2001:db8:1:3::1"));
        assert_ne!(mark("192.0.2.1"), mark("192.0.2.2"));
    }
}
