//! `GET|POST /influenceur/fraude/{id}`: a sale of one's own that is held or was rejected, and answering. 200; 303; 404 for others than its
//! influencer, or when there is nothing to tell; 422 with what was typed.

use affiliate::{FraudCaseView, FraudEntry, FraudState};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::{FraudCaseId, PartnershipId};
use kernel::PageRequest;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, ui, ui::Icon};

use super::{partnership, partnerships::PATH};
use crate::{
    SalesState,
    parts::{fraud, nav, words},
};

/// How many cases a partnership's page shows.
const SHOWN: u16 = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    text: String,
}

async fn load(visit: &Visit, state: &SalesState, id: FraudCaseId) -> Result<(FraudCaseView, Vec<FraudEntry>), WebError> {
    visit.require_account()?;
    let (case, entries) = state.affiliate.fraud_case(&visit.actor, id).await?;
    partnership::own(visit, state, case.partnership_id).await?;
    Ok((case, entries))
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<FraudCaseId>,
) -> Result<Response, WebError> {
    let (case, entries) = load(&visit, &state, id).await?;
    let content = content(&visit, (&case, &entries), &Typed::default(), &FormErrors::none());
    Ok(nav::influencer(&visit, visit.t.get("sales-fraud-mine")).body(&content))
}

pub(super) async fn dispute(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<FraudCaseId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let (case, entries) = load(&visit, &state, id).await?;
    match state.affiliate.dispute_fraud_case(&visit.actor, id, &typed.text).await {
        Ok(()) => Ok(visit.redirect(&format!("/influenceur/fraude/{id}")).saying("sales-fraud-disputed-said").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let content = content(&visit, (&case, &entries), &typed, &errors);
            Ok(nav::influencer(&visit, visit.t.get("sales-fraud-mine")).invalid().body(&content))
        }
    }
}

fn content(visit: &Visit, (case, entries): (&FraudCaseView, &[FraudEntry]), typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let (tone, word) = fraud::state(t, case);
    let may = matches!(case.state, FraudState::Held | FraudState::Rejected) && case.blocks_until.is_some();
    let answers = may && !case.is_disputed;
    let partnership = visit.url(&format!("{PATH}/{}", case.partnership_id));
    html! {
        (ui::Breadcrumb::to(t, t.get("sales-fraud-mine")).step(t.get("sales-nav-partnerships"), partnership))
        (ui::PageHeader::new(t.get("sales-fraud-mine")).state(ui::Badge::new(tone, word)))
        (ui::FormSummary::new(t, errors))
        (fraud::facts(visit, case))
        (ui::Section::new(t.get("sales-fraud-why"), fraud::findings(visit, case)))
        @if answers {
            (ui::Section::new(t.get("sales-fraud-answer"), html! {
                (ui::Form::post(visit, visit.url(&format!("/influenceur/fraude/{}", case.id)), html! {
                    (ui::Field::textarea("text", t.get("sales-fraud-answer-text")).value(&typed.text).errors(errors).rows(4).required())
                    (ui::Button::primary(t.get("sales-fraud-answer-send")).icon(Icon::Send))
                }).stacked())
            }).text(t.get("sales-fraud-answer-hint")))
        }
        (ui::Section::new(t.get("sales-fraud-history"), fraud::history(visit, entries)))
    }
}

/// The cases of a partnership that its influencer is told of; nothing without any.
pub(super) async fn section(visit: &Visit, state: &SalesState, id: PartnershipId) -> Result<Markup, WebError> {
    let found = state.affiliate.my_fraud_cases(&visit.actor, id, &PageRequest::new(Some(SHOWN), None)).await?;
    let t = visit.t;
    let row = |case: &FraudCaseView| {
        let (tone, word) = fraud::state(t, case);
        html! {
            li class="flex flex-wrap items-center justify-between gap-2 rounded-card border border-line bg-surface px-4 py-3" {
                a class="link" href=(visit.url(&format!("/influenceur/fraude/{}", case.id))) {
                    (words::conversion_kind(t, &case.kind)) " · " (format::money(visit.locale, case.amount)) " · " (ui::When::day(visit.locale, case.occurred_at))
                }
                (ui::Badge::new(tone, word))
            }
        }
    };
    Ok(html! {
        @if !found.items.is_empty() {
            (ui::Section::new(t.get("sales-fraud-cases"), html! { ul class="grid gap-2" { @for case in &found.items { (row(case)) } } }).text(t.get("sales-fraud-cases-text")).id("controles"))
        }
    })
}
