//! What a backer keeps: `GET /paiement/{id}/recu.pdf` and `…/certificat.pdf`, as PDF in the language of the page, and `…/preuve.json`,
//! that the pledge is counted in the published total. 200, never cached; 404 without the key, or when there is none.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use contracts::{crowdfunding::PledgeId, payments::IntentId};
use crowdfunding::PledgeState;
use flows::Paper;
use kernel::ErrorKind;
use maud::{Markup, html};
use web_kit::{
    Visit, WebError, format,
    ui::{self, Icon},
};

use super::{
    CheckoutState,
    payment::Asked,
    seen::{Backing, Seen},
};

pub(super) async fn receipt(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let pledge = pledge_of(&visit, &state, id, &asked).await?;
    file(state.papers.receipt(&visit.actor, pledge, &asked.cle).await?)
}

pub(super) async fn certificate(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let pledge = pledge_of(&visit, &state, id, &asked).await?;
    file(state.papers.certificate(&visit.actor, pledge, &asked.cle).await?)
}

pub(super) async fn proof(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let pledge = pledge_of(&visit, &state, id, &asked).await?;
    let proof = state.crowdfunding.pledge_proof(&visit.actor, pledge, &asked.cle).await?.ok_or_else(WebError::not_found)?;
    let text = serde_json::to_string_pretty(&proof).map_err(|_ours| WebError::new(ErrorKind::Internal, "error-internal"))?;
    saved(text.into_bytes(), "application/json", &format!("griot-{pledge}.json"))
}

async fn pledge_of(visit: &Visit, state: &CheckoutState, id: IntentId, asked: &Asked) -> Result<PledgeId, WebError> {
    let intent = state.payments.intent(&visit.actor, id, &asked.cle).await?;
    let is_pledge = intent.purpose.kind == "pledge";
    is_pledge.then(|| PledgeId::from_uuid(intent.purpose.id)).ok_or_else(WebError::not_found)
}

fn file(paper: Paper) -> Result<Response, WebError> {
    saved(paper.pdf, "application/pdf", &paper.file_name)
}

/// A file to keep, which no cache does.
fn saved(bytes: Vec<u8>, kind: &'static str, name: &str) -> Result<Response, WebError> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(|_ours| WebError::new(ErrorKind::Internal, "error-internal"))?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((head, bytes).into_response())
}

/// What there is to keep.
pub(super) fn section(visit: &Visit, seen: &Seen) -> Markup {
    let t = visit.t;
    let link = |key: &str, below: &str| {
        ui::Button::secondary(t.get(key)).icon(Icon::Download).href(visit.url(&seen.path(below))).attr("download", "").wide()
    };
    let Some(backing) = seen.backing() else { return html! {} };
    html! {
        @if backing.pledge.state.was_paid() {
            div class="grid gap-3" data-papers {
                (link("checkout-paper-receipt", "/recu.pdf"))
                @if flows::has_certificate(backing.pledge.state, backing.project.state) { (link("checkout-paper-certificate", "/certificat.pdf")) }
                (proof_of(visit, seen, backing))
            }
        }
    }
}

fn proof_of(visit: &Visit, seen: &Seen, backing: &Backing) -> Markup {
    let t = visit.t;
    let page = visit.url(&format!("{}/preuve", seen.home()));
    html! {
        @match &backing.proof {
            Some(proof) => {
                div class="grid gap-2 rounded-[10px] border border-line bg-surface p-4" data-proof {
                    p class="flex items-start gap-2" {
                        span class="mt-0.5 text-ok" { (Icon::Check) }
                        span { (t.with("checkout-proof", &[("total", format::money(visit.locale, proof.head.total).into()), ("count", proof.head.size.into())])) }
                    }
                    p class="flex flex-wrap gap-x-4 gap-y-1 text-sm" {
                        a class="link inline-flex min-h-11 items-center" href=(visit.url(&seen.path("/preuve.json"))) download { (t.get("checkout-proof-download")) }
                        a class="link inline-flex min-h-11 items-center" href=(page) { (t.get("checkout-proof-page")) }
                    }
                }
            }
            None if backing.pledge.state == PledgeState::Paid => { p class="text-sm text-muted" data-proof-soon { (t.get("checkout-proof-soon")) } }
            None => {}
        }
    }
}
