//! `/compte/webhooks/envois/{id}`: what was sent, where, and what was answered each time. Strangers wrote the answers: they are shown as
//! text. 200; 404 for strangers.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::webhooks::DeliveryId;
use maud::{Markup, html};
use web_kit::{
    Visit, WebError,
    ui::{self, Icon, Tone},
};
use webhooks::{AttemptView, DeliveryView, WebhooksError};

use super::{EndpointsState, acts, words};

pub(super) async fn show(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<DeliveryId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let view = state.webhooks.get_delivery(&visit.actor, id).await?;
    let endpoint = state.webhooks.get_endpoint(&visit.actor, view.card.endpoint_id).await?;
    let (t, card) = (visit.t, &view.card);
    let again = html! { (ui::Button::secondary(t.get("webhooks-resend")).icon(Icon::Refresh)) };
    let content = html! {
        (ui::Breadcrumb::to(t, t.get("webhooks-delivery")).step(t.get("webhooks-title"), visit.url(&words::owner_page(endpoint.owner)))
            .step(endpoint.name.as_str(), visit.url(&words::page(endpoint.id))))
        (ui::PageHeader::new(words::event(t, &card.event_type)).state(words::delivery_state(t, card.state)).actions(html! {
            (ui::Form::post(&visit, visit.url(&format!("{}/renvoi", words::delivery_page(id))), again).inline())
        }))
        @if card.is_test { (ui::Banner::new(Tone::Info, t.get("webhooks-test-text"))) }
        (facts(&visit, &view))
        @if let Some(body) = &view.body { (ui::Section::new(t.get("webhooks-body"), html! { (block(body)) })) }
        (ui::Section::new(t.get("webhooks-tries"), tries(&visit, &view.attempts)))
    };
    Ok(words::shell(&visit, t.get("webhooks-delivery")).body(&content))
}

pub(super) async fn resend(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<DeliveryId>,
) -> Result<Response, WebError> {
    let page = words::delivery_page(id);
    match state.webhooks.resend(&visit.actor, id).await {
        Ok(()) => Ok(visit.redirect(&page).saying("webhooks-resent").into_response()),
        Err(error @ (WebhooksError::Disabled | WebhooksError::OnItsWay)) => Ok(acts::told(&visit, &page, &error)),
        Err(error) => Err(error.into()),
    }
}

fn facts(visit: &Visit, view: &DeliveryView) -> Markup {
    let (t, card) = (visit.t, &view.card);
    let list = ui::DescriptionList::new()
        .fact("webhook-id", html! { code class="break-all" { (card.webhook_id) } })
        .fact(t.get("webhooks-type"), html! { code { (card.event_type) } })
        .fact(t.get("webhooks-target"), html! { span class="break-all" { (view.target) } })
        .fact(t.get("webhooks-queued"), ui::When::minute(visit.locale, card.created_at))
        .fact_if(t.get("webhooks-next"), card.next_attempt_at.map(|at| ui::When::minute(visit.locale, at)));
    html! { (list) }
}

/// As it is, byte by byte, in a box of its own that scrolls.
fn block(text: &str) -> Markup {
    html! { pre class="max-h-96 overflow-auto whitespace-pre-wrap break-all rounded-card border border-line bg-surface p-4 text-sm" tabindex="0" { code { (text) } } }
}

fn tries(visit: &Visit, attempts: &[AttemptView]) -> Markup {
    let t = visit.t;
    html! {
        @if attempts.is_empty() { p class="text-muted" { (t.get("webhooks-tries-none")) } }
        ol class="grid gap-4" {
            @for attempt in attempts {
                li class="grid gap-2" {
                    p {
                        strong { (t.with("webhooks-try", &[("n", attempt.number.into())])) } " · "
                        (words::outcome(t, attempt.status, attempt.failure)) " · " (ui::When::minute(visit.locale, attempt.started_at))
                        " · " (t.with("webhooks-took", &[("ms", attempt.duration_ms.into())]))
                    }
                    @if !attempt.answer.is_empty() { (block(&attempt.answer)) }
                }
            }
        }
    }
}
