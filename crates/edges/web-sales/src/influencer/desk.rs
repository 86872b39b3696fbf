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
    figures::{self, Asked, Board, Desk, File},
    parts::nav,
};

const TABLES: &[FigureBy] = &[FigureBy::Link, FigureBy::Program, FigureBy::Product, FigureBy::Country, FigureBy::Device];

fn desk(visit: &Visit) -> Result<Desk, WebError> {
    visit.require_account()?;
    Ok(Desk { scope: FigureScope::Mine, path: "/influenceur".into(), tables: TABLES, sells: false })
}

fn shell(visit: &Visit) -> Shell<'_> {
    nav::influencer(visit, visit.t.get("sales-nav-figures")).script("islands/live-fragment.ts")
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = desk(&visit)?;
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
    figures::fragment(&visit, &state, &desk(&visit)?, &asked).await
}

pub(super) async fn stream(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = desk(&visit)?;
    figures::stream(visit, state, desk, asked).await
}

pub(super) async fn clicks(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    figures::clicks((&visit, &state), &desk(&visit)?, (&asked, &after), shell(&visit)).await
}

pub(super) async fn conversions(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    figures::conversions((&visit, &state), &desk(&visit)?, (&asked, &after), shell(&visit)).await
}

pub(super) async fn days(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &desk(&visit)?, &asked, File::Days).await
}

pub(super) async fn table(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &desk(&visit)?, &asked, File::Table).await
}
