//! The rules of a program and of its terms. Pure.

use kernel::{Currency, FieldError, Money};
use serde::{Deserialize, Serialize};
use url::Host;

use super::bonus::{self, Bonus};
use crate::{check::is_country, earning::Rules};

/// Where a program stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgramState {
    /// Its merchant writes it.
    Draft,
    /// Influencers ask to take part, links earn.
    Open,
    /// Links earn, nobody new is taken.
    Paused,
    /// Over: links lead on and earn nothing.
    Closed,
}

impl ProgramState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Open, Self::Paused, Self::Closed];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether links of its partners earn.
    pub const fn earns(self) -> bool {
        matches!(self, Self::Open | Self::Paused)
    }

    /// Whether its merchant may put it into another state. What is closed stays closed: partners were told that it is over.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Draft | Self::Paused, Self::Open) | (Self::Open, Self::Paused) | (Self::Open | Self::Paused, Self::Closed)
        )
    }
}

/// Who is taken without being read. Every condition that is there must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Admission {
    /// Whether anybody is.
    pub automatic: bool,
    /// At least so many followers where they have the most, as they say themselves.
    pub followers: Option<u32>,
    /// In one of these countries; any, if there are none.
    pub countries: Vec<String>,
}

impl Admission {
    /// Whether somebody like this is taken without being read.
    pub fn takes(&self, followers: i32, country: &str) -> bool {
        self.automatic
            && self.followers.is_none_or(|least| i64::from(followers) >= i64::from(least))
            && (self.countries.is_empty() || self.countries.iter().any(|one| one == country))
    }
}

/// A program in its merchant's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramDraft {
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub pitch: String,
    /// What partners may and may not do.
    pub conditions: String,
    /// In which it pays: does not change once it was open.
    pub currency: Currency,
    /// Where links may lead: `example.com` and all under it.
    pub hosts: Vec<String>,
    /// Who is taken without being read.
    pub admission: Admission,
}

/// The most that a lead or a click earns, and the largest least of a payout, in minor units.
const AMOUNT_MAX: i64 = 10_000_000;
/// How many hosts one program's links lead to.
const HOSTS_MAX: usize = 20;

impl ProgramDraft {
    /// What cannot be kept.
    pub(crate) fn wrong(&self) -> Vec<FieldError> {
        let length = |text: &str| text.trim().chars().count();
        let is_line = |text: &str| !text.trim().chars().any(char::is_control);
        let is_text = |text: &str| !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'));
        let rules = [
            ("title", (3..=120).contains(&length(&self.title)) && is_line(&self.title), "affiliate-title-length"),
            ("pitch", length(&self.pitch) <= 300 && is_line(&self.pitch), "affiliate-pitch-length"),
            ("conditions", length(&self.conditions) <= 10_000 && is_text(&self.conditions), "affiliate-conditions-length"),
            ("hosts", (1..=HOSTS_MAX).contains(&self.hosts.len()), "affiliate-hosts-count"),
            ("hosts", self.hosts.iter().all(|host| is_host(host)), "affiliate-host-form"),
            ("hosts", !self.hosts.iter().any(|host| is_everybodys(host)), "affiliate-host-suffix"),
            ("countries", self.admission.countries.iter().all(|code| is_country(code)), "field-country"),
        ];
        rules.into_iter().filter(|(_, holds, _)| !holds).map(|(field, _, code)| FieldError::new(field, code)).collect()
    }
}

/// Whether this is the name of a host in lower case, with a dot in it, and no number: links lead to shops, not into networks.
fn is_host(text: &str) -> bool {
    let parsed = Host::parse(text);
    matches!(parsed, Ok(Host::Domain(name)) if name == text && name.contains('.') && !name.starts_with('.') && !name.ends_with('.'))
}

/// Whether anybody may have a name under this one, as under `co.uk` or `github.io` (publicsuffix.org): nobody's shop is all of it.
fn is_everybodys(host: &str) -> bool {
    host.contains('.') && psl::domain_str(host).is_none()
}

/// Whether a host is one of these, or lies under one.
pub(crate) fn is_under(hosts: &[String], host: &str) -> bool {
    hosts.iter().any(|known| host == known || host.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

/// The time over which a cap counts, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapPeriod {
    /// A day.
    Day,
    /// A month of the calendar.
    Month,
    /// As long as the program lasts.
    Ever,
}

/// The most that a group earns in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// How much.
    pub amount: Money,
    /// In which time.
    pub per: CapPeriod,
}

/// What partners of a group earn. Frozen when it is saved: what was promised when a link was followed holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What sales earn; nothing without.
    pub sales: Option<Rules>,
    /// What a lead earns; nothing without.
    pub lead: Option<Money>,
    /// What a click earns that counts, once a day for a visitor, whichever link it was on; nothing without.
    #[serde(default)]
    pub click: Option<Money>,
    /// What the sales of a month may reach, at most ten steps.
    #[serde(default)]
    pub bonuses: Vec<Bonus>,
    /// For how many days a followed link counts.
    pub window_days: u16,
    /// How many days after an order its commission can be paid out.
    pub holding_days: u16,
    /// The least that is paid out.
    pub minimum_payout: Money,
    /// The most that the group earns.
    pub cap: Option<Cap>,
}

impl Terms {
    /// What cannot be promised, in a program that pays in this currency.
    pub(crate) fn wrong(&self, currency: Currency) -> Vec<FieldError> {
        let fits = |amount: &Money| amount.currency == currency;
        let positive = |amount: &Money| fits(amount) && amount.is_positive();
        let small = |amount: &Money| positive(amount) && amount.amount_minor <= AMOUNT_MAX;
        let rules = [
            ("sales", self.promises(), "affiliate-terms-nothing"),
            ("sales", self.sales.as_ref().is_none_or(|rules| rules.currency() == currency), "affiliate-terms-currency"),
            ("lead", self.lead.as_ref().is_none_or(small), "affiliate-terms-amount"),
            ("click", self.click.as_ref().is_none_or(small), "affiliate-terms-amount"),
            ("window_days", (1..=365).contains(&self.window_days), "affiliate-terms-window"),
            ("holding_days", self.holding_days <= 90, "affiliate-terms-holding"),
            (
                "minimum_payout",
                fits(&self.minimum_payout) && (0..=AMOUNT_MAX).contains(&self.minimum_payout.amount_minor),
                "affiliate-terms-amount",
            ),
            ("cap", self.cap.as_ref().is_none_or(|cap| positive(&cap.amount)), "affiliate-terms-amount"),
        ];
        let wrong = rules.into_iter().filter(|(_, holds, _)| !holds).map(|(field, _, code)| FieldError::new(field, code));
        wrong.chain(bonus::wrong(&self.bonuses, currency)).collect()
    }

    const fn promises(&self) -> bool {
        self.sales.is_some() || self.lead.is_some() || self.click.is_some() || !self.bonuses.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_shop_and_nowhere_else() {
        let hosts = vec!["boutique.example".to_owned()];
        for (host, holds) in [
            ("boutique.example", true),
            ("www.boutique.example", true),
            ("evil-boutique.example", false),
            ("boutique.example.evil.test", false),
            ("example", false),
            ("", false),
        ] {
            assert_eq!(is_under(&hosts, host), holds, "{host}");
        }
    }

    #[test]
    fn a_host_is_a_name_and_no_number() {
        for host in ["boutique.example", "xn--caf-dma.example"] {
            assert!(is_host(host), "{host}");
        }
        for host in [
            "",
            "localhost",
            "10.0.0.1",
            "[::1]",
            "Boutique.example",
            "café.example",
            "a.example.",
            ".example",
            "a b.example",
            "2130706433",
        ] {
            assert!(!is_host(host), "{host}");
        }
    }

    #[test]
    fn a_name_under_which_anybody_has_a_site_is_nobodys_shop() {
        for host in ["co.uk", "github.io", "myshopify.com", "co.ma"] {
            assert!(is_everybodys(host), "{host}");
        }
        for host in
            ["boutique.example", "boutique.localhost", "adjoa.github.io", "adjoa.myshopify.com", "boutique.co.uk", "souk.ma"]
        {
            assert!(!is_everybodys(host), "{host}");
        }
    }

    #[test]
    fn who_is_taken_without_being_read_is_said_by_all_conditions() {
        let admission = Admission { automatic: true, followers: Some(1000), countries: vec!["MA".into(), "SN".into()] };
        assert!(admission.takes(1000, "SN"));
        assert!(!admission.takes(999, "SN"));
        assert!(!admission.takes(5000, "FR"));
        assert!(!Admission { automatic: false, ..admission }.takes(5000, "SN"));
        assert!(!Admission::default().takes(i32::MAX, "MA"));
    }

    #[test]
    fn what_is_closed_stays_closed() {
        for next in ProgramState::ALL {
            assert!(!ProgramState::Closed.may_become(next));
            assert!(!next.may_become(ProgramState::Draft));
        }
        assert!(ProgramState::Draft.may_become(ProgramState::Open));
    }
}
