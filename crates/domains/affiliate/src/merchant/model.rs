//! The rules of a merchant's profile. Pure.

use contracts::media::AssetId;
use serde::{Deserialize, Serialize};

use crate::{
    AffiliateError,
    category::{self, CATEGORIES_MAX},
    check::{Check, Length, public_url},
};

/// A merchant's profile as its members write it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantDraft {
    /// How it is called.
    pub name: String,
    /// What it says of itself.
    pub about: String,
    /// Its shop: https, of a host with a name.
    pub website: Option<String>,
    /// Where it is (ISO 3166-1 alpha-2).
    pub country: String,
    /// Where it delivers.
    pub countries: Vec<String>,
    /// What it sells, in words of [`Affiliate::categories`](crate::Affiliate::categories).
    pub categories: Vec<String>,
    /// An image that a member uploaded.
    pub picture: Option<AssetId>,
}

impl MerchantDraft {
    /// The same as it is kept, or what keeps it from being kept.
    pub(super) fn checked(&self) -> Result<Self, AffiliateError> {
        let mut check = Check::default();
        let website = self.website.as_deref().map(str::trim).filter(|website| !website.is_empty());
        let address = website.and_then(|website| public_url(website, &["https"], 500));
        check.require(website.is_none() || address.is_some(), "website", "affiliate-website");
        let draft = Self {
            name: check.line("name", &self.name, Length(2, 120)),
            about: check.text("about", &self.about, 5000),
            website: address,
            country: check.country("country", &self.country),
            countries: check.countries("countries", &self.countries),
            categories: check.words("categories", &self.categories, CATEGORIES_MAX, category::word),
            picture: self.picture,
        };
        check.finish(draft)
    }

    /// Whether everybody may see it: who reads it must learn what is sold, and where to.
    pub(super) fn require_complete(&self) -> Result<(), AffiliateError> {
        let mut check = Check::default();
        check.require(!self.about.is_empty(), "about", "field-required");
        check.require(!self.countries.is_empty(), "countries", "field-required");
        check.require(!self.categories.is_empty(), "categories", "field-required");
        check.finish(())
    }
}

#[cfg(test)]
mod tests {
    use kernel::AppError as _;

    use super::*;

    fn draft() -> MerchantDraft {
        MerchantDraft {
            name: " Souk de Fès ".into(),
            about: "Cuir et cuivre.".into(),
            website: Some("https://souk.ma".into()),
            country: "ma".into(),
            countries: vec!["MA".into(), "fr".into(), "MA".into()],
            categories: vec!["home".into()],
            picture: None,
        }
    }

    type Change = fn(&mut MerchantDraft);

    #[test]
    fn a_draft_is_kept_clean_or_each_wrong_field_is_named() {
        let kept = draft().checked().unwrap();
        assert_eq!((kept.name.as_str(), kept.country.as_str(), kept.countries.join(" ")), ("Souk de Fès", "MA", "MA FR".into()));
        assert_eq!(kept.website.as_deref(), Some("https://souk.ma/"));
        let changes: [(&str, Change); 7] = [
            ("name", |draft| draft.name = "x".into()),
            ("about", |draft| draft.about = "x".repeat(5001)),
            ("website", |draft| draft.website = Some("http://souk.ma".into())),
            ("website", |draft| draft.website = Some("https://192.168.1.1".into())),
            ("country", |draft| draft.country = "Maroc".into()),
            ("countries", |draft| draft.countries = vec!["XX".into()]),
            ("categories", |draft| draft.categories = vec!["home".into(); 11]),
        ];
        for (field, change) in changes {
            let mut changed = draft();
            change(&mut changed);
            let error = changed.checked().unwrap_err();
            let fields: Vec<_> = error.fields().iter().map(|error| error.field.as_ref()).collect();
            assert_eq!(fields, [field]);
        }
    }

    #[test]
    fn what_is_missing_before_it_is_shown_is_named() {
        assert!(draft().require_complete().is_ok());
        let error = MerchantDraft { name: "Souk".into(), ..MerchantDraft::default() }.require_complete().unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|error| error.field.as_ref()).collect();
        assert_eq!(fields, ["about", "countries", "categories"]);
    }
}
