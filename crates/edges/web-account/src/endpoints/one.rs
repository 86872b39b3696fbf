//! `/compte/webhooks/{id}`: how an endpoint fares, its log, its settings. 200; 404 for strangers; 422.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::webhooks::EndpointId;
use kernel::{Cursor, Page, PageRequest};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Visit, WebError,
    ui::{self, Icon, Tone},
};
use webhooks::{DeliveryCard, DeliveryFilter, DeliveryState, EndpointKind, EndpointState, EndpointView};

use super::{
    EndpointsState,
    form::{self, Typed},
    words,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    apres: Option<String>,
    #[serde(default)]
    etat: String,
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let view = state.webhooks.get_endpoint(&visit.actor, id).await?;
    page(&visit, &state, &view, &asked, &Typed::of(&view), &FormErrors::none()).await
}

pub(super) async fn save(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    match state.webhooks.update_endpoint(&visit.actor, id, &typed.draft()).await {
        Ok(()) => Ok(visit.redirect(&words::page(id)).saying("account-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let view = state.webhooks.get_endpoint(&visit.actor, id).await?;
            page(&visit, &state, &view, &Asked::default(), &typed, &errors).await
        }
    }
}

/// The page; what a form refused stands where it was.
pub(super) async fn page(
    visit: &Visit,
    state: &EndpointsState,
    view: &EndpointView,
    asked: &Asked,
    typed: &Typed,
    errors: &FormErrors,
) -> Result<Response, WebError> {
    let t = visit.t;
    let filter = DeliveryFilter { state: DeliveryState::parse(&asked.etat) };
    let request = PageRequest::new(Some(30), asked.apres.clone().map(Cursor::from_text));
    let log = state.webhooks.list_deliveries(&visit.actor, view.id, filter, &request).await?;
    let content = html! {
        (ui::Breadcrumb::to(t, &view.name).step(t.get("webhooks-title"), visit.url(&words::owner_page(view.owner))))
        (ui::PageHeader::new(&view.name).text(words::kind(t, view.kind)).state(words::state(t, view.state)))
        (health(visit, view))
        (facts(visit, view))
        (acts(visit, state, view))
        (journal(visit, view, filter.state, &log))
        (settings(visit, state, view, typed, errors))
    };
    let shell = words::shell(visit, view.name.clone());
    let shell = if errors.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&content))
}

fn health(visit: &Visit, view: &EndpointView) -> Markup {
    let t = visit.t;
    html! {
        @match view.state {
            EndpointState::DisabledGone => (ui::Banner::new(Tone::Bad, t.get("webhooks-health-gone"))),
            EndpointState::DisabledFailing => (ui::Banner::new(Tone::Bad, t.get("webhooks-health-disabled"))),
            EndpointState::Enabled if view.failing_since.is_some() => {
                (ui::Banner::new(Tone::Warn, t.with("webhooks-health-failing", &[("n", view.failing_deliveries.into())])))
            }
            _ => {}
        }
    }
}

fn facts(visit: &Visit, view: &EndpointView) -> Markup {
    let t = visit.t;
    let list = ui::DescriptionList::new()
        .fact(t.get("webhooks-url"), html! { span class="break-all" { (view.url) } })
        .fact(t.get("webhooks-since"), ui::When::day(visit.locale, view.created_at))
        .fact_if(t.get("webhooks-failing-since"), view.failing_since.map(|at| ui::When::minute(visit.locale, at)))
        .fact_if(t.get("webhooks-old-secret"), view.old_secret_until.map(|at| ui::When::minute(visit.locale, at)));
    html! { (list) }
}

/// What is done at once: a trial, the key, on and off.
fn acts(visit: &Visit, state: &EndpointsState, view: &EndpointView) -> Markup {
    let t = visit.t;
    let at = |rest: &str| visit.url(&format!("{}{rest}", words::page(view.id)));
    let enabled = view.state == EndpointState::Enabled;
    let (act, key) = if enabled { ("off", "webhooks-disable") } else { ("on", "webhooks-enable") };
    html! {
        div class="my-4 flex flex-wrap items-end gap-3" {
            @if enabled {
                (ui::Form::post(visit, at("/essai"), html! {
                    span class="flex flex-wrap items-end gap-2" {
                        label class="grid gap-1" { span class="text-sm text-muted" { (t.get("webhooks-test-event")) }
                            select class="input select" name="event" {
                                @for event in state.webhooks.catalogue() { option value=(event.name) { (words::event(t, event.name)) } }
                            }
                        }
                        (ui::Button::primary(t.get("webhooks-test")).icon(Icon::Send))
                    }
                }))
            }
            @if view.kind == EndpointKind::Signed {
                (ui::Form::post(visit, at("/cle"), html! { (ui::Button::secondary(t.get("webhooks-reveal")).icon(Icon::Eye)) }).inline())
                (ui::Form::post(visit, at("/renouvellement"), html! { (ui::Button::secondary(t.get("webhooks-rotate")).icon(Icon::Refresh)) }).inline())
            }
            (ui::Form::post(visit, at("/etat"), html! { (ui::Button::secondary(t.get(key)).value("act", act)) }).inline())
        }
    }
}

fn journal(visit: &Visit, view: &EndpointView, shown: Option<DeliveryState>, log: &Page<DeliveryCard>) -> Markup {
    let t = visit.t;
    let here = words::page(view.id);
    let tab = |state: Option<DeliveryState>| match state {
        None => ui::Tab::new(t.get("webhooks-log-all"), format!("{}#journal", visit.url(&here))),
        Some(state) => {
            let label = t.get(&format!("webhooks-delivery-{}", state.as_str()));
            ui::Tab::new(label, format!("{}?etat={}#journal", visit.url(&here), state.as_str()))
        }
    };
    let tabs: Vec<_> = std::iter::once(None).chain(DeliveryState::ALL.map(Some)).map(tab).collect();
    let current = match shown {
        None => format!("{}#journal", visit.url(&here)),
        Some(state) => format!("{}?etat={}#journal", visit.url(&here), state.as_str()),
    };
    let next = log.next.as_ref().map(|cursor| {
        let state = shown.map_or(String::new(), |state| format!("&etat={}", state.as_str()));
        format!("{}?apres={}{state}#journal", visit.url(&here), cursor.as_str())
    });
    let content = html! {
        (ui::Tabs::new(t.get("webhooks-log"), current, tabs))
        @if log.items.is_empty() { p class="mt-4 text-muted" { (t.get("webhooks-log-none")) } } @else {
            ul class="mt-4 divide-y divide-line rounded-card border border-line bg-surface" {
                @for card in &log.items { li { (line(visit, card)) } }
            }
        }
        (ui::Pagination::new(t, next))
        @if view.state == EndpointState::Enabled && matches!(shown, Some(DeliveryState::Failed | DeliveryState::Held)) && !log.items.is_empty() {
            (ui::Form::post(visit, visit.url(&format!("{here}/renvois")), html! { (ui::Button::secondary(t.get("webhooks-resend-failed")).icon(Icon::Refresh)) }).inline())
        }
    };
    html! { (ui::Section::new(t.get("webhooks-log"), content).id("journal")) }
}

fn line(visit: &Visit, card: &DeliveryCard) -> Markup {
    let t = visit.t;
    html! {
        a class="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-1 p-4" href=(visit.url(&words::delivery_page(card.id))) {
            span class="min-w-0 flex-1" {
                strong class="block break-words text-ink" {
                    (words::event(t, &card.event_type)) @if card.is_test { " " (ui::Badge::new(Tone::Info, t.get("webhooks-is-test"))) }
                }
                span class="block text-sm text-muted" {
                    (ui::When::relative(visit.locale, card.created_at)) " · " (t.with("webhooks-attempts", &[("n", card.attempts.into())]))
                    " · " (words::answer(t, card))
                }
            }
            (words::delivery_state(t, card.state))
        }
    }
}

fn settings(visit: &Visit, state: &EndpointsState, view: &EndpointView, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (form::fields(visit, state.webhooks.catalogue(), typed, errors, false))
        (ui::Button::primary(t.get("account-save")))
    };
    let delete = html! { (ui::Button::danger(t.get("webhooks-delete")).icon(Icon::Trash)) };
    html! {
        (ui::Section::new(t.get("webhooks-settings"), html! {
            (ui::Form::post(visit, visit.url(&words::page(view.id)), fields).stacked())
        }).id("reglages"))
        (ui::Section::new(t.get("webhooks-delete"), html! {
            (ui::Form::post(visit, visit.url(&format!("{}/suppression", words::page(view.id))), delete).inline())
        }).text(t.get("webhooks-delete-text")))
    }
}
