//! Rails and providers: how somebody pays, and who carries it. Which provider carries a rail in a country is configuration.

use kernel::Currency;
use serde::{Deserialize, Serialize};

/// A way to pay or to be paid, as the payer knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rail {
    /// Mixx by Yas, which was T-Money (Togo).
    Mixx,
    /// Flooz, the wallet of Moov Africa (Togo). "Moov Money" is the same wallet.
    Flooz,
    /// MTN `MoMo`. Not in Togo.
    MtnMomo,
    /// A bank card, on the provider's own page.
    Card,
    /// `PayPal`, in euros.
    Paypal,
    /// Cash, handed to an agent for a voucher.
    Cash,
    /// A transfer to a bank account: for payouts only.
    Bank,
}

impl Rail {
    /// Every rail.
    pub const ALL: [Self; 7] = [Self::Mixx, Self::Flooz, Self::MtnMomo, Self::Card, Self::Paypal, Self::Cash, Self::Bank];

    /// The word stored in the database and used by the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mixx => "mixx",
            Self::Flooz => "flooz",
            Self::MtnMomo => "mtn_momo",
            Self::Card => "card",
            Self::Paypal => "paypal",
            Self::Cash => "cash",
            Self::Bank => "bank",
        }
    }

    /// The rail of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rail| rail.as_str() == word)
    }

    /// Whether somebody can pay by it; by a bank account one is only paid.
    pub const fn takes_payments(self) -> bool {
        !matches!(self, Self::Bank)
    }

    /// Whether the payer is a phone: its number must be given, and is where a refund goes.
    pub const fn is_wallet(self) -> bool {
        matches!(self, Self::Mixx | Self::Flooz | Self::MtnMomo)
    }
}

/// Who carries a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderName {
    /// Our own agents, who take cash.
    Agency,
    /// Our own bank, which is given files of transfers.
    Bank,
    /// Semoa `CashPay`, Togo.
    Cashpay,
    /// `CinetPay`.
    Cinetpay,
    /// CMI, the cards of Morocco.
    Cmi,
    /// `FedaPay`.
    Fedapay,
    /// MTN `MoMo` Open API.
    MtnMomo,
    /// `PayGate` Global, Togo.
    Paygate,
    /// `PayPal`, in euros.
    Paypal,
    /// Stripe.
    Stripe,
}

impl ProviderName {
    /// Every provider there is an adapter for.
    pub const ALL: [Self; 10] = [
        Self::Agency,
        Self::Bank,
        Self::Cashpay,
        Self::Cinetpay,
        Self::Cmi,
        Self::Fedapay,
        Self::MtnMomo,
        Self::Paygate,
        Self::Paypal,
        Self::Stripe,
    ];

    /// The word in the database, in the ledger's accounts and in the address of callbacks.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Bank => "bank",
            Self::Cashpay => "cashpay",
            Self::Cinetpay => "cinetpay",
            Self::Cmi => "cmi",
            Self::Fedapay => "fedapay",
            Self::MtnMomo => "mtn-momo",
            Self::Paygate => "paygate",
            Self::Paypal => "paypal",
            Self::Stripe => "stripe",
        }
    }

    /// The provider of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == word)
    }

    /// Whether it is a program of somebody outside, who has keys for us and calls back.
    pub const fn is_outside(self) -> bool {
        !matches!(self, Self::Agency | Self::Bank)
    }

    /// Whether it sends statements of what it moved.
    pub const fn has_statements(self) -> bool {
        !matches!(self, Self::Agency)
    }
}

/// One rail in some countries, and the provider that carries it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The way to pay.
    pub rail: Rail,
    /// Who carries it.
    pub provider: ProviderName,
    /// Countries of the payer (ISO 3166-1 alpha-2); empty for all.
    #[serde(default)]
    pub countries: Vec<String>,
    /// What it is priced in.
    pub currencies: Vec<Currency>,
    /// What the provider charges in, where that is not the currency of the price: at the rate of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged_in: Option<Currency>,
}

impl Route {
    /// Whether it serves such a payment.
    pub(crate) fn serves(&self, country: &str, currency: Currency) -> bool {
        let here = self.countries.is_empty() || self.countries.iter().any(|known| known.eq_ignore_ascii_case(country));
        here && self.currencies.contains(&currency)
    }

    /// Whether a payer may leave their means by it, to be charged or asked when they are away: a number, or a card that is kept there.
    pub(crate) fn can_be_called(&self) -> bool {
        self.rail.is_wallet() || (self.rail == Rail::Card && self.provider == ProviderName::Stripe)
    }

    /// The currency in which something of this price is charged.
    pub(crate) fn charges(&self, priced: Currency) -> Currency {
        self.charged_in.unwrap_or(priced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for rail in Rail::ALL {
            assert_eq!(Rail::parse(rail.as_str()), Some(rail));
            assert_eq!(serde_json::to_value(rail).unwrap(), rail.as_str());
        }
        for name in ProviderName::ALL {
            assert_eq!(ProviderName::parse(name.as_str()), Some(name));
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
        }
    }

    #[test]
    fn a_route_without_countries_serves_all_of_them() {
        let mut route = Route {
            rail: Rail::Card,
            provider: ProviderName::Stripe,
            countries: vec![],
            currencies: vec![Currency::Eur],
            charged_in: None,
        };
        assert!(route.serves("FR", Currency::Eur) && !route.serves("FR", Currency::Xof));
        route.countries = vec!["TG".into()];
        assert!(route.serves("tg", Currency::Eur) && !route.serves("FR", Currency::Eur));
    }
}
