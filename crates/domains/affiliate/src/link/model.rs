//! Where a link leads. Pure.

use contracts::affiliate::LinkDomainId;
use jiff::Timestamp;
use kernel::FieldError;
use platform::agent::Device;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{check::is_country, program::is_under};

/// The parameter of a destination that carries the click: what the shop reports with an order.
pub const CLICK_PARAMETER: &str = "griot_id";

/// The most other destinations of a link.
const TARGETS_MAX: usize = 20;
/// The longest address.
const URL_MAX: usize = 2000;
/// How much of what a visitor brings in the query is passed on.
const QUERY_MAX: usize = 2000;

/// Another destination, for some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// For visitors of this country; of any, if none is named.
    pub country: Option<String>,
    /// For this device; for any, if none is named.
    pub device: Option<Device>,
    /// Where to.
    pub url: String,
}

/// What a link is made with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkDraft {
    /// What its partner calls it.
    pub label: String,
    /// Where it leads, parameters (UTM and others) included.
    pub destination: String,
    /// Other destinations; the first that fits counts.
    pub targets: Vec<Target>,
    /// When it is over.
    pub expires_at: Option<Timestamp>,
    /// Where it leads then; to its destination, if there is none.
    pub expired_url: Option<String>,
    /// The own domain that it answers on besides ours.
    pub domain_id: Option<LinkDomainId>,
}

impl LinkDraft {
    /// What cannot be: among others, a destination outside the program's hosts.
    pub(super) fn wrong(&self, hosts: &[String]) -> Vec<FieldError> {
        let leads = |text: &str| leads_to(text, hosts);
        let rules = [
            (
                "label",
                self.label.trim().chars().count() <= 120 && !self.label.chars().any(char::is_control),
                "affiliate-line-length",
            ),
            ("destination", leads(&self.destination), "affiliate-destination"),
            ("targets", self.targets.len() <= TARGETS_MAX, "affiliate-targets-count"),
            ("expires_at", self.expires_at.is_none_or(|at| at >= Timestamp::UNIX_EPOCH), "affiliate-end-past"),
            ("expired_url", self.expired_url.as_deref().is_none_or(leads), "affiliate-destination"),
        ];
        let wrong = rules.into_iter().filter(|(_, holds, _)| !holds).map(|(field, _, code)| FieldError::new(field, code));
        let targets = self.targets.iter().take(TARGETS_MAX).enumerate();
        let targets = targets.filter_map(|(at, target)| Some(FieldError::new(format!("targets.{at}"), target.wrong(hosts)?)));
        wrong.chain(targets).collect()
    }
}

impl Target {
    /// Why nobody can be led there.
    fn wrong(&self, hosts: &[String]) -> Option<&'static str> {
        if !leads_to(&self.url, hosts) {
            Some("affiliate-destination")
        } else if !self.country.as_ref().is_none_or(|code| is_country(code)) {
            Some("field-country")
        } else if self.country.is_none() && self.device.is_none() {
            Some("affiliate-target-for-all")
        } else {
            None
        }
    }
}

/// Whether this is an address of the shop: a link that leads anywhere is a tool for fraud.
pub(crate) fn leads_to(text: &str, hosts: &[String]) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let plain = url.username().is_empty() && url.password().is_none();
    let written = text.len() <= URL_MAX && url.as_str().len() <= URL_MAX && !text.chars().any(char::is_control);
    let scheme = matches!(url.scheme(), "http" | "https");
    scheme && plain && written && url.host_str().is_some_and(|host| is_under(hosts, host))
}

/// A key that somebody chose: letters, digits, `-`, `_`.
pub(crate) fn is_key(key: &str) -> bool {
    let starts = key.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    starts
        && (3..=40).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A code as it is compared: capitals, without blanks; none when it cannot be one.
pub fn folded_code(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase();
    let starts = code.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    let known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    (starts && (3..=40).contains(&code.len()) && code.bytes().all(known)).then_some(code)
}

/// The address a visitor is sent to: what they bring in the query goes along and counts before what the link says, except for the click.
pub(crate) fn with_click(destination: &Url, brought: &str, click: &str) -> Url {
    let mut url = destination.clone();
    let brought = if brought.len() <= QUERY_MAX { brought } else { "" };
    let own = |key: &str| key == CLICK_PARAMETER;
    let added: Vec<(String, String)> = url::form_urlencoded::parse(brought.as_bytes())
        .filter(|(key, _)| !own(key))
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    let kept: Vec<(String, String)> = destination
        .query_pairs()
        .filter(|(key, _)| !own(key) && !added.iter().any(|(other, _)| other == key))
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(added).append_pair(CLICK_PARAMETER, click);
    url
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hosts() -> Vec<String> {
        vec!["boutique.example".into()]
    }

    #[test]
    fn a_destination_is_an_address_of_the_shop() {
        for (text, holds) in [
            ("https://boutique.example/the?p=1", true),
            ("http://m.boutique.example", true),
            ("https://evil.test/", false),
            ("https://boutique.example@evil.test/", false),
            ("https://user:word@boutique.example/", false),
            ("https://boutique.example:8443/", true),
            ("//boutique.example/", false),
            ("javascript:alert(1)", false),
            ("data:text/html,boutique.example", false),
            ("https://boutique.example.evil.test/", false),
            ("https://boutique.example\\@evil.test/", true),
            ("https:/evil.test", false),
            ("", false),
        ] {
            assert_eq!(leads_to(text, &hosts()), holds, "{text}");
        }
        assert!(!leads_to(&format!("https://boutique.example/{}", "a".repeat(2000)), &hosts()));
    }

    #[test]
    fn what_a_visitor_brings_counts_before_what_the_link_says_and_never_before_the_click() {
        let destination: Url = "https://boutique.example/the?utm_source=griot&taille=2#avis".parse().unwrap();
        let url = with_click(&destination, "utm_source=reel&sub1=mardi&griot_id=forged", "abc");
        assert_eq!(url.as_str(), "https://boutique.example/the?taille=2&utm_source=reel&sub1=mardi&griot_id=abc#avis");
        let plain: Url = "https://boutique.example/".parse().unwrap();
        assert_eq!(with_click(&plain, "", "abc").as_str(), "https://boutique.example/?griot_id=abc");
        assert_eq!(with_click(&plain, &"a".repeat(3000), "abc").as_str(), "https://boutique.example/?griot_id=abc");
    }

    proptest! {
        #[test]
        fn whatever_is_brought_the_visitor_ends_at_the_shop(brought in ".{0,300}") {
            let destination: Url = "https://boutique.example/the?a=1".parse().unwrap();
            let url = with_click(&destination, &brought, "abc");
            prop_assert_eq!(url.host_str(), Some("boutique.example"));
            prop_assert_eq!(url.path(), "/the");
            prop_assert_eq!(url.query_pairs().filter(|(key, _)| key == CLICK_PARAMETER).count(), 1);
        }
    }

    #[test]
    fn codes_are_compared_as_people_say_them() {
        assert_eq!(folded_code(" afi 10 ").as_deref(), Some("AFI10"));
        assert_eq!(folded_code("Été10"), None);
        assert_eq!(folded_code("A"), None);
        assert!(is_key("afi-the"));
        assert!(!is_key("-a") && !is_key("ab") && !is_key("a/b"));
    }
}
