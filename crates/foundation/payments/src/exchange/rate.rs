//! A rate: a decimal with at most six places, exact. Floats never touch it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// So many units of one currency for one of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(i64);

/// A text is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rate is a positive number with at most nine digits and six decimals, such as \"655.957\"")]
pub struct BadRate;

impl Rate {
    /// A rate of one.
    pub(super) const ONE: i128 = 1_000_000;

    pub(super) const fn of_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    pub(super) const fn millionths(self) -> i64 {
        self.0
    }
}

impl FromStr for Rate {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Self, BadRate> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole, 9) || !digits(decimals, 6) {
            return Err(BadRate);
        }
        let millionths: i64 = format!("{whole}{decimals:0<6}").parse().map_err(|_overflow| BadRate)?;
        if millionths > 0 { Ok(Self(millionths)) } else { Err(BadRate) }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl TryFrom<String> for Rate {
    type Error = BadRate;

    fn try_from(text: String) -> Result<Self, BadRate> {
        text.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}
