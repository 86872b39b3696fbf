//! Numbers of bank accounts: IBAN (ISO 13616) and the RIBs of West Africa and Morocco, which have a key of their own.

use kernel::{Currency, FieldError};
use serde::{Deserialize, Serialize};

/// Where an account can be paid, by the system that carries the transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// The single euro payments area.
    Sepa,
    /// West African monetary union, except Guinea-Bissau, whose numbers have another form.
    Waemu,
    Morocco,
}

use Zone::{Morocco, Sepa, Waemu};

/// Countries with the length of their IBANs, from the registry of SWIFT and the list of the EPC.
const COUNTRIES: [(&str, usize, Zone); 50] = [
    ("AD", 24, Sepa),
    ("AL", 28, Sepa),
    ("AT", 20, Sepa),
    ("BE", 16, Sepa),
    ("BF", 28, Waemu),
    ("BG", 22, Sepa),
    ("BJ", 28, Waemu),
    ("CH", 21, Sepa),
    ("CI", 28, Waemu),
    ("CY", 28, Sepa),
    ("CZ", 24, Sepa),
    ("DE", 22, Sepa),
    ("DK", 18, Sepa),
    ("EE", 20, Sepa),
    ("ES", 24, Sepa),
    ("FI", 18, Sepa),
    ("FR", 27, Sepa),
    ("GB", 22, Sepa),
    ("GI", 23, Sepa),
    ("GR", 27, Sepa),
    ("HR", 21, Sepa),
    ("HU", 28, Sepa),
    ("IE", 22, Sepa),
    ("IS", 26, Sepa),
    ("IT", 27, Sepa),
    ("LI", 21, Sepa),
    ("LT", 20, Sepa),
    ("LU", 20, Sepa),
    ("LV", 21, Sepa),
    ("MA", 28, Morocco),
    ("MC", 27, Sepa),
    ("MD", 24, Sepa),
    ("ME", 22, Sepa),
    ("MK", 19, Sepa),
    ("ML", 28, Waemu),
    ("MT", 31, Sepa),
    ("NE", 28, Waemu),
    ("NL", 18, Sepa),
    ("NO", 15, Sepa),
    ("PL", 28, Sepa),
    ("PT", 25, Sepa),
    ("RO", 24, Sepa),
    ("RS", 22, Sepa),
    ("SE", 24, Sepa),
    ("SI", 19, Sepa),
    ("SK", 24, Sepa),
    ("SM", 27, Sepa),
    ("SN", 28, Waemu),
    ("TG", 28, Waemu),
    ("VA", 22, Sepa),
];

/// The number of an account that can exist, as an IBAN without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber(String);

/// Why a text is no number of an account that can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAccount {
    /// Something else than letters and digits.
    #[error("letters and digits only")]
    Characters,
    /// No country of which we know the numbers.
    #[error("a country whose accounts are not known here")]
    Country,
    /// Too long or too short for its country.
    #[error("{0} characters are expected")]
    Length(usize),
    /// A digit is wrong: the check does not come out.
    #[error("the check digits are wrong")]
    Key,
}

impl NoAccount {
    /// The error of a form's field.
    pub(super) fn at(self, field: &'static str) -> FieldError {
        match self {
            Self::Characters => FieldError::new(field, "payments-account-characters"),
            Self::Country => FieldError::new(field, "payments-account-country"),
            Self::Length(expected) => FieldError::new(field, "payments-account-length").with("expected", expected),
            Self::Key => FieldError::new(field, "payments-account-key"),
        }
    }
}

impl AccountNumber {
    /// Reads an IBAN, or a RIB of 24 characters, as people write them: with spaces, hyphens or dots, in any case.
    pub fn parse(typed: &str) -> Result<Self, NoAccount> {
        let clean: String = typed.chars().filter(|char| !char.is_whitespace() && !matches!(char, '-' | '.')).collect();
        let clean = clean.to_ascii_uppercase();
        if clean.is_empty() || clean.len() > 40 || !clean.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(NoAccount::Characters);
        }
        let number = match rib_country(&clean) {
            Some(country) => Self::of_rib(country, &clean)?,
            None => clean,
        };
        let (_, length, _) = row(&number).ok_or(NoAccount::Country)?;
        if number.len() != *length {
            return Err(NoAccount::Length(*length));
        }
        let number = Self(number);
        let has_key = matches!(number.zone(), Some(Waemu | Morocco)) || matches!(number.country(), "FR" | "MC");
        if !is_iban(&number.0) || (has_key && !has_rib_key(number.bban())) {
            return Err(NoAccount::Key);
        }
        Ok(number)
    }

    /// The IBAN of a RIB: two check digits in front of it (ISO 7064, 97-10).
    fn of_rib(country: &str, rib: &str) -> Result<String, NoAccount> {
        if !has_rib_key(rib) {
            return Err(NoAccount::Key);
        }
        let left = remainder(rib.bytes().chain(country.bytes()).chain(*b"00"), iso_value);
        Ok(format!("{country}{:02}{rib}", 98 - left))
    }

    /// The country of the account (ISO 3166-1 alpha-2).
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The IBAN, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as its own country writes it: a RIB in France, West Africa and Morocco.
    pub fn bban(&self) -> &str {
        self.0.get(4..).unwrap_or_default()
    }

    /// Whether a transfer in such a currency reaches it.
    pub fn takes(&self, currency: Currency) -> bool {
        let zone = match currency {
            Currency::Eur => Sepa,
            Currency::Xof => Waemu,
            Currency::Mad => Morocco,
        };
        self.zone() == Some(zone)
    }

    /// Most of it hidden: enough to recognise one's own.
    pub fn masked(&self) -> String {
        format!("{} … {}", self.0.get(..4).unwrap_or_default(), self.0.get(self.0.len() - 4..).unwrap_or_default())
    }

    fn zone(&self) -> Option<Zone> {
        row(&self.0).map(|(_, _, zone)| *zone)
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = NoAccount;

    fn try_from(text: String) -> Result<Self, NoAccount> {
        Self::parse(&text)
    }
}

impl From<AccountNumber> for String {
    fn from(number: AccountNumber) -> Self {
        number.0
    }
}

/// The countries whose accounts a transfer in this currency reaches.
pub(crate) fn countries_of(currency: Currency) -> impl Iterator<Item = &'static str> {
    let zone = match currency {
        Currency::Eur => Sepa,
        Currency::Xof => Waemu,
        Currency::Mad => Morocco,
    };
    COUNTRIES.iter().filter(move |(_, _, other)| *other == zone).map(|(country, _, _)| *country)
}

/// A BIC (ISO 9362), without spaces and in capitals; none of what cannot be one.
pub(super) fn bic(typed: &str) -> Option<String> {
    let clean: String = typed.chars().filter(|char| !char.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let bytes = clean.as_bytes();
    let institution = bytes.get(..6)?.iter().all(u8::is_ascii_uppercase);
    let rest = bytes.get(6..)?.iter().all(u8::is_ascii_alphanumeric);
    (matches!(bytes.len(), 8 | 11) && institution && rest).then_some(clean)
}

fn row(iban: &str) -> Option<&'static (&'static str, usize, Zone)> {
    let country = iban.get(..2)?;
    COUNTRIES.iter().find(|(code, _, _)| *code == country)
}

/// The country of a RIB that is written without the head of an IBAN: 24 digits in Morocco; in West Africa two letters and
/// three digits of the bank, then digits.
fn rib_country(clean: &str) -> Option<&str> {
    if clean.len() != 24 {
        return None;
    }
    if clean.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("MA");
    }
    let (country, bank) = (clean.get(..2)?, clean.get(2..5)?);
    let west_africa = COUNTRIES.iter().any(|(code, _, zone)| *code == country && *zone == Waemu);
    (west_africa && bank.bytes().all(|byte| byte.is_ascii_digit())).then_some(country)
}

fn is_iban(iban: &str) -> bool {
    let (head, rest) = iban.split_at(4);
    head.bytes().skip(2).all(|byte| byte.is_ascii_digit()) && remainder(rest.bytes().chain(head.bytes()), iso_value) == 1
}

/// Whether the last two digits of a RIB are its key: the whole is divisible by 97, letters counted as on French RIBs.
fn has_rib_key(rib: &str) -> bool {
    let (_, key) = rib.split_at(rib.len() - 2);
    let digits = key.bytes().all(|byte| byte.is_ascii_digit());
    digits && key != "00" && remainder(rib.bytes(), french_value) == 0
}

/// What is left of a long number after a division by 97, digit by digit.
fn remainder(characters: impl Iterator<Item = u8>, value: fn(u8) -> u32) -> u32 {
    characters.fold(0, |left, character| {
        let value = value(character);
        (left * if value > 9 { 100 } else { 10 } + value) % 97
    })
}

/// ISO 13616: A is 10, Z is 35.
fn iso_value(character: u8) -> u32 {
    char::from(character).to_digit(36).unwrap_or_default()
}

/// The French table: A and J are 1, B, K and S are 2, … Z is 9.
fn french_value(character: u8) -> u32 {
    match character {
        b'A'..=b'I' => u32::from(character - b'A') + 1,
        b'J'..=b'R' => u32::from(character - b'J') + 1,
        b'S'..=b'Z' => u32::from(character - b'S') + 2,
        digit => u32::from(digit.saturating_sub(b'0')),
    }
}

#[cfg(test)]
mod tests;
