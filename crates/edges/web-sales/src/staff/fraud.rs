//! `GET /moderation/controles` (`file`, `after`): the cases of every merchant; `GET|POST /moderation/controles/{id}`: one of them. 200; 303;
//! 403 for others than the staff that moderates; 404; 409 when somebody decided meanwhile; 422 without a reason.

use affiliate::{FraudCaseView, FraudEntry};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::FraudCaseId;
use kernel::Permission;
use maud::html;
use web_kit::{Brand, CsrfForm, FormErrors, Shell, Visit, WebError, next::After, ui};

use crate::{
    SalesState,
    parts::case::{Place, ROWS, Typed, Which},
};

const PATH: &str = "/moderation/controles";

fn place(visit: &Visit) -> Place {
    Place { path: PATH.into(), title: visit.t.get("kit-nav-moderation-fraud"), links: Vec::new(), is_of_all: true, may: true }
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("kit-nav-moderation-fraud")).tool().brand(Brand::ShareYourSales)
}

pub(super) async fn list(
    visit: Visit,
    State(state): State<SalesState>,
    Query(which): Query<Which>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let found = state.affiliate.fraud_queue_of_all(&visit.actor, which.queue(), &after.page(ROWS)).await?;
    let place = place(&visit);
    if visit.htmx && after.after.is_some() {
        return Ok(place.rows(&visit, &which, &found).into_response());
    }
    let content = html! {
        (ui::PageHeader::new(&place.title).text(visit.t.get("sales-staff-fraud-lead")))
        (place.list(&visit, &which, &found))
    };
    Ok(shell(&visit).body(&content))
}

async fn load(visit: &Visit, state: &SalesState, id: FraudCaseId) -> Result<(Place, FraudCaseView, Vec<FraudEntry>), WebError> {
    visit.require_account()?;
    // Members and partners have pages of their own.
    visit.actor.require(Permission::CommentModerate)?;
    let (case, entries) = state.affiliate.fraud_case(&visit.actor, id).await?;
    let mut place = place(visit);
    place.links = vec![(format!("/marche/programmes/{}", case.program_id), "sales-program-page")];
    Ok((place, case, entries))
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<FraudCaseId>,
) -> Result<Response, WebError> {
    let (place, case, entries) = load(&visit, &state, id).await?;
    let page = place.one(&visit, (&case, &entries), (&Typed::default(), &FormErrors::none()));
    Ok(shell(&visit).body(&page))
}

pub(super) async fn decide(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<FraudCaseId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let (place, case, entries) = load(&visit, &state, id).await?;
    place.decide((&visit, &state), (&case, &entries), &typed, shell(&visit)).await
}
