//! Numbers of companies in France: SIREN or SIRET, and the number of the VAT.

use serde::{Deserialize, Serialize};

use super::{InvalidNumber, digits};

/// La Poste, whose establishments have numbers of their own kind.
const LA_POSTE: &str = "356000000";

/// A SIREN of nine digits, or a SIRET of fourteen that begins with it; the last digit checks both (ISO/IEC 7812-1, Luhn).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siren(String);

impl Siren {
    /// The number as it is typed.
    pub fn parse(text: &str) -> Result<Self, InvalidNumber> {
        let digits = digits(text, 9..=14)?;
        if !matches!(digits.len(), 9 | 14) {
            return Err(InvalidNumber::Form);
        }
        let values = || digits.bytes().rev().map(|digit| u32::from(digit - b'0'));
        let luhn: u32 = values().enumerate().map(|(at, digit)| if at % 2 == 1 { double(digit) } else { digit }).sum();
        let postal = digits.len() == 14 && digits.starts_with(LA_POSTE) && values().sum::<u32>().is_multiple_of(5);
        let is_something = digits.bytes().any(|digit| digit != b'0');
        if is_something && (luhn.is_multiple_of(10) || postal) { Ok(Self(digits)) } else { Err(InvalidNumber::Check) }
    }

    /// All of its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nine digits of the company.
    pub fn company(&self) -> &str {
        self.0.get(..9).unwrap_or_default()
    }
}

/// A digit twice, its own digits added up.
const fn double(digit: u32) -> u32 {
    if digit > 4 { digit * 2 - 9 } else { digit * 2 }
}

impl TryFrom<String> for Siren {
    type Error = InvalidNumber;

    fn try_from(text: String) -> Result<Self, InvalidNumber> {
        Self::parse(&text)
    }
}

impl From<Siren> for String {
    fn from(siren: Siren) -> Self {
        siren.0
    }
}

/// A French VAT number: `FR`, two signs that check, the SIREN (CGI, annexe II, art. 242 nonies A). Signs that are letters cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FrenchVat(String);

impl FrenchVat {
    /// The number as it is typed.
    pub fn parse(text: &str) -> Result<Self, InvalidNumber> {
        if text.len() > 60 {
            return Err(InvalidNumber::Form);
        }
        let bare: String = text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '.' | '-')).collect();
        let bare = bare.to_ascii_uppercase();
        let parts = bare.strip_prefix("FR").and_then(|rest| Some((rest.get(..2)?, rest.get(2..)?)));
        let (key, siren) = parts.ok_or(InvalidNumber::Form)?;
        let siren = digits(siren, 9..=9)?;
        if !key.bytes().all(|sign| sign.is_ascii_alphanumeric() && !matches!(sign, b'O' | b'I')) {
            return Err(InvalidNumber::Form);
        }
        let number: u64 = siren.parse().map_err(|_digits| InvalidNumber::Form)?;
        let fits = key.parse::<u64>().map_or(true, |key| key == (12 + 3 * (number % 97)) % 97);
        if fits { Ok(Self(bare)) } else { Err(InvalidNumber::Check) }
    }

    /// With `FR` before it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The SIREN that it ends with.
    pub fn company(&self) -> &str {
        self.0.get(4..).unwrap_or_default()
    }
}

impl TryFrom<String> for FrenchVat {
    type Error = InvalidNumber;

    fn try_from(text: String) -> Result<Self, InvalidNumber> {
        Self::parse(&text)
    }
}

impl From<FrenchVat> for String {
    fn from(number: FrenchVat) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siren_and_a_siret_end_with_a_digit_that_checks_them() {
        for good in
            ["732829320", "732 829 320", "73282932000074", "732.829.320.00074", "356000000", "35600000000048", "35600000049837"]
        {
            assert!(Siren::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Siren::parse("732 829 320 00074").unwrap().company(), "732829320");
        for (bad, why) in [
            ("732829321", InvalidNumber::Check),
            ("73282932000075", InvalidNumber::Check),
            ("000000000", InvalidNumber::Check),
            ("7328293200", InvalidNumber::Form),
            ("73282932", InvalidNumber::Form),
            ("73282932O", InvalidNumber::Form),
            ("", InvalidNumber::Form),
        ] {
            assert_eq!(Siren::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn a_vat_number_holds_the_siren_and_two_signs_that_check_it() {
        for good in ["FR44732829320", "fr 44 732 829 320", "FRK7399859412"] {
            assert!(FrenchVat::parse(good).is_ok(), "{good}");
        }
        assert_eq!(FrenchVat::parse("FR 44 732829320").unwrap().company(), "732829320");
        for (bad, why) in [
            ("FR45732829320", InvalidNumber::Check),
            ("44732829320", InvalidNumber::Form),
            ("FR4473282932", InvalidNumber::Form),
            ("FRO4732829320", InvalidNumber::Form),
            ("FRé4732829320", InvalidNumber::Form),
            ("FR", InvalidNumber::Form),
            ("", InvalidNumber::Form),
        ] {
            assert_eq!(FrenchVat::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn both_are_read_back_from_where_they_were_stored_only_if_they_are_ones() {
        let stored = serde_json::to_string(&FrenchVat::parse("FR44732829320").unwrap()).unwrap();
        assert_eq!(stored, "\"FR44732829320\"");
        assert!(serde_json::from_str::<FrenchVat>(&stored).is_ok());
        assert!(serde_json::from_str::<Siren>("\"732829321\"").is_err());
    }
}
