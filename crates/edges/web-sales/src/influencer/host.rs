//! On which host a link is: ours, or an own domain.

use affiliate::DomainChoice;
use contracts::affiliate::LinkDomainId;
use maud::{Markup, html};
use web_kit::{FormErrors, Visit};

use crate::{SalesState, parts::form};

/// The hosts that its address may begin with; nothing where there is only ours.
pub(super) fn choice(
    visit: &Visit,
    state: &SalesState,
    domains: &[DomainChoice],
    (chosen, errors): (Option<LinkDomainId>, &FormErrors),
) -> Markup {
    let t = visit.t;
    // Bound to one that cannot be chosen any more: it stays until another is chosen.
    let gone = chosen.filter(|id| domains.iter().all(|one| one.id != *id));
    let ours = state.public_url.host_str().unwrap_or_default();
    html! {
        @if !domains.is_empty() || gone.is_some() {
            div class="field" {
                label for="f-domain" { (t.get("sales-link-domain")) }
                p class="hint" { (t.get("sales-link-domain-hint")) }
                select class="input select" id="f-domain" name="domain" {
                    option value="" { (t.with("sales-link-domain-platform", &[("host", ours.into())])) }
                    @for one in domains {
                        option value=(one.id) selected[chosen == Some(one.id)] data-short={ "https://" (one.host) "/" } { (one.host) }
                    }
                    @if let Some(id) = gone { option value=(id) selected { (t.get("sales-link-domain-gone")) } }
                }
                (form::error_on("domain", errors))
            }
        }
    }
}
