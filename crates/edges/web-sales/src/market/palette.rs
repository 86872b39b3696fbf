//! What the palette (Ctrl K) proposes on pages of ShareYourSales: a few products and merchants that have the words, and the way to all.

use affiliate::{AffiliateError, Found, MerchantFilter, ProductFilter};
use axum::response::{IntoResponse as _, Response};
use kernel::{AppError as _, ErrorKind, PageRequest};
use maud::{Markup, html};
use web_kit::{Visit, WebError, next, ui::Icon};

use super::{MERCHANTS, PATH, merchant, product};
use crate::{SalesState, parts::pairs};

const PRODUCTS: u16 = 6;
const OF_MERCHANTS: u16 = 3;

/// The short list. Words that cannot be looked for find nothing: they are still being typed.
pub(super) async fn proposals(visit: &Visit, state: &SalesState, query: Option<&str>) -> Result<Response, WebError> {
    let given = pairs::known(query, &["q"]);
    let words = pairs::value(&given, "q").trim().to_owned();
    if words.is_empty() {
        return Ok(html! {}.into_response());
    }
    let page = |rows| PageRequest::new(Some(rows), None);
    let (affiliate, actor) = (&state.affiliate, &visit.actor);
    let wanted = ProductFilter { words: words.clone(), ..ProductFilter::default() };
    let products = found(affiliate.search_products(actor, &wanted, &page(PRODUCTS)).await)?;
    let wanted = MerchantFilter { words: words.clone(), ..MerchantFilter::default() };
    let merchants = found(affiliate.search_merchants(actor, &wanted, &page(OF_MERCHANTS)).await)?;
    let products = products.iter().map(|card| (product::path(&card.slug), Icon::Bookmark, card.title.as_str()));
    let merchants = merchants.iter().map(|card| (merchant::path(&card.slug), Icon::Home, card.name.as_str()));
    Ok(list(visit, &words, &products.chain(merchants).collect::<Vec<_>>()).into_response())
}

fn found<C>(found: Result<Found<C>, AffiliateError>) -> Result<Vec<C>, WebError> {
    match found {
        Ok(found) => Ok(found.page.items),
        Err(error) if error.kind() == ErrorKind::Invalid => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn list(visit: &Visit, words: &str, rows: &[(String, Icon, &str)]) -> Markup {
    let t = visit.t;
    let all = |path, key| {
        let href = next::with_pairs(visit, path, &[("q", words.to_owned())]);
        html! { li { a.menu-item href=(href) { (Icon::Search) span { (t.with(key, &[("words", words.into())])) } } } }
    };
    html! {
        ul {
            @for (path, icon, name) in rows { li { a.menu-item href=(visit.url(path)) { (icon) span { (name) } } } }
            (all(PATH, "sales-palette-products"))
            (all(MERCHANTS, "sales-palette-merchants"))
        }
    }
}
