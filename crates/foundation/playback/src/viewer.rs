//! Who watches, for counting places and views: keyed hashes, so that no address or cookie is stored.

use std::net::IpAddr;

use hmac::{Hmac, Mac as _};
use kernel::{AccountId, Actor};
use platform::Secrets;
use sha2::Sha256;

use crate::token::keyed;

/// A keyed hash that tells two viewers apart.
pub(crate) type Mark = [u8; 16];

/// The marks of one viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Viewer {
    /// The account; none for a visitor.
    pub(crate) account_id: Option<AccountId>,
    /// Whose places are counted.
    pub(crate) who: Mark,
    /// A visitor's address.
    pub(crate) place: Option<Mark>,
    /// Who counts once per film and hour. A visitor's cookie is folded into a bounded number of marks per address:
    /// whoever throws cookies away does not become a crowd.
    pub(crate) audience: Mark,
}

/// Makes marks.
#[derive(Clone)]
pub(crate) struct Marker {
    key: Hmac<Sha256>,
    guests_per_address: u16,
}

impl std::fmt::Debug for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marker(…)")
    }
}

impl Marker {
    pub(crate) fn new(secrets: &Secrets, guests_per_address: u16) -> Self {
        Self { key: keyed(&secrets.key("playback.viewer")), guests_per_address: guests_per_address.max(1) }
    }

    /// The marks of this actor, `guest` being the cookie of a visitor.
    pub(crate) fn viewer(&self, actor: &Actor, guest: Option<&str>) -> Viewer {
        if let Some(account_id) = actor.account_id() {
            let mark = self.account(account_id);
            return Viewer { account_id: Some(account_id), who: mark, place: None, audience: mark };
        }
        let place = self.address(actor.address);
        let cookie = self.mark(b"guest", guest.unwrap_or_default().as_bytes());
        let fold = u16::from_be_bytes([cookie[0], cookie[1]]) % self.guests_per_address;
        Viewer {
            account_id: None,
            who: self.mark(b"viewer", &[place, cookie].concat()),
            place: Some(place),
            audience: self.mark(b"audience", &[place.as_slice(), &fold.to_be_bytes()].concat()),
        }
    }

    /// The mark of an account.
    pub(crate) fn account(&self, account_id: AccountId) -> Mark {
        self.mark(b"account", account_id.as_uuid().as_bytes())
    }

    /// IPv6 by its /64: one subscriber has 2^64 addresses.
    fn address(&self, address: Option<IpAddr>) -> Mark {
        match address {
            Some(IpAddr::V4(v4)) => self.mark(b"ip", &v4.octets()),
            Some(IpAddr::V6(v6)) => self.mark(b"ip", v6.octets().get(..8).unwrap_or_default()),
            None => self.mark(b"ip", b""),
        }
    }

    fn mark(&self, domain: &[u8], value: &[u8]) -> Mark {
        let mut mac = self.key.clone();
        mac.update(domain);
        mac.update(&[0]);
        mac.update(value);
        let full = mac.finalize().into_bytes();
        std::array::from_fn(|index| full[index])
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, net::Ipv6Addr};

    use kernel::{Locale, PermissionSet, SignedIn};

    use super::*;

    fn marker() -> Marker {
        Marker::new(&Secrets::from_master([3; 32]), 8)
    }

    fn visitor(address: IpAddr) -> Actor {
        Actor { address: Some(address), ..Actor::anonymous(Locale::Fr) }
    }

    #[test]
    fn an_account_is_the_same_viewer_from_everywhere() {
        let signed_in = SignedIn { account_id: kernel::Id::generate(), session_id: None, permissions: PermissionSet::NONE };
        let home = Actor { address: Some([10, 0, 0, 1].into()), ..Actor::signed_in(signed_in.clone(), Locale::Fr) };
        let away = Actor { address: Some([10, 0, 0, 2].into()), ..Actor::signed_in(signed_in, Locale::En) };
        assert_eq!(marker().viewer(&home, Some("a")), marker().viewer(&away, None));
    }

    #[test]
    fn throwing_cookies_away_does_not_make_a_crowd() {
        let actor = visitor([41, 207, 0, 1].into());
        let audiences: HashSet<_> = (0..1000).map(|n| marker().viewer(&actor, Some(&n.to_string())).audience).collect();
        assert_eq!(audiences.len(), 8);
        let viewers: HashSet<_> = (0..1000).map(|n| marker().viewer(&actor, Some(&n.to_string())).who).collect();
        assert_eq!(viewers.len(), 1000);
    }

    #[test]
    fn the_addresses_of_one_ipv6_subscriber_are_one_place() {
        let at = |host: u16| visitor(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 0, 0, 0, host).into());
        assert_eq!(marker().viewer(&at(1), None).place, marker().viewer(&at(2), None).place);
        let neighbour = visitor(Ipv6Addr::new(0x2001, 0xdb8, 1, 3, 0, 0, 0, 1).into());
        assert_ne!(marker().viewer(&at(1), None).place, marker().viewer(&neighbour, None).place);
    }
}
