//! A product, a merchant, an influencer in a list.

use affiliate::{InfluencerCard, MerchantCard, ProductCard};
use contracts::media::AssetId;
use maud::{Markup, html};
use web_kit::{Visit, format, names, ui};

use super::{influencer, merchant, product};
use crate::parts::{picture, places, states, words};

/// A product: picture, title, whose it is, for how much.
pub(super) fn product(visit: &Visit, card: &ProductCard) -> Markup {
    html! {
        article class="group relative grid content-start gap-1" data-product {
            (frame(visit, &card.title, card.picture))
            h3 class="mt-1 text-base leading-snug font-semibold break-words" {
                a class="group-hover:underline after:absolute after:inset-0" href=(visit.url(&product::path(&card.slug))) { (card.title) }
            }
            p class="text-sm break-words text-muted" { (card.merchant_name) }
            p class="font-semibold tabular-nums" { (format::money(visit.locale, card.price)) }
            @if card.variants > 0 {
                p class="text-sm text-muted" { (visit.t.with("sales-product-variants-count", &[("n", card.variants.into())])) }
            }
        }
    }
}

/// A picture 4:3, or the first letter of what it would show; nothing in data-saver.
pub(super) fn frame(visit: &Visit, title: &str, asset_id: Option<AssetId>) -> Markup {
    let letter: String = title.chars().find(|letter| letter.is_alphanumeric()).into_iter().flat_map(char::to_uppercase).collect();
    html! {
        @if !visit.lite {
            div class="grid aspect-[4/3] place-items-center overflow-hidden rounded-lg border border-line bg-[color-mix(in_oklab,var(--primary)_9%,var(--surface))] text-5xl font-bold text-primary" {
                @match picture::unless_lite(visit, asset_id, 320) {
                    Some(url) => img class="size-full object-cover" src=(url) alt="" width="320" height="240" loading="lazy" decoding="async";,
                    None => span aria-hidden="true" { (letter) },
                }
            }
        }
    }
}

/// A merchant: who, where, what.
pub(super) fn merchant(visit: &Visit, card: &MerchantCard) -> Markup {
    let t = visit.t;
    let image = picture::unless_lite(visit, card.picture, 160);
    html! {
        article class="group relative flex h-full gap-4 rounded-lg border border-line bg-surface p-4" data-merchant {
            (ui::Avatar::new(&card.name).image(image))
            div class="grid min-w-0 content-start gap-1" {
                h3 class="text-base leading-snug font-semibold break-words" {
                    a class="group-hover:underline after:absolute after:inset-0" href=(visit.url(&merchant::path(&card.slug))) { (card.name) }
                }
                p class="text-sm text-muted" { (names::country(t, &card.country)) " · " (t.with("sales-market-products-count", &[("n", card.products.into())])) }
                p class="text-sm" { (categories(visit, &card.categories)) }
                p class="text-sm text-muted" { (t.with("sales-market-delivers", &[("names", places::line(t, &card.countries, 3).into())])) }
            }
        }
    }
}

/// An influencer: who, of what, followed by how many.
pub(super) fn influencer(visit: &Visit, card: &InfluencerCard) -> Markup {
    let t = visit.t;
    let image = picture::unless_lite(visit, card.picture, 160);
    let networks: Vec<String> = card.audiences.iter().map(|audience| states::network(t, audience.network)).collect();
    html! {
        article class="group relative flex h-full gap-4 rounded-lg border border-line bg-surface p-4" data-influencer {
            (ui::Avatar::new(&card.name).image(image))
            div class="grid min-w-0 content-start gap-1" {
                h3 class="text-base leading-snug font-semibold break-words" {
                    a class="group-hover:underline after:absolute after:inset-0" href=(visit.url(&influencer::path(&card.slug))) { (card.name) }
                }
                p class="text-sm text-muted" { (names::country(t, &card.country)) " · " (places::spoken(t, &card.languages)) }
                p class="text-sm" { (categories(visit, &card.categories)) }
                p class="text-sm" {
                    strong class="tabular-nums" { (t.with("sales-market-followers-declared", &[("n", card.followers.into())])) }
                    @if !networks.is_empty() { span class="block text-muted" { (networks.join(", ")) } }
                }
            }
        }
    }
}

/// Categories in one line.
pub(super) fn categories(visit: &Visit, given: &[String]) -> String {
    given.iter().map(|word| words::category(visit.t, word)).collect::<Vec<_>>().join(", ")
}
