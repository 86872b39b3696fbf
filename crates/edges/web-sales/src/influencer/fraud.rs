//! `GET|POST /influenceur/fraude/{id}`: a sale of one's own that is held or was rejected, and answering. 200; 303; 404 for others than its
//! influencer, or when there is nothing to tell; 422 with what was typed.

use affiliate::{FraudCaseView, FraudEntry, FraudState, PartnershipView};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::{FraudCaseId, PartnershipId};
use kernel::{Page, PageRequest};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, next, next::After, ui, ui::Icon};

use super::{partnership, partnerships::PATH};
use crate::{
    SalesState,
    parts::{fraud, nav, words},
};

/// How many cases a partnership's page shows, and a page of them all.
const SHOWN: u16 = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    text: String,
}

/// A case with what became of it, and the partnership that it is in.
struct Seen {
    partnership: PartnershipView,
    case: FraudCaseView,
    entries: Vec<FraudEntry>,
}

async fn load(visit: &Visit, state: &SalesState, id: FraudCaseId) -> Result<Seen, WebError> {
    visit.require_account()?;
    let (case, entries) = state.affiliate.fraud_case(&visit.actor, id).await?;
    let partnership = partnership::own(visit, state, case.partnership_id).await?;
    Ok(Seen { partnership, case, entries })
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<FraudCaseId>,
) -> Result<Response, WebError> {
    let seen = load(&visit, &state, id).await?;
    let content = content(&visit, &seen, &Typed::default(), &FormErrors::none());
    Ok(nav::influencer(&visit, visit.t.get("sales-fraud-mine")).body(&content))
}

pub(super) async fn dispute(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<FraudCaseId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = load(&visit, &state, id).await?;
    match state.affiliate.dispute_fraud_case(&visit.actor, id, &typed.text).await {
        Ok(()) => Ok(visit.redirect(&format!("/influenceur/fraude/{id}")).saying("sales-fraud-disputed-said").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let content = content(&visit, &seen, &typed, &errors);
            Ok(nav::influencer(&visit, visit.t.get("sales-fraud-mine")).invalid().body(&content))
        }
    }
}

fn content(visit: &Visit, seen: &Seen, typed: &Typed, errors: &FormErrors) -> Markup {
    let (t, case) = (visit.t, &seen.case);
    let (tone, word) = fraud::state(t, case);
    let may = matches!(case.state, FraudState::Held | FraudState::Rejected) && case.blocks_until.is_some();
    let answers = may && !case.is_disputed;
    let partnership = visit.url(&format!("{PATH}/{}", case.partnership_id));
    html! {
        (ui::Breadcrumb::to(t, t.get("sales-fraud-mine")).step(t.get("sales-nav-partnerships"), visit.url(PATH))
            .step(&seen.partnership.program_title, partnership))
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
        (ui::Section::new(t.get("sales-fraud-history"), fraud::history(visit, &seen.entries)))
    }
}

/// The cases of a partnership that its influencer is told of, as its page begins with them; nothing without any.
pub(super) async fn section(visit: &Visit, state: &SalesState, id: PartnershipId) -> Result<Markup, WebError> {
    let found = state.affiliate.my_fraud_cases(&visit.actor, id, &PageRequest::new(Some(SHOWN), None)).await?;
    let t = visit.t;
    Ok(html! {
        @if !found.items.is_empty() {
            (ui::Section::new(t.get("sales-fraud-cases"), html! { div class="grid gap-2" id="cases" { (rows(visit, id, &found)) } })
                .text(t.get("sales-fraud-cases-text")).id("controles"))
        }
    })
}

/// All of them, page by page.
pub(super) async fn list(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let partnership = partnership::own(&visit, &state, id).await?;
    let found = state.affiliate.my_fraud_cases(&visit.actor, id, &after.page(SHOWN)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, id, &found).into_response());
    }
    let t = visit.t;
    let content = html! {
        (partnership::rows_head(&visit, &partnership, "sales-fraud-cases"))
        p class="mb-4 text-muted" { (t.get("sales-fraud-cases-text")) }
        @if found.items.is_empty() { (ui::EmptyState::new(Icon::Shield, t.get("sales-fraud-none"))) }
        @else { div class="grid gap-2" id="cases" { (rows(&visit, id, &found)) } }
    };
    Ok(nav::influencer(&visit, t.get("sales-fraud-cases")).body(&content))
}

fn rows(visit: &Visit, id: PartnershipId, found: &Page<FraudCaseView>) -> Markup {
    let more = next::url(visit, &format!("{PATH}/{id}/controles"), &[], found.next.as_ref());
    html! {
        @for case in &found.items { (row(visit, case)) }
        (ui::Pagination::new(visit.t, more).appending_to("#cases"))
    }
}

fn row(visit: &Visit, case: &FraudCaseView) -> Markup {
    let t = visit.t;
    let (tone, word) = fraud::state(t, case);
    html! {
        article class="flex flex-wrap items-center justify-between gap-2 rounded-card border border-line bg-surface px-4 py-3" {
            a class="link" href=(visit.url(&format!("/influenceur/fraude/{}", case.id))) {
                (words::conversion_kind(t, &case.kind)) " · " (format::money(visit.locale, case.amount)) " · " (ui::When::day(visit.locale, case.occurred_at))
            }
            (ui::Badge::new(tone, word))
        }
    }
}
