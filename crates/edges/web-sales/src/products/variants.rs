//! The rows of variants. One more row comes from the server, with what was typed, or from a script at once.

use maud::{Markup, html};
use web_kit::{FormErrors, Visit, ui};

use super::typed::{Typed, TypedVariant};
use crate::parts::form::{self, Cell};

pub(super) fn show(visit: &Visit, typed: &Typed, action: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let mut rows: Vec<TypedVariant<'_>> = typed.variants().collect();
    if rows.is_empty() {
        rows.push(TypedVariant::default());
    }
    let content = html! {
        p class="hint" { (t.get("sales-product-variants-hint")) }
        (form::error_on("variants", errors))
        griot-form-rows class="grid gap-4" {
            @for (at, variant) in rows.iter().enumerate() { (row(visit, at, *variant, errors)) }
            (form::one_more(&format!("{action}#f-variants"), "variant", t.get("sales-product-variant-add")))
        }
    };
    html! { div id="f-variants" { (ui::FieldSet::new(t.get("sales-product-variants"), content)) } }
}

fn row(visit: &Visit, at: usize, variant: TypedVariant<'_>, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let cell = |name, key: &str, value, mode, max_length| Cell { name, at, label: t.get(key), value, mode, max_length };
    html! {
        div class="grid items-start gap-3 border-b border-line pb-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]" data-row {
            input type="hidden" name="variant_id" value=(variant.id);
            (cell("variant_title", "sales-product-variant", variant.title, "text", 120).show(errors))
            (cell("variant_price", "sales-product-price", variant.price, "decimal", 24).show(errors))
            (cell("variant_sku", "sales-product-sku", variant.sku, "text", 100).show(errors))
            (form::error_on(&format!("variant_id-{at}"), errors))
        }
    }
}
