//! A visitor who follows a link: what is kept of it, and where they are sent. Pure.

use std::net::IpAddr;

use contracts::affiliate::{ClickId, LinkDomainId, LinkId, PartnershipId, ProductId, TermsId};
use jiff::Timestamp;
use platform::agent::{self, Device};
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;

use crate::{
    attribution::Fault,
    link::{
        Known,
        model::{leads_to, with_click},
    },
};

/// How long one of the partner's own words may be.
const SUB_MAX: usize = 100;

/// A request for a link, as far as it is kept.
#[derive(Debug, Clone, Default)]
pub struct Follow {
    /// The last part of the link's address.
    pub key: String,
    /// The own domain that was asked; none for ours, which answers every link.
    pub on: Option<LinkDomainId>,
    /// What stands behind the `?`.
    pub query: String,
    /// What the program that asks says it is (`User-Agent`).
    pub agent: String,
    /// The host of the page it came from (`Referer`), where there is one.
    pub referrer: Option<String>,
    /// Which languages it prefers (`Accept-Language`).
    pub languages: String,
    /// From which address.
    pub address: Option<IpAddr>,
    /// The country, where a proxy in front says it.
    pub country: Option<String>,
    /// Whether it was asked for to be read now: not `HEAD`, not fetched ahead of time.
    pub is_reading: bool,
    /// Whether the visitor asks not to be followed (`Sec-GPC`, `DNT`).
    pub wants_privacy: bool,
}

/// A click as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Click {
    pub(crate) id: ClickId,
    pub(crate) at: Timestamp,
    pub(crate) link_id: LinkId,
    /// What its link leads to, for who counts it.
    pub(crate) product_id: Option<ProductId>,
    pub(crate) partnership_id: PartnershipId,
    pub(crate) terms_id: TermsId,
    pub(crate) fault: Option<Fault>,
    pub(crate) device: Device,
    pub(crate) country: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) referrer: Option<String>,
    pub(crate) address: Option<[u8; 8]>,
    pub(crate) agent: [u8; 4],
    pub(crate) subs: Option<String>,
    pub(crate) is_scan: bool,
    /// The parameter of a paid advertisement that its address had.
    pub(crate) paid: Option<&'static str>,
    /// Whose data centre it came from.
    pub(crate) network: Option<&'static str>,
}

/// The id of a click of this instant: a `UUIDv7` (RFC 9562) of it and ten random bytes.
pub(super) fn id_at(at: Timestamp, random: &[u8; 10]) -> ClickId {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    ClickId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid())
}

/// The stored word of what is the matter with a click.
pub(crate) const fn fault_word(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Robot => Some("robot"),
        Fault::Prefetch => Some("prefetch"),
        Fault::LinkOff => Some("link_off"),
        Fault::NoPartnership => Some("no_partnership"),
        Fault::CodeOff | Fault::OwnPurchase | Fault::Fraud => None,
    }
}

/// What is the matter with a click, if anything is.
pub(super) fn fault(link: &Known, follow: &Follow, at: Timestamp) -> Option<Fault> {
    if agent::is_robot(&follow.agent) {
        Some(Fault::Robot)
    } else if !follow.is_reading {
        Some(Fault::Prefetch)
    } else if !link.earns {
        Some(Fault::NoPartnership)
    } else if link.is_off || is_over(link, at) {
        Some(Fault::LinkOff)
    } else {
        None
    }
}

fn is_over(link: &Known, at: Timestamp) -> bool {
    link.expires_at.is_some_and(|end| at >= end)
}

/// Where this visitor is sent: none once nothing of the link lies under the hosts that the program has now. A shop that lost a domain takes
/// it off its program, and nobody is sent there any more.
pub(super) fn destination(link: &Known, follow: &Follow, device: Device, click: &Click) -> Option<Url> {
    let fits = |country: Option<&String>, wanted: Option<Device>| {
        country.is_none_or(|code| Some(code) == follow.country.as_ref()) && wanted.is_none_or(|wanted| wanted == device)
    };
    let over = link.expired_url.as_ref().filter(|_| is_over(link, click.at));
    let chosen = link.targets.iter().find(|target| fits(target.country.as_ref(), target.device)).map(|target| &target.url);
    let wanted = over.or(chosen).into_iter().chain([&link.destination]);
    let url = wanted.filter(|url| leads_to(url, &link.hosts)).find_map(|url| Url::parse(url).ok())?;
    Some(with_click(&url, &follow.query, &written(click.id)))
}

/// A click as it stands in an address: 32 hexadecimal digits.
pub(crate) fn written(id: ClickId) -> String {
    id.as_uuid().simple().to_string()
}

/// The click of an address.
pub(crate) fn read(text: &str) -> Option<ClickId> {
    Uuid::try_parse(text.trim()).ok().map(ClickId::from_uuid)
}

/// The name of the host somebody came from.
pub(super) fn referrer(host: &str) -> Option<String> {
    let host = host.trim_start_matches("www.").to_ascii_lowercase();
    (1..=253).contains(&host.len()).then_some(host)
}

/// The language that somebody prefers: the first two letters of `Accept-Language`.
pub(super) fn language(text: &str) -> Option<String> {
    let first = text.split([',', ';', '-', '_']).next()?.trim().to_ascii_lowercase();
    (first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(first)
}

/// The partner's own words, `sub1` to `sub5`, as a JSON object.
pub(super) fn subs(query: &str) -> Option<String> {
    let names = ["sub1", "sub2", "sub3", "sub4", "sub5"];
    let mut found = serde_json::Map::new();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()).take(100) {
        if let Some(name) = names.into_iter().find(|name| *name == key) {
            let short: String = value.chars().filter(|letter| !letter.is_control()).take(SUB_MAX).collect();
            found.insert(name.to_owned(), short.into());
        }
    }
    (!found.is_empty()).then(|| serde_json::Value::Object(found).to_string())
}

/// A program by four bytes of the hash of what it calls itself.
pub(super) fn agent_mark(text: &str) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Whether the link was scanned from a QR code, whose address says so.
pub(super) fn is_scan(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).take(100).any(|(key, value)| key == "qr" && value == "1")
}

/// An address by eight bytes of its hash with the day's salt: an IPv6 subscriber by their /64.
pub(super) fn address_mark(salt: &[u8; 32], address: IpAddr) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(salt);
    match address {
        IpAddr::V4(v4) => hash.update(v4.octets()),
        IpAddr::V6(v6) => hash.update(&v6.octets()[..8]),
    }
    let hash: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|index| hash[index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::CLICK_PARAMETER;

    fn link() -> Known {
        Known {
            link_id: LinkId::generate(),
            domain_id: None,
            product_id: None,
            partnership_id: PartnershipId::generate(),
            program_id: contracts::affiliate::ProgramId::generate(),
            terms_id: TermsId::generate(),
            destination: "https://boutique.example/the".into(),
            targets: vec![crate::link::Target {
                country: Some("MA".into()),
                device: Some(Device::Phone),
                url: "https://ma.boutique.example/".into(),
            }],
            expires_at: None,
            expired_url: Some("https://boutique.example/fini".into()),
            is_off: false,
            account_id: kernel::AccountId::generate(),
            earns: true,
            is_suspended: false,
            hosts: vec!["boutique.example".into()],
        }
    }

    const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";

    fn follow() -> Follow {
        Follow { agent: PHONE.into(), is_reading: true, ..Follow::default() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_the_matter_with_a_click_is_said_by_the_first_that_holds() {
        let now = at("2026-11-22T12:00:00Z");
        let over = Known { expires_at: Some(now), ..link() };
        let (robot, ahead) = (Follow { agent: "curl/8".into(), ..follow() }, Follow { is_reading: false, ..follow() });
        for (link, follow, expected) in [
            (link(), follow(), None),
            (link(), robot, Some(Fault::Robot)),
            (link(), ahead, Some(Fault::Prefetch)),
            (Known { earns: false, ..link() }, follow(), Some(Fault::NoPartnership)),
            (Known { is_off: true, ..link() }, follow(), Some(Fault::LinkOff)),
            (over, follow(), Some(Fault::LinkOff)),
        ] {
            assert_eq!(fault(&link, &follow, now), expected);
        }
    }

    #[test]
    fn an_id_carries_its_instant() {
        let (one, two) = (at("2026-11-22T12:00:00.001Z"), at("2026-11-22T12:00:00.002Z"));
        assert!(id_at(one, &[255; 10]) < id_at(two, &[0; 10]));
        let id = id_at(one, &[7; 10]);
        assert_eq!(id.as_uuid().get_version_num(), 7);
        assert_eq!(read(&written(id)), Some(id));
        assert_eq!(read("griot"), None);
    }

    #[test]
    fn visitors_are_sent_where_country_and_device_say() {
        let now = at("2026-11-22T12:00:00Z");
        let click = Click {
            id: id_at(now, &[1; 10]),
            at: now,
            link_id: LinkId::generate(),
            product_id: None,
            partnership_id: PartnershipId::generate(),
            terms_id: TermsId::generate(),
            fault: None,
            device: Device::Phone,
            country: None,
            language: None,
            referrer: None,
            address: None,
            agent: [0; 4],
            subs: None,
            is_scan: false,
            paid: None,
            network: None,
        };
        let host = |link: &Known, country: Option<&str>, device| {
            let follow = Follow { country: country.map(Into::into), ..follow() };
            let url = destination(link, &follow, device, &click).unwrap();
            format!("{}{}", url.host_str().unwrap(), url.path())
        };
        assert_eq!(host(&link(), Some("MA"), Device::Phone), "ma.boutique.example/");
        assert_eq!(host(&link(), Some("MA"), Device::Computer), "boutique.example/the");
        assert_eq!(host(&link(), None, Device::Phone), "boutique.example/the");
        let over = Known { expires_at: Some(now), ..link() };
        assert_eq!(host(&over, Some("MA"), Device::Phone), "boutique.example/fini");
        let lost = Known { hosts: vec!["autre.example".into()], ..link() };
        assert_eq!(destination(&lost, &follow(), Device::Phone, &click), None);
        assert!(destination(&link(), &follow(), Device::Phone, &click).unwrap().as_str().contains(CLICK_PARAMETER));
    }

    #[test]
    fn what_a_browser_says_is_read_or_left() {
        assert_eq!(referrer("www.Instagram.com").as_deref(), Some("instagram.com"));
        assert_eq!(referrer("www."), None);
        assert_eq!(language("fr-FR,fr;q=0.9").as_deref(), Some("fr"));
        assert_eq!(language("*"), None);
        assert_eq!(subs("sub1=mardi&x=1&sub9=no").as_deref(), Some(r#"{"sub1":"mardi"}"#));
        assert_eq!(subs("x=1"), None);
        assert!(is_scan("a=1&qr=1") && !is_scan("qr=2"));
    }

    #[test]
    fn one_subscriber_is_one_address_and_another_day_another_hash() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(address_mark(&[1; 32], one), address_mark(&[1; 32], other));
        assert_ne!(address_mark(&[1; 32], one), address_mark(&[2; 32], one));
    }
}
