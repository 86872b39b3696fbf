//! How often one address may ask: a flood from one place does not take the machine from the others.
//!
//! Generous on purpose: behind one address of a mobile operator are thousands of people. What costs more than a page (sign-in,
//! mails, uploads) has limits of its own in the services. Counted per process, in memory. This machine itself is not counted: behind a
//! proxy that nobody told us of, everybody seems to be it.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use platform::ratelimit::{LocalLimiter, RateLimited};

/// After so many requests the addresses that are gone are forgotten, so that memory stays bounded.
const CLEAN_EVERY: u32 = 10_000;

/// Counts the requests of each address.
#[derive(Debug)]
pub(crate) struct Floodgate {
    limiter: Option<LocalLimiter<IpAddr>>,
    asked: AtomicU32,
}

impl Floodgate {
    /// So many requests a minute and address; `0` sets no limit.
    pub(crate) fn new(per_minute: u32) -> Self {
        let limiter = NonZeroU32::new(per_minute).map(|burst| LocalLimiter::new(burst, Duration::from_mins(1)));
        Self { limiter, asked: AtomicU32::new(0) }
    }

    /// Counts a request; refuses it when there were too many.
    pub(crate) fn pass(&self, address: Option<IpAddr>) -> Result<(), RateLimited> {
        let (Some(limiter), Some(address)) = (&self.limiter, address) else { return Ok(()) };
        if address.to_canonical().is_loopback() {
            return Ok(());
        }
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLEAN_EVERY) {
            limiter.clean();
        }
        limiter.hit(&of_one_line(address))
    }
}

/// One line of the internet: an IPv4 address, or the /64 network that a line is given in IPv6.
fn of_one_line(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(gate: &Floodgate, from: &str) -> Result<(), RateLimited> {
        gate.pass(Some(from.parse().unwrap()))
    }

    #[test]
    fn each_line_has_its_own_count() {
        let gate = Floodgate::new(2);
        for _ in 0..2 {
            ask(&gate, "192.0.2.1").unwrap();
        }
        let refused = ask(&gate, "::ffff:192.0.2.1").unwrap_err();
        assert!(matches!(refused, RateLimited::TooOften { retry_after_s: 1..=30 }), "{refused}");
        ask(&gate, "192.0.2.2").unwrap();
    }

    #[test]
    fn the_addresses_of_an_ipv6_network_are_one_line() {
        let gate = Floodgate::new(1);
        ask(&gate, "2001:db8:0:1::1").unwrap();
        ask(&gate, "2001:db8:0:1:ffff::9").unwrap_err();
        ask(&gate, "2001:db8:0:2::1").unwrap();
    }

    #[test]
    fn this_machine_is_not_counted() {
        let gate = Floodgate::new(1);
        for _ in 0..10 {
            ask(&gate, "127.0.0.1").unwrap();
            ask(&gate, "::1").unwrap();
        }
    }

    #[test]
    fn zero_sets_no_limit() {
        let gate = Floodgate::new(0);
        for _ in 0..1000 {
            ask(&gate, "192.0.2.1").unwrap();
        }
    }
}
