//! `GET /marchand/{org}/produits`: what a merchant has, in one state or in all. 200; 404 for everybody but its members; 422 for a state that
//! does not exist.

use affiliate::{OwnProduct, ProductState, ProfileState};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::{ErrorKind, Page};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Visit, WebError, format, next, next::After, ui, ui::Icon};

use super::{path, path_of};
use crate::{
    SalesState,
    parts::{
        nav::{self, desk},
        pairs::Pairs,
        picture,
        seller::Seller,
        states, words,
    },
};

const ROWS: u16 = 50;

/// Which of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    after: Option<String>,
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let seller = Seller::of(&state, &visit, id).await?;
    let only = match asked.state.as_str() {
        "" => None,
        word => Some(ProductState::parse(word).ok_or_else(|| WebError::new(ErrorKind::Invalid, "error-not-found"))?),
    };
    let appends = visit.htmx && asked.after.is_some();
    let after = After { after: asked.after };
    let products = state.affiliate.merchant_products(&visit.actor, id, only, &after.page(ROWS)).await?;
    let list = List { visit: &visit, id, seller, only, products };
    if appends {
        return Ok(list.rows().into_response());
    }
    Ok(nav::merchant(&visit, id, visit.t.get("sales-nav-products")).body(&list.content()))
}

struct List<'v> {
    visit: &'v Visit,
    id: OrganisationId,
    seller: Seller,
    only: Option<ProductState>,
    products: Page<OwnProduct>,
}

impl List<'_> {
    fn content(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        html! {
            (ui::PageHeader::new(t.get("sales-nav-products")).actions(self.actions()))
            (self.notice())
            (self.tabs())
            @if self.products.items.is_empty() { (self.empty()) } @else {
                section class="mt-4 grid gap-3" aria-label=(t.get("sales-product-list")) id="produits" { (self.rows()) }
            }
            @if !self.products.items.is_empty() {
                p class="mt-6" { (ui::Link::new(visit.url(&format!("{}/produits.csv", path(self.id))), t.get("sales-product-export"))) }
            }
        }
    }

    fn actions(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let at = |rest: &str| visit.url(&format!("{}{rest}", path(self.id)));
        html! {
            @if self.seller.profile.is_some() && self.seller.may_manage() {
                (ui::Button::secondary(t.get("sales-product-import")).icon(Icon::Upload).href(at("/import")))
                (ui::Button::primary(t.get("sales-product-add")).icon(Icon::Add).href(at("/nouveau")))
            }
        }
    }

    /// What keeps products from being seen.
    fn notice(&self) -> Markup {
        let t = self.visit.t;
        let key = match self.seller.profile.as_ref().map(|profile| profile.state) {
            Some(ProfileState::Listed) => return html! {},
            None => "sales-product-no-profile",
            Some(_) => "sales-product-hidden",
        };
        let button = ui::Button::secondary(t.get("sales-nav-profile")).href(self.visit.url(&desk(self.id, "/profil")));
        html! { div class="mb-4" { (ui::Banner::new(ui::Tone::Warn, t.get(key)).action(button)) } }
    }

    fn tabs(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let href = |only: Option<ProductState>| {
            let pairs: Pairs = only.into_iter().map(|state| ("state", state.as_str().to_owned())).collect();
            next::with_pairs(visit, &path(self.id), &pairs)
        };
        let one = |state: ProductState| ui::Tab::new(t.get(&format!("sales-product-tab-{}", state.as_str())), href(Some(state)));
        let all = ui::Tab::new(t.get("sales-product-tab-all"), href(None));
        let tabs = std::iter::once(all).chain(ProductState::ALL.map(one)).collect();
        html! { (ui::Tabs::new(t.get("sales-product-tabs"), href(self.only), tabs)) }
    }

    fn empty(&self) -> Markup {
        let t = self.visit.t;
        let state = match self.only {
            Some(_) => ui::EmptyState::new(Icon::Bookmark, t.get("sales-product-none-here")),
            None => ui::EmptyState::new(Icon::Bookmark, t.get("sales-product-none")).text(t.get("sales-product-none-text")),
        };
        html! { (state) }
    }

    fn rows(&self) -> Markup {
        let pairs: Pairs = self.only.into_iter().map(|state| ("state", state.as_str().to_owned())).collect();
        let more = next::url(self.visit, &path(self.id), &pairs, self.products.next.as_ref());
        html! {
            @for product in &self.products.items { (self.row(product)) }
            (ui::Pagination::new(self.visit.t, more).appending_to("#produits"))
        }
    }

    fn row(&self, product: &OwnProduct) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let (tone, word) = states::product_state(t, product.state);
        let facts = [
            Some(words::category(t, &product.category)),
            product.sku.clone(),
            (product.variants > 0).then(|| t.with("sales-product-variants-count", &[("n", product.variants.into())])),
        ];
        html! {
            article class="relative flex items-center gap-4 border-b border-line pb-3" data-product {
                @if !visit.lite {
                    div class="grid size-14 flex-none place-items-center overflow-hidden rounded-lg border border-line bg-surface text-muted" {
                        @match picture::unless_lite(visit, product.picture, 160) {
                            Some(url) => img class="size-full object-cover" src=(url) alt="" width="56" height="56" loading="lazy";,
                            None => (Icon::Image),
                        }
                    }
                }
                div class="grid min-w-0 grow gap-0.5" {
                    h2 class="text-base font-semibold break-words" {
                        a class="hover:underline after:absolute after:inset-0" href=(visit.url(&path_of(self.id, product.id))) { (product.title) }
                    }
                    p class="text-sm break-words text-muted" { @for (at, fact) in facts.into_iter().flatten().enumerate() { @if at > 0 { " · " } (fact) } }
                }
                div class="grid flex-none justify-items-end gap-1 text-right" {
                    span class="font-semibold tabular-nums" { (format::money(visit.locale, product.price)) }
                    (ui::Badge::new(tone, word))
                }
            }
        }
    }
}
