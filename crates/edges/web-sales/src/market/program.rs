//! `GET /marche/programmes/{id}`: a program: what it pays, on which conditions, who is taken, and where one stands with it; `POST` asks to
//! take part. 200; 303; 404 before it was open; 409 where it does not take anybody or one asked already; 422 and 429 with the form.

use affiliate::{
    GroupView, InfluencerView, MerchantView, PartnershipState, PartnershipView, ProfileState, ProgramState, ProgramView,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::ProgramId;
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, format, ui, ui::Icon};

use super::{PATH, merchant};
use crate::{
    SalesState,
    parts::{nav, pairs, places, terms, words},
};

/// The page of a program, without language.
pub(crate) fn path(id: ProgramId) -> String {
    format!("/marche/programmes/{id}")
}

/// The group in which everybody starts.
pub(super) fn first_group(view: &ProgramView) -> Option<&GroupView> {
    view.groups.iter().find(|group| group.is_default)
}

/// A request as typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    message: String,
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, Path(id): Path<ProgramId>) -> Result<Response, WebError> {
    let page = Program::load(&visit, &state, id).await?;
    Ok(page.shell(&visit).body(&page.content(&visit, &Typed::default(), &FormErrors::none())))
}

pub(super) async fn ask(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let error = match state.affiliate.ask(&visit.actor, id, &typed.message).await {
        Ok(_partnership) => {
            let mine = state.affiliate.my_partnership_in(&visit.actor, id).await?;
            let taken = mine.is_some_and(|mine| mine.state == PartnershipState::Active);
            let said = if taken { "sales-offer-taken" } else { "sales-offer-asked" };
            return Ok(visit.redirect(&path(id)).saying(said).into_response());
        }
        Err(error) => error,
    };
    let status = match error.kind() {
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let errors = FormErrors::of(error, visit.t)?;
    let page = Program::load(&visit, &state, id).await?;
    Ok(page.shell(&visit).invalid().status(status).body(&page.content(&visit, &typed, &errors)))
}

/// Everything the page shows.
struct Program {
    view: ProgramView,
    /// Unless it is not listed.
    merchant: Option<MerchantView>,
    named: terms::Named,
    /// The visitor's own.
    mine: Option<PartnershipView>,
    profile: Option<InfluencerView>,
}

impl Program {
    async fn load(visit: &Visit, state: &SalesState, id: ProgramId) -> Result<Self, WebError> {
        let (affiliate, actor) = (&state.affiliate, &visit.actor);
        let view = affiliate.program(actor, id).await?;
        let merchant = match affiliate.merchant(actor, view.organisation_id).await {
            Ok(merchant) => Some(merchant),
            Err(affiliate::AffiliateError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        let named = match first_group(&view) {
            Some(group) => terms::Named::of(state, visit, &group.terms.terms).await?,
            None => terms::Named::default(),
        };
        let (mut mine, mut profile) = (None, None);
        if visit.account.is_some() {
            mine = affiliate.my_partnership_in(actor, id).await?;
            profile = affiliate.my_influencer(actor).await?;
        }
        Ok(Self { view, merchant, named, mine, profile })
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        let shell = nav::market(visit, &self.view.title).canonical(path(self.view.id));
        let shell = if self.view.pitch.is_empty() { shell } else { shell.description(&self.view.pitch) };
        // Where nobody is taken, nobody needs to be led.
        if self.view.state == ProgramState::Open { shell } else { shell.no_index() }
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let way = ui::Breadcrumb::to(t, &view.title).step(t.get("sales-nav-products"), visit.url(PATH));
        let way = match &self.merchant {
            Some(merchant) => way.step(&merchant.name, visit.url(&merchant::path(&merchant.slug))),
            None => way,
        };
        let (tone, word) = words::program_state(t, view.state);
        // On a phone what one can do here stands below what is to be read.
        let jump = ui::Button::secondary(t.get("sales-offer-join")).href("#participer").attr("class", "lg:hidden");
        html! {
            (way)
            (ui::PageHeader::new(&view.title).state(ui::Badge::new(tone, word)).text(html! { (view.pitch) }).actions(jump))
            div class="grid gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]" {
                div class="grid min-w-0 content-start gap-8" {
                    (self.pays(visit))
                    @if !view.conditions.is_empty() {
                        section { h2 class="mb-3" { (t.get("sales-offer-conditions")) } (ui::Prose::markdown(&view.conditions)) }
                    }
                    section { h2 class="mb-3" { (t.get("sales-offer-policy")) } p class="max-w-[65ch]" { (terms::policy(visit, &view.policy.policy)) } }
                    (self.about(visit))
                }
                aside class="min-w-0" aria-labelledby="participer" {
                    div class="card grid gap-4" {
                        h2 class="card-title" id="participer" { (t.get("sales-offer-join")) }
                        (self.join(visit, typed, errors))
                    }
                }
            }
        }
    }

    fn pays(&self, visit: &Visit) -> Markup {
        let Some(group) = first_group(&self.view) else { return html! {} };
        html! {
            section {
                h2 class="mb-3" { (visit.t.get("sales-offer-pays")) }
                (terms::facts_named(visit, &group.terms.terms, &self.named))
            }
        }
    }

    /// Whose it is, where links lead, who is taken at once.
    fn about(&self, visit: &Visit) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let merchant = self.merchant.as_ref();
        let seller = merchant.map(|merchant| ui::Link::new(visit.url(&merchant::path(&merchant.slug)), &merchant.name));
        let facts = ui::DescriptionList::new()
            .fact_if(t.get("sales-offer-merchant"), seller)
            .fact(t.get("sales-offer-hosts"), html! { (view.hosts.join(", ")) })
            .fact(t.get("sales-offer-admission"), html! { (self.admission(visit)) });
        html! { section { h2 class="mb-3" { (t.get("sales-offer-about")) } (facts) } }
    }

    /// Who is taken without being read.
    fn admission(&self, visit: &Visit) -> String {
        let (t, admission) = (visit.t, &self.view.admission);
        if !admission.automatic {
            return t.get("sales-offer-admission-read");
        }
        let countries = places::line(t, &admission.countries, 20);
        match (admission.followers, admission.countries.is_empty()) {
            (None, true) => t.get("sales-offer-admission-all"),
            (Some(n), true) => t.with("sales-offer-admission-followers", &[("n", n.into())]),
            (None, false) => t.with("sales-offer-admission-countries", &[("names", countries.into())]),
            (Some(n), false) => t.with("sales-offer-admission-both", &[("n", n.into()), ("names", countries.into())]),
        }
    }

    /// Where the visitor stands, and what they may do next.
    fn join(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let waits =
            self.mine.as_ref().is_some_and(|mine| matches!(mine.state, PartnershipState::Requested | PartnershipState::Active));
        let listed = self.profile.as_ref().is_some_and(|profile| profile.state == ProfileState::Listed);
        html! {
            @if let Some(mine) = &self.mine { (standing(visit, mine)) }
            @if waits { @if !errors.is_empty() { (ui::FormSummary::new(t, errors)) } }
            @else if view.state != ProgramState::Open {
                (ui::FormSummary::new(t, errors))
                p { (t.get(if view.state == ProgramState::Closed { "sales-offer-closed" } else { "sales-offer-paused" })) }
            }
            @else if visit.account.is_none() {
                p { (t.get("sales-offer-sign-in-text")) }
                p { (ui::Button::primary(t.get("sales-offer-sign-in")).wide().href(pairs::sign_in(visit, &path(view.id)))) }
            }
            @else if !listed {
                (ui::FormSummary::new(t, errors))
                p { (t.get("sales-offer-profile-text")) }
                p { (ui::Button::primary(t.get("sales-offer-profile")).wide().href(visit.url("/influenceur/profil"))) }
            }
            @else { (self.form(visit, typed, errors)) }
        }
    }

    fn form(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (ui::Field::textarea("message", t.get("sales-offer-message")).value(&typed.message).errors(errors)
                .hint(t.get("sales-offer-message-hint")).optional(t).max_length(2000).rows(5))
            p { (ui::Button::primary(t.get("sales-offer-ask")).icon(Icon::Send).wide()) }
        };
        html! { (ui::Form::post(visit, visit.url(&path(self.view.id)), fields).stacked()) }
    }
}

/// The visitor's own partnership.
fn standing(visit: &Visit, mine: &PartnershipView) -> Markup {
    let t = visit.t;
    let (tone, word) = words::partnership_state(t, mine.state);
    let date = |at| format::date(visit.locale, at);
    let line = match (mine.state, mine.decided_at, mine.ended_at) {
        (PartnershipState::Active, Some(at), _) => t.with("sales-offer-since", &[("date", date(at).into())]),
        (PartnershipState::Refused, Some(at), _) => t.with("sales-offer-refused-on", &[("date", date(at).into())]),
        (PartnershipState::Ended, _, Some(at)) => t.with("sales-offer-ended-on", &[("date", date(at).into())]),
        _ => t.with("sales-offer-asked-on", &[("date", date(mine.requested_at).into())]),
    };
    let page = visit.url(&format!("/influenceur/partenariats/{}", mine.id));
    html! {
        div class="grid gap-2" data-standing=(mine.state.as_str()) {
            p class="flex flex-wrap items-center gap-2" { (ui::Badge::new(tone, word)) span class="text-sm text-muted" { (line) } }
            @if !mine.answer.is_empty() { blockquote class="border-l-4 border-line pl-3 break-words whitespace-pre-line" { (mine.answer) } }
            @match mine.state {
                PartnershipState::Active => p { (ui::Button::primary(t.get("sales-offer-links")).icon(Icon::Link).href(page)) },
                PartnershipState::Requested => p { (ui::Button::secondary(t.get("sales-offer-request")).icon(Icon::ArrowRight).href(page)) },
                PartnershipState::Refused | PartnershipState::Ended => {}
            }
        }
    }
}
