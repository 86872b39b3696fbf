//! Who is paid by a transfer: the holder, the account, and the bank where that must be named.

use kernel::{Currency, FieldError};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::account::{AccountNumber, bic};
use crate::PaymentsError;

/// The account of somebody who is paid, as it was typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BankDetails {
    /// In whose name the account is.
    pub holder: String,
    /// An IBAN, or a RIB of 24 characters.
    pub account: String,
    /// The bank's BIC; may be empty.
    pub bic: String,
}

/// The same, read: an account that can exist and that a transfer in the currency reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payee {
    pub(crate) holder: String,
    pub(crate) account: AccountNumber,
    pub(crate) bic: Option<String>,
}

impl Payee {
    /// Reads what was typed, or says of each field what is wrong with it.
    pub(crate) fn read(typed: &BankDetails, currency: Currency) -> Result<Self, PaymentsError> {
        let holder = holder(&typed.holder);
        let account = AccountNumber::parse(&typed.account).map_err(|why| why.at("account"));
        let account = account.and_then(|account| {
            let reached = account.takes(currency);
            let elsewhere = FieldError::new("account", "payments-account-currency").with("currency", currency.code());
            if reached { Ok(account) } else { Err(elsewhere) }
        });
        let named = typed.bic.trim();
        let bic = if named.is_empty() { Ok(None) } else { bic(named).map(Some).ok_or(()) };
        let bic = bic.map_err(|()| FieldError::new("bic", "payments-bic-invalid"));
        match (holder, account, bic) {
            (Ok(holder), Ok(account), Ok(bic)) => Ok(Self { holder, account, bic }),
            (holder, account, bic) => {
                Err(PaymentsError::Invalid([holder.err(), account.err(), bic.err()].into_iter().flatten().collect()))
            }
        }
    }

    /// As it is sealed.
    pub(crate) fn to_party(&self) -> Result<String, PaymentsError> {
        let (holder, account) = (self.holder.clone(), self.account.as_str().to_owned());
        let details = BankDetails { holder, account, bic: self.bic.clone().unwrap_or_default() };
        details.to_party()
    }

    /// What was sealed.
    pub(crate) fn of_party(party: &str, currency: Currency) -> Result<Self, PaymentsError> {
        Self::read(&BankDetails::of_party(party)?, currency)
    }
}

impl BankDetails {
    pub(crate) fn to_party(&self) -> Result<String, PaymentsError> {
        serde_json::to_string(self).map_err(|_json| PaymentsError::Bug("bank details that are no JSON"))
    }

    pub(crate) fn of_party(party: &str) -> Result<Self, PaymentsError> {
        serde_json::from_str(party).map_err(|_json| PaymentsError::Bug("bank details that are no JSON"))
    }
}

/// Most of a sealed account hidden.
pub(crate) fn mask(party: &str) -> Option<String> {
    let details = BankDetails::of_party(party).ok()?;
    AccountNumber::parse(&details.account).ok().map(|account| account.masked())
}

const HOLDER_MAX: usize = 70;

fn holder(typed: &str) -> Result<String, FieldError> {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let written = latin(&typed);
    let length = written.chars().count();
    if !(2..=HOLDER_MAX).contains(&length) {
        return Err(FieldError::new("holder", "payments-holder-length").with("max", HOLDER_MAX));
    }
    let begins = written.starts_with(|first: char| first.is_ascii_alphanumeric());
    if !begins || !written.bytes().all(is_in_files) {
        return Err(FieldError::new("holder", "payments-holder-characters"));
    }
    Ok(typed)
}

/// What banks read in files of transfers (EPC217-08): Latin letters without accents, digits and a few signs.
const fn is_in_files(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'?' | b':' | b'(' | b')' | b'.' | b',' | b'\'' | b'+' | b' ')
}

/// A name in those characters as far as there is a usual way to write it so: without accents, ligatures taken apart.
pub(crate) fn latin(text: &str) -> String {
    let plain = text.nfkd().filter(|char| !is_combining_mark(*char));
    let mut out = String::new();
    for char in plain {
        match char {
            '’' | 'ʼ' | '‘' => out.push('\''),
            'œ' => out.push_str("oe"),
            'Œ' => out.push_str("OE"),
            'æ' => out.push_str("ae"),
            'Æ' => out.push_str("AE"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            'ɖ' | 'đ' => out.push('d'),
            'Ɖ' | 'Đ' => out.push('D'),
            'ɛ' => out.push('e'),
            'Ɛ' => out.push('E'),
            'ɔ' => out.push('o'),
            'Ɔ' => out.push('O'),
            'ŋ' => out.push('n'),
            'Ŋ' => out.push('N'),
            'ƒ' => out.push('f'),
            'ɣ' => out.push('g'),
            'ʋ' => out.push('v'),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(holder: &str, account: &str, bic: &str) -> BankDetails {
        BankDetails { holder: holder.into(), account: account.into(), bic: bic.into() }
    }

    #[test]
    fn names_are_written_as_banks_read_them() {
        assert_eq!(latin("Éyram Kɔdzo d’Almeida"), "Eyram Kodzo d'Almeida");
        assert_eq!(latin("Œuvres Soeurs Müßig"), "OEuvres Soeurs Mussig");
    }

    #[test]
    fn each_wrong_field_is_named_at_once() {
        let wrong = Payee::read(&typed("=2+2", "TG53TG0090604310346500400071", "X"), Currency::Xof);
        let Err(PaymentsError::Invalid(fields)) = wrong else { panic!("{wrong:?}") };
        let codes: Vec<_> = fields.iter().map(|field| (field.field.as_ref(), field.code)).collect();
        assert_eq!(
            codes,
            [("holder", "payments-holder-characters"), ("account", "payments-account-key"), ("bic", "payments-bic-invalid")]
        );
        let elsewhere = Payee::read(&typed("Afi", "DE89370400440532013000", ""), Currency::Xof);
        let Err(PaymentsError::Invalid(fields)) = elsewhere else { panic!("{elsewhere:?}") };
        assert_eq!((fields[0].code, &fields[0].args[..]), ("payments-account-currency", &[("currency", "XOF".to_owned())][..]));
    }

    #[test]
    fn what_is_sealed_comes_back_and_is_masked() {
        let payee = Payee::read(&typed("  Afi   Kodjo ", "TG009 06043 103465004000 70", "ecoctgtg"), Currency::Xof).unwrap();
        assert_eq!((payee.holder.as_str(), payee.bic.as_deref()), ("Afi Kodjo", Some("ECOCTGTG")));
        let party = payee.to_party().unwrap();
        assert_eq!(Payee::of_party(&party, Currency::Xof).unwrap(), payee);
        assert_eq!(mask(&party).as_deref(), Some("TG53 … 0070"));
    }
}
