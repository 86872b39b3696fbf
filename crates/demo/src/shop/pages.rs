//! The pages of the shop: plain, in French and English, in its own colours. It is not a page of Griot.

use std::sync::Arc;

use axum::{
    extract::{Form, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use kernel::{Locale, Money, Rng, format};
use maud::{DOCTYPE, Markup, html};
use platform::SystemRng;
use serde::Deserialize;
use serde_json::json;

use super::{Shared, WARES, Ware, griot::Sale, key, orders::Order};

/// The most pieces of an order.
const QUANTITY_MAX: u32 = 20;

const STYLE: &str = "body{font:17px/1.5 system-ui,sans-serif;margin:0;color:#22201c;background:#fffdf8}\
header,main,footer{max-width:52rem;margin:auto;padding:1rem}header a{color:#22201c;font-weight:700;text-decoration:none}\
h1{line-height:1.15}ul{list-style:none;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr))}\
li{border:1px solid #ddd3c0;border-radius:8px;padding:1rem}li a{color:#5a2d0c;font-weight:600}label{display:block;margin:.75rem 0 .25rem}\
input{font:inherit;padding:.6rem;border:1px solid #8c7b6d;border-radius:6px;width:100%;max-width:22rem;box-sizing:border-box}\
button{font:inherit;margin-top:1rem;padding:.7rem 1.2rem;border:0;border-radius:6px;background:#5a2d0c;color:#fff;min-height:44px}\
footer{color:#5c554a;font-size:14px}.note{border-left:4px solid #5a2d0c;padding-left:.75rem}";

/// French, unless the browser asks for English first.
pub(super) fn locale(headers: &HeaderMap) -> Locale {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if asked.trim_start().starts_with("en") { Locale::En } else { Locale::Fr }
}

pub(super) fn said(locale: Locale, french: &'static str, english: &'static str) -> &'static str {
    match locale {
        Locale::Fr => french,
        Locale::En => english,
    }
}

fn title(locale: Locale, ware: &Ware) -> &'static str {
    said(locale, ware.title, ware.english)
}

pub(super) async fn home(State(shop): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    let content = html! {
        h1 { "Maison Adjoa" }
        p { (said(locale, "Tissus, soins et café du Togo.", "Cloth, care and coffee from Togo.")) }
        ul {
            @for ware in &WARES {
                li {
                    a href={ "/produits/" (ware.sku) } { (title(locale, ware)) }
                    p { (format::money(locale, ware.price())) }
                }
            }
        }
    };
    page(&shop, locale, "Maison Adjoa", &content)
}

pub(super) async fn ware(State(shop): State<Arc<Shared>>, Path(sku): Path<String>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    let Some(ware) = WARES.iter().find(|ware| ware.sku == sku) else { return nothing(&shop, locale) };
    let content = html! {
        h1 { (title(locale, ware)) }
        p lang="fr" { (ware.about) }
        p { strong { (format::money(locale, ware.price())) } }
        form method="post" action="/commandes" {
            input type="hidden" name="sku" value=(ware.sku);
            input type="hidden" name="griot_id";
            label for="quantity" { (said(locale, "Combien", "How many")) }
            input id="quantity" name="quantity" type="number" min="1" max=(QUANTITY_MAX) value="1" required;
            label for="email" { (said(locale, "Votre adresse électronique", "Your e-mail address")) }
            input id="email" name="email" type="email" autocomplete="email" required;
            label for="code" { (said(locale, "Code de réduction (facultatif)", "Discount code (optional)")) }
            input id="code" name="code" autocomplete="off";
            button { (said(locale, "Acheter (aucun argent ne bouge)", "Buy (no money moves)")) }
        }
    };
    page(&shop, locale, title(locale, ware), &content)
}

/// An order as sent.
#[derive(Debug, Deserialize)]
pub(super) struct Bought {
    sku: String,
    quantity: u32,
    email: String,
    #[serde(default)]
    code: String,
    /// What the script knows: ids of clicks.
    #[serde(default)]
    griot_id: String,
}

pub(super) async fn order(State(shop): State<Arc<Shared>>, headers: HeaderMap, Form(bought): Form<Bought>) -> Response {
    let locale = locale(&headers);
    let Some(ware) = WARES.iter().find(|ware| ware.sku == bought.sku) else { return nothing(&shop, locale) };
    let quantity = bought.quantity.clamp(1, QUANTITY_MAX);
    let amount = Money::new(ware.price_minor * i64::from(quantity), ware.price().currency);
    let number = number(&SystemRng);
    let line = json!({ "sku": ware.sku, "quantity": quantity, "amount_minor": amount.amount_minor });
    let sale = Sale {
        order_id: &number,
        amount,
        customer: bought.email.trim(),
        lines: vec![line],
        clicks: bought.griot_id.split([',', '.']).map(str::trim).filter(|id| !id.is_empty()).collect(),
        codes: Some(bought.code.trim()).filter(|code| !code.is_empty()).into_iter().collect(),
    };
    if let Err(error) = shop.griot.sale(key::own(&headers).as_deref(), &sale).await {
        return failed(&shop, locale, &error);
    }
    shop.orders.add(Order { number: number.clone(), ware: *ware, quantity, amount, is_given_back: false });
    Redirect::to(&format!("/commandes/{number}")).into_response()
}

/// Not counted up: orders of an earlier start are known to Griot.
fn number(rng: &dyn Rng) -> String {
    format!("A-{}", u32::from_be_bytes(rng.bytes::<4>()))
}

pub(super) async fn receipt(State(shop): State<Arc<Shared>>, Path(number): Path<String>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    let Some(order) = shop.orders.find(&number) else { return nothing(&shop, locale) };
    let content = html! {
        h1 { (said(locale, "Merci !", "Thank you!")) }
        p { (said(locale, "Commande", "Order")) " " strong data-order { (order.number) } }
        p { (order.quantity) " × " (title(locale, &order.ware)) ", " (format::money(locale, order.amount)) }
        @if order.is_given_back {
            p.note { (said(locale, "Cette commande a été remboursée.", "This order was refunded.")) }
        } @else {
            form method="post" action={ "/commandes/" (order.number) "/rendre" } {
                button { (said(locale, "Se faire rembourser", "Get a refund")) }
            }
        }
    };
    page(&shop, locale, &order.number, &content)
}

pub(super) async fn give_back(State(shop): State<Arc<Shared>>, Path(number): Path<String>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    let Some(order) = shop.orders.find(&number) else { return nothing(&shop, locale) };
    if let Err(error) = shop.griot.refund(key::own(&headers).as_deref(), &order.number).await {
        return failed(&shop, locale, &error);
    }
    shop.orders.mark_given_back(&order.number);
    Redirect::to(&format!("/commandes/{}", order.number)).into_response()
}

fn nothing(shop: &Shared, locale: Locale) -> Response {
    let text = said(locale, "Cette page n’existe pas.", "There is no such page.");
    (StatusCode::NOT_FOUND, page(shop, locale, text, &html! { h1 { (text) } p { a href="/" { "Maison Adjoa" } } }))
        .into_response()
}

/// The order is not kept: it can be sent again.
fn failed(shop: &Shared, locale: Locale, error: &anyhow::Error) -> Response {
    tracing::warn!(error = format!("{error:#}"), "the shop could not tell of an order");
    let text = said(locale, "La commande n’a pas pu être enregistrée. Réessayez.", "The order could not be kept. Try again.");
    (StatusCode::BAD_GATEWAY, page(shop, locale, text, &html! { h1 { (text) } p.note { (format!("{error:#}")) } }))
        .into_response()
}

pub(super) fn page(shop: &Shared, locale: Locale, title: &str, content: &Markup) -> Response {
    let script = shop.griot.script().ok();
    let note = said(
        locale,
        "Une boutique d’essai : elle ne connaît Griot que par son script et son API.",
        "A shop to try things in: it knows Griot by its script and its API alone.",
    );
    let markup = html! {
        (DOCTYPE)
        html lang=(locale.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (STYLE) }
                @if let Some(script) = script { script async src=(script) {} }
            }
            body {
                header { a href="/" { "Maison Adjoa" } }
                main { (content) }
                footer { p { (note) } p { a href="/cle" { (said(locale, "Relier cette boutique à son programme", "Connect this shop to one's own program")) } } }
            }
        }
    };
    Html(markup.into_string()).into_response()
}
