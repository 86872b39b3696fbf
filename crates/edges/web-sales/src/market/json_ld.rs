//! Structured data for search engines (schema.org): a product with its offers, a merchant, an influencer.

use affiliate::{InfluencerView, MerchantView, ProductView};
use contracts::media::AssetId;
use kernel::Money;
use serde_json::{Value, json};
use url::Url;
use web_kit::{Visit, names};

use super::{influencer, merchant, product};

/// A product: an offer for itself, one for each variant.
pub(super) fn product(visit: &Visit, base: &Url, view: &ProductView) -> Value {
    let offer = |name: &str, sku: Option<&String>, price: Money| {
        let mut offer = json!({
            "@type": "Offer",
            "name": name,
            "url": view.landing_url,
            "price": price.to_decimal_string(),
            "priceCurrency": price.currency.code(),
            "seller": { "@type": "Organization", "name": view.merchant_name },
            "areaServed": view.countries,
        });
        if let Some(sku) = sku {
            offer["sku"] = json!(sku);
        }
        offer
    };
    let variants = view.variants.iter().map(|variant| offer(&variant.title, variant.sku.as_ref(), variant.price));
    let offers: Vec<Value> = std::iter::once(offer(&view.title, view.sku.as_ref(), view.price)).chain(variants).collect();
    json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": view.title,
        "description": view.description,
        "url": visit.absolute_url(&product::path(&view.slug)),
        "image": view.pictures.iter().map(|id| image(base, *id)).collect::<Vec<_>>(),
        "brand": { "@type": "Organization", "name": view.merchant_name, "url": visit.absolute_url(&merchant::path(&view.merchant_slug)) },
        "offers": offers,
    })
}

/// A merchant as an organisation.
pub(super) fn merchant(visit: &Visit, base: &Url, view: &MerchantView) -> Value {
    let mut block = json!({
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": view.name,
        "description": view.about,
        "url": visit.absolute_url(&merchant::path(&view.slug)),
        "address": { "@type": "PostalAddress", "addressCountry": view.country },
    });
    if let Some(website) = &view.website {
        block["sameAs"] = json!([website]);
    }
    if let Some(id) = view.picture {
        block["logo"] = json!(image(base, id));
    }
    block
}

/// An influencer as a person.
pub(super) fn influencer(visit: &Visit, base: &Url, view: &InfluencerView) -> Value {
    let mut block = json!({
        "@context": "https://schema.org",
        "@type": "Person",
        "name": view.name,
        "description": view.about,
        "url": visit.absolute_url(&influencer::path(&view.slug)),
        "homeLocation": { "@type": "Country", "name": names::country(visit.t, &view.country) },
        "knowsLanguage": view.languages,
    });
    if let Some(id) = view.picture {
        block["image"] = json!(image(base, id));
    }
    block
}

fn image(base: &Url, id: AssetId) -> String {
    format!("{}/media/images/{id}/w1280.webp", base.as_str().trim_end_matches('/'))
}
