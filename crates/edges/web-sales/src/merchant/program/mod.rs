//! `GET|POST /marchand/{org}/programme` and what lies below: on which terms a merchant pays. 200; 303; 404 for others than its members; 409
//! when somebody changed it meanwhile; 422 with what was typed.
//!
//! What was promised stays: a change of terms or of the attribution is a new version, for what happens from then on.

mod bonuses;
mod draft;
mod groups;
mod page;
mod terms;
mod what_if;

use affiliate::{ProgramState, ProgramView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError};

use self::{
    draft::Typed,
    page::{Known, Page},
};
pub(super) use self::{
    groups::{add_group, group, set_terms},
    what_if::show as what_if,
};
use crate::{
    SalesState,
    parts::{form, nav},
};

/// The address of the page.
const BELOW: &str = "/programme";

pub(crate) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let typed = known.program.as_ref().map_or_else(Typed::new, |program| Typed::stored(program, visit.t));
    Ok(page::shell(&visit, org)
        .body(&Page { visit: &visit, known: &known, typed: &typed, errors: &FormErrors::none() }.content()))
}

/// Makes the program, or changes what it says of itself.
pub(crate) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let saved = match &known.program {
        Some(program) => edit(&visit, &state, program, &typed).await?,
        None => create(&visit, &state, org, &typed).await?,
    };
    Ok(answer(&visit, &known, &typed, saved, "sales-program-saved"))
}

async fn create(
    visit: &Visit,
    state: &SalesState,
    org: OrganisationId,
    typed: &Typed,
) -> Result<Result<(), FormErrors>, WebError> {
    let read = typed.program(visit).and_then(|draft| {
        let policy = typed.policy(visit)?;
        Ok((typed.terms(visit, draft.currency)?, policy, draft))
    });
    let (terms, policy, draft) = match read {
        Ok(read) => read,
        Err(errors) => return Ok(Err(errors)),
    };
    let made = state.affiliate.create_program(&visit.actor, org, &draft, &policy, &terms).await;
    refused(visit, made.map(drop))
}

async fn edit(
    visit: &Visit,
    state: &SalesState,
    program: &ProgramView,
    typed: &Typed,
) -> Result<Result<(), FormErrors>, WebError> {
    let draft = match typed.program(visit) {
        Ok(draft) => draft,
        Err(errors) => return Ok(Err(errors)),
    };
    let version = typed.version.unwrap_or(program.version);
    refused(visit, state.affiliate.edit_program(&visit.actor, program.id, version, &draft).await)
}

/// What a form can show of an error; what it cannot goes on.
fn refused(visit: &Visit, done: Result<(), affiliate::AffiliateError>) -> Result<Result<(), FormErrors>, WebError> {
    match done {
        Ok(()) => Ok(Ok(())),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let rows: Vec<usize> = (0..bonuses::STEPS_MAX).collect();
            let errors = form::in_list(&errors, "bonuses", &rows, |at, text| terms::row_error(visit, "bonuses", at, text));
            Ok(Err(form::named(&errors, &[("sales", "sale"), ("minimum_payout", "minimum")])))
        }
    }
}

fn answer(visit: &Visit, known: &Known, typed: &Typed, done: Result<(), FormErrors>, saying: &'static str) -> Response {
    match done {
        Ok(()) => visit.redirect(&nav::desk(known.org, BELOW)).saying(saying).into_response(),
        Err(errors) => {
            let page = Page { visit, known, typed, errors: &errors };
            page::shell(visit, known.org).invalid().body(&page.content())
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Step {
    state: String,
}

/// Opens, pauses or closes it.
pub(crate) async fn set_state(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(step): CsrfForm<Step>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let program = known.program.as_ref().ok_or_else(WebError::not_found)?;
    let next = ProgramState::parse(&step.state).ok_or_else(WebError::not_found)?;
    let done = refused(&visit, state.affiliate.set_program_state(&visit.actor, program.id, next).await)?;
    Ok(answer(&visit, &known, &Typed::stored(program, visit.t), done, "sales-program-state-set"))
}

/// Says how conversions are attributed from now on.
pub(crate) async fn set_policy(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let program = known.program.as_ref().ok_or_else(WebError::not_found)?;
    let done = match typed.policy(&visit) {
        Ok(policy) => refused(&visit, state.affiliate.set_policy(&visit.actor, program.id, &policy).await.map(drop))?,
        Err(errors) => Err(errors),
    };
    let shown = Typed {
        model: typed.model,
        first: typed.first,
        last: typed.last,
        coupon: typed.coupon,
        ..Typed::stored(program, visit.t)
    };
    Ok(answer(&visit, &known, &shown, done, "sales-program-policy-saved"))
}
