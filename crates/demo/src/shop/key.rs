//! `/cle`: a visitor lets the shop tell its sales with a key of theirs, as if it were their own shop. The key is in a cookie of their browser,
//! which no script reads, and nowhere else; without one the sales are those of the merchant of the demo.

use std::sync::Arc;

use axum::{
    extract::{Form, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use maud::html;
use serde::Deserialize;

use super::{
    House, Shared,
    pages::{locale, page, said},
};

const COOKIE: &str = "cle";

/// The visitor's own key.
pub(super) fn own(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, key)| *name == COOKIE && is_key(key)).map(|(_, key)| key.to_owned())
}

/// As a key of Griot looks: whether it is one, Griot says.
fn is_key(text: &str) -> bool {
    (10..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

pub(super) async fn ask(State(shop): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    shown(&shop, &headers, StatusCode::OK)
}

#[derive(Debug, Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    key: String,
}

/// An empty one gives the shop back to its merchant.
pub(super) async fn keep(State(shop): State<Arc<Shared>>, headers: HeaderMap, Form(given): Form<Given>) -> Response {
    let key = given.key.trim();
    let cookie = match key {
        "" => format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
        key if is_key(key) => format!("{COOKIE}={key}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"),
        _ => return shown(&shop, &headers, StatusCode::UNPROCESSABLE_ENTITY),
    };
    ([(header::SET_COOKIE, cookie)], Redirect::to("/cle")).into_response()
}

fn shown(shop: &Shared, headers: &HeaderMap, status: StatusCode) -> Response {
    let locale = locale(headers);
    let title = said(locale, "Relier cette boutique", "Connect this shop");
    let content = html! {
        h1 { (title) }
        @if own(headers).is_some() {
            p.note data-own-key { (said(locale, "Vos commandes sont signalées avec votre clé, à votre programme.", "Your orders are told with your key, to your program.")) }
            p { a href="/" { (said(locale, "Acheter quelque chose", "Buy something")) } }
        } @else {
            p { (said(locale, "Collez la clé de votre programme : ce que vous achetez ici y est signalé, comme si cette boutique était la vôtre. Elle vend en francs CFA.", "Paste the key of your program: what you buy here is told to it, as if this shop were yours. It sells in CFA francs.")) }
        }
        @if status != StatusCode::OK { p.note { (said(locale, "Ce n’est pas une clé.", "That is no key.")) } }
        form method="post" action="/cle" {
            label for="key" { (said(locale, "Clé (vide pour revenir à Maison Adjoa)", "Key (empty to go back to Maison Adjoa)")) }
            input id="key" name="key" autocomplete="off" spellcheck="false" maxlength="200" placeholder="gr_live_…";
            button { (said(locale, "Relier", "Connect")) }
        }
    };
    (status, page(shop, (locale, House::Adjoa), title, &content)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_its_own_cookie_alone() {
        let with = |cookies: &str| HeaderMap::from_iter([(header::COOKIE, cookies.parse().unwrap())]);
        assert_eq!(own(&with("a=1; cle=gr_live_abcdef-1; b=2")).as_deref(), Some("gr_live_abcdef-1"));
        for none in ["", "cle=", "cles=gr_live_abcdef", "cle=court", "cle=gr_live_<script>"] {
            assert_eq!(own(&with(none)), None, "{none}");
        }
    }
}
