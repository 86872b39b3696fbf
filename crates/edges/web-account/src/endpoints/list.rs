//! An owner's endpoints, and a new one: its key is shown once it is made. 200; 404 for strangers; 409 beyond ten; 422.

use axum::{
    extract::{Path, State},
    response::Response,
};
use contracts::{identity::OrganisationId, webhooks::Owner};
use http::StatusCode;
use identity::OrganisationRole;
use maud::{Markup, html};
use secrecy::ExposeSecret as _;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Icon, Tone},
};
use webhooks::{Created, EndpointView};

use super::{
    EndpointsState,
    form::{self, Typed},
    words,
};

/// Whose endpoints are looked at, and by whom.
struct Desk {
    owner: Owner,
    /// What the organisation is called; none of one's own.
    name: Option<String>,
    decides: bool,
}

fn own_desk(visit: &Visit) -> Result<Desk, WebError> {
    Ok(Desk { owner: Owner::Account(visit.require_account()?.id), name: None, decides: true })
}

async fn desk_of(visit: &Visit, state: &EndpointsState, id: OrganisationId) -> Result<Desk, WebError> {
    let organisation = state.identity.get_organisation(&visit.actor, id).await?;
    let decides = organisation.role != OrganisationRole::Member;
    Ok(Desk { owner: Owner::Organisation(id), name: Some(organisation.name), decides })
}

pub(super) async fn own(visit: Visit, State(state): State<EndpointsState>) -> Result<Response, WebError> {
    let desk = own_desk(&visit)?;
    page(&visit, &state, &desk, &Typed::default(), &FormErrors::none()).await
}

pub(super) async fn of_organisation(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let desk = desk_of(&visit, &state, id).await?;
    page(&visit, &state, &desk, &Typed::default(), &FormErrors::none()).await
}

pub(super) async fn create_own(
    visit: Visit,
    State(state): State<EndpointsState>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let desk = own_desk(&visit)?;
    create(&visit, &state, &desk, &typed).await
}

pub(super) async fn create_of_organisation(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let desk = desk_of(&visit, &state, id).await?;
    create(&visit, &state, &desk, &typed).await
}

async fn create(visit: &Visit, state: &EndpointsState, desk: &Desk, typed: &Typed) -> Result<Response, WebError> {
    match state.webhooks.create_endpoint(&visit.actor, desk.owner, typed.endpoint_kind(), &typed.draft()).await {
        Ok(created) => Ok(shell(visit).status(StatusCode::CREATED).body(&made(visit, &created))),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            page(visit, state, desk, typed, &errors).await
        }
    }
}

fn shell(visit: &Visit) -> Shell<'_> {
    words::shell(visit, visit.t.get("webhooks-title"))
}

async fn page(
    visit: &Visit,
    state: &EndpointsState,
    desk: &Desk,
    typed: &Typed,
    errors: &FormErrors,
) -> Result<Response, WebError> {
    let t = visit.t;
    let endpoints = state.webhooks.list_endpoints(&visit.actor, desk.owner).await?;
    let fields = html! {
        (form::fields(visit, state.webhooks.catalogue(), typed, errors, true))
        (ui::Button::primary(t.get("webhooks-create")))
    };
    let content = html! {
        @if let (Owner::Organisation(id), Some(name)) = (desk.owner, &desk.name) {
            (ui::Breadcrumb::to(t, t.get("webhooks-title")).step(t.get("kit-nav-organisations"), visit.url("/compte/organisations"))
                .step(name.as_str(), visit.url(&format!("/compte/organisations/{id}"))))
        }
        (ui::PageHeader::new(t.get("webhooks-title")).text(t.get("webhooks-lead")))
        @if endpoints.is_empty() { (ui::EmptyState::new(Icon::Link, t.get("webhooks-none"))) } @else {
            ul class="divide-y divide-line rounded-card border border-line bg-surface" {
                @for endpoint in &endpoints { li { (row(visit, endpoint)) } }
            }
        }
        @if desk.decides {
            (ui::Section::new(t.get("webhooks-new"), html! {
                (ui::Form::post(visit, visit.url(&words::owner_page(desk.owner)), fields).stacked())
            }).id("nouveau"))
        } @else { p class="mt-4 text-muted" { (t.get("webhooks-members-look")) } }
    };
    let shell = if errors.is_empty() { shell(visit) } else { shell(visit).invalid() };
    Ok(shell.body(&content))
}

fn row(visit: &Visit, endpoint: &EndpointView) -> Markup {
    let t = visit.t;
    html! {
        a class="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-1 p-4" href=(visit.url(&words::page(endpoint.id))) {
            span class="min-w-0 flex-1" {
                strong class="block break-words text-ink" { (endpoint.name) }
                span class="block break-words text-sm text-muted" { (words::kind(t, endpoint.kind)) " · " (endpoint.host) }
            }
            @if endpoint.failing_since.is_some() && endpoint.disabled_at.is_none() { (ui::Badge::new(Tone::Warn, t.get("webhooks-failing"))) }
            (words::state(t, endpoint.state))
        }
    }
}

/// What was made, with its key: from here on it is shown on demand, and each time is written down.
fn made(visit: &Visit, created: &Created) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("webhooks-made")))
        @if let Some(secret) = &created.secret {
            (ui::Banner::new(Tone::Warn, t.get("webhooks-secret-now")))
            pre class="my-4 overflow-x-auto rounded-card border border-line bg-surface p-4" tabindex="0" { code data-secret { (secret.expose_secret()) } }
        } @else { (ui::Banner::new(Tone::Ok, t.get("webhooks-postback-made"))) }
        p class="mt-4" { (ui::Button::primary(t.get("webhooks-open")).href(visit.url(&words::page(created.id)))) }
    }
}
