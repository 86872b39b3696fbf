//! A partner by name, at the desk of their merchant.

use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use maud::{Markup, html};
use web_kit::Visit;

use super::nav;

/// The name, leading to the partner's page.
pub(crate) fn link(visit: &Visit, org: OrganisationId, id: PartnershipId, name: &str) -> Markup {
    html! { a class="link inline-block py-1 break-words" href=(visit.url(&nav::desk(org, &format!("/partenaires/{id}")))) { (name) } }
}
