//! How a partner pays tax.

use serde::{Deserialize, Serialize};

/// How a partner pays tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxRegime {
    /// Nobody said.
    Unknown,
    /// Morocco: auto-entrepreneur, or contribution professionnelle unique.
    MaAutoEntrepreneur,
    /// Morocco: a person under the régime du résultat net réel or simplifié.
    MaIndividual,
    /// Morocco: a company.
    MaCompany,
    /// France: franchise en base de TVA.
    FrExempt,
    /// France: liable for VAT.
    FrVat,
    /// Elsewhere.
    Abroad,
}

impl TaxRegime {
    /// Every regime that somebody can say.
    pub const ALL: [Self; 6] =
        [Self::MaAutoEntrepreneur, Self::MaIndividual, Self::MaCompany, Self::FrExempt, Self::FrVat, Self::Abroad];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::MaAutoEntrepreneur => "ma_auto_entrepreneur",
            Self::MaIndividual => "ma_individual",
            Self::MaCompany => "ma_company",
            Self::FrExempt => "fr_exempt",
            Self::FrVat => "fr_vat",
            Self::Abroad => "abroad",
        }
    }

    /// The regime of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Unknown].into_iter().chain(Self::ALL).find(|regime| regime.as_str() == word)
    }

    /// Whether who pays tax so is in this country.
    pub fn is_of(self, country: &str) -> bool {
        match self {
            Self::Unknown => false,
            Self::MaAutoEntrepreneur | Self::MaIndividual | Self::MaCompany => country == "MA",
            Self::FrExempt | Self::FrVat => country == "FR",
            Self::Abroad => !matches!(country, "MA" | "FR"),
        }
    }

    /// The key of its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "affiliate-tax-regime-unknown",
            Self::MaAutoEntrepreneur => "affiliate-tax-regime-ma-auto-entrepreneur",
            Self::MaIndividual => "affiliate-tax-regime-ma-individual",
            Self::MaCompany => "affiliate-tax-regime-ma-company",
            Self::FrExempt => "affiliate-tax-regime-fr-exempt",
            Self::FrVat => "affiliate-tax-regime-fr-vat",
            Self::Abroad => "affiliate-tax-regime-abroad",
        }
    }
}
