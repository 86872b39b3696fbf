//! Own domains, at both desks: `…/domaines` (the list, adding one), `…/domaines/{id}` (its records, `verifier`, `racine`, `retirer`).

mod list;
mod one;
mod words;

use std::collections::HashMap;

use affiliate::DomainOwner;
use axum::{
    Router,
    extract::{FromRequestParts, Path},
    routing::{MethodRouter, get, post},
};
use contracts::{affiliate::LinkDomainId, identity::OrganisationId};
use http::request::Parts;
use web_kit::{Shell, Visit, WebError};

use crate::{
    SalesState,
    parts::{copy, nav},
};

pub(crate) fn router() -> Router<SalesState> {
    let both = |router: Router<SalesState>, rest: &str, method: MethodRouter<SalesState>| {
        let (mine, merchants) = (format!("/influenceur/domaines{rest}"), format!("/marchand/{{org}}/domaines{rest}"));
        router.route(&mine, method.clone()).route(&merchants, method)
    };
    let router = both(Router::new(), "", get(list::show).post(list::add));
    let router = both(router, "/{id}", get(one::show));
    let router = both(router, "/{id}/verifier", post(one::check));
    let router = both(router, "/{id}/racine", post(one::set_root));
    both(router, "/{id}/retirer", get(one::ask_remove).post(one::remove))
}

/// At whose desk one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desk {
    Influencer,
    Merchant(OrganisationId),
}

impl Desk {
    /// An address of its domains.
    fn path(self, rest: &str) -> String {
        match self {
            Self::Influencer => format!("/influenceur/domaines{rest}"),
            Self::Merchant(org) => nav::desk(org, &format!("/domaines{rest}")),
        }
    }

    fn shell(self, visit: &Visit, title: impl Into<String>) -> Shell<'_> {
        match self {
            Self::Influencer => nav::influencer(visit, title),
            Self::Merchant(org) => nav::merchant(visit, org, title),
        }
        .script(copy::SCRIPT)
    }

    fn owner(self, visit: &Visit) -> Result<DomainOwner, WebError> {
        let account = visit.require_account()?;
        Ok(match self {
            Self::Influencer => DomainOwner::Influencer(account.id),
            Self::Merchant(org) => DomainOwner::Merchant(org),
        })
    }
}

/// Read from the address: whose desk, and which domain.
#[derive(Debug, Clone, Copy)]
struct Place {
    desk: Desk,
    id: Option<LinkDomainId>,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Path(named) = named.map_err(|_unreadable| WebError::not_found())?;
        let desk = match named.get("org") {
            Some(org) => Desk::Merchant(org.parse().map_err(|_no_id| WebError::not_found())?),
            None => Desk::Influencer,
        };
        let id = named.get("id").map(|id| id.parse().map_err(|_no_id| WebError::not_found())).transpose()?;
        Ok(Self { desk, id })
    }
}
