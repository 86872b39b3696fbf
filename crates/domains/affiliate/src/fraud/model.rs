//! How a program weighs, and where what is known stands. Pure.

use std::collections::BTreeMap;

use kernel::FieldError;
use serde::{Deserialize, Serialize};

use super::score::Signal;

/// What weighing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudMode {
    /// Nothing is weighed.
    Off,
    /// It is weighed and shown, and changes nothing.
    Shadow,
    /// What weighs enough is held until somebody decides, or time does.
    Enforce,
}

impl FraudMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Off, Self::Shadow, Self::Enforce];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Shadow => "shadow",
            Self::Enforce => "enforce",
        }
    }

    /// The mode of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// The key of its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "affiliate-fraud-mode-off",
            Self::Shadow => "affiliate-fraud-mode-shadow",
            Self::Enforce => "affiliate-fraud-mode-enforce",
        }
    }
}

/// From how many on something speaks against a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FraudLimits {
    /// Clicks on one link from one address in an hour.
    pub clicks_an_hour: u16,
    /// Conversions of one partner in an hour.
    pub conversions_an_hour: u16,
    /// Seconds from the click to the conversion, at least.
    pub least_seconds: u16,
    /// Customers behind one address in a day.
    pub customers_an_address: u16,
    /// Customers with one address and one program in a day.
    pub customers_a_device: u16,
    /// Customers in a day who used a partner's code without ever following a link.
    pub customers_a_code: u16,
    /// Minutes within which nobody is in two countries.
    pub country_minutes: u16,
}

/// How conversions are weighed: what each signal weighs, and from which sum on something happens. Frozen when it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FraudPolicy {
    /// What weighing does.
    pub mode: FraudMode,
    /// From which score a case is shown, 1 to 100.
    pub show: u16,
    /// From which score it is held, 1 to 100.
    pub hold: u16,
    /// For how many days at most.
    pub hold_days: u16,
    /// For how many days a partner can answer a rejection before it is final.
    pub dispute_days: u16,
    /// What each signal weighs, 0 to 100; what is not there weighs nothing.
    pub weights: BTreeMap<Signal, u16>,
    /// From how many on.
    pub limits: FraudLimits,
}

impl FraudPolicy {
    /// What a signal weighs: as it says itself, or else like the signal that it resembles. That most of a day came from one address is enough
    /// to hold it, unless the policy says otherwise.
    pub(super) fn weight(&self, signal: Signal) -> u16 {
        let named = self.weights.get(&signal).or_else(|| self.weights.get(&signal.weighs_as()));
        named.copied().unwrap_or(if signal == Signal::DayOneAddress { self.hold } else { 0 })
    }

    /// What cannot be kept.
    pub(super) fn wrong(&self) -> Vec<FieldError> {
        let (share, days) = (1..=100_u16, 1..=60_u16);
        let limits = &self.limits;
        let counts = [
            limits.clicks_an_hour,
            limits.conversions_an_hour,
            limits.least_seconds,
            limits.customers_an_address,
            limits.customers_a_device,
            limits.customers_a_code,
            limits.country_minutes,
        ];
        let rules = [
            ("show", share.contains(&self.show) && self.show <= self.hold, "affiliate-fraud-thresholds"),
            ("hold", share.contains(&self.hold), "affiliate-fraud-thresholds"),
            ("hold_days", days.contains(&self.hold_days), "affiliate-fraud-days"),
            ("dispute_days", days.contains(&self.dispute_days), "affiliate-fraud-days"),
            ("weights", self.weights.values().all(|weight| *weight <= 100), "affiliate-fraud-weights"),
            ("limits", counts.iter().all(|count| (1..=10_000).contains(count)), "affiliate-fraud-limits"),
        ];
        rules.into_iter().filter(|(_, holds, _)| !holds).map(|(field, _, code)| FieldError::new(field, code)).collect()
    }
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudState {
    /// Nothing much speaks against it.
    Clear,
    /// Something does; nothing follows by itself.
    Shown,
    /// Nothing of the conversion becomes payable until somebody decides, or its time is over.
    Held,
    /// Somebody decided that it counts.
    Released,
    /// Somebody decided that it does not.
    Rejected,
    /// Nobody decided in time: it counts.
    Expired,
}

impl FraudState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Clear, Self::Shown, Self::Held, Self::Released, Self::Rejected, Self::Expired];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Shown => "shown",
            Self::Held => "held",
            Self::Released => "released",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The key of its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clear => "affiliate-fraud-state-clear",
            Self::Shown => "affiliate-fraud-state-shown",
            Self::Held => "affiliate-fraud-state-held",
            Self::Released => "affiliate-fraud-state-released",
            Self::Rejected => "affiliate-fraud-state-rejected",
            Self::Expired => "affiliate-fraud-state-expired",
        }
    }

    /// Whether the partner is told of it.
    pub(super) const fn is_told(self) -> bool {
        matches!(self, Self::Held | Self::Released | Self::Rejected | Self::Expired)
    }

    /// Whether a person, or time, decided: what is weighed later changes it no more.
    pub(super) const fn is_decided(self) -> bool {
        matches!(self, Self::Released | Self::Rejected | Self::Expired)
    }

    /// Where a case stands that has this score, if it stood here before. What is held stays held, whatever speaks for it later.
    pub(super) fn weighed(before: Option<Self>, policy: &FraudPolicy, score: u16) -> Self {
        match before {
            Some(before) if before.is_decided() || before == Self::Held => before,
            _ if policy.mode == FraudMode::Enforce && score >= policy.hold => Self::Held,
            _ if score >= policy.show => Self::Shown,
            _ => Self::Clear,
        }
    }

    /// Where this decision leads; none where it cannot be taken. What was released stays released: its partner was told.
    pub(super) const fn decided(self, verdict: FraudVerdict, is_disputed: bool) -> Option<Self> {
        match (self, verdict) {
            (Self::Released, _) => None,
            (_, FraudVerdict::Release) => Some(Self::Released),
            (Self::Rejected, FraudVerdict::Reject(_)) if !is_disputed => None,
            (_, FraudVerdict::Reject(_)) => Some(Self::Rejected),
        }
    }
}

/// Why a conversion does not count for a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudGround {
    /// It was fraud.
    Fraud,
    /// The buyer is the partner.
    OwnPurchase,
}

impl FraudGround {
    /// Every ground.
    pub const ALL: [Self; 2] = [Self::Fraud, Self::OwnPurchase];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fraud => "fraud",
            Self::OwnPurchase => "own_purchase",
        }
    }

    /// The ground of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }

    /// The key of its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fraud => "affiliate-fraud-ground-fraud",
            Self::OwnPurchase => "affiliate-fraud-ground-own-purchase",
        }
    }
}

/// What somebody decides on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FraudVerdict {
    /// It counts.
    Release,
    /// It does not.
    Reject(FraudGround),
}

/// A list of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudQueue {
    /// Somebody must decide: it is held, or its partner answered.
    Open,
    /// It is shown, and nothing follows by itself.
    Shown,
    /// Somebody decided, or time did.
    Decided,
}

impl FraudQueue {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Open, Self::Shown, Self::Decided];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Shown => "shown",
            Self::Decided => "decided",
        }
    }

    /// The list of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == word)
    }
}
