//! The fields by which both sides say how papers name them.

use affiliate::{TaxParty, TaxPartyDraft, TaxRegime};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{FormErrors, Translator, ui};

use crate::parts::places;

/// A profile as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// Of an influencer alone.
    pub(super) regime: String,
    legal_name: String,
    address: String,
    country: String,
    ice: String,
    tax_number: String,
    register_number: String,
    register_court: String,
    siren: String,
    vat_number: String,
    other_number: String,
}

impl Typed {
    /// What nobody said yet: of whom the country is known.
    pub(super) fn new(country: &str) -> Self {
        Self { country: country.to_owned(), ..Self::default() }
    }

    pub(super) fn stored(party: &TaxParty) -> Self {
        let register = party.register.as_ref();
        Self {
            regime: String::new(),
            legal_name: party.legal_name.clone(),
            address: party.address.clone(),
            country: party.country.clone(),
            ice: party.ice.as_ref().map(ToString::to_string).unwrap_or_default(),
            tax_number: party.tax_number.as_ref().map(|number| number.as_str().to_owned()).unwrap_or_default(),
            register_number: register.map(|register| register.number().to_owned()).unwrap_or_default(),
            register_court: register.map(|register| register.court().to_owned()).unwrap_or_default(),
            siren: party.siren.as_ref().map(|siren| siren.as_str().to_owned()).unwrap_or_default(),
            vat_number: party.vat_number.as_ref().map(|number| number.as_str().to_owned()).unwrap_or_default(),
            other_number: party.other_number.clone().unwrap_or_default(),
        }
    }

    /// The same of somebody who pays tax so.
    pub(super) fn paying(self, regime: TaxRegime) -> Self {
        Self { regime: regime.as_str().to_owned(), ..self }
    }

    pub(super) fn draft(&self) -> TaxPartyDraft {
        TaxPartyDraft {
            legal_name: self.legal_name.clone(),
            address: self.address.clone(),
            country: self.country.clone(),
            ice: self.ice.clone(),
            tax_number: self.tax_number.clone(),
            register_number: self.register_number.clone(),
            register_court: self.register_court.clone(),
            siren: self.siren.clone(),
            vat_number: self.vat_number.clone(),
            other_number: self.other_number.clone(),
        }
    }

    /// Name, address, country, and the numbers of each country: only those of one's own are filled in.
    pub(super) fn show(&self, t: Translator, errors: &FormErrors) -> Markup {
        let text = |name, key: &str, value: &str, max| {
            ui::Field::text(name, t.get(key)).value(value).errors(errors).max_length(max).autocomplete("off")
        };
        let digits = |name, key: &str, value: &str| text(name, key, value, 30).attr("inputmode", "numeric");
        let country = ui::Select::new("country", t.get("sales-tax-country"), places::countries(t))
            .empty(t.get("sales-profile-choose"))
            .chosen(&self.country)
            .errors(errors)
            .required();
        html! {
            (ui::Field::text("legal_name", t.get("sales-tax-name")).value(&self.legal_name).errors(errors).max_length(160).required())
            (ui::Field::textarea("address", t.get("sales-tax-address")).value(&self.address).errors(errors).max_length(400).rows(3).required())
            (country)
            (ui::FieldSet::new(t.get("sales-tax-in-morocco"), html! {
                div class="grid gap-3 sm:grid-cols-2" {
                    (digits("ice", "sales-tax-ice", &self.ice))
                    (digits("tax_number", "sales-tax-if", &self.tax_number))
                    (digits("register_number", "sales-tax-rc", &self.register_number))
                    (text("register_court", "sales-tax-court", &self.register_court, 60))
                }
            }))
            (ui::FieldSet::new(t.get("sales-tax-in-france"), html! {
                div class="grid gap-3 sm:grid-cols-2" {
                    (digits("siren", "sales-tax-siren", &self.siren))
                    (text("vat_number", "sales-tax-vat", &self.vat_number, 30))
                }
            }))
            (ui::FieldSet::new(t.get("sales-tax-elsewhere"), html! { (text("other_number", "sales-tax-other", &self.other_number, 40)) }))
        }
    }
}
