//! How often the sensitive doors may be tried. Counted in PostgreSQL, so that several processes share one count.

use jiff::SignedDuration;
use kernel::Actor;

use crate::{Identity, IdentityError, secret};

/// A limit: so many in a window, about one thing and from one address. Many people share an address behind a mobile
/// operator, so the second number is the larger one except where passwords are guessed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) name: &'static str,
    pub(crate) count: u32,
    pub(crate) per_address: u32,
    pub(crate) window: SignedDuration,
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

const fn limit(name: &'static str, count: u32, per_address: u32, window: SignedDuration) -> Limit {
    Limit { name, count, per_address, window }
}

/// Failed tries of a password, per account and per address.
pub(crate) const SIGN_IN: Limit = limit("sign-in", 5, 5, MINUTE);
/// New accounts, per e-mail and per address.
pub(crate) const SIGN_UP: Limit = limit("sign-up", 5, 100, HOUR);
/// Recovery letters, per e-mail and per address.
pub(crate) const RECOVERY: Limit = limit("recovery", 5, 60, HOUR);
/// Letters to a new e-mail, per account and per address.
pub(crate) const CHANGE_EMAIL: Limit = limit("change-email", 5, 60, HOUR);
/// Invitation letters, per organisation and per address.
pub(crate) const INVITATION: Limit = limit("invitation", 30, 100, HOUR);
/// Uses of mailed links and refresh tokens, per address: guessing 256 bits is hopeless, hammering is not free.
pub(crate) const MAILED_LINK: Limit = limit("mailed-link", 30, 60, MINUTE);
/// Tries of one's own password while signed in, per account.
pub(crate) const OWN_PASSWORD: Limit = limit("own-password", 5, 60, MINUTE);
/// Tries of a six-digit code, per account: with 5 a minute, guessing takes months.
pub(crate) const SECOND_FACTOR: Limit = limit("second-factor", 5, 60, MINUTE);
/// Challenges for passkeys and OpenID flows, per address: each is a row.
pub(crate) const CHALLENGES: Limit = limit("challenges", 60, 120, MINUTE);

impl Identity {
    /// Counts one try for what it is about and one for where it comes from.
    pub(crate) async fn limit(&self, limit: Limit, actor: &Actor, about: &str) -> Result<(), IdentityError> {
        self.inner.limiter.hit(&bucket_of(limit, about), limit.count, limit.window).await?;
        self.limit_address(limit, actor).await
    }

    /// Counts one try for where it comes from.
    pub(crate) async fn limit_address(&self, limit: Limit, actor: &Actor) -> Result<(), IdentityError> {
        if let Some(address) = bucket_of_address(limit, actor) {
            self.inner.limiter.hit(&address, limit.per_address, limit.window).await?;
        }
        Ok(())
    }

    /// After a success: the try no longer counts. Failures before it still do, so that a guesser cannot wipe them out by
    /// signing in to an account of their own.
    pub(crate) async fn refund(&self, limit: Limit, actor: &Actor, about: &str) -> Result<(), IdentityError> {
        self.inner.limiter.refund(&bucket_of(limit, about), limit.window).await?;
        if let Some(address) = bucket_of_address(limit, actor) {
            self.inner.limiter.refund(&address, limit.window).await?;
        }
        Ok(())
    }
}

/// The e-mail stands hashed in the bucket's name: the table of limits is no list of people.
fn bucket_of(limit: Limit, about: &str) -> String {
    format!("identity:{}:{}", limit.name, hex::encode(&secret::hash_of(about)[..16]))
}

fn bucket_of_address(limit: Limit, actor: &Actor) -> Option<String> {
    actor.address.map(|address| format!("identity:{}:address:{}", limit.name, network_of(address)))
}

/// An IPv4 address, or the /64 that one IPv6 subscriber has.
fn network_of(address: std::net::IpAddr) -> String {
    match address.to_canonical() {
        std::net::IpAddr::V4(v4) => v4.to_string(),
        std::net::IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_subscriber_is_one_address() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network_of(address.parse().unwrap()), expected);
        }
    }
}
