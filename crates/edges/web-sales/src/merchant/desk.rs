//! `GET /marchand/{org}` and the pages of its figures: how sales go, and what is to be done first. 200; 404 for others than the members; 422
//! for a period that cannot be.

use affiliate::{FigureBy, FigureScope, ProfileState, ProgramState, ProgramView};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::identity::OrganisationId;
use kernel::PageRequest;
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, next::After, ui, ui::Icon};

use super::partners;
use crate::{
    SalesState,
    figures::{self, Asked, Board, Desk, File, Side},
    parts::{nav, words, zones},
};

const TABLES: &[FigureBy] =
    &[FigureBy::Partner, FigureBy::Product, FigureBy::Link, FigureBy::Origin, FigureBy::Country, FigureBy::Device];

/// The desk of a program, in the time of its merchant's country.
async fn of(visit: &Visit, state: &SalesState, program: &ProgramView) -> Result<Desk, WebError> {
    let merchant = state.affiliate.merchant(&visit.actor, program.organisation_id).await?;
    Ok(Desk {
        scope: FigureScope::Program(program.id),
        path: nav::desk(program.organisation_id, ""),
        tables: TABLES,
        side: Side::Merchant,
        zone: zones::of_country(&merchant.country),
    })
}

async fn desk(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Desk, WebError> {
    let program = partners::program(visit, state, org).await?.ok_or_else(WebError::not_found)?;
    of(visit, state, &program).await
}

fn shell(visit: &Visit, org: OrganisationId) -> Shell<'_> {
    nav::merchant(visit, org, visit.t.get("sales-nav-figures")).script("islands/live-fragment.ts")
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let program = partners::program(&visit, &state, org).await?;
    let steps = Steps::load(&visit, &state, org, program.as_ref()).await?;
    let Some(program) = program else {
        return Ok(shell(&visit, org).body(&steps.content(&visit, None)));
    };
    let board = Board::load(&visit, &state, &of(&visit, &state, &program).await?, &asked).await?;
    let (tone, word) = words::program_state(visit.t, program.state);
    let content = html! {
        (ui::PageHeader::new(&program.title).state(ui::Badge::new(tone, word)))
        (steps.content(&visit, Some(&program)))
        (board.content(&visit))
    };
    let shell = shell(&visit, org);
    Ok(if board.is_refused() { shell.invalid().body(&content) } else { shell.body(&content) })
}

pub(super) async fn fragment(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::fragment(&visit, &state, &desk(&visit, &state, org).await?, &asked).await
}

pub(super) async fn stream(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = desk(&visit, &state, org).await?;
    figures::stream(visit, state, desk, asked).await
}

pub(super) async fn clicks(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let desk = desk(&visit, &state, org).await?;
    figures::clicks((&visit, &state), &desk, (&asked, &after), shell(&visit, org)).await
}

pub(super) async fn conversions(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let desk = desk(&visit, &state, org).await?;
    figures::conversions((&visit, &state), &desk, (&asked, &after), shell(&visit, org)).await
}

pub(super) async fn days(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &desk(&visit, &state, org).await?, &asked, File::Days).await
}

pub(super) async fn table(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &desk(&visit, &state, org).await?, &asked, File::Table).await
}

/// What is to be done before the first sale, and what of it is done.
struct Steps(Vec<(&'static str, String, bool)>);

impl Steps {
    async fn load(
        visit: &Visit,
        state: &SalesState,
        org: OrganisationId,
        program: Option<&ProgramView>,
    ) -> Result<Self, WebError> {
        let actor = &visit.actor;
        let one = PageRequest::new(Some(1), None);
        let listed = match state.affiliate.merchant(actor, org).await {
            Ok(merchant) => merchant.state == ProfileState::Listed,
            Err(affiliate::AffiliateError::NotFound) => false,
            Err(error) => return Err(error.into()),
        };
        let mut steps = vec![("sales-step-profile", "/profil", listed)];
        let open = program.is_some_and(|program| program.state != ProgramState::Draft);
        let (mut filled, mut partners, mut told) = (false, false, false);
        if let Some(program) = program {
            filled = state.affiliate.wallet(actor, org).await?.balance.is_positive();
            partners = !state.affiliate.partnerships(actor, program.id, None, &one).await?.items.is_empty();
            told = !state.affiliate.conversions(actor, program.id, &one).await?.items.is_empty();
        }
        steps.extend([
            ("sales-step-program", "/programme", open),
            ("sales-step-wallet", "/solde", filled || told),
            ("sales-step-tracking", "/suivi", told),
            ("sales-step-partners", "/partenaires", partners),
        ]);
        Ok(Self(steps.into_iter().map(|(key, rest, done)| (key, nav::desk(org, rest), done)).collect()))
    }

    /// The list; nothing once everything is done.
    fn content(&self, visit: &Visit, program: Option<&ProgramView>) -> Markup {
        let t = visit.t;
        let done = self.0.iter().filter(|(_, _, done)| *done).count();
        let title = t.get("sales-steps-title");
        html! {
            @if program.is_none() { (ui::PageHeader::new(&title).text(t.get("sales-steps-lead"))) }
            @if done < self.0.len() {
                section class="mb-6 rounded-card border border-line bg-surface p-4" aria-label=(title) {
                    @if program.is_some() { h2 class="mb-2 font-semibold" { (title) } }
                    ol class="grid gap-1" {
                        @for (key, path, done) in &self.0 {
                            li {
                                a class="flex min-h-11 items-center gap-3" href=(visit.url(path)) {
                                    @if *done { span class="text-ok" { (Icon::CheckCircle) } } @else { span class="text-muted" { (Icon::ArrowRight) } }
                                    span { (t.get(key)) @if *done { span class="sr-only" { " – " (t.get("sales-step-done")) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
