//! `GET /influenceur` and the pages of one's own figures. 200; 422 for a period that cannot be.

use affiliate::{FigureBy, FigureScope, InfluencerView, ProfileState};
use axum::{
    extract::{Query, State},
    response::Response,
};
use kernel::PageRequest;
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, next::After, ui, ui::Icon};

use super::partnerships;
use crate::{
    SalesState,
    figures::{self, Asked, Board, Desk, File, Side},
    parts::{nav, zones},
};

const TABLES: &[FigureBy] = &[
    FigureBy::Link,
    FigureBy::Post,
    FigureBy::Origin,
    FigureBy::Program,
    FigureBy::Product,
    FigureBy::Country,
    FigureBy::Device,
];

async fn desk(visit: &Visit, state: &SalesState) -> Result<Desk, WebError> {
    visit.require_account()?;
    let profile = state.affiliate.my_influencer(&visit.actor).await?;
    let zone = zones::of_country(profile.as_ref().map_or("", |profile| profile.country.as_str()));
    Ok(Desk { scope: FigureScope::Mine, path: "/influenceur".into(), tables: TABLES, side: Side::Influencer, zone })
}

fn shell(visit: &Visit) -> Shell<'_> {
    nav::influencer(visit, visit.t.get("sales-nav-figures")).script("islands/live-fragment.ts")
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = desk(&visit, &state).await?;
    let Some(profile) = state.affiliate.my_influencer(&visit.actor).await? else {
        return Ok(shell(&visit).body(&welcome(&visit)));
    };
    let next = next_step(&visit, &state, &profile).await?;
    let board = Board::load(&visit, &state, &desk, &asked).await?;
    let content = html! { (next) (board.content(&visit)) };
    Ok(if board.is_refused() { shell(&visit).invalid().body(&content) } else { shell(&visit).body(&content) })
}

/// The head of the page, with what leads on: to a profile that is seen, to a first program, or to one's links.
async fn next_step(visit: &Visit, state: &SalesState, profile: &InfluencerView) -> Result<Markup, WebError> {
    let t = visit.t;
    let some = state.affiliate.my_partnerships(&visit.actor, &PageRequest::new(Some(1), None)).await?;
    let partners = !some.items.is_empty();
    let listed = profile.state == ProfileState::Listed;
    let links = ui::Button::primary(t.get("sales-mine-links")).icon(Icon::Link).href(visit.url(partnerships::PATH));
    let publish = ui::Button::secondary(t.get("sales-step-profile")).href(visit.url("/influenceur/profil"));
    Ok(html! {
        (ui::PageHeader::new(t.get("sales-mine-title")).actions(html! { @if partners { (links) } }))
        @if !listed { div class="mb-6" { (ui::Banner::new(ui::Tone::Warn, t.get("sales-mine-unseen")).action(publish)) } }
        @if listed && !partners { div class="mb-6" { (partnerships::none(visit)) } }
    })
}

/// What stands here for somebody who has no profile yet.
fn welcome(visit: &Visit) -> Markup {
    let t = visit.t;
    let begin = ui::Button::primary(t.get("sales-profile-begin")).href(visit.url("/influenceur/profil"));
    html! {
        (ui::PageHeader::new(t.get("sales-mine-title")))
        (ui::EmptyState::new(Icon::Share, t.get("sales-mine-welcome")).text(t.get("sales-mine-welcome-text")).action(begin))
    }
}

pub(super) async fn fragment(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::fragment(&visit, &state, &desk(&visit, &state).await?, &asked).await
}

pub(super) async fn stream(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = desk(&visit, &state).await?;
    figures::stream(visit, state, desk, asked).await
}

pub(super) async fn clicks(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    figures::clicks((&visit, &state), &desk(&visit, &state).await?, (&asked, &after), shell(&visit)).await
}

pub(super) async fn conversions(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    figures::conversions((&visit, &state), &desk(&visit, &state).await?, (&asked, &after), shell(&visit)).await
}

pub(super) async fn days(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &desk(&visit, &state).await?, &asked, File::Days).await
}

pub(super) async fn table(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &desk(&visit, &state).await?, &asked, File::Table).await
}
