//! A side of a statement as papers name it: read from what was typed, with every field that is wrong. Pure.

use kernel::FieldError;
use serde::{Deserialize, Serialize};

use super::TaxRegime;
use crate::{
    AffiliateError,
    check::{Check, Length},
    tax_identity::{FrenchVat, Ice, InvalidNumber, Siren, TaxNumber, TradeRegister},
};

/// Who it is, where, under which numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxParty {
    /// The name on papers.
    pub legal_name: String,
    /// The address, in lines.
    pub address: String,
    /// The country.
    pub country: String,
    /// Morocco: the Identifiant commun de l'entreprise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ice: Option<Ice>,
    /// Morocco: the Identifiant fiscal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<TaxNumber>,
    /// Morocco: the Registre du commerce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<TradeRegister>,
    /// France: SIREN or SIRET.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siren: Option<Siren>,
    /// France: the VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<FrenchVat>,
    /// Elsewhere: whatever there is, unchecked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_number: Option<String>,
}

/// The same as somebody types it; what they do not have is blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is said where it is read: TaxParty")]
pub struct TaxPartyDraft {
    pub legal_name: String,
    pub address: String,
    pub country: String,
    pub ice: String,
    pub tax_number: String,
    pub register_number: String,
    pub register_court: String,
    pub siren: String,
    pub vat_number: String,
    pub other_number: String,
}

/// A number that papers may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Ice,
    Fiscal,
    Register,
    Siren,
    Vat,
    Other,
}

/// Those of Morocco, of France, of elsewhere.
const fn of_country(country: &str) -> &'static [Number] {
    match country.as_bytes() {
        b"MA" => &[Number::Ice, Number::Fiscal, Number::Register],
        b"FR" => &[Number::Siren, Number::Vat],
        _ => &[Number::Other],
    }
}

/// Those without which a payee's papers are not whole. Auto-entrepreneurs and liberal professions are in no Registre du commerce.
const fn of_regime(regime: TaxRegime) -> &'static [Number] {
    match regime {
        TaxRegime::MaAutoEntrepreneur | TaxRegime::MaIndividual => &[Number::Ice, Number::Fiscal],
        TaxRegime::MaCompany => &[Number::Ice, Number::Fiscal, Number::Register],
        TaxRegime::FrExempt => &[Number::Siren],
        TaxRegime::FrVat => &[Number::Siren, Number::Vat],
        TaxRegime::Abroad | TaxRegime::Unknown => &[],
    }
}

/// Those without which a payer's are not: cooperatives and traders who are auto-entrepreneurs sell too.
const fn of_payer(country: &str) -> &'static [Number] {
    match country.as_bytes() {
        b"MA" => &[Number::Ice, Number::Fiscal],
        b"FR" => &[Number::Siren],
        _ => &[],
    }
}

impl TaxPartyDraft {
    /// Who is paid.
    pub(super) fn payee(&self, regime: TaxRegime) -> Result<TaxParty, AffiliateError> {
        let mut check = Check::default();
        check.require(regime != TaxRegime::Unknown, "regime", "affiliate-tax-regime");
        let country = check.country("country", &self.country);
        if country.is_empty() || regime == TaxRegime::Unknown {
            return self.read(check, country, None);
        }
        let fits = regime.is_of(&country);
        check.require(fits, "country", "affiliate-tax-country");
        // What is missing is only known of a regime that is possible there.
        self.read(check, country, fits.then(|| of_regime(regime)))
    }

    /// Who pays.
    pub(super) fn payer(&self) -> Result<TaxParty, AffiliateError> {
        let mut check = Check::default();
        let country = check.country("country", &self.country);
        let needed = (!country.is_empty()).then(|| of_payer(&country));
        self.read(check, country, needed)
    }

    fn read(&self, mut check: Check, country: String, needed: Option<&[Number]>) -> Result<TaxParty, AffiliateError> {
        let legal_name = check.line("legal_name", &self.legal_name, Length(2, 160));
        let address = check.text("address", &self.address, 400);
        check.require(!address.is_empty(), "address", "field-required");
        let mut party = TaxParty {
            legal_name,
            address,
            country,
            ice: None,
            tax_number: None,
            register: None,
            siren: None,
            vat_number: None,
            other_number: None,
        };
        if let Some(needed) = needed {
            self.numbers(&mut check, &mut party, needed);
        }
        check.finish(party)
    }

    fn numbers(&self, check: &mut Check, party: &mut TaxParty, needed: &[Number]) {
        let here = of_country(&party.country);
        let wanted = |check: &mut Check, number, field: &'static str, text: &str| {
            let is_blank = text.trim().is_empty();
            check.require(is_blank || here.contains(&number), field, "affiliate-tax-elsewhere");
            check.require(!is_blank || !needed.contains(&number), field, "field-required");
            !is_blank && here.contains(&number)
        };
        if wanted(check, Number::Ice, "ice", &self.ice) {
            party.ice = checked(check, "ice", Ice::parse(&self.ice), ("affiliate-tax-ice", "affiliate-tax-ice-check"));
        }
        if wanted(check, Number::Fiscal, "tax_number", &self.tax_number) {
            party.tax_number =
                checked(check, "tax_number", TaxNumber::parse(&self.tax_number), ("affiliate-tax-if", "affiliate-tax-if"));
        }
        party.register = self.register(check, here.contains(&Number::Register), needed.contains(&Number::Register));
        if wanted(check, Number::Siren, "siren", &self.siren) {
            party.siren =
                checked(check, "siren", Siren::parse(&self.siren), ("affiliate-tax-siren", "affiliate-tax-siren-check"));
        }
        if wanted(check, Number::Vat, "vat_number", &self.vat_number) {
            let read = FrenchVat::parse(&self.vat_number);
            party.vat_number = checked(check, "vat_number", read, ("affiliate-tax-vat-form", "affiliate-tax-vat-check"));
        }
        let of_another =
            party.siren.as_ref().zip(party.vat_number.as_ref()).is_some_and(|(siren, vat)| siren.company() != vat.company());
        check.require(!of_another, "vat_number", "affiliate-tax-vat-other");
        if wanted(check, Number::Other, "other_number", &self.other_number) {
            party.other_number = Some(check.line("other_number", &self.other_number, Length(1, 40)));
        }
    }

    /// The register's number with its court: neither is anything without the other.
    fn register(&self, check: &mut Check, is_here: bool, is_needed: bool) -> Option<TradeRegister> {
        let both = [("register_number", self.register_number.trim()), ("register_court", self.register_court.trim())];
        let is_blank = both.iter().all(|(_field, text)| text.is_empty());
        for (field, text) in both {
            check.require(is_here || text.is_empty(), field, "affiliate-tax-elsewhere");
            check.require(!is_here || !text.is_empty() || (is_blank && !is_needed), field, "field-required");
        }
        let [(_, number), (_, court)] = both;
        if !is_here || number.is_empty() || court.is_empty() {
            return None;
        }
        check.require(TradeRegister::try_new(number, "Rabat").is_ok(), "register_number", "affiliate-tax-register");
        check.require(TradeRegister::try_new("1", court).is_ok(), "register_court", "affiliate-tax-court");
        TradeRegister::try_new(number, court).ok()
    }
}

/// The number, or what is wrong with it: its form, or its check digits.
fn checked<T>(
    check: &mut Check,
    field: &'static str,
    read: Result<T, InvalidNumber>,
    (form, digits): (&'static str, &'static str),
) -> Option<T> {
    let why = match read {
        Ok(number) => return Some(number),
        Err(InvalidNumber::Form) => form,
        Err(InvalidNumber::Check) => digits,
    };
    check.refuse(FieldError::new(field, why));
    None
}
