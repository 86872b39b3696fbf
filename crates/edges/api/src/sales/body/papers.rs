//! Tax profiles and mandates outside.

use affiliate::{
    MANDATE_TEXT, MandateView, MerchantTaxProfileView, TaxParty, TaxPartyDraft, TaxProfileView, TaxRegime, mandate_key,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web_kit::Translator;

use crate::sales::words;

/// How papers name somebody; what they do not have is left out. Which numbers are needed hangs on the country and the regime.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewTaxParty)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct TaxPartyInput {
    #[schema(max_length = 160)]
    legal_name: String,
    #[schema(max_length = 400)]
    address: String,
    /// ISO 3166-1 alpha-2.
    #[schema(max_length = 2)]
    country: String,
    /// Morocco: ICE, fifteen digits.
    #[serde(default)]
    #[schema(max_length = 60)]
    ice: String,
    /// Morocco: identifiant fiscal, seven or eight digits.
    #[serde(default)]
    #[schema(max_length = 60)]
    tax_number: String,
    /// Morocco: number in the registre du commerce.
    #[serde(default)]
    #[schema(max_length = 60)]
    register_number: String,
    /// Morocco: the town of its court.
    #[serde(default)]
    #[schema(max_length = 60)]
    register_court: String,
    /// France: SIREN or SIRET.
    #[serde(default)]
    #[schema(max_length = 60)]
    siren: String,
    /// France: VAT number.
    #[serde(default)]
    #[schema(max_length = 60)]
    vat_number: String,
    /// Elsewhere: any number.
    #[serde(default)]
    #[schema(max_length = 40)]
    other_number: String,
}

impl From<TaxPartyInput> for TaxPartyDraft {
    fn from(input: TaxPartyInput) -> Self {
        Self {
            legal_name: input.legal_name,
            address: input.address,
            country: input.country,
            ice: input.ice,
            tax_number: input.tax_number,
            register_number: input.register_number,
            register_court: input.register_court,
            siren: input.siren,
            vat_number: input.vat_number,
            other_number: input.other_number,
        }
    }
}

/// How somebody pays tax from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewTaxProfile)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct TaxProfileInput {
    #[schema(schema_with = words::tax_regimes)]
    pub(in crate::sales) regime: String,
    pub(in crate::sales) party: TaxPartyInput,
}

/// How papers name somebody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaxParty)]
pub(in crate::sales) struct TaxPartyBody {
    legal_name: String,
    address: String,
    country: String,
    ice: Option<String>,
    tax_number: Option<String>,
    register_number: Option<String>,
    register_court: Option<String>,
    siren: Option<String>,
    vat_number: Option<String>,
    other_number: Option<String>,
}

impl From<TaxParty> for TaxPartyBody {
    fn from(party: TaxParty) -> Self {
        let register = party.register.as_ref();
        Self {
            register_number: register.map(|register| register.number().to_owned()),
            register_court: register.map(|register| register.court().to_owned()),
            legal_name: party.legal_name,
            address: party.address,
            country: party.country,
            ice: party.ice.map(Into::into),
            tax_number: party.tax_number.map(|number| number.as_str().to_owned()),
            siren: party.siren.map(Into::into),
            vat_number: party.vat_number.map(Into::into),
            other_number: party.other_number,
        }
    }
}

/// How somebody pays tax.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaxProfile)]
pub(in crate::sales) struct TaxProfileBody {
    version: i32,
    #[schema(schema_with = words::tax_regimes)]
    regime: TaxRegime,
    party: TaxPartyBody,
    created_at: Timestamp,
}

impl From<TaxProfileView> for TaxProfileBody {
    fn from(view: TaxProfileView) -> Self {
        Self { version: view.version, regime: view.regime, party: view.party.into(), created_at: view.created_at }
    }
}

/// How papers name a merchant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MerchantTaxProfile)]
pub(in crate::sales) struct MerchantTaxProfileBody {
    version: i32,
    party: TaxPartyBody,
    created_at: Timestamp,
}

impl From<MerchantTaxProfileView> for MerchantTaxProfileBody {
    fn from(view: MerchantTaxProfileView) -> Self {
        Self { version: view.version, party: view.party.into(), created_at: view.created_at }
    }
}

/// The text of a mandate that was read.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewInvoiceMandate)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct MandateAccepted {
    /// The `current_text` of `GET /api/v1/me/invoice-mandate`.
    pub(in crate::sales) text_version: i32,
}

/// A mandate in force.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceMandate)]
pub(in crate::sales) struct MandateGiven {
    pub(super) text_version: i32,
    pub(super) accepted_at: Timestamp,
}

impl From<MandateView> for MandateGiven {
    fn from(view: MandateView) -> Self {
        Self { text_version: view.text_version, accepted_at: view.accepted_at }
    }
}

/// What is in force, and what is asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceMandateState)]
pub(in crate::sales) struct MandateBody {
    /// None of who never gave one, or withdrew it.
    mandate: Option<MandateGiven>,
    /// The number of the text that is asked for now.
    current_text: i32,
    /// That text, in the caller's language.
    text: String,
}

impl MandateBody {
    pub(in crate::sales) fn of(view: Option<MandateView>, t: Translator) -> Self {
        let text = mandate_key(MANDATE_TEXT).map(|key| t.get(key)).unwrap_or_default();
        Self { mandate: view.map(Into::into), current_text: MANDATE_TEXT, text }
    }
}
