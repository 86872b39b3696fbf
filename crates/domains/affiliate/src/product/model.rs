//! The rules of a product. Pure.

use contracts::{affiliate::VariantId, media::AssetId};
use kernel::{Currency, FieldError};
use serde::{Deserialize, Serialize};

use crate::{
    AffiliateError, category,
    check::{Check, Length, shop_url},
};

/// The most variants of a product.
const VARIANTS_MAX: usize = 50;
/// The most pictures of a product.
const PICTURES_MAX: usize = 10;

/// Where a product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductState {
    /// Its merchant writes it; nobody else has seen it.
    Draft,
    /// Everybody finds it, as long as its merchant is listed.
    Listed,
    /// Not sold any more, or not now. What was sold keeps its name.
    Archived,
}

impl ProductState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Listed, Self::Archived];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Listed => "listed",
            Self::Archived => "archived",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A variant as its merchant writes it: a size, a colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantDraft {
    /// The variant that is changed; none for a new one.
    #[serde(default)]
    pub id: Option<VariantId>,
    /// What it is.
    pub title: String,
    /// What the shop calls it.
    #[serde(default)]
    pub sku: Option<String>,
    /// For how much, in minor units of the product's currency.
    pub price_minor: i64,
}

/// A product as its merchant writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDraft {
    /// How it is called.
    pub title: String,
    /// What it is.
    pub description: String,
    /// A word of [`Affiliate::categories`](crate::Affiliate::categories).
    pub category: String,
    /// What its prices are in.
    pub currency: Currency,
    /// For how much, in minor units.
    pub price_minor: i64,
    /// What the shop calls it: orders name it by that.
    #[serde(default)]
    pub sku: Option<String>,
    /// What there is to say about how many there are.
    #[serde(default)]
    pub stock_note: String,
    /// Its page in the shop: http or https, of a host with a name.
    pub landing_url: String,
    /// Images that members uploaded, the first one for lists.
    #[serde(default)]
    pub pictures: Vec<AssetId>,
    /// What it comes in.
    #[serde(default)]
    pub variants: Vec<VariantDraft>,
}

impl ProductDraft {
    /// The same as it is kept, or what keeps it from being kept.
    pub(super) fn checked(&self) -> Result<Self, AffiliateError> {
        let mut check = Check::default();
        let category = category::word(&self.category);
        let unknown = if self.category.trim().is_empty() { "field-required" } else { "field-unknown-value" };
        check.require(category.is_some(), "category", unknown);
        let landing_url = shop_url(&self.landing_url, 2000);
        let wrong = if self.landing_url.trim().is_empty() { "field-required" } else { "affiliate-landing-url" };
        check.require(landing_url.is_some(), "landing_url", wrong);
        let sku = check.sku("sku", self.sku.as_deref());
        let draft = Self {
            title: check.line("title", &self.title, Length(2, 160)),
            description: check.text("description", &self.description, 10_000),
            category: category.unwrap_or_default(),
            currency: self.currency,
            price_minor: check.price("price", self.price_minor),
            stock_note: check.line("stock_note", &self.stock_note, Length(0, 200)),
            landing_url: landing_url.unwrap_or_default(),
            pictures: pictures(&mut check, &self.pictures),
            variants: variants(&mut check, &self.variants, sku.as_deref()),
            sku,
        };
        check.finish(draft)
    }

    /// Whether everybody may see it.
    pub(super) fn require_complete(&self) -> Result<(), AffiliateError> {
        let mut check = Check::default();
        check.require(!self.description.is_empty(), "description", "field-required");
        check.finish(())
    }

    /// The SKUs of the product and its variants, with the fields they stand in.
    pub(super) fn skus(&self) -> impl Iterator<Item = (String, &str)> {
        let own = self.sku.iter().map(|sku| ("sku".to_owned(), sku.as_str()));
        let variants = self.variants.iter().enumerate();
        own.chain(variants.filter_map(|(place, variant)| Some((format!("variants.{place}.sku"), variant.sku.as_deref()?))))
    }
}

fn pictures(check: &mut Check, given: &[AssetId]) -> Vec<AssetId> {
    if given.len() > PICTURES_MAX {
        check.refuse(FieldError::new("pictures", "field-too-many").with("max", PICTURES_MAX));
        return Vec::new();
    }
    let mut kept = Vec::new();
    for id in given {
        if !kept.contains(id) {
            kept.push(*id);
        }
    }
    kept
}

fn variants(check: &mut Check, given: &[VariantDraft], sku: Option<&str>) -> Vec<VariantDraft> {
    if given.len() > VARIANTS_MAX {
        check.refuse(FieldError::new("variants", "field-too-many").with("max", VARIANTS_MAX));
        return Vec::new();
    }
    let mut skus: Vec<String> = sku.map(str::to_owned).into_iter().collect();
    let mut kept: Vec<VariantDraft> = Vec::new();
    for (place, variant) in given.iter().enumerate() {
        let field = |name: &str| format!("variants.{place}.{name}");
        let sku = check.sku(field("sku"), variant.sku.as_deref());
        if let Some(sku) = &sku {
            check.require(!skus.contains(sku), field("sku"), "affiliate-sku-twice");
            skus.push(sku.clone());
        }
        let again = variant.id.is_some() && kept.iter().any(|other| other.id == variant.id);
        check.require(!again, field("id"), "field-unknown-value");
        kept.push(VariantDraft {
            id: variant.id,
            title: check.line(field("title"), &variant.title, Length(1, 120)),
            sku,
            price_minor: check.price(field("price"), variant.price_minor),
        });
    }
    kept
}

#[cfg(test)]
mod tests {
    use kernel::AppError as _;

    use super::*;

    fn variant(title: &str, sku: Option<&str>) -> VariantDraft {
        VariantDraft { id: None, title: title.into(), sku: sku.map(str::to_owned), price_minor: 100 }
    }

    fn draft() -> ProductDraft {
        ProductDraft {
            title: " Théière ".into(),
            description: "En cuivre.".into(),
            category: "home".into(),
            currency: Currency::Mad,
            price_minor: 25_000,
            sku: Some(" T-1 ".into()),
            stock_note: String::new(),
            landing_url: "https://souk.ma/t".into(),
            pictures: vec![],
            variants: vec![variant("Petite", Some("T-1-S")), variant("Grande", Some(" "))],
        }
    }

    type Change = fn(&mut ProductDraft);

    #[test]
    fn a_draft_is_kept_clean_or_each_wrong_field_is_named() {
        let kept = draft().checked().unwrap();
        assert_eq!((kept.title.as_str(), kept.sku.as_deref(), kept.variants[1].sku.as_deref()), ("Théière", Some("T-1"), None));
        assert_eq!(kept.skus().map(|(field, _)| field).collect::<Vec<_>>(), ["sku", "variants.0.sku"]);
        let changes: [(&str, Change); 12] = [
            ("title", |draft| draft.title = "T".into()),
            ("description", |draft| draft.description = "x".repeat(10_001)),
            ("category", |draft| draft.category = "Maison".into()),
            ("price", |draft| draft.price_minor = -1),
            ("sku", |draft| draft.sku = Some("x".repeat(101))),
            ("stock_note", |draft| draft.stock_note = "x".repeat(201)),
            ("landing_url", |draft| draft.landing_url = "https://10.0.0.1/".into()),
            ("pictures", |draft| draft.pictures = (0..11).map(|_| AssetId::generate()).collect()),
            ("variants", |draft| draft.variants = vec![variant("a", None); 51]),
            ("variants.0.title", |draft| draft.variants[0].title = " ".into()),
            ("variants.1.price", |draft| draft.variants[1].price_minor = i64::MAX),
            ("variants.1.sku", |draft| draft.variants[1].sku = Some("T-1".into())),
        ];
        for (field, change) in changes {
            let mut changed = draft();
            change(&mut changed);
            let error = changed.checked().unwrap_err();
            let fields: Vec<_> = error.fields().iter().map(|error| error.field.as_ref()).collect();
            assert_eq!(fields, [field]);
        }
    }
}
