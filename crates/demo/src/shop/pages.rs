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

use super::{House, Shared, Ware, griot::Sale, key, orders::Order};

/// The most pieces of an order.
const QUANTITY_MAX: u32 = 20;

const STYLE: &str = "body{font:17px/1.5 system-ui,sans-serif;margin:0;color:#22201c;background:#fffdf8}\
header,main,footer{max-width:52rem;margin:auto;padding:1rem}header a{color:#22201c;font-weight:700;text-decoration:none}\
h1{line-height:1.15}ul{list-style:none;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr))}\
li{border:1px solid #ddd3c0;border-radius:8px;padding:1rem}img{display:block;width:100%;height:auto;border-radius:6px;margin-bottom:.75rem}main>img{max-width:26rem}li a{color:#5a2d0c;font-weight:600}label{display:block;margin:.75rem 0 .25rem}\
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

/// Whose window somebody stands before, by the name they typed; Adjoa's, if it is neither.
pub(super) fn house(headers: &HeaderMap) -> House {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    House::of_host(host).unwrap_or(House::Adjoa)
}

fn title(locale: Locale, ware: &Ware) -> &'static str {
    said(locale, ware.title, ware.english)
}

pub(super) async fn home(State(shop): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let (locale, house) = (locale(&headers), house(&headers));
    let content = html! {
        h1 { (house.name()) }
        p { (house.line(locale)) }
        ul {
            @for ware in house.wares() {
                li {
                    img src={ "/images/" (ware.sku) } alt="" width="640" height="480" loading="lazy";
                    a href={ "/produits/" (ware.sku) } { (title(locale, ware)) }
                    p { (format::money(locale, ware.price())) }
                }
            }
        }
    };
    page(&shop, (locale, house), house.name(), &content)
}

/// The drawing of a ware.
pub(super) async fn picture(Path(sku): Path<String>) -> Response {
    let Some(ware) = Ware::of(&sku) else { return StatusCode::NOT_FOUND.into_response() };
    ([(header::CONTENT_TYPE, "image/svg+xml")], ware.picture.svg()).into_response()
}

pub(super) async fn ware(State(shop): State<Arc<Shared>>, Path(sku): Path<String>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    let Some(ware) = Ware::of(&sku) else { return nothing(&shop, (locale, house(&headers))) };
    let content = html! {
        h1 { (title(locale, ware)) }
        img src={ "/images/" (ware.sku) } alt="" width="640" height="480";
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
    page(&shop, (locale, ware.house), title(locale, ware), &content)
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
    let Some(ware) = Ware::of(&bought.sku) else { return nothing(&shop, (locale, house(&headers))) };
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
    if let Err(error) = shop.griot.sale((ware.house, key::own(&headers).as_deref()), &sale).await {
        return failed(&shop, (locale, ware.house), &error);
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
    let Some(order) = shop.orders.find(&number) else { return nothing(&shop, (locale, house(&headers))) };
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
    page(&shop, (locale, order.ware.house), &order.number, &content)
}

pub(super) async fn give_back(State(shop): State<Arc<Shared>>, Path(number): Path<String>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    let Some(order) = shop.orders.find(&number) else { return nothing(&shop, (locale, house(&headers))) };
    if let Err(error) = shop.griot.refund((order.ware.house, key::own(&headers).as_deref()), &order.number).await {
        return failed(&shop, (locale, order.ware.house), &error);
    }
    shop.orders.mark_given_back(&order.number);
    Redirect::to(&format!("/commandes/{}", order.number)).into_response()
}

fn nothing(shop: &Shared, (locale, house): (Locale, House)) -> Response {
    let text = said(locale, "Cette page n’existe pas.", "There is no such page.");
    (StatusCode::NOT_FOUND, page(shop, (locale, house), text, &html! { h1 { (text) } p { a href="/" { (house.name()) } } }))
        .into_response()
}

/// The order is not kept: it can be sent again.
fn failed(shop: &Shared, (locale, house): (Locale, House), error: &anyhow::Error) -> Response {
    tracing::warn!(error = format!("{error:#}"), "the shop could not tell of an order");
    let text = said(locale, "La commande n’a pas pu être enregistrée. Réessayez.", "The order could not be kept. Try again.");
    (StatusCode::BAD_GATEWAY, page(shop, (locale, house), text, &html! { h1 { (text) } p.note { (format!("{error:#}")) } }))
        .into_response()
}

pub(super) fn page(shop: &Shared, (locale, house): (Locale, House), title: &str, content: &Markup) -> Response {
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
                header { a href="/" { (house.name()) } }
                main { (content) }
                footer {
                    p { (note) }
                    // A visitor's own program is tried with the window that sells in francs.
                    @if house == House::Adjoa {
                        p { a href="/cle" { (said(locale, "Relier cette boutique à son programme", "Connect this shop to one's own program")) } }
                    }
                }
            }
        }
    };
    Html(markup.into_string()).into_response()
}
