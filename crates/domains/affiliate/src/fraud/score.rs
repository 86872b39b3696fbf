//! What speaks against a conversion, a click or a partner, and how much. Pure: the same facts give the same score, with every reason.
//!
//! A score is the sum of what its findings weigh, at most a hundred. Nothing is learnt, nothing is guessed: each finding is a sentence with
//! its numbers, which whoever is judged can read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{FraudLimits, FraudPolicy};

/// The most that a score is.
const MOST: u16 = 100;
/// How many conversions of a program must be known before another is called quicker than the others.
const PACES_LEAST: i64 = 50;
/// How many times quicker than half of the others.
const TIMES_QUICKER: i64 = 10;

/// What speaks against a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The buyer's mail is that of the partner's account.
    OwnMail,
    /// Many clicks on the link from one address in the hour before.
    ClickVelocity,
    /// Many conversions of the partner in an hour.
    ConversionVelocity,
    /// It came sooner after the click than anybody buys.
    Quick,
    /// It came much sooner than others of the program.
    QuickerThanOthers,
    /// Many customers behind one address.
    AddressCluster,
    /// Many customers with one address and one program.
    DeviceCluster,
    /// The click came from a data centre.
    DataCentre,
    /// The buyer's mailbox is one that is thrown away.
    DisposableMail,
    /// Many customers use the partner's code who never followed a link.
    CodeLeak,
    /// The code was used after another partner's link brought the customer.
    CodeOverLink,
    /// The click came from a paid advertisement.
    PaidSearch,
    /// One customer in two countries within minutes.
    FarApart,
    /// The order comes from another country than the click.
    OtherCountry,
    /// Many of the clicks of a day that earn are of robots.
    DayRobots,
    /// Many of them came from data centres.
    DayDataCentres,
    /// Many of their visitors are behind one address.
    DayAddress,
    /// Many of them came from one address within an hour.
    DayVelocity,
    /// Most of them came from one address.
    DayOneAddress,
}

impl Signal {
    /// Every signal.
    pub const ALL: [Self; 19] = [
        Self::OwnMail,
        Self::ClickVelocity,
        Self::ConversionVelocity,
        Self::Quick,
        Self::QuickerThanOthers,
        Self::AddressCluster,
        Self::DeviceCluster,
        Self::DataCentre,
        Self::DisposableMail,
        Self::CodeLeak,
        Self::CodeOverLink,
        Self::PaidSearch,
        Self::FarApart,
        Self::OtherCountry,
        Self::DayRobots,
        Self::DayDataCentres,
        Self::DayAddress,
        Self::DayVelocity,
        Self::DayOneAddress,
    ];

    /// The key of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnMail => "affiliate-fraud-own-mail",
            Self::ClickVelocity => "affiliate-fraud-click-velocity",
            Self::ConversionVelocity => "affiliate-fraud-conversion-velocity",
            Self::Quick => "affiliate-fraud-quick",
            Self::QuickerThanOthers => "affiliate-fraud-quicker-than-others",
            Self::AddressCluster => "affiliate-fraud-address-cluster",
            Self::DeviceCluster => "affiliate-fraud-device-cluster",
            Self::DataCentre => "affiliate-fraud-data-centre",
            Self::DisposableMail => "affiliate-fraud-disposable-mail",
            Self::CodeLeak => "affiliate-fraud-code-leak",
            Self::CodeOverLink => "affiliate-fraud-code-over-link",
            Self::PaidSearch => "affiliate-fraud-paid-search",
            Self::FarApart => "affiliate-fraud-far-apart",
            Self::OtherCountry => "affiliate-fraud-other-country",
            Self::DayRobots => "affiliate-fraud-day-robots",
            Self::DayDataCentres => "affiliate-fraud-day-data-centres",
            Self::DayAddress => "affiliate-fraud-day-address",
            Self::DayVelocity => "affiliate-fraud-day-velocity",
            Self::DayOneAddress => "affiliate-fraud-day-one-address",
        }
    }

    /// As what it weighs in a policy that does not name it: days of clicks are weighed like the clicks of sales.
    pub(super) const fn weighs_as(self) -> Self {
        match self {
            Self::DayRobots | Self::DayDataCentres => Self::DataCentre,
            Self::DayAddress => Self::AddressCluster,
            Self::DayVelocity => Self::ClickVelocity,
            other => other,
        }
    }
}

/// One thing that speaks against a conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub signal: Signal,
    /// How much.
    pub weight: u16,
    /// The numbers and names of its sentence.
    pub args: BTreeMap<String, String>,
}

/// What is known of a click. What is not known speaks against nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClickFacts {
    /// The country, where a proxy said it.
    pub country: Option<String>,
    /// Whose data centre it came from.
    pub network: Option<String>,
    /// The parameter of a paid advertisement that its address had.
    pub paid: Option<String>,
    /// Clicks on the same link from the same address in the hour before, itself included.
    pub same_address: i64,
}

/// What is known of a conversion and a partner who is credited with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The partner's latest click in it.
    pub click: Option<ClickFacts>,
    /// Seconds from that click to the conversion.
    pub pace_s: Option<i64>,
    /// Half of the program's last conversions came within so many seconds.
    pub median_s: Option<i64>,
    /// How many conversions that is said of.
    pub paces: i64,
    /// Whether the buyer has the mail of the partner's account.
    pub is_own: bool,
    /// The domain of the buyer's mail, if it is one that is thrown away.
    pub mail_domain: Option<String>,
    /// The country of the order.
    pub order_country: Option<String>,
    /// The partner's conversions in the last hour, this one included.
    pub conversions: i64,
    /// Customers behind the click's address in the last day, this one included.
    pub address_customers: i64,
    /// Of them, with the same program.
    pub device_customers: i64,
    /// Whether the partner is credited for a code, without any link of theirs.
    pub is_code_alone: bool,
    /// Customers in the last day of whom the same is true, this one included.
    pub code_customers: i64,
    /// Whether a code took it from another partner's link.
    pub is_code_over_link: bool,
    /// The countries of the customer's clicks around this one.
    pub countries: i64,
}

/// A sum, and what it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// 0 to 100.
    pub sum: u16,
    /// What weighs the most first.
    pub findings: Vec<Finding>,
}

/// What is found, before it is weighed.
pub(super) type Found = (Signal, Vec<(&'static str, String)>);

/// What speaks against a click.
pub fn of_click(click: &ClickFacts, policy: &FraudPolicy) -> Score {
    weigh(policy, click_found(click, &policy.limits))
}

/// What speaks against a conversion for a partner.
pub fn of_conversion(facts: &Facts, policy: &FraudPolicy) -> Score {
    let limits = &policy.limits;
    let mut found = facts.click.as_ref().map(|click| click_found(click, limits)).unwrap_or_default();
    found.extend(buyer_found(facts));
    found.extend(pace_found(facts, limits));
    found.extend(crowd_found(facts, limits));
    weigh(policy, found)
}

pub(super) fn weigh(policy: &FraudPolicy, found: Vec<Found>) -> Score {
    let finding = |(signal, args): Found| {
        let weight = policy.weight(signal);
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        (weight > 0).then_some(Finding { signal, weight, args })
    };
    let mut findings: Vec<Finding> = found.into_iter().filter_map(finding).collect();
    findings.sort_by_key(|finding| (u16::MAX - finding.weight, finding.signal));
    let sum = findings.iter().fold(0_u16, |sum, finding| sum.saturating_add(finding.weight)).min(MOST);
    Score { sum, findings }
}

fn click_found(click: &ClickFacts, limits: &FraudLimits) -> Vec<Found> {
    let mut found = Vec::new();
    if let Some(network) = &click.network {
        found.push((Signal::DataCentre, vec![("network", network.clone())]));
    }
    if let Some(paid) = &click.paid {
        found.push((Signal::PaidSearch, vec![("parameter", paid.clone())]));
    }
    if click.same_address > i64::from(limits.clicks_an_hour) {
        found.push((Signal::ClickVelocity, vec![("count", click.same_address.to_string())]));
    }
    found
}

fn buyer_found(facts: &Facts) -> Vec<Found> {
    let mut found = Vec::new();
    if facts.is_own {
        found.push((Signal::OwnMail, Vec::new()));
    }
    if let Some(domain) = &facts.mail_domain {
        found.push((Signal::DisposableMail, vec![("domain", domain.clone())]));
    }
    if facts.countries > 1 {
        found.push((Signal::FarApart, vec![("count", facts.countries.to_string())]));
    }
    let clicked = facts.click.as_ref().and_then(|click| click.country.as_ref());
    if let (Some(clicked), Some(ordered)) = (clicked, &facts.order_country)
        && clicked != ordered
    {
        found.push((Signal::OtherCountry, vec![("clicked", clicked.clone()), ("ordered", ordered.clone())]));
    }
    found
}

fn pace_found(facts: &Facts, limits: &FraudLimits) -> Vec<Found> {
    let Some(pace_s) = facts.pace_s else { return Vec::new() };
    if pace_s < i64::from(limits.least_seconds) {
        return vec![(Signal::Quick, vec![("seconds", pace_s.to_string())])];
    }
    match facts.median_s {
        Some(median_s) if facts.paces >= PACES_LEAST && pace_s.saturating_mul(TIMES_QUICKER) < median_s => {
            vec![(Signal::QuickerThanOthers, vec![("seconds", pace_s.to_string()), ("median", median_s.to_string())])]
        }
        _ => Vec::new(),
    }
}

fn crowd_found(facts: &Facts, limits: &FraudLimits) -> Vec<Found> {
    let more = |count: i64, limit: u16| count > i64::from(limit);
    let rules = [
        (more(facts.conversions, limits.conversions_an_hour), Signal::ConversionVelocity, facts.conversions),
        (more(facts.address_customers, limits.customers_an_address), Signal::AddressCluster, facts.address_customers),
        (more(facts.device_customers, limits.customers_a_device), Signal::DeviceCluster, facts.device_customers),
        (facts.is_code_alone && more(facts.code_customers, limits.customers_a_code), Signal::CodeLeak, facts.code_customers),
    ];
    let mut found: Vec<Found> = Vec::new();
    for (_, signal, count) in rules.into_iter().filter(|(holds, ..)| *holds) {
        found.push((signal, vec![("count", count.to_string())]));
    }
    if facts.is_code_over_link {
        found.push((Signal::CodeOverLink, Vec::new()));
    }
    found
}
