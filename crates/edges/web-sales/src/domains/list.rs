//! `GET, POST …/domaines` (`host`): the domains of a desk, and adding one. 200; 303 to the new one; 403 for members who only look; 404 for
//! others; 409 too many, or none on this installation; 422; 429.

use affiliate::LinkDomainView;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use kernel::AppError as _;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui, ui::Icon};

use super::{Desk, Place, words};
use crate::{SalesState, parts::form};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    host: String,
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, place: Place) -> Result<Response, WebError> {
    let domains = state.affiliate.link_domains(&visit.actor, place.desk.owner(&visit)?).await?;
    let shell = place.desk.shell(&visit, visit.t.get("sales-domains"));
    Ok(shell.body(&content(&visit, place.desk, &domains, &Typed::default(), &FormErrors::none())))
}

pub(super) async fn add(
    visit: Visit,
    State(state): State<SalesState>,
    place: Place,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let owner = place.desk.owner(&visit)?;
    let domains = state.affiliate.link_domains(&visit.actor, owner).await?;
    match state.affiliate.add_link_domain(&visit.actor, owner, &typed.host).await {
        Ok(id) => Ok(visit.redirect(&place.desk.path(&format!("/{id}"))).saying("sales-domain-added").into_response()),
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            let shell = place.desk.shell(&visit, visit.t.get("sales-domains")).invalid().status(status);
            Ok(shell.body(&content(&visit, place.desk, &domains, &typed, &errors)))
        }
    }
}

fn content(visit: &Visit, desk: Desk, domains: &[LinkDomainView], typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let lead = match desk {
        Desk::Influencer => "sales-domains-lead-influencer",
        Desk::Merchant(_) => "sales-domains-lead-merchant",
    };
    let host = ui::Field::text("host", t.get("sales-domain-host"))
        .hint(t.get("sales-domain-host-hint"))
        .value(&typed.host)
        .errors(errors)
        .max_length(253)
        .autocomplete("off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .required();
    html! {
        (ui::PageHeader::new(t.get("sales-domains")).text(t.get(lead)))
        @if domains.is_empty() { (ui::EmptyState::new(Icon::Globe, t.get("sales-domains-none")).text(t.get("sales-domains-none-text"))) }
        @else { ul class="grid gap-2" { @for domain in domains { li { (row(visit, desk, domain)) } } } }
        (ui::Section::new(t.get("sales-domain-add"), html! {
            (ui::Form::post(visit, visit.url(&desk.path("")), html! {
                (ui::FormSummary::new(t, errors))
                (host)
                (ui::Button::primary(t.get("sales-domain-add")).icon(Icon::Add))
            }).stacked())
        }))
    }
}

fn row(visit: &Visit, desk: Desk, domain: &LinkDomainView) -> Markup {
    let t = visit.t;
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface p-4" {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h2 class="min-w-0 text-base font-semibold break-all" {
                    a class="link" translate="no" href=(visit.url(&desk.path(&format!("/{}", domain.id)))) { (domain.host) }
                }
                (words::badge(t, domain.state))
            }
            p class="text-sm text-muted" {
                (t.with("sales-domain-links", &[("n", domain.links.into())]))
                @if let Some(problem) = domain.problem { " · " (t.get(words::problem(problem))) }
            }
        }
    }
}
