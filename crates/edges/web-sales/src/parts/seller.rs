//! For whom one works: an organisation that sells, and whether one may change it. Whoever does not belong to it is told that there is
//! nothing.

use affiliate::{AffiliateError, MerchantView};
use contracts::identity::OrganisationId;
use identity::{OrganisationKind, OrganisationRole, OrganisationView};
use maud::{Markup, html};
use web_kit::{Visit, WebError, ui};

use crate::SalesState;

/// The merchant of a desk.
#[derive(Debug)]
pub(crate) struct Seller {
    /// The organisation.
    pub(crate) organisation: OrganisationView,
    /// Its profile; none before it is made.
    pub(crate) profile: Option<MerchantView>,
}

impl Seller {
    /// The merchant, for its members.
    pub(crate) async fn of(state: &SalesState, visit: &Visit, id: OrganisationId) -> Result<Self, WebError> {
        visit.require_account()?;
        let organisation = state.identity.get_organisation(&visit.actor, id).await?;
        if organisation.kind != OrganisationKind::Merchant {
            return Err(WebError::not_found());
        }
        let profile = match state.affiliate.merchant(&visit.actor, id).await {
            Ok(view) => Some(view),
            Err(AffiliateError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { organisation, profile })
    }

    /// Whether one may change what it shows.
    pub(crate) fn may_manage(&self) -> bool {
        self.organisation.role != OrganisationRole::Member
    }
}

/// Whether the visitor may change what is at this desk: those who only look get no forms.
pub(crate) async fn may_manage(visit: &Visit, state: &SalesState, id: OrganisationId) -> Result<bool, WebError> {
    Ok(Seller::of(state, visit, id).await?.may_manage())
}

/// Who may change something here, for those who may not.
pub(crate) fn only_looks(visit: &Visit, may: bool) -> Markup {
    html! { @if !may { div class="mb-4" { (ui::Banner::new(ui::Tone::Info, visit.t.get("sales-read-only"))) } } }
}
