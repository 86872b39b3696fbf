//! `GET …/domaines/{id}`: a domain: its state, the records that prove it, where `/` leads; `POST …/verifier`, `POST …/racine` (`root_url`),
//! `GET, POST …/retirer`. 200; 303; 403 for members who only look; 404 for others; 422; 429 looked at too often.

use affiliate::{DomainProblem, LinkDomainView};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::LinkDomainId;
use kernel::AppError as _;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, FormErrors, Visit, WebError, ui, ui::Icon, ui::Tone};

use super::{Desk, Place, words};
use crate::{
    SalesState,
    parts::{copy, form},
};

/// A form without fields.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    root_url: String,
}

/// A domain of this desk: one of another desk is not there, whoever asks.
struct Seen {
    desk: Desk,
    id: LinkDomainId,
    domain: LinkDomainView,
}

impl Seen {
    async fn load(visit: &Visit, state: &SalesState, place: Place) -> Result<Self, WebError> {
        let owner = place.desk.owner(visit)?;
        let id = place.id.ok_or_else(WebError::not_found)?;
        let domain = state.affiliate.link_domain(&visit.actor, id).await?;
        if domain.owner == owner { Ok(Self { desk: place.desk, id, domain }) } else { Err(WebError::not_found()) }
    }

    fn path(&self, rest: &str) -> String {
        self.desk.path(&format!("/{}{rest}", self.id))
    }

    fn page(&self, visit: &Visit, root_url: &str, errors: &FormErrors) -> Markup {
        let t = visit.t;
        html! {
            (ui::Breadcrumb::to(t, &self.domain.host).step(t.get("sales-domains"), visit.url(&self.desk.path(""))))
            (ui::PageHeader::new(&self.domain.host).state(words::badge(t, self.domain.state)))
            (ui::FormSummary::new(t, errors))
            (self.state(visit))
            (self.records(visit))
            (self.root(visit, root_url, errors))
            p class="mt-8" { (ui::Button::quiet(t.get("sales-domain-remove")).icon(Icon::Trash).href(visit.url(&self.path("/retirer")))) }
        }
    }

    fn state(&self, visit: &Visit) -> Markup {
        let (t, domain) = (visit.t, &self.domain);
        let facts = ui::DescriptionList::new()
            .fact(t.get("sales-domain-links-label"), t.with("sales-domain-links", &[("n", domain.links.into())]))
            .fact_if(t.get("sales-domain-checked"), domain.checked_at.map(|at| ui::When::minute(visit.locale, at)))
            .fact_if(t.get("sales-domain-lost-at"), domain.lost_at.map(|at| ui::When::minute(visit.locale, at)));
        let tone = |problem| if problem == DomainProblem::NoAnswer { Tone::Info } else { Tone::Warn };
        html! {
            p class="max-w-[65ch]" { (t.get(words::meaning(domain.state))) }
            @if let Some(problem) = domain.problem { div class="my-4" { (ui::Banner::new(tone(problem), t.get(words::problem(problem)))) } }
            (facts)
            (ui::Form::post(visit, visit.url(&self.path("/verifier")), html! {
                (ui::Button::secondary(t.get("sales-domain-check")).icon(Icon::Refresh))
            }).inline())
        }
    }

    /// What is written at the host's DNS provider.
    fn records(&self, visit: &Visit) -> Markup {
        let (t, domain) = (visit.t, &self.domain);
        let line = |id: &str, key: &str, value: &str| copy::line(visit, id, &t.get(key), value);
        html! {
            (ui::Section::new(t.get("sales-domain-records"), html! {
                div class="grid max-w-2xl gap-4" {
                    h3 class="font-semibold" { (t.get("sales-domain-txt")) }
                    (line("txt-name", "sales-domain-txt-name", &domain.txt_name))
                    (line("txt-value", "sales-domain-txt-value", &domain.txt_value))
                    @if let Some(target) = &domain.cname_target {
                        h3 class="mt-2 font-semibold" { (t.get("sales-domain-cname")) }
                        (line("cname-name", "sales-domain-cname-name", &domain.host))
                        (line("cname-value", "sales-domain-cname-value", target))
                    }
                }
                p class="mt-3 max-w-[65ch] text-sm text-muted" { (t.get("sales-domain-records-hint")) }
            }).text(t.get("sales-domain-records-text")).id("dns"))
        }
    }

    fn root(&self, visit: &Visit, root_url: &str, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let field = ui::Field::url("root_url", t.get("sales-domain-root"))
            .hint(t.get("sales-domain-root-hint"))
            .value(root_url)
            .errors(errors)
            .max_length(2000);
        let form = ui::Form::post(
            visit,
            visit.url(&self.path("/racine")),
            html! {
                (field) (ui::Button::primary(t.get("sales-save")))
            },
        );
        html! { (ui::Section::new(t.with("sales-domain-root-of", &[("host", self.domain.host.as_str().into())]), html! { (form.stacked()) }).id("racine")) }
    }

    fn stored_root(&self) -> &str {
        self.domain.root_url.as_deref().unwrap_or_default()
    }
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, place: Place) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, place).await?;
    let page = seen.page(&visit, seen.stored_root(), &FormErrors::none());
    Ok(seen.desk.shell(&visit, &seen.domain.host).body(&page))
}

pub(super) async fn check(
    visit: Visit,
    State(state): State<SalesState>,
    place: Place,
    CsrfForm(_nothing): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, place).await?;
    match state.affiliate.check_link_domain(&visit.actor, seen.id).await {
        Ok(domain) => {
            let said = if domain.problem.is_none() { "sales-domain-found" } else { "sales-domain-not-found" };
            Ok(visit.redirect(&seen.path("")).saying(said).into_response())
        }
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            let page = seen.page(&visit, seen.stored_root(), &errors);
            Ok(seen.desk.shell(&visit, &seen.domain.host).invalid().status(status).body(&page))
        }
    }
}

pub(super) async fn set_root(
    visit: Visit,
    State(state): State<SalesState>,
    place: Place,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, place).await?;
    match state.affiliate.set_link_domain_root(&visit.actor, seen.id, Some(&typed.root_url)).await {
        Ok(()) => Ok(visit.redirect(&seen.path("#racine")).saying("sales-domain-root-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let page = seen.page(&visit, &typed.root_url, &errors);
            Ok(seen.desk.shell(&visit, &seen.domain.host).invalid().body(&page))
        }
    }
}

pub(super) async fn ask_remove(visit: Visit, State(state): State<SalesState>, place: Place) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, place).await?;
    let (t, domain) = (visit.t, &seen.domain);
    let title = t.with("sales-domain-remove-of", &[("host", domain.host.as_str().into())]);
    let content = html! {
        (ui::Breadcrumb::to(t, &title).step(t.get("sales-domains"), visit.url(&seen.desk.path(""))).step(&domain.host, visit.url(&seen.path(""))))
        (ui::PageHeader::new(&title))
        (ui::Banner::new(Tone::Warn, t.with("sales-domain-remove-text", &[("n", domain.links.into())])))
        div class="mt-6 flex flex-wrap gap-3" {
            (ui::Form::post(&visit, visit.url(&seen.path("/retirer")), html! { (ui::Button::danger(t.get("sales-domain-remove"))) }).inline())
            (ui::Button::secondary(t.get("sales-domain-keep")).href(visit.url(&seen.path(""))))
        }
    };
    Ok(seen.desk.shell(&visit, title.clone()).cache(Cache::NoStore).body(&content))
}

pub(super) async fn remove(
    visit: Visit,
    State(state): State<SalesState>,
    place: Place,
    CsrfForm(_nothing): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, place).await?;
    state.affiliate.remove_link_domain(&visit.actor, seen.id).await?;
    Ok(visit.redirect(&seen.desk.path("")).saying("sales-domain-removed").into_response())
}
