//! For whom one works: an organisation that sells, and whether one may change it. Whoever does not belong to it is told that there is
//! nothing.

use affiliate::{AffiliateError, MerchantView};
use contracts::identity::OrganisationId;
use identity::{OrganisationKind, OrganisationRole, OrganisationView};
use web_kit::{Visit, WebError};

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
