//! The providers that are simulated, and what differs between them without belonging to their wire format.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A provider that is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// MTN `MoMo` Open API.
    MtnMomo,
    /// `PayGate` Global: Flooz and Mixx by Yas in Togo.
    #[serde(rename = "paygate")]
    PayGate,
    /// Semoa `CashPay`.
    #[serde(rename = "cashpay")]
    CashPay,
    /// `CinetPay`.
    #[serde(rename = "cinetpay")]
    CinetPay,
    /// `FedaPay`.
    #[serde(rename = "fedapay")]
    FedaPay,
    /// Stripe.
    Stripe,
    /// `PayPal` Orders v2.
    #[serde(rename = "paypal")]
    PayPal,
    /// CMI, the cards of Morocco.
    Cmi,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::MtnMomo, Self::PayGate, Self::CashPay, Self::CinetPay, Self::FedaPay, Self::Stripe, Self::PayPal, Self::Cmi];

    /// The first segment of its addresses here.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::MtnMomo => "mtn-momo",
            Self::PayGate => "paygate",
            Self::CashPay => "cashpay",
            Self::CinetPay => "cinetpay",
            Self::FedaPay => "fedapay",
            Self::Stripe => "stripe",
            Self::PayPal => "paypal",
            Self::Cmi => "cmi",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MtnMomo => "MTN MoMo",
            Self::PayGate => "PayGate Global",
            Self::CashPay => "Semoa CashPay",
            Self::CinetPay => "CinetPay",
            Self::FedaPay => "FedaPay",
            Self::Stripe => "Stripe",
            Self::PayPal => "PayPal",
            Self::Cmi => "CMI",
        }
    }

    /// The provider with this slug.
    #[must_use]
    pub fn by_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.slug() == slug)
    }

    /// Its fee on a collection, in basis points of what was paid: round figures of our own, contracts differ.
    #[must_use]
    pub fn fee_basis_points(self) -> i64 {
        match self {
            Self::MtnMomo => 150,
            Self::PayGate => 250,
            Self::CashPay => 200,
            Self::CinetPay => 350,
            Self::FedaPay => 180,
            Self::Stripe => 290,
            Self::PayPal => 340,
            Self::Cmi => 220,
        }
    }

    /// How long a payer has to answer.
    pub(crate) fn approval_window(self) -> Duration {
        let minutes = match self {
            Self::MtnMomo | Self::PayGate => 5,
            Self::Cmi => 20,
            Self::PayPal => 3 * 60,
            Self::CashPay | Self::CinetPay | Self::FedaPay | Self::Stripe => 24 * 60,
        };
        Duration::from_secs(minutes * 60)
    }

    /// Whether an order that the provider called expired or refused may still become paid.
    pub(crate) fn may_revive(self) -> bool {
        matches!(self, Self::PayGate | Self::FedaPay | Self::CashPay)
    }

    /// Whether the merchant captures after the payer agreed.
    pub(crate) fn captures(self) -> bool {
        matches!(self, Self::PayPal | Self::Cmi)
    }

    /// Whether what was paid may differ from what was asked.
    pub(crate) fn may_differ(self) -> bool {
        matches!(self, Self::MtnMomo | Self::PayGate | Self::CashPay | Self::CinetPay | Self::FedaPay)
    }
}
