//! The fields of a product: the form of a new one and that of one that is there share them.

use kernel::Currency;
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, ui, ui::Choice};

use super::{pictures, typed::Typed, variants};
use crate::{market, parts::words};

/// What the form is for.
pub(super) struct Form<'f> {
    pub(super) typed: &'f Typed,
    pub(super) categories: &'f [String],
    /// The finished address that it is sent to.
    pub(super) action: String,
    /// What its button says; none for who only looks.
    pub(super) save: Option<String>,
}

impl Form<'_> {
    pub(super) fn show(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let (t, typed) = (visit.t, self.typed);
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            @if let Some(version) = typed.version { input type="hidden" name="version" value=(version); }
            (ui::Field::text("title", t.get("sales-product-title")).value(&typed.title).errors(errors).required().max_length(160))
            (ui::Field::textarea("description", t.get("sales-product-description")).value(&typed.description).errors(errors)
                .hint(t.get("sales-product-description-hint")).max_length(10_000).rows(6))
            (self.price(visit, errors))
            (ui::Field::url("landing_url", t.get("sales-product-landing")).value(&typed.landing_url).errors(errors).required()
                .hint(t.get("sales-product-landing-hint")).max_length(2000))
            div class="grid items-start gap-4 sm:grid-cols-2" {
                (ui::Field::text("sku", t.get("sales-product-sku")).value(&typed.sku).errors(errors).optional(t).max_length(100).hint(t.get("sales-product-sku-hint")))
                (ui::Field::text("stock_note", t.get("sales-product-stock")).value(&typed.stock_note).errors(errors).optional(t).max_length(200).hint(t.get("sales-product-stock-hint")))
            }
            (variants::show(visit, typed, &self.action, errors))
            (pictures::show(visit, typed, errors))
            @if let Some(save) = &self.save { p { (ui::Button::primary(save)) } }
        };
        html! { (ui::Form::post(visit, &self.action, fields).stacked().attr("class", "max-w-3xl")) }
    }

    fn price(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let (t, typed) = (visit.t, self.typed);
        let categories = self.categories.iter().map(|word| Choice::new(word, words::category(t, word))).collect();
        let price = ui::Field::text("price", t.get("sales-product-price"))
            .value(&typed.price)
            .errors(errors)
            .required()
            .attr("inputmode", mode(&typed.currency))
            .attr("autocomplete", "off");
        html! {
            div class="grid items-start gap-4 sm:grid-cols-3" {
                (ui::Select::new("category", t.get("sales-product-category"), categories).empty(t.get("sales-profile-choose")).chosen(&typed.category).errors(errors).required())
                (ui::Select::new("currency", t.get("sales-product-currency"), market::currencies(t)).chosen(&typed.currency).errors(errors).required())
                (price)
            }
        }
    }
}

fn mode(currency: &str) -> &'static str {
    if Currency::parse(currency).is_some_and(|currency| currency.decimals() == 0) { "numeric" } else { "decimal" }
}
