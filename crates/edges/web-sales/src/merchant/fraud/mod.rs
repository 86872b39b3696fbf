//! `GET|POST /marchand/{org}/fraude` and what lies below: sales that look wrong, and what is done about them. 200; 303; 404 for others than the
//! members; 409 when somebody decided meanwhile; 422 with what was typed.

mod one;
mod policy;

use affiliate::{FraudCaseView, FraudPolicyView, FraudQueue};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::Page;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{FormErrors, Visit, WebError, format, next, next::After, ui, ui::Icon};

pub(super) use self::{
    one::{decide, show},
    policy::set,
};
use super::partners;
use crate::{
    SalesState,
    parts::{fraud, nav, words},
};

pub(super) const BELOW: &str = "/fraude";
const ROWS: u16 = 30;

/// Which list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    file: String,
}

impl Which {
    fn queue(&self) -> FraudQueue {
        FraudQueue::parse(&self.file).unwrap_or(FraudQueue::Open)
    }
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
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, org, &which, &found).into_response());
    }
    let known = state.affiliate.fraud_policy(&visit.actor, program.id).await?;
    Ok(shell.body(&content(&visit, org, (&which, &found), (&known, &FormErrors::none()))))
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
    Ok(shell.invalid().body(&content(visit, org, (&which, &found), (known, errors))))
}

fn content(
    visit: &Visit,
    org: OrganisationId,
    (which, found): (&Which, &Page<FraudCaseView>),
    (known, errors): (&FraudPolicyView, &FormErrors),
) -> Markup {
    let t = visit.t;
    let address = |queue: FraudQueue| format!("{}?file={}", visit.url(&nav::desk(org, BELOW)), queue.as_str());
    let tabs = [FraudQueue::Open, FraudQueue::Shown, FraudQueue::Decided]
        .map(|queue| ui::Tab::new(t.get(&format!("sales-fraud-{}", queue.as_str())), address(queue)));
    html! {
        (ui::PageHeader::new(t.get("sales-nav-fraud")).text(t.get(known.policy.mode.code())))
        (ui::Tabs::new(t.get("sales-fraud-lists"), address(which.queue()), tabs.to_vec()))
        @if found.items.is_empty() { (ui::EmptyState::new(Icon::Shield, t.get("sales-fraud-none")).text(t.get("sales-fraud-none-text"))) }
        @else { div class="mt-4 grid gap-2" id="cases" { (rows(visit, org, which, found)) } }
        (policy::section(visit, org, known, errors))
    }
}

fn rows(visit: &Visit, org: OrganisationId, which: &Which, found: &Page<FraudCaseView>) -> Markup {
    let path = nav::desk(org, BELOW);
    let more = next::url(visit, &path, &[("file", which.queue().as_str().to_owned())], found.next.as_ref());
    html! {
        @for case in &found.items { (row(visit, &path, case)) }
        (ui::Pagination::new(visit.t, more).appending_to("#cases"))
    }
}

fn row(visit: &Visit, path: &str, case: &FraudCaseView) -> Markup {
    let t = visit.t;
    let (tone, word) = fraud::state(t, case);
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface p-4" {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h2 class="min-w-0 text-base font-semibold break-words" {
                    a class="link" href=(visit.url(&format!("{path}/{}", case.id))) { (case.influencer_name) " · " (words::conversion_kind(t, &case.kind)) " " (case.external_id) }
                }
                span class="flex flex-wrap gap-2" {
                    @if case.is_disputed { (ui::Badge::new(ui::Tone::Warn, t.get("sales-fraud-disputed"))) }
                    (ui::Badge::new(tone, word))
                }
            }
            p class="text-sm text-muted" {
                (t.with("sales-fraud-of-hundred", &[("score", i64::from(case.score).into())])) " · " (format::money(visit.locale, case.amount)) " · "
                (ui::When::relative(visit.locale, case.created_at))
            }
        }
    }
}
