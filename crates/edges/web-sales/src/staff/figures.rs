//! `GET /admin/ventes` and what lies below: the figures of every program, `…/programmes/{id}` those of one with their rows. 200; 403 for
//! others than the staff that sees money; 404; 422 for a period that cannot be.

use affiliate::{FigureBy, FigureScope};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::affiliate::ProgramId;
use kernel::Permission;
use maud::html;
use web_kit::{Brand, Shell, Visit, WebError, next::After, ui};

use crate::{
    SalesState,
    figures::{self, Asked, Board, Desk, File, Side},
    parts::zones::STAFF,
};

const PATH: &str = "/admin/ventes";
const TABLES: &[FigureBy] = &[FigureBy::Program, FigureBy::Product, FigureBy::Country, FigureBy::Device];
const OF_PROGRAM: &[FigureBy] =
    &[FigureBy::Partner, FigureBy::Product, FigureBy::Link, FigureBy::Origin, FigureBy::Country, FigureBy::Device];

/// Members of a merchant have a desk of their own.
fn all(visit: &Visit) -> Result<Desk, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::PaymentManage)?;
    Ok(Desk { scope: FigureScope::Platform, path: PATH.into(), tables: TABLES, side: Side::Staff, zone: STAFF })
}

fn of(visit: &Visit, id: ProgramId) -> Result<Desk, WebError> {
    let path = format!("{PATH}/programmes/{id}");
    Ok(Desk { scope: FigureScope::Program(id), path, tables: OF_PROGRAM, ..all(visit)? })
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("kit-nav-admin-sales")).tool().brand(Brand::ShareYourSales).script("islands/live-fragment.ts")
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let board = Board::load(&visit, &state, &all(&visit)?, &asked).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-admin-sales")).text(t.get("sales-staff-figures-lead")))
        (board.content(&visit))
    };
    Ok(if board.is_refused() { shell(&visit).invalid().body(&content) } else { shell(&visit).body(&content) })
}

pub(super) async fn show_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = of(&visit, id)?;
    let program = state.affiliate.program(&visit.actor, id).await?;
    let board = Board::load(&visit, &state, &desk, &asked).await?;
    let t = visit.t;
    let page = ui::Button::secondary(t.get("sales-program-page")).href(visit.url(&format!("/marche/programmes/{id}")));
    let content = html! {
        (ui::Breadcrumb::to(t, &program.title).step(t.get("kit-nav-admin-sales"), visit.url(PATH)))
        (ui::PageHeader::new(&program.title).actions(page))
        (board.content(&visit))
    };
    Ok(if board.is_refused() { shell(&visit).invalid().body(&content) } else { shell(&visit).body(&content) })
}

pub(super) async fn fragment(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::fragment(&visit, &state, &all(&visit)?, &asked).await
}

pub(super) async fn fragment_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::fragment(&visit, &state, &of(&visit, id)?, &asked).await
}

pub(super) async fn stream(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = all(&visit)?;
    figures::stream(visit, state, desk, asked).await
}

pub(super) async fn stream_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = of(&visit, id)?;
    figures::stream(visit, state, desk, asked).await
}

pub(super) async fn clicks_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    figures::clicks((&visit, &state), &of(&visit, id)?, (&asked, &after), shell(&visit)).await
}

pub(super) async fn conversions_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    figures::conversions((&visit, &state), &of(&visit, id)?, (&asked, &after), shell(&visit)).await
}

pub(super) async fn days(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &all(&visit)?, &asked, File::Days).await
}

pub(super) async fn days_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &of(&visit, id)?, &asked, File::Days).await
}

pub(super) async fn table(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &all(&visit)?, &asked, File::Table).await
}

pub(super) async fn table_of(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<ProgramId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    figures::csv(&visit, &state, &of(&visit, id)?, &asked, File::Table).await
}
