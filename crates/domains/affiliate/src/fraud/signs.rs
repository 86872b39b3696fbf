//! What an address, a query and a mail say by themselves: pure, from two short reviewed lists that are part of the program.

use std::{
    collections::HashSet,
    net::{IpAddr, Ipv4Addr},
    sync::LazyLock,
};

use kernel::Country;
use sha2::{Digest as _, Sha256};

const MAILS: &str = include_str!("data/disposable_mail.csv");
const NETWORKS: &str = include_str!("data/networks.csv");

/// Parameters that advertisement networks add to the addresses of what somebody paid for. Facebook's `fbclid` is none: it stands on every
/// link that is followed from there, paid for or not.
const PAID: [&str; 11] =
    ["gclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "msclkid", "ttclid", "twclid", "li_fat_id", "rdt_cid", "dclid"];

static DISPOSABLE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(MAILS).collect());
/// First and last address of each range, in order, and whose it is.
static RANGES: LazyLock<Vec<(u32, u32, &'static str)>> = LazyLock::new(|| {
    let mut ranges: Vec<_> = lines(NETWORKS).filter_map(range).collect();
    ranges.sort_unstable();
    ranges
});

/// What a checkout knows of a buyer. The mail is compared and forgotten; the country is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Buyer {
    /// The mail, as it was typed.
    pub email: Option<String>,
    /// The country of the order (ISO 3166-1 alpha-2).
    pub country: Option<String>,
}

/// What remains of a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Signs {
    /// Under which keys accounts may have this mail: as it was typed, and without what follows a `+`.
    pub(super) address_keys: Vec<Vec<u8>>,
    /// The domain, if mailboxes of it are thrown away.
    pub(super) mail_domain: Option<&'static str>,
    pub(super) country: Option<String>,
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn range(line: &'static str) -> Option<(u32, u32, &'static str)> {
    let (network, whose) = line.split_once(',')?;
    let (first, prefix) = network.split_once('/')?;
    let (first, prefix): (Ipv4Addr, u32) = (first.parse().ok()?, prefix.parse().ok()?);
    let rest = u32::MAX.checked_shr(prefix).unwrap_or(0);
    Some((first.to_bits() & !rest, first.to_bits() | rest, whose))
}

/// Whose data centre an address belongs to, as far as the list knows.
pub(crate) fn network(address: IpAddr) -> Option<&'static str> {
    let IpAddr::V4(v4) = address.to_canonical() else { return None };
    let bits = v4.to_bits();
    let after = RANGES.partition_point(|(first, ..)| *first <= bits);
    let (_, last, whose) = RANGES.get(after.checked_sub(1)?)?;
    (bits <= *last).then_some(*whose)
}

/// The parameter of a paid advertisement in a query.
pub(crate) fn paid(query: &str) -> Option<&'static str> {
    url::form_urlencoded::parse(query.as_bytes()).take(100).find_map(|(key, value)| {
        let known = PAID.into_iter().find(|name| key.eq_ignore_ascii_case(name))?;
        (!value.is_empty()).then_some(known)
    })
}

impl Buyer {
    /// What remains. What the shop calls its customer counts as the mail where it is one and no mail is told.
    pub(super) fn signs(&self, customer: Option<&str>) -> Signs {
        let told = self.email.as_deref().or_else(|| customer.filter(|name| name.contains('@')));
        let country = self.country.as_deref().and_then(Country::parse).map(|country| country.as_str().to_owned());
        let Some((name, domain)) = told.and_then(split) else { return Signs { country, ..Signs::default() } };
        let plain = name.split_once('+').map_or(name.as_str(), |(before, _)| before);
        let mut mails = vec![format!("{name}@{domain}"), format!("{plain}@{domain}")];
        mails.dedup();
        let known = |domain: &str| DISPOSABLE.get(domain).copied();
        // `inbox.yopmail.com` is one of `yopmail.com`.
        let mail_domain = domain.match_indices('.').find_map(|(dot, _)| known(domain.get(dot + 1..)?));
        Signs {
            address_keys: mails.iter().map(|mail| Sha256::digest(mail.as_bytes())[..16].to_vec()).collect(),
            mail_domain: known(&domain).or(mail_domain),
            country,
        }
    }
}

/// The two sides of a mail address, in lower case; none of what cannot be one.
fn split(text: &str) -> Option<(String, String)> {
    let text = text.trim().to_lowercase();
    let (name, domain) = text.rsplit_once('@')?;
    let fits = !name.is_empty() && domain.contains('.') && text.len() <= 254 && !text.contains(char::is_whitespace);
    fits.then(|| (name.to_owned(), domain.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_can_be_read() {
        assert_eq!(RANGES.len(), lines(NETWORKS).count());
        assert!(RANGES.windows(2).all(|pair| pair[0].1 < pair[1].0), "ranges do not overlap");
        assert_eq!(DISPOSABLE.len(), lines(MAILS).count(), "no domain twice");
        assert!(DISPOSABLE.iter().all(|domain| domain.contains('.') && *domain == domain.to_lowercase()));
    }

    #[test]
    fn a_data_centre_is_known_by_its_first_and_last_address_and_nothing_beside() {
        for (address, whose) in [
            ("45.55.0.0", Some("DigitalOcean")),
            ("45.55.95.255", Some("DigitalOcean")),
            ("::ffff:3.5.140.7", Some("Amazon Web Services")),
            ("45.55.96.0", None),
            ("45.54.255.255", None),
            ("196.200.1.1", None),
            ("2001:db8::1", None),
        ] {
            assert_eq!(network(address.parse().unwrap()), whose, "{address}");
        }
    }

    #[test]
    fn what_was_paid_for_says_so_in_its_address() {
        for (query, parameter) in [
            ("utm_source=x&gclid=abc", Some("gclid")),
            ("GCLID=abc", Some("gclid")),
            ("gclid=", None),
            ("fbclid=abc", None),
            ("sub1=gclid", None),
            ("", None),
        ] {
            assert_eq!(paid(query), parameter, "{query}");
        }
    }

    #[test]
    fn a_mail_leaves_keys_and_what_is_no_mail_leaves_nothing() {
        let of = |email: &str| Buyer { email: Some(email.into()), country: Some("ma".into()) }.signs(None);
        assert_eq!(of(" Afi@Example.org ").address_keys, of("afi@example.org").address_keys);
        assert_eq!(of("afi+thé@example.org").address_keys[1], of("afi@example.org").address_keys[0]);
        assert_eq!(of("x@inbox.yopmail.com").mail_domain, Some("yopmail.com"));
        assert_eq!(of("x@notyopmail.com").mail_domain, None);
        for none in ["afi", "@example.org", "afi@example", "a b@example.org"] {
            assert_eq!(of(none), Signs { country: Some("MA".into()), ..Signs::default() }, "{none}");
        }
        assert_eq!(Buyer::default().signs(Some("a@b.ma")).address_keys.len(), 1, "a customer who is called by a mail");
        assert_eq!(Buyer::default().signs(Some("c-7")), Signs::default());
    }
}
