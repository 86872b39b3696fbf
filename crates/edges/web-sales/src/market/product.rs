//! `GET /marche/produits/{slug}`: a product. 200; 404, also for what is not listed and not one's own.

use affiliate::{ProductState, ProductView, ProgramState, ProgramView};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, format, ui, ui::Icon};

use super::{PATH, cards, json_ld, merchant, offer};
use crate::{
    SalesState,
    parts::{nav, picture, places, words},
};

/// The page of a product, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("/marche/produits/{slug}")
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, Path(slug): Path<String>) -> Result<Response, WebError> {
    let product = state.affiliate.product_by_slug(&visit.actor, &slug).await?;
    let program = state.affiliate.program_shown(&visit.actor, product.organisation_id).await?;
    let program = program.filter(|program| program.state == ProgramState::Open);
    // To members and the staff it is shown before it is listed, and while its merchant is not.
    let is_public = product.state == ProductState::Listed && is_listed(&visit, &state, &product).await?;
    let shell =
        nav::market(&visit, &product.title).description(summary(&product)).canonical(path(&product.slug)).og_type("product");
    let shell = if is_public { shell.json_ld(json_ld::product(&visit, &state.public_url, &product)) } else { shell.no_index() };
    let page = ProductPage { visit: &visit, product, program, is_public };
    Ok(page.body(shell))
}

async fn is_listed(visit: &Visit, state: &SalesState, product: &ProductView) -> Result<bool, WebError> {
    let merchant = state.affiliate.merchant(&visit.actor, product.organisation_id).await?;
    Ok(merchant.state == affiliate::ProfileState::Listed)
}

/// The first sentences of its description.
fn summary(product: &ProductView) -> String {
    let text = product.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { product.title.clone() } else { text.chars().take(155).collect() }
}

struct ProductPage<'v> {
    visit: &'v Visit,
    product: ProductView,
    program: Option<ProgramView>,
    is_public: bool,
}

impl ProductPage<'_> {
    fn body(&self, shell: Shell<'_>) -> Response {
        let (visit, t, product) = (self.visit, self.visit.t, &self.product);
        let seller = visit.url(&merchant::path(&product.merchant_slug));
        let content = html! {
            (ui::Breadcrumb::to(t, &product.title).step(t.get("sales-nav-products"), visit.url(PATH)).step(&product.merchant_name, seller))
            @if !self.is_public { div class="mb-4" { (ui::Banner::new(ui::Tone::Warn, t.get("sales-product-not-public"))) } }
            div class="grid gap-8 md:grid-cols-2" {
                div class="min-w-0" { (self.pictures()) }
                div class="grid min-w-0 content-start gap-4" { (self.facts()) }
            }
            @if !product.description.is_empty() {
                (ui::Section::new(t.get("sales-product-description"), html! { (ui::Prose::markdown(&product.description)) }))
            }
        };
        shell.body(&content)
    }

    fn pictures(&self) -> Markup {
        let (visit, product) = (self.visit, &self.product);
        let picture = |id, width| picture::unless_lite(visit, Some(id), width);
        html! {
            @match product.pictures.first().and_then(|id| picture(*id, 640)) {
                Some(url) => img class="aspect-[4/3] w-full rounded-lg border border-line bg-surface object-contain" src=(url) alt=(product.title) width="640" height="480" decoding="async";,
                None => (cards::frame(visit, &product.title, None)),
            }
            @if product.pictures.len() > 1 {
                ul class="mt-3 grid grid-cols-4 gap-3" {
                    @for (at, url) in product.pictures.iter().skip(1).filter_map(|id| picture(*id, 320)).enumerate() {
                        @let label = visit.t.with("sales-product-picture-of", &[("n", (at + 2).into()), ("title", (&product.title).into())]);
                        li { img class="aspect-square w-full rounded-lg border border-line object-cover" src=(url) alt=(label) width="320" height="320" loading="lazy" decoding="async"; }
                    }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let (visit, t, product) = (self.visit, self.visit.t, &self.product);
        let seller = visit.url(&merchant::path(&product.merchant_slug));
        let stock = Some(&product.stock_note).filter(|note| !note.is_empty());
        let countries = Some(places::line(t, &product.countries, 8)).filter(|line| !line.is_empty());
        let facts = ui::DescriptionList::new()
            .fact(t.get("sales-product-category"), html! { (words::category(t, &product.category)) })
            .fact_if(t.get("sales-product-stock"), stock.map(|note| html! { (note) }))
            .fact_if(t.get("sales-product-sku"), product.sku.as_ref().map(|sku| html! { (sku) }))
            .fact_if(t.get("sales-product-delivered"), countries.map(|line| html! { (line) }));
        let shop = ui::Button::secondary(t.get("sales-product-shop")).icon(Icon::ExternalLink).href(&product.landing_url);
        html! {
            header class="grid gap-1" {
                h1 class="text-3xl leading-tight font-bold break-words" { (product.title) }
                p { (t.get("sales-product-by")) " " (ui::Link::new(seller, &product.merchant_name)) }
            }
            p class="text-2xl font-semibold tabular-nums" { (format::money(visit.locale, product.price)) }
            (self.recommend())
            p { (shop.attr("rel", "noopener noreferrer nofollow ugc")) }
            (self.variants())
            (facts)
        }
    }

    /// What recommending it pays, and the way to it.
    fn recommend(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        html! { @if let Some(program) = &self.program { (offer::teaser(visit, program, &t.get("sales-product-recommend"))) } }
    }

    fn variants(&self) -> Markup {
        let (visit, t, product) = (self.visit, self.visit.t, &self.product);
        if product.variants.is_empty() {
            return html! {};
        }
        let columns = vec![ui::Column::new(t.get("sales-product-variant")), ui::Column::number(t.get("sales-product-price"))];
        let row = |variant: &affiliate::VariantView| {
            let price = html! { span class="tabular-nums" { (format::money(visit.locale, variant.price)) } };
            ui::Row::new(vec![html! { (variant.title) }.into(), price.into()])
        };
        let rows = product.variants.iter().map(row).collect();
        html! { (ui::Table::new(t.get("sales-product-variants"), columns, rows)) }
    }
}
