//! `GET|POST /marchand/{org}/fraude/{id}`: one case: why, what was decided, deciding. 200; 303; 404 for others than the members; 409 when
//! somebody decided meanwhile; 422 without a reason.

use affiliate::{FraudCaseView, FraudEntry};
use axum::{
    extract::{Path, State},
    response::Response,
};
use contracts::{affiliate::FraudCaseId, identity::OrganisationId};
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError};

use super::place;
use crate::{
    SalesState,
    parts::{
        case::{Place, Typed},
        nav,
    },
};

async fn load(
    visit: &Visit,
    state: &SalesState,
    (org, id): (OrganisationId, FraudCaseId),
) -> Result<(Place, FraudCaseView, Vec<FraudEntry>), WebError> {
    visit.require_account()?;
    let (case, entries) = state.affiliate.fraud_case(&visit.actor, id).await?;
    // The partner sees it on a page of their own.
    let inside = case.organisation_id == org && state.affiliate.program_of(&visit.actor, org).await?.is_some();
    if !inside {
        return Err(WebError::not_found());
    }
    let mut place = place(visit, state, org).await?;
    place.links = vec![(nav::desk(org, &format!("/partenaires/{}", case.partnership_id)), "sales-fraud-partner")];
    Ok((place, case, entries))
}

fn shell(visit: &Visit, org: OrganisationId) -> Shell<'_> {
    nav::merchant(visit, org, visit.t.get("sales-nav-fraud"))
}

pub(in crate::merchant) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, FraudCaseId)>,
) -> Result<Response, WebError> {
    let (place, case, entries) = load(&visit, &state, (org, id)).await?;
    let page = place.one(&visit, (&case, &entries), (&Typed::default(), &FormErrors::none()));
    Ok(shell(&visit, org).body(&page))
}

pub(in crate::merchant) async fn decide(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, FraudCaseId)>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let (place, case, entries) = load(&visit, &state, (org, id)).await?;
    place.decide((&visit, &state), (&case, &entries), &typed, shell(&visit, org)).await
}
