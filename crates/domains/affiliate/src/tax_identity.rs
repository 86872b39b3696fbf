//! The numbers under which companies and people pay tax and are registered: read as people type them, checked as far as there is something
//! to check by.
//!
//! A number that passes may still be nobody's: only a register knows, and what is asked there belongs to the checks of files. Numbers are
//! text: leading zeros count.

mod french;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::french::{FrenchVat, Siren};

/// Morocco's Identifiant commun de l'entreprise: nine digits of the company, four of the establishment, two that make the whole divisible
/// by 97 (decree 2-11-63; the check as in ISO 7064, MOD 97-10).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ice(String);

/// Why a number cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNumber {
    /// It has another form.
    #[error("a number of another form")]
    Form,
    /// Its check digits say that a digit is wrong.
    #[error("the check digits do not fit")]
    Check,
}

impl Ice {
    /// The number as it is typed: blanks between its parts are let pass.
    pub fn parse(text: &str) -> Result<Self, InvalidNumber> {
        let digits = digits(text, 15..=15)?;
        let left = digits.bytes().fold(0_u32, |left, digit| (left * 10 + u32::from(digit - b'0')) % 97);
        if left == 0 && digits.bytes().any(|digit| digit != b'0') { Ok(Self(digits)) } else { Err(InvalidNumber::Check) }
    }

    /// The fifteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Ice {
    type Error = InvalidNumber;

    fn try_from(text: String) -> Result<Self, InvalidNumber> {
        Self::parse(&text)
    }
}

impl From<Ice> for String {
    fn from(ice: Ice) -> Self {
        ice.0
    }
}

/// Morocco's Identifiant fiscal: seven or eight digits, without a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaxNumber(String);

impl TaxNumber {
    /// The number as it is typed.
    pub fn parse(text: &str) -> Result<Self, InvalidNumber> {
        digits(text, 7..=8).map(Self)
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number of Morocco's Registre du commerce: unique only together with the court that keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TradeRegister {
    number: String,
    court: String,
}

impl TradeRegister {
    /// A number of one to eight digits, and the town of the court.
    pub fn try_new(number: &str, court: &str) -> Result<Self, InvalidNumber> {
        let court = court.trim();
        let is_town = (2..=60).contains(&court.chars().count())
            && court.chars().all(|letter| letter.is_alphabetic() || matches!(letter, ' ' | '-' | '\'' | '’'));
        if !is_town {
            return Err(InvalidNumber::Form);
        }
        Ok(Self { number: digits(number, 1..=8)?, court: court.to_owned() })
    }

    /// Its digits.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The town of the court.
    pub fn court(&self) -> &str {
        &self.court
    }
}

/// Digits alone, without the blanks and points people put between them.
fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Result<String, InvalidNumber> {
    if text.len() > 60 {
        return Err(InvalidNumber::Form);
    }
    let bare: String = text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '.' | '-')).collect();
    let fits = lengths.contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(bare) } else { Err(InvalidNumber::Form) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_ice_is_fifteen_digits_that_97_divides() {
        for good in ["001561191000066", "002136093000040", "001 561 191 0000 66", " 002136093000040\u{a0}"] {
            assert!(Ice::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Ice::parse("001 561 191 0000 66").unwrap().as_str(), "001561191000066");
        for (bad, why) in [
            ("001561191000065", InvalidNumber::Check),
            ("000000000000000", InvalidNumber::Check),
            ("1561191000066", InvalidNumber::Form),
            ("0015611910000660", InvalidNumber::Form),
            ("00156119100006O", InvalidNumber::Form),
            ("٠٠١٥٦١١٩١٠٠٠٠٦٦", InvalidNumber::Form),
            ("", InvalidNumber::Form),
        ] {
            assert_eq!(Ice::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn an_ice_is_read_back_from_where_it_was_stored_only_if_it_is_one() {
        let stored = serde_json::to_string(&Ice::parse("001561191000066").unwrap()).unwrap();
        assert_eq!(stored, "\"001561191000066\"");
        assert!(serde_json::from_str::<Ice>(&stored).is_ok());
        assert!(serde_json::from_str::<Ice>("\"001561191000067\"").is_err());
    }

    #[test]
    fn a_tax_number_has_seven_or_eight_digits_and_a_register_a_court() {
        for good in ["1234567", "12345678", "1 234 567"] {
            assert!(TaxNumber::parse(good).is_ok(), "{good}");
        }
        for bad in ["123456", "123456789", "A234567", ""] {
            assert_eq!(TaxNumber::parse(bad), Err(InvalidNumber::Form), "{bad}");
        }
        assert_eq!(TradeRegister::try_new(" 123 456 ", " Béni Mellal ").unwrap().court(), "Béni Mellal");
        for (number, court) in
            [("", "Rabat"), ("123456789", "Rabat"), ("12a", "Rabat"), ("12", ""), ("12", "R"), ("12", "Rabat <b>")]
        {
            assert!(TradeRegister::try_new(number, court).is_err(), "{number} {court}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_two_exchanged_are_found(company in 1_u64..1_000_000_000, establishment in 0_u64..10_000, at in 0_usize..15, by in 1_u8..10) {
            let stem = company * 10_000 + establishment;
            let check = (97 - (u128::from(stem) * 100) % 97) % 97;
            let ice = format!("{stem:013}{check:02}");
            prop_assert!(Ice::parse(&ice).is_ok(), "{}", ice);
            let mut wrong = ice.clone().into_bytes();
            wrong[at] = (wrong[at] - b'0' + by) % 10 + b'0';
            prop_assert!(Ice::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
            let mut exchanged = ice.into_bytes();
            let next = (at + 1) % 15;
            if next > at && exchanged[at] != exchanged[next] {
                exchanged.swap(at, next);
                prop_assert!(Ice::parse(std::str::from_utf8(&exchanged).unwrap()).is_err());
            }
        }
    }
}
