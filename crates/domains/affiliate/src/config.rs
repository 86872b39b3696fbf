//! What an operator may say.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::check::is_public_name;

/// The longest for which a click may count: an order may be told this long after it was placed, and credit a click of a window before it.
const CLICKS_KEPT_MIN: u16 = 770;
/// Ten years.
const CLICKS_KEPT_MAX: u16 = 3650;
/// The most domains of one owner that a page shows at once.
const DOMAINS_MAX: u16 = 100;
/// A year.
const LOST_AFTER_MAX: u16 = 365;

/// Affiliation: for how long clicks are kept, and own domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AffiliateConfig {
    /// For how many days clicks are kept that no conversion was told with, by whole months. The figures stay.
    pub clicks_kept_days: u16,
    /// Hosts of merchants and influencers on which their links answer.
    pub domains: DomainsConfig,
}

impl Default for AffiliateConfig {
    fn default() -> Self {
        Self { clicks_kept_days: 800, domains: DomainsConfig::default() }
    }
}

/// Own domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DomainsConfig {
    /// How many one merchant or influencer may have.
    pub per_owner: u16,
    /// For how many days a domain is served on whose proof is gone.
    pub lost_after_days: u16,
    /// The host that they lead to (CNAME); that of `server.public_url` where none is named. Without a public name there are no own domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_host: Option<String>,
    /// The name server that is asked, as `192.0.2.53:53`; those of the machine where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_server: Option<SocketAddr>,
    /// The host of the platform, which is nobody's own.
    #[serde(skip)]
    pub platform_host: Option<String>,
}

impl Default for DomainsConfig {
    fn default() -> Self {
        Self { per_owner: 5, lost_after_days: 7, link_host: None, name_server: None, platform_host: None }
    }
}

impl DomainsConfig {
    /// The hosts of the platform.
    pub fn ours(&self) -> Vec<String> {
        self.platform_host.iter().chain(&self.link_host).cloned().collect()
    }
}

/// What would start and not do what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadConfig {
    /// Clicks would be forgotten that can still count, or kept for ever.
    #[error(
        "affiliate.clicks_kept_days: {0} is not between {CLICKS_KEPT_MIN} and {CLICKS_KEPT_MAX}; what is younger can still earn"
    )]
    Retention(u16),
    /// More domains than a page shows.
    #[error("affiliate.domains.per_owner: {0} is more than {DOMAINS_MAX}")]
    PerOwner(u16),
    /// A domain would be lost at its first mishap, or never.
    #[error("affiliate.domains.lost_after_days: {0} is not between 1 and {LOST_AFTER_MAX}")]
    LostAfter(u16),
    /// Nobody could lead a domain there.
    #[error("affiliate.domains.link_host: {0:?} is not the public name of a host, in lower case")]
    LinkHost(String),
}

impl AffiliateConfig {
    /// Refuses what would lose a sale its click, or serve nobody.
    pub fn check(&self) -> Result<(), BadConfig> {
        let (days, domains) = (self.clicks_kept_days, &self.domains);
        if !(CLICKS_KEPT_MIN..=CLICKS_KEPT_MAX).contains(&days) {
            return Err(BadConfig::Retention(days));
        }
        if domains.per_owner > DOMAINS_MAX {
            return Err(BadConfig::PerOwner(domains.per_owner));
        }
        if !(1..=LOST_AFTER_MAX).contains(&domains.lost_after_days) {
            return Err(BadConfig::LostAfter(domains.lost_after_days));
        }
        match domains.link_host.as_deref().filter(|host| public_host(host).as_deref() != Some(*host)) {
            Some(host) => Err(BadConfig::LinkHost(host.to_owned())),
            None => Ok(()),
        }
    }

    /// The same for a platform that people type as `public_url`.
    #[must_use]
    pub fn at(mut self, public_url: &Url) -> Self {
        let host = public_url.host_str();
        self.domains.platform_host = host.map(str::to_owned);
        self.domains.link_host = self.domains.link_host.or_else(|| host.and_then(public_host));
        self
    }
}

/// The name as DNS knows it, if it is one that others can lead to.
fn public_host(text: &str) -> Option<String> {
    match Host::parse(text) {
        Ok(Host::Domain(name)) if is_public_name(&name) && !name.ends_with('.') => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_still_earn_is_never_forgotten() {
        assert_eq!(AffiliateConfig::default().check(), Ok(()));
        for days in [0, 769, 3651] {
            let config = AffiliateConfig { clicks_kept_days: days, ..AffiliateConfig::default() };
            assert_eq!(config.check(), Err(BadConfig::Retention(days)));
        }
    }

    #[test]
    fn domains_lead_to_a_public_name_or_there_are_none() {
        let with = |domains: DomainsConfig| AffiliateConfig { domains, ..AffiliateConfig::default() };
        let at = |url: &str| with(DomainsConfig::default()).at(&url.parse().unwrap()).domains.link_host;
        assert_eq!(at("https://griot.example/").as_deref(), Some("griot.example"));
        for own in ["http://localhost:4000/", "http://127.0.0.1/", "http://[::1]/"] {
            assert_eq!(at(own), None, "{own}");
        }
        let named = with(DomainsConfig { link_host: Some("liens.griot.example".into()), ..DomainsConfig::default() });
        let named = named.at(&"https://griot.example/".parse().unwrap()).domains;
        assert_eq!(named.ours(), ["griot.example", "liens.griot.example"]);
        for wrong in ["Liens.griot.example", "griot", "192.0.2.1", "a b", "https://griot.example", "griot.example."] {
            let config = with(DomainsConfig { link_host: Some(wrong.into()), ..DomainsConfig::default() });
            assert_eq!(config.check(), Err(BadConfig::LinkHost(wrong.into())));
        }
        assert_eq!(with(DomainsConfig { per_owner: 101, ..DomainsConfig::default() }).check(), Err(BadConfig::PerOwner(101)));
        assert_eq!(with(DomainsConfig { lost_after_days: 0, ..DomainsConfig::default() }).check(), Err(BadConfig::LostAfter(0)));
    }
}
