//! `GET /marche/marchands/{slug}`: a merchant, what it sells, its program in short. 200; 404, also for who is not listed and not one's own.

use affiliate::{Found, MerchantView, ProductCard, ProductFilter, ProfileState, ProgramState, ProgramView};
use axum::{
    extract::{Path, State},
    response::Response,
};
use kernel::PageRequest;
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, WebError, names, next, ui, ui::Icon};

use super::{MERCHANTS, PATH, cards, json_ld, offer, staff};
use crate::{
    SalesState,
    parts::{nav, picture, places, words},
};

/// How many products are shown here; the rest is one press away.
const PRODUCTS: u16 = 12;

/// The page of a merchant, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("/marche/marchands/{slug}")
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, Path(slug): Path<String>) -> Result<Response, WebError> {
    page(&visit, &state, &slug, (&staff::Why::default(), &FormErrors::none())).await
}

/// The page, with what the staff typed and what is wrong with it.
pub(super) async fn page(
    visit: &Visit,
    state: &SalesState,
    slug: &str,
    (why, errors): (&staff::Why, &FormErrors),
) -> Result<Response, WebError> {
    let merchant = state.affiliate.merchant_by_slug(&visit.actor, slug).await?;
    let filter = ProductFilter { merchant: Some(merchant.organisation_id), ..ProductFilter::default() };
    let products = state.affiliate.search_products(&visit.actor, &filter, &PageRequest::new(Some(PRODUCTS), None)).await?;
    let program = state.affiliate.program_shown(&visit.actor, merchant.organisation_id).await?;
    let shell = nav::market(visit, &merchant.name)
        .description(merchant.about.chars().take(155).collect::<String>())
        .canonical(path(&merchant.slug))
        .og_type("profile");
    let is_public = merchant.state == ProfileState::Listed;
    let shell = if is_public { shell.json_ld(json_ld::merchant(visit, &state.public_url, &merchant)) } else { shell.no_index() };
    let program = program.filter(|program| program.state == ProgramState::Open);
    let page = MerchantPage { visit, merchant, products, program, suspending: (why, errors) };
    let shell = if errors.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&page.content()))
}

struct MerchantPage<'v> {
    visit: &'v Visit,
    merchant: MerchantView,
    products: Found<ProductCard>,
    program: Option<ProgramView>,
    /// What the staff typed to take the page down.
    suspending: (&'v staff::Why, &'v FormErrors),
}

impl MerchantPage<'_> {
    fn content(&self) -> Markup {
        let (visit, t, merchant) = (self.visit, self.visit.t, &self.merchant);
        let moderation = format!("{}/", path(&merchant.slug));
        html! {
            (ui::Breadcrumb::to(t, &merchant.name).step(t.get("sales-nav-merchants"), visit.url(MERCHANTS)))
            (staff::state(visit, merchant.state, merchant.suspension_reason.as_deref()))
            (self.head())
            div class="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]" {
                div class="grid min-w-0 content-start gap-6" {
                    @if !merchant.about.is_empty() { (ui::Prose::markdown(&merchant.about)) }
                    (self.facts())
                }
                @if let Some(program) = &self.program { div { (offer::teaser(visit, program, &t.get("sales-offer-see"))) } }
            }
            (self.products())
            (staff::controls(visit, merchant.state, &moderation, self.suspending))
        }
    }

    fn head(&self) -> Markup {
        let (visit, merchant) = (self.visit, &self.merchant);
        let image = picture::unless_lite(visit, merchant.picture, 320);
        html! {
            header class="flex flex-col gap-5 sm:flex-row sm:items-center" {
                (ui::Avatar::new(&merchant.name).image(image).large())
                div class="grid content-start gap-1" {
                    h1 class="text-3xl font-bold break-words" { (merchant.name) }
                    p class="text-muted" { (names::country(visit.t, &merchant.country)) }
                    @if let Some(website) = &merchant.website { p { (ui::Link::new(website, host(website)).external()) } }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let (visit, t, merchant) = (self.visit, self.visit.t, &self.merchant);
        let countries = Some(places::line(t, &merchant.countries, 12)).filter(|line| !line.is_empty());
        let facts = ui::DescriptionList::new().fact_if(t.get("sales-product-delivered"), countries.map(|line| html! { (line) }));
        html! {
            @if !merchant.categories.is_empty() {
                ul class="tags" aria-label=(t.get("sales-market-categories")) {
                    @for word in &merchant.categories {
                        li { (ui::Tag::new(words::category(t, word)).href(next::with_pairs(visit, MERCHANTS, &[("category", word.clone())]))) }
                    }
                }
            }
            (facts)
        }
    }

    fn products(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let all = next::with_pairs(visit, PATH, &[("merchant", self.merchant.organisation_id.to_string())]);
        let page = &self.products.page;
        let content = html! {
            @if page.items.is_empty() { (ui::EmptyState::new(Icon::Bookmark, t.get("sales-market-no-products"))) }
            div class="grid grid-cols-2 items-start gap-x-4 gap-y-8 md:grid-cols-3 lg:grid-cols-4" {
                @for card in &page.items { (cards::product(visit, card)) }
            }
            @if page.next.is_some() { p class="mt-6" { (ui::Button::secondary(t.get("sales-market-all-products")).href(all)) } }
        };
        html! { (ui::Section::new(t.get("sales-nav-products"), content).id("produits")) }
    }
}

/// The host of an address: what people recognise.
fn host(address: &str) -> String {
    let host = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| address.to_owned())
}
