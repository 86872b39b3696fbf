//! Writing about a lead or a sale.

use contracts::affiliate::{ConversionId, PartnershipId};
use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

/// A button that leads to the conversation about it, with whoever stands on the other side.
pub(crate) fn about(visit: &Visit, (partnership, conversion): (PartnershipId, ConversionId), label: String) -> Markup {
    let address = visit.url(&format!("/messages/commande/{partnership}/{conversion}"));
    let button = ui::Button::quiet(label).small().icon(Icon::Message);
    html! { (ui::Form::post(visit, address, html! { (button) }).inline()) }
}
