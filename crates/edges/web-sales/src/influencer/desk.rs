//! `GET /influenceur` and the pages of one's own figures. 200; 422 for a period that cannot be.

use affiliate::{FigureBy, FigureScope};
use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, next::After, ui, ui::Icon};

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
    if state.affiliate.my_influencer(&visit.actor).await?.is_none() {
        return Ok(shell(&visit).body(&welcome(&visit)));
    }
    let board = Board::load(&visit, &state, &desk, &asked).await?;
    let content = html! { (ui::PageHeader::new(visit.t.get("sales-mine-title"))) (board.content(&visit)) };
    Ok(if board.is_refused() { shell(&visit).invalid().body(&content) } else { shell(&visit).body(&content) })
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
