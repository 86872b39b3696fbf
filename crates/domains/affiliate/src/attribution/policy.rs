//! How a program attributes.

use serde::{Deserialize, Serialize};

use super::WHOLE_BP;

/// Which of several partners a conversion belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "model")]
pub enum Model {
    /// Whose touch was the last.
    Last,
    /// Whose touch was the first.
    First,
    /// Shared between the first, the last, and those between.
    Position(Shares),
}

/// What the first and the last get; those between share the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    first_bp: u32,
    last_bp: u32,
}

/// Shares that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPolicy {
    /// The first and the last get more than everything, or nothing at all.
    #[error("the first and the last get more than everything, or nothing")]
    Shares,
}

impl Shares {
    /// 40 % for the first, 40 % for the last, 20 % for those between.
    pub const USUAL: Self = Self { first_bp: 4000, last_bp: 4000 };

    /// In hundredths of a percent; together more than nothing and at most everything.
    pub fn try_new(first_bp: u32, last_bp: u32) -> Result<Self, InvalidPolicy> {
        let fits = first_bp <= WHOLE_BP && last_bp <= WHOLE_BP && (1..=WHOLE_BP).contains(&(first_bp + last_bp));
        if fits { Ok(Self { first_bp, last_bp }) } else { Err(InvalidPolicy::Shares) }
    }

    /// What the first gets.
    pub const fn first_bp(self) -> u32 {
        self.first_bp
    }

    /// What the last gets.
    pub const fn last_bp(self) -> u32 {
        self.last_bp
    }

    /// What those between share.
    pub const fn between_bp(self) -> u32 {
        WHOLE_BP - self.first_bp - self.last_bp
    }
}

/// What a code means beside links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CouponRule {
    /// Whose code is used is credited, whatever links were followed.
    Wins,
    /// A code is a touch like any other, at the moment of the order.
    Touches,
    /// A code counts only where no link does.
    Else,
}

impl CouponRule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Wins, Self::Touches, Self::Else];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wins => "wins",
            Self::Touches => "touches",
            Self::Else => "else",
        }
    }
}

/// How a program attributes: frozen with its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which of several partners.
    #[serde(flatten)]
    pub model: Model,
    /// What a code means.
    pub coupon: CouponRule,
}

impl Default for Policy {
    /// The last link, unless a code was used.
    fn default() -> Self {
        Self { model: Model::Last, coupon: CouponRule::Wins }
    }
}
