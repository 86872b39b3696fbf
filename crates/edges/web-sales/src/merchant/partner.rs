//! `GET|POST /marchand/{org}/partenaires/{id}` and what lies below: one partner, from the request to the end. 200; 303; 404 for others than
//! the members; 409 when it was answered already; 422 with what was typed.

use affiliate::{
    Answer, CodeView, CommissionView, EarningsView, LinkView, PartnershipState, PartnershipView, ProgramView, TaxYearView,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{
    affiliate::{GroupId, PartnershipId},
    identity::OrganisationId,
};
use kernel::{Page, PageRequest};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, next, ui, ui::Choice, ui::Icon};

use super::codes;
use crate::{
    SalesState,
    papers::rules,
    parts::{earnings, form, links, nav, seller, words},
};

const ROWS: u16 = 10;

/// A partner with everything that the page shows.
pub(super) struct Seen {
    pub(super) org: OrganisationId,
    pub(super) view: PartnershipView,
    /// Whether the visitor may answer, move and end.
    pub(super) may: bool,
    program: ProgramView,
    earnings: EarningsView,
    /// How near a written contract is.
    year: TaxYearView,
    pub(super) codes: Vec<CodeView>,
    links: Page<LinkView>,
    commissions: Page<CommissionView>,
}

impl Seen {
    pub(super) async fn load(
        visit: &Visit,
        state: &SalesState,
        org: OrganisationId,
        id: PartnershipId,
    ) -> Result<Self, WebError> {
        visit.require_account()?;
        let (actor, some) = (&visit.actor, PageRequest::new(Some(ROWS), None));
        let program = state.affiliate.program_of(actor, org).await?.ok_or_else(WebError::not_found)?;
        let view = state.affiliate.partnership(actor, id).await?;
        if view.program_id != program.id {
            return Err(WebError::not_found());
        }
        Ok(Self {
            org,
            view,
            may: seller::may_manage(visit, state, org).await?,
            program,
            earnings: state.affiliate.earnings(actor, id).await?,
            year: state.affiliate.tax_year(actor, id).await?,
            codes: state.affiliate.codes(actor, id).await?,
            links: state.affiliate.links(actor, id, &some).await?,
            commissions: state.affiliate.commissions(actor, id, &some).await?,
        })
    }

    pub(super) fn path(&self, rest: &str) -> String {
        nav::desk(self.org, &format!("/partenaires/{}{rest}", self.view.id))
    }

    pub(super) fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        nav::merchant(visit, self.org, self.view.influencer_name.clone()).script("islands/share.ts")
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org, id).await?;
    Ok(seen.shell(&visit).body(&content(&visit, &state, &seen, &Typed::default(), &FormErrors::none())))
}

/// The form again, with what is wrong.
pub(super) async fn refused(
    (visit, state): (&Visit, &SalesState),
    (org, id): (OrganisationId, PartnershipId),
    typed: &Typed,
    errors: &FormErrors,
) -> Result<Response, WebError> {
    let seen = Seen::load(visit, state, org, id).await?;
    Ok(seen.shell(visit).invalid().body(&content(visit, state, &seen, typed, errors)))
}

/// What was typed into the forms of the page.
#[derive(Debug, Default)]
pub(super) struct Typed {
    code: codes::Typed,
    /// Of the answer.
    message: String,
    group: Option<GroupId>,
}

impl From<codes::Typed> for Typed {
    fn from(code: codes::Typed) -> Self {
        Self { code, ..Self::default() }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answered {
    answer: String,
    message: String,
    group: Option<GroupId>,
}

pub(super) async fn answer(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
    CsrfForm(typed): CsrfForm<Answered>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org, id).await?;
    let (answer, saying) = match typed.answer.as_str() {
        "accept" => (Answer::Accept(typed.group), "sales-partner-accepted"),
        "refuse" => (Answer::Refuse, "sales-partner-refused"),
        _ => return Err(WebError::not_found()),
    };
    match state.affiliate.answer(&visit.actor, id, answer, &typed.message).await {
        Ok(()) => Ok(visit.redirect(&seen.path("")).saying(saying).into_response()),
        Err(error) => {
            let errors = form::named(&FormErrors::of(error, visit.t)?, &[("group_id", "group")]);
            let typed = Typed { message: typed.message, group: typed.group, ..Typed::default() };
            refused((&visit, &state), (org, id), &typed, &errors).await
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Moved {
    group: GroupId,
}

pub(super) async fn move_to_group(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
    CsrfForm(moved): CsrfForm<Moved>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org, id).await?;
    match state.affiliate.move_to_group(&visit.actor, id, moved.group).await {
        Ok(()) => Ok(visit.redirect(&seen.path("")).saying("sales-partner-moved").into_response()),
        Err(error) => {
            let errors = form::named(&FormErrors::of(error, visit.t)?, &[("group_id", "group")]);
            let typed = Typed { group: Some(moved.group), ..Typed::default() };
            refused((&visit, &state), (org, id), &typed, &errors).await
        }
    }
}

pub(super) async fn end(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org, id).await?;
    state.affiliate.end_partnership(&visit.actor, id).await?;
    Ok(visit.redirect(&seen.path("")).saying("sales-partnership-ended").into_response())
}

fn content(visit: &Visit, state: &SalesState, seen: &Seen, typed: &Typed, errors: &FormErrors) -> Markup {
    let (t, view) = (visit.t, &seen.view);
    let (tone, word) = words::partnership_state(t, view.state);
    let actions = html! {
        @if view.influencer_listed { (ui::Button::secondary(t.get("sales-profile-see")).icon(Icon::Eye).href(visit.url(&format!("/marche/influenceurs/{}", view.influencer_slug)))) }
        (ui::Button::secondary(t.get("sales-write")).icon(Icon::Message).href(visit.url(&format!("/messages/partenariat/{}", view.id))))
    };
    html! {
        (ui::Breadcrumb::to(t, &view.influencer_name).step(t.get("sales-nav-partners"), visit.url(&nav::desk(seen.org, "/partenaires"))))
        (ui::PageHeader::new(&view.influencer_name).state(ui::Badge::new(tone, word)).actions(actions))
        (seller::only_looks(visit, seen.may))
        (ui::FormSummary::new(t, errors))
        @if !view.message.is_empty() { blockquote class="my-4 border-l-2 border-line pl-4 break-words whitespace-pre-line" { (view.message) } }
        @if view.state == PartnershipState::Requested { @if seen.may { (answer_form(visit, seen, typed, errors)) } } @else {
            (rules::contract(visit, &seen.year))
            (earnings::stats(visit, &seen.earnings))
            (codes::section(visit, seen, &typed.code, errors))
            (links::section(visit, state, (&seen.links.items, next::url(visit, &seen.path("/liens"), &[], seen.links.next.as_ref())), None))
            (earnings::commissions(visit, &seen.commissions.items, next::url(visit, &seen.path("/commissions"), &[], seen.commissions.next.as_ref()), Some(seen.org)))
            @if seen.may && view.state == PartnershipState::Active { (group_and_end(visit, seen, typed, errors)) }
        }
    }
}

fn groups(seen: &Seen) -> Vec<Choice> {
    seen.program.groups.iter().map(|group| Choice::new(group.id.to_string(), &group.name)).collect()
}

fn answer_form(visit: &Visit, seen: &Seen, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        @if seen.program.groups.len() > 1 {
            (ui::Select::new("group", t.get("sales-partner-group"), groups(seen)).chosen(typed.group.unwrap_or(seen.view.group_id).to_string()).errors(errors))
        }
        (ui::Field::textarea("message", t.get("sales-answer-message")).hint(t.get("sales-answer-hint")).value(&typed.message).errors(errors).max_length(2000).rows(3).optional(t))
        p class="flex flex-wrap gap-3" {
            (ui::Button::primary(t.get("sales-accept")).icon(Icon::Check).value("answer", "accept"))
            (ui::Button::secondary(t.get("sales-refuse")).value("answer", "refuse"))
        }
    };
    html! { (ui::Section::new(t.get("sales-answer-title"), html! { (ui::Form::post(visit, visit.url(&seen.path("")), fields).stacked()) })) }
}

fn group_and_end(visit: &Visit, seen: &Seen, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    html! {
        @if seen.program.groups.len() > 1 {
            (ui::Section::new(t.get("sales-partner-group"), html! {
                (ui::Form::post(visit, visit.url(&seen.path("/groupe")), html! {
                    (ui::Select::new("group", t.get("sales-partner-group"), groups(seen)).chosen(typed.group.unwrap_or(seen.view.group_id).to_string()).errors(errors))
                    (ui::Button::secondary(t.get("sales-partner-move")))
                }).stacked())
            }).text(t.get("sales-partner-group-text")))
        }
        (ui::Section::new(t.get("sales-end-title"), html! {
            (ui::Form::post(visit, visit.url(&seen.path("/fin")), html! { (ui::Button::danger(t.get("sales-end"))) }))
        }).text(t.get("sales-end-text")))
    }
}
