//! The form of a product as it was sent, and back: what people type is kept as they typed it until it can be read.

use affiliate::{ProductDraft, ProductView, VariantDraft};
use contracts::media::AssetId;
use kernel::{Currency, Money};
use serde::Deserialize;
use web_kit::{FormErrors, Translator, format};

/// The most rows that are read: more than a product may have, so that it is the product's rule that refuses them.
const ROWS_MAX: usize = 60;

/// The form as sent. Variants come column by column.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) version: Option<i32>,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) category: String,
    pub(super) currency: String,
    pub(super) price: String,
    pub(super) sku: String,
    pub(super) stock_note: String,
    pub(super) landing_url: String,
    /// Those that stay.
    pub(super) pictures: Vec<String>,
    /// The one for lists.
    pub(super) first_picture: String,
    /// One more.
    pub(super) picture: String,
    pub(super) variant_id: Vec<String>,
    pub(super) variant_title: Vec<String>,
    pub(super) variant_price: Vec<String>,
    pub(super) variant_sku: Vec<String>,
    /// Which button was pressed; empty for the one that saves.
    #[serde(rename = "do")]
    pub(super) step: String,
}

/// One variant as typed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypedVariant<'t> {
    pub(super) id: &'t str,
    pub(super) title: &'t str,
    pub(super) price: &'t str,
    pub(super) sku: &'t str,
}

impl TypedVariant<'_> {
    fn is_empty(&self) -> bool {
        [self.title, self.price, self.sku].iter().all(|cell| cell.trim().is_empty())
    }
}

/// What was typed as a product, and in which row of the form each variant stands.
pub(super) struct Read {
    pub(super) draft: ProductDraft,
    pub(super) rows: Vec<usize>,
}

impl Typed {
    /// A new product, in the currency that most are priced in.
    pub(super) fn fresh() -> Self {
        Self { currency: Currency::Mad.code().to_owned(), ..Self::default() }
    }

    /// What is stored, as somebody would type it.
    pub(super) fn stored(view: &ProductView, t: Translator) -> Self {
        let amount = |money: Money| format::decimal(t.locale(), money.amount_minor, money.currency.decimals());
        let mut typed = Self {
            version: Some(view.version),
            title: view.title.clone(),
            description: view.description.clone(),
            category: view.category.clone(),
            currency: view.price.currency.code().to_owned(),
            price: amount(view.price),
            sku: view.sku.clone().unwrap_or_default(),
            stock_note: view.stock_note.clone(),
            landing_url: view.landing_url.clone(),
            pictures: view.pictures.iter().map(ToString::to_string).collect(),
            first_picture: view.pictures.first().map(ToString::to_string).unwrap_or_default(),
            ..Self::default()
        };
        for variant in &view.variants {
            typed.variant_id.push(variant.id.to_string());
            typed.variant_title.push(variant.title.clone());
            typed.variant_price.push(amount(variant.price));
            typed.variant_sku.push(variant.sku.clone().unwrap_or_default());
        }
        typed
    }

    pub(super) fn variants(&self) -> impl Iterator<Item = TypedVariant<'_>> {
        let words = self.variant_id.iter().zip(&self.variant_title);
        let rest = self.variant_price.iter().zip(&self.variant_sku);
        let rows = words.zip(rest).take(ROWS_MAX);
        rows.map(|((id, title), (price, sku))| TypedVariant { id, title, price, sku })
    }

    /// One more empty variant.
    pub(super) fn add_variant(&mut self) {
        let count = self.variant_title.len() + 1;
        for column in [&mut self.variant_id, &mut self.variant_title, &mut self.variant_price, &mut self.variant_sku] {
            column.resize(count, String::new());
        }
    }

    /// The pictures, the one for lists first, a new one last. What is no id comes from no form of ours.
    pub(super) fn kept_pictures(&self) -> Vec<AssetId> {
        let given = self.pictures.iter().chain([&self.picture]);
        let mut kept: Vec<AssetId> = given.filter_map(|text| text.parse().ok()).collect();
        kept.sort_by_key(|id| id.to_string() != self.first_picture);
        kept
    }

    /// What was typed, or what of it cannot be read.
    pub(super) fn read(&self, t: Translator) -> Result<Read, FormErrors> {
        let Some(currency) = Currency::parse(&self.currency) else {
            return Err(FormErrors::none().and("currency", t.get("field-required")));
        };
        let mut amounts = Amounts { t, currency, errors: FormErrors::none() };
        let price_minor = amounts.read("price", &self.price);
        let (mut variants, mut rows) = (Vec::new(), Vec::new());
        for (at, typed) in self.variants().enumerate().filter(|(_, typed)| !typed.is_empty()) {
            let field = format!("variant_price-{at}");
            let price = if typed.price.trim().is_empty() { price_minor } else { amounts.read(&field, typed.price) };
            variants.push(VariantDraft {
                id: typed.id.parse().ok(),
                title: typed.title.to_owned(),
                sku: given(typed.sku),
                price_minor: price,
            });
            rows.push(at);
        }
        if !amounts.errors.is_empty() {
            return Err(amounts.errors);
        }
        let draft = ProductDraft {
            title: self.title.clone(),
            description: self.description.clone(),
            category: self.category.clone(),
            currency,
            price_minor,
            sku: given(&self.sku),
            stock_note: self.stock_note.clone(),
            landing_url: self.landing_url.clone(),
            pictures: self.kept_pictures(),
            variants,
        };
        Ok(Read { draft, rows })
    }
}

/// Amounts as people write them, and what of them cannot be read.
struct Amounts {
    t: Translator,
    currency: Currency,
    errors: FormErrors,
}

impl Amounts {
    fn read(&mut self, field: &str, typed: &str) -> i64 {
        match Money::parse_in(self.t.locale(), typed, self.currency) {
            Ok(money) => money.amount_minor,
            Err(error) => {
                let code = if typed.trim().is_empty() { "field-required" } else { error.code() };
                self.errors = std::mem::take(&mut self.errors).and(field, self.t.get(code));
                0
            }
        }
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use kernel::Locale;

    use super::*;

    #[test]
    fn empty_rows_are_left_out_and_a_variant_without_a_price_costs_what_the_product_costs() {
        let column = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let typed = Typed {
            price: "1 250,50".into(),
            variant_id: column(["", "", ""]),
            variant_title: column(["Petite", "", "Grande"]),
            variant_price: column(["", "", "1 300"]),
            variant_sku: column(["", "", "G"]),
            ..Typed::fresh()
        };
        let read = typed.read(Translator::new(Locale::Fr)).unwrap();
        let prices: Vec<_> = read.draft.variants.iter().map(|variant| variant.price_minor).collect();
        assert_eq!((read.draft.price_minor, prices, read.rows), (125_050, vec![125_050, 130_000], vec![0, 2]));
    }

    #[test]
    fn the_picture_for_lists_comes_first_and_a_new_one_last() {
        let [one, two, three] = [AssetId::generate(), AssetId::generate(), AssetId::generate()];
        let typed = Typed {
            pictures: vec![one.to_string(), "x".into(), two.to_string()],
            first_picture: two.to_string(),
            picture: three.to_string(),
            ..Typed::default()
        };
        assert_eq!(typed.kept_pictures(), [two, one, three]);
    }
}
