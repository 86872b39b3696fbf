//! `GET|POST /marchand/{org}/fraude` and what lies below: sales that look wrong, and what is done about them. 200; 303; 404 for others than the
//! members; 409 when somebody decided meanwhile; 422 with what was typed.

mod one;
mod policy;

use affiliate::{FraudCaseView, FraudPolicyView};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::Page;
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, WebError, next::After, ui};

pub(super) use self::{
    one::{decide, show},
    policy::set,
};
use super::partners;
use crate::{
    SalesState,
    parts::{
        case::{Place, ROWS, Which},
        nav, seller,
    },
};

pub(super) const BELOW: &str = "/fraude";

/// The lists at this desk.
async fn place(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Place, WebError> {
    let (path, title) = (nav::desk(org, BELOW), visit.t.get("sales-nav-fraud"));
    Ok(Place { path, title, links: Vec::new(), is_of_all: false, may: seller::may_manage(visit, state, org).await? })
}

pub(super) async fn list(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(which): Query<Which>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let shell = nav::merchant(&visit, org, visit.t.get("sales-nav-fraud"));
    let Some(program) = partners::program(&visit, &state, org).await? else {
        return Ok(shell.body(&partners::no_program(&visit, org)));
    };
    let found = state.affiliate.fraud_queue(&visit.actor, program.id, which.queue(), &after.page(ROWS)).await?;
    let place = place(&visit, &state, org).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(place.rows(&visit, &which, &found).into_response());
    }
    let known = state.affiliate.fraud_policy(&visit.actor, program.id).await?;
    Ok(shell.body(&content(&visit, (org, &place), (&which, &found), (&known, &FormErrors::none()))))
}

/// The page again, with what is wrong with the policy.
async fn refused(
    visit: &Visit,
    state: &SalesState,
    org: OrganisationId,
    known: &FraudPolicyView,
    errors: &FormErrors,
) -> Result<Response, WebError> {
    let program = partners::program(visit, state, org).await?.ok_or_else(WebError::not_found)?;
    let which = Which::default();
    let found = state.affiliate.fraud_queue(&visit.actor, program.id, which.queue(), &After::default().page(ROWS)).await?;
    let shell = nav::merchant(visit, org, visit.t.get("sales-nav-fraud"));
    let place = place(visit, state, org).await?;
    Ok(shell.invalid().body(&content(visit, (org, &place), (&which, &found), (known, errors))))
}

fn content(
    visit: &Visit,
    (org, place): (OrganisationId, &Place),
    (which, found): (&Which, &Page<FraudCaseView>),
    (known, errors): (&FraudPolicyView, &FormErrors),
) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("sales-nav-fraud")).text(t.get(known.policy.mode.code())))
        (seller::only_looks(visit, place.may))
        (place.list(visit, which, found))
        @if place.may { (policy::section(visit, org, known, errors)) }
    }
}
