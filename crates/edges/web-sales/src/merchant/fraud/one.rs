//! `GET|POST /marchand/{org}/fraude/{id}`: one case: why, what was decided, deciding. 200; 303; 404 for others than the members; 409 when
//! somebody decided meanwhile; 422 without a reason.

use affiliate::{FraudCaseView, FraudEntry, FraudGround, FraudState, FraudVerdict};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::FraudCaseId, identity::OrganisationId};
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui, ui::Icon};

use super::BELOW;
use crate::{
    SalesState,
    parts::{fraud, nav},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::merchant) struct Typed {
    version: i32,
    verdict: String,
    reason: String,
}

impl Typed {
    fn verdict(&self) -> Option<FraudVerdict> {
        match self.verdict.as_str() {
            "release" => Some(FraudVerdict::Release),
            "fraud" => Some(FraudVerdict::Reject(FraudGround::Fraud)),
            "own_purchase" => Some(FraudVerdict::Reject(FraudGround::OwnPurchase)),
            _ => None,
        }
    }
}

async fn load(
    visit: &Visit,
    state: &SalesState,
    (org, id): (OrganisationId, FraudCaseId),
) -> Result<(FraudCaseView, Vec<FraudEntry>), WebError> {
    visit.require_account()?;
    let (case, entries) = state.affiliate.fraud_case(&visit.actor, id).await?;
    // The partner sees it on a page of their own.
    let inside = case.organisation_id == org && state.affiliate.program_of(&visit.actor, org).await?.is_some();
    if inside { Ok((case, entries)) } else { Err(WebError::not_found()) }
}

pub(in crate::merchant) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, FraudCaseId)>,
) -> Result<Response, WebError> {
    let (case, entries) = load(&visit, &state, (org, id)).await?;
    Ok(nav::merchant(&visit, org, visit.t.get("sales-nav-fraud")).body(&content(
        &visit,
        org,
        (&case, &entries),
        &Typed::default(),
        &FormErrors::none(),
    )))
}

pub(in crate::merchant) async fn decide(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, FraudCaseId)>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let (case, entries) = load(&visit, &state, (org, id)).await?;
    let verdict = typed.verdict().ok_or_else(WebError::not_found)?;
    match state.affiliate.decide_fraud_case(&visit.actor, id, typed.version, verdict, &typed.reason).await {
        Ok(()) => {
            Ok(visit.redirect(&nav::desk(org, &format!("{BELOW}/{id}"))).saying("sales-fraud-decided-said").into_response())
        }
        Err(error) => {
            let conflict = error.kind() == ErrorKind::Conflict;
            let errors = FormErrors::of(error, visit.t)?;
            let shell = nav::merchant(&visit, org, visit.t.get("sales-nav-fraud")).invalid();
            let shell = if conflict { shell.status(StatusCode::CONFLICT) } else { shell };
            Ok(shell.body(&content(&visit, org, (&case, &entries), &typed, &errors)))
        }
    }
}

fn content(
    visit: &Visit,
    org: OrganisationId,
    (case, entries): (&FraudCaseView, &[FraudEntry]),
    typed: &Typed,
    errors: &FormErrors,
) -> Markup {
    let t = visit.t;
    let (tone, word) = fraud::state(t, case);
    let partner = visit.url(&nav::desk(org, &format!("/partenaires/{}", case.partnership_id)));
    let open =
        case.is_disputed || matches!(case.state, FraudState::Clear | FraudState::Shown | FraudState::Held | FraudState::Expired);
    html! {
        (ui::Breadcrumb::to(t, &case.influencer_name).step(t.get("sales-nav-fraud"), visit.url(&nav::desk(org, BELOW))))
        (ui::PageHeader::new(&case.influencer_name).state(ui::Badge::new(tone, word)).actions(ui::Button::secondary(t.get("sales-fraud-partner")).icon(Icon::User).href(partner)))
        (ui::FormSummary::new(t, errors))
        @if case.is_disputed {
            (ui::Banner::new(ui::Tone::Warn, html! { strong { (t.get("sales-fraud-disputed")) } span class="block break-words whitespace-pre-line" { (case.dispute) } }))
        }
        (fraud::facts(visit, case))
        (ui::Section::new(t.get("sales-fraud-why"), fraud::findings(visit, case)))
        @if case.is_payable { (ui::Banner::new(ui::Tone::Info, t.get("affiliate-fraud-payable"))) }
        @else if open { (form(visit, org, case, (typed, errors))) }
        (ui::Section::new(t.get("sales-fraud-history"), fraud::history(visit, entries)))
    }
}

fn form(visit: &Visit, org: OrganisationId, case: &FraudCaseView, (typed, errors): (&Typed, &FormErrors)) -> Markup {
    let t = visit.t;
    let fields = html! {
        input type="hidden" name="version" value=(case.version);
        (ui::Field::textarea("reason", t.get("sales-fraud-your-reason")).hint(t.get("sales-fraud-reason-hint")).value(&typed.reason).errors(errors).rows(3).required())
        p class="flex flex-wrap gap-3" {
            (ui::Button::primary(t.get("sales-fraud-release")).icon(Icon::Check).value("verdict", "release"))
            (ui::Button::danger(t.get("sales-fraud-reject")).value("verdict", "fraud"))
            (ui::Button::secondary(t.get("sales-fraud-own")).value("verdict", "own_purchase"))
        }
    };
    let action = visit.url(&nav::desk(org, &format!("{BELOW}/{}", case.id)));
    html! { (ui::Section::new(t.get("sales-fraud-decide"), html! { (ui::Form::post(visit, action, fields).stacked()) })) }
}
