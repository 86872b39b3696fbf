//! Somebody at the page of a project: whether that is a visit, and whose. Pure.

use std::net::IpAddr;

use jiff::civil::Date;
use kernel::Actor;
use platform::{agent, secrets::KeyedHash};

use super::Source;
use crate::project::ProjectView;

/// A request for the page of a project, as far as its count wants to know.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// By which way.
    pub source: Source,
    /// What the program that asks says it is (`User-Agent`).
    pub agent: String,
    /// Whether the page was asked for to be read now: not ahead of time, not a part of it.
    pub is_reading: bool,
}

/// A keyed hash that tells the visitors of one project on one day apart.
pub(super) type Mark = [u8; 16];

/// How many browsers behind one address are told apart in a day: whoever changes what a program calls itself is no crowd.
const BROWSERS_PER_ADDRESS: u16 = 32;

impl Arrival {
    /// Whether it counts: somebody reads, and it is not the project's own creator.
    pub(super) fn is_visit(&self, actor: &Actor, view: &ProjectView) -> bool {
        self.is_reading && view.state.is_public() && !actor.is(view.account_id) && !agent::is_robot(&self.agent)
    }

    /// Who it is on this day, for this project: an account, or a browser behind an address. Another day, another mark.
    pub(super) fn mark(&self, hash: &KeyedHash, actor: &Actor, view: &ProjectView, day: Date) -> Mark {
        let mut who = day.to_string().into_bytes();
        who.extend(view.id.as_uuid().as_bytes());
        if let Some(account_id) = actor.account_id() {
            who.extend(account_id.as_uuid().as_bytes());
            return hash.of(b"account", &who);
        }
        match actor.address {
            Some(IpAddr::V4(v4)) => who.extend(v4.octets()),
            // By its /64: one subscriber has 2^64 addresses.
            Some(IpAddr::V6(v6)) => who.extend(v6.octets().into_iter().take(8)),
            None => {}
        }
        let browser: [u8; 2] = hash.of(b"browser", self.agent.as_bytes());
        who.extend((u16::from_be_bytes(browser) % BROWSERS_PER_ADDRESS).to_be_bytes());
        hash.of(b"address", &who)
    }
}
