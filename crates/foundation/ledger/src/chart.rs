//! The chart of accounts: which accounts there are, whose they are, what they may not fall below or rise above.
//!
//! An account's balance is what it was credited less what it was debited. Accounts that Griot owes to somebody (escrow,
//! payable) have a positive balance; what somebody owes to Griot (cash at a partner, an agent's float) a negative one.

use std::fmt;

use kernel::{Currency, Money};
use serde::Serialize;
use uuid::Uuid;

/// The kind of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountCode {
    /// Money on its way between a provider and us; zero once the provider has settled. Per provider.
    Clearing,
    /// Money on its way out by a provider; zero once the provider has answered. Per provider.
    PayoutClearing,
    /// What a licensed partner or a bank holds for us. Per provider.
    Cash,
    /// What providers charged us. Per provider.
    ProviderFees,
    /// Received and not explained: too much, too late, from nobody we know. Per provider.
    Suspense,
    /// Pledges held for a project. Per project.
    Escrow,
    /// What is owed to somebody and will be paid out. Per account.
    Payable,
    /// What is owed back to payers. Per project, or per intent for what came too late.
    RefundPayable,
    /// Refunds that no rail could deliver, kept for their owners.
    UnclaimedRefunds,
    /// Cash that an agent took in and has not deposited. Per agent.
    AgentFloat,
    /// Our commission.
    PlatformRevenue,
    /// Fees that we bear so that a refund is whole.
    RefundFees,
    /// The two ends of an exchange between currencies.
    Liquidity,
    /// What an exchange left over.
    FxSpread,
    /// What closes a difference found by reconciliation. Per provider.
    Adjustments,
    /// What a merchant paid in for commissions. Per merchant; below nothing only as far as somebody allowed (an invoice).
    MerchantWallet,
    /// Commissions that are held until orders cannot be given back any more. Per partnership.
    CommissionPending,
    /// Commissions that can be paid out. Per partnership.
    CommissionAvailable,
    /// What a partner owes back for orders that were given back after the payout: kept off the next commissions. Per partnership.
    PartnerDebt,
    /// The other side of it: what partners owe a merchant. Per merchant.
    MerchantClaims,
}

/// Whose an account is, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OwnerKind {
    Ours,
    Provider,
    Thing,
}

impl AccountCode {
    /// Every code.
    pub const ALL: [Self; 20] = [
        Self::Clearing,
        Self::PayoutClearing,
        Self::Cash,
        Self::ProviderFees,
        Self::Suspense,
        Self::Escrow,
        Self::Payable,
        Self::RefundPayable,
        Self::UnclaimedRefunds,
        Self::AgentFloat,
        Self::PlatformRevenue,
        Self::RefundFees,
        Self::Liquidity,
        Self::FxSpread,
        Self::Adjustments,
        Self::MerchantWallet,
        Self::CommissionPending,
        Self::CommissionAvailable,
        Self::PartnerDebt,
        Self::MerchantClaims,
    ];

    /// The word stored in the database and shown by the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clearing => "clearing",
            Self::PayoutClearing => "payout_clearing",
            Self::Cash => "cash",
            Self::ProviderFees => "provider_fees",
            Self::Suspense => "suspense",
            Self::Escrow => "escrow",
            Self::Payable => "payable",
            Self::RefundPayable => "refund_payable",
            Self::UnclaimedRefunds => "unclaimed_refunds",
            Self::AgentFloat => "agent_float",
            Self::PlatformRevenue => "platform_revenue",
            Self::RefundFees => "refund_fees",
            Self::Liquidity => "liquidity",
            Self::FxSpread => "fx_spread",
            Self::Adjustments => "adjustments",
            Self::MerchantWallet => "merchant_wallet",
            Self::CommissionPending => "commission_pending",
            Self::CommissionAvailable => "commission_available",
            Self::PartnerDebt => "partner_debt",
            Self::MerchantClaims => "merchant_claims",
        }
    }

    /// The code of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == word)
    }

    /// Whether its balance must end at zero: what stays is money that nobody explained.
    pub const fn is_clearing(self) -> bool {
        matches!(self, Self::Clearing | Self::PayoutClearing)
    }

    /// What a new account of this code may not go beyond.
    pub(crate) const fn bounds(self) -> Bounds {
        match self {
            // Nobody spends what is not there.
            Self::Escrow
            | Self::Payable
            | Self::RefundPayable
            | Self::UnclaimedRefunds
            | Self::Suspense
            | Self::MerchantWallet
            | Self::CommissionPending
            | Self::CommissionAvailable
            | Self::MerchantClaims => Bounds { floor_minor: Some(0), ceiling_minor: None },
            // A debt is paid, never overpaid.
            Self::PartnerDebt => Bounds { floor_minor: None, ceiling_minor: Some(0) },
            // An agent takes no cash before somebody allows an exposure, and is never owed any.
            Self::AgentFloat => Bounds { floor_minor: Some(0), ceiling_minor: Some(0) },
            Self::Clearing
            | Self::PayoutClearing
            | Self::Cash
            | Self::ProviderFees
            | Self::PlatformRevenue
            | Self::RefundFees
            | Self::Liquidity
            | Self::FxSpread
            | Self::Adjustments => Bounds { floor_minor: None, ceiling_minor: None },
        }
    }

    const fn owner_kind(self) -> OwnerKind {
        match self {
            Self::Clearing | Self::PayoutClearing | Self::Cash | Self::ProviderFees | Self::Suspense | Self::Adjustments => {
                OwnerKind::Provider
            }
            Self::Escrow
            | Self::Payable
            | Self::RefundPayable
            | Self::AgentFloat
            | Self::MerchantWallet
            | Self::CommissionPending
            | Self::CommissionAvailable
            | Self::PartnerDebt
            | Self::MerchantClaims => OwnerKind::Thing,
            Self::UnclaimedRefunds | Self::PlatformRevenue | Self::RefundFees | Self::Liquidity | Self::FxSpread => {
                OwnerKind::Ours
            }
        }
    }
}

/// What an account's balance may not fall below or rise above, in minor units. What is reserved counts against it, what is
/// promised never in its favour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// The least balance.
    pub floor_minor: Option<i64>,
    /// The largest balance.
    pub ceiling_minor: Option<i64>,
}

/// Whose an account is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Owner {
    Ours,
    Provider(String),
    Thing(Uuid),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours => Ok(()),
            Self::Provider(name) => f.write_str(name),
            Self::Thing(id) => id.fmt(f),
        }
    }
}

/// Which account: its code, its owner, its currency. Opened when it is first used.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountKey {
    pub(crate) code: AccountCode,
    pub(crate) owner: Owner,
    pub(crate) currency: Currency,
}

impl AccountKey {
    /// An account of ours.
    pub const fn ours(code: AccountCode, currency: Currency) -> Result<Self, WrongOwner> {
        match code.owner_kind() {
            OwnerKind::Ours => Ok(Self { code, owner: Owner::Ours, currency }),
            _ => Err(WrongOwner),
        }
    }

    /// An account with a provider, by the provider's word: `paygate`, `stripe`.
    pub fn of_provider(code: AccountCode, provider: &str, currency: Currency) -> Result<Self, WrongOwner> {
        let is_word = (1..=32).contains(&provider.len())
            && provider.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        match code.owner_kind() {
            OwnerKind::Provider if is_word => Ok(Self { code, owner: Owner::Provider(provider.to_owned()), currency }),
            _ => Err(WrongOwner),
        }
    }

    /// The account of a project, a pledge, a person, an agent.
    pub const fn of(code: AccountCode, owner: Uuid, currency: Currency) -> Result<Self, WrongOwner> {
        match code.owner_kind() {
            OwnerKind::Thing => Ok(Self { code, owner: Owner::Thing(owner), currency }),
            _ => Err(WrongOwner),
        }
    }

    /// The account of stored words: code, owner, currency.
    pub fn stored(code: &str, owner: &str, currency: &str) -> Option<Self> {
        let (code, currency) = (AccountCode::parse(code)?, Currency::parse(currency)?);
        let owner = match code.owner_kind() {
            OwnerKind::Ours => Owner::Ours,
            OwnerKind::Provider => Owner::Provider(owner.to_owned()),
            OwnerKind::Thing => Owner::Thing(owner.parse().ok()?),
        };
        Some(Self { code, owner, currency })
    }

    /// The kind of the account.
    pub const fn code(&self) -> AccountCode {
        self.code
    }

    /// The currency of the account.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The project, pledge, person or agent whose account it is; none for ours and for providers'.
    pub const fn owner_id(&self) -> Option<Uuid> {
        match self.owner {
            Owner::Thing(id) => Some(id),
            Owner::Ours | Owner::Provider(_) => None,
        }
    }

    /// Whether this amount is in the account's currency.
    pub(crate) fn takes(&self, amount: Money) -> bool {
        amount.currency == self.currency
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            Owner::Ours => write!(f, "{}:{}", self.code.as_str(), self.currency.code()),
            owner => write!(f, "{}:{owner}:{}", self.code.as_str(), self.currency.code()),
        }
    }
}

/// This code has no account of such an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the chart of accounts has no such account")]
pub struct WrongOwner;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_word_and_one_kind_of_owner() {
        for code in AccountCode::ALL {
            assert_eq!(AccountCode::parse(code.as_str()), Some(code));
            let keys = [
                AccountKey::ours(code, Currency::Xof),
                AccountKey::of_provider(code, "paygate", Currency::Xof),
                AccountKey::of(code, Uuid::now_v7(), Currency::Xof),
            ];
            let [one] = keys.into_iter().flatten().collect::<Vec<_>>().try_into().unwrap();
            let key: AccountKey = one;
            let stored = AccountKey::stored(code.as_str(), &key.owner.to_string(), "XOF");
            assert_eq!(stored, Some(key));
        }
    }

    #[test]
    fn a_provider_is_one_short_word() {
        for word in ["", "Stripe", "pay gate", &"x".repeat(33)] {
            assert_eq!(AccountKey::of_provider(AccountCode::Cash, word, Currency::Eur), Err(WrongOwner), "{word}");
        }
    }
}
