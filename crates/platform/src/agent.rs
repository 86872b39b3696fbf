//! What a program that asks says it is (`User-Agent`): whether somebody looks through it, and at what. Pure.
//!
//! Anybody may say anything there: what is read here labels, and protects nothing.

use serde::{Deserialize, Serialize};

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

/// Whether a program reads for nobody.
pub fn is_robot(agent: &str) -> bool {
    let mut agent = agent.to_lowercase();
    for phone in PHONES {
        agent = agent.replace(phone, "");
    }
    // Messengers fetch the page of a link that somebody types; their own browsers call themselves Mozilla.
    agent.trim().is_empty() || agent.starts_with("whatsapp/") || ROBOTS.iter().any(|word| agent.contains(word))
}

/// What somebody looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A phone.
    Phone,
    /// A tablet.
    Tablet,
    /// A computer.
    Computer,
    /// Something else, or nothing that says so.
    Other,
}

impl Device {
    /// Every device.
    pub const ALL: [Self; 4] = [Self::Phone, Self::Tablet, Self::Computer, Self::Other];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Computer => "computer",
            Self::Other => "other",
        }
    }

    /// The device of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|device| device.as_str() == word)
    }

    /// What a browser runs on. An Android that does not say `Mobile` is a tablet: so the makers of browsers agreed.
    pub fn of(agent: &str) -> Self {
        let agent = agent.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| agent.contains(word));
        if says(&["ipad", "tablet", "kindle", "silk/"]) || (agent.contains("android") && !agent.contains("mobi")) {
            Self::Tablet
        } else if says(&["iphone", "ipod", "mobi", "android", "opera mini", "ucbrowser", "nokia", "blackberry", "kaios"]) {
            Self::Phone
        } else if says(&["windows nt", "macintosh", "x11", "cros ", "linux x86"]) {
            Self::Computer
        } else {
            Self::Other
        }
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

    #[test]
    fn a_device_is_what_its_browser_runs_on() {
        for (agent, device) in [
            ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36", Device::Phone),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15", Device::Phone),
            ("Opera/9.80 (J2ME/MIDP; Opera Mini/4.4; U; fr) Presto/2.12", Device::Phone),
            ("Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", Device::Tablet),
            ("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15", Device::Tablet),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", Device::Computer),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15",
                Device::Computer,
            ),
            ("curl/8.5.0", Device::Other),
            ("", Device::Other),
        ] {
            assert_eq!(Device::of(agent), device, "{agent}");
        }
    }
}
