//! What is shown of a shop in words, and the lines of code that it takes.

use affiliate::{ProgramView, ShopKind, ShopView};
use contracts::affiliate::ShopId;
use kernel::Money;
use web_kit::{Translator, ui::Tone};

use crate::SalesState;

/// Whose software it is: a name, the same in every language.
pub(super) const fn kind(kind: ShopKind) -> &'static str {
    match kind {
        ShopKind::Shopify => "Shopify",
        ShopKind::Woocommerce => "WooCommerce",
    }
}

/// The mark that the shop's orders begin with on the desk, as `docs/tracking.md` says.
pub(super) fn mark(id: ShopId) -> String {
    let text = id.as_uuid().simple().to_string();
    text.get(24..).unwrap_or_default().to_owned()
}

/// Where a shop stands.
pub(super) fn state(t: Translator, shop: &ShopView) -> (Tone, String) {
    match (shop.has_secret, shop.heard_at) {
        (false, _) => (Tone::Warn, t.get("sales-shop-state-secret")),
        (true, None) => (Tone::Info, t.get("sales-shop-state-silent")),
        (true, Some(_)) => (Tone::Ok, t.get("sales-shop-state-heard")),
    }
}

/// What became of the last message.
pub(super) fn outcome(t: Translator, code: &str) -> String {
    if t.has(code) { t.get(code) } else { code.to_owned() }
}

/// Where the shop sends its webhooks.
pub(super) fn address(state: &SalesState, id: ShopId, kind: ShopKind) -> String {
    let mut url = state.public_url.clone();
    url.set_path(&format!("/hooks/shops/{id}/{}", kind.as_str()));
    url.into()
}

fn origin(state: &SalesState) -> &str {
    state.public_url.as_str().trim_end_matches('/')
}

/// What stands on every page of a shop, and in the form of its checkout.
pub(super) fn script(state: &SalesState) -> String {
    format!("<script async src=\"{}/t.js\"></script>\n<input type=\"hidden\" name=\"griot_id\">", origin(state))
}

/// An order of a small round amount, told from a terminal.
pub(super) fn call(state: &SalesState, program: &ProgramView, key: &str, order: &str, click: &str) -> String {
    let amount = Money::new(10 * 10_i64.pow(program.currency.decimals()), program.currency);
    format!(
        "curl {}/api/v1/track/sale \\\n  -H \"Authorization: Bearer {key}\" \\\n  -H \"Content-Type: application/json\" \\\n  \
         -d '{{\"program_id\":\"{}\",\"order_id\":\"{order}\",\"amount\":{{\"amount_minor\":{},\"currency\":\"{}\"}},\"clicks\":[\"{click}\"]}}'",
        origin(state),
        program.id,
        amount.amount_minor,
        amount.currency.code(),
    )
}

/// What keeps the click with an order of `WooCommerce` before 8.5.
pub(super) const WOOCOMMERCE_PHP: &str = "add_action('woocommerce_checkout_create_order', function ($order) {
    if (!empty($_COOKIE['griot_id'])) {
        $order->update_meta_data('griot_id', sanitize_text_field(wp_unslash($_COOKIE['griot_id'])));
    }
});";

/// The field that keeps the click with a cart of `Shopify`.
pub(super) const SHOPIFY_FIELD: &str = "<input type=\"hidden\" name=\"attributes[griot_id]\">";
