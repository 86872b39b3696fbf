//! Somebody at the page of a project: whether that is a visit, and whose. Pure.

use std::net::IpAddr;

use jiff::civil::Date;
use kernel::Actor;
use platform::secrets::KeyedHash;

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

/// What programs that nobody looks through call themselves, in lower case.
const ROBOTS: [&str; 32] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "facebookexternalhit",
    "meta-externalagent",
    "curl/",
    "wget",
    "python",
    "go-http-client",
    "java/",
    "okhttp",
    "axios",
    "node-fetch",
    "undici",
    "libwww",
    "ruby",
    "php/",
    "headless",
    "lighthouse",
    "pingdom",
    "uptime",
    "monitor",
    "scanner",
    "feedfetcher",
    "embedly",
    "skypeuripreview",
    "vkshare",
    "archive.org",
    "validator",
    "http-client",
];

/// Phones with a robot's name.
const PHONES: [&str; 1] = ["cubot"];

/// How many browsers behind one address are told apart in a day: whoever changes what a program calls itself is no crowd.
const BROWSERS_PER_ADDRESS: u16 = 32;

/// Whether a program reads for nobody.
fn is_robot(agent: &str) -> bool {
    let mut agent = agent.to_lowercase();
    for phone in PHONES {
        agent = agent.replace(phone, "");
    }
    // Messengers fetch the page of a link that somebody types; their own browsers call themselves Mozilla.
    agent.trim().is_empty() || agent.starts_with("whatsapp/") || ROBOTS.iter().any(|word| agent.contains(word))
}

impl Arrival {
    /// Whether it counts: somebody reads, and it is not the project's own creator.
    pub(super) fn is_visit(&self, actor: &Actor, view: &ProjectView) -> bool {
        self.is_reading && view.state.is_public() && !actor.is(view.account_id) && !is_robot(&self.agent)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_are_known_and_old_phones_are_people() {
        for agent in [
            "",
            " ",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "WhatsApp/2.23.20.0 A",
            "TelegramBot (like TwitterBot)",
            "curl/8.5.0",
            "python-requests/2.31",
            "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0",
        ] {
            assert!(is_robot(agent), "{agent}");
        }
        for agent in [
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X18) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36",
            "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; fr) Presto/2.12.423 Version/12.16",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/450.0]",
            "Nokia225/2.0 UCBrowser/9.4",
        ] {
            assert!(!is_robot(agent), "{agent}");
        }
    }
}
