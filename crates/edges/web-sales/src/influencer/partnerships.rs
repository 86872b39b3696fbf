//! `GET /influenceur/partenariats`: the programs one takes part in, or asked to. 200.

use affiliate::PartnershipView;
use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Visit, WebError, next, next::After, ui, ui::Icon};

use crate::{
    SalesState,
    parts::{earnings, nav, words},
};

pub(super) const PATH: &str = "/influenceur/partenariats";
const ROWS: u16 = 30;

pub(super) async fn list(
    visit: Visit,
    State(state): State<SalesState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let found = state.affiliate.my_partnerships(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &found).into_response());
    }
    Ok(nav::influencer(&visit, visit.t.get("sales-nav-partnerships")).body(&content(&visit, &found)))
}

fn content(visit: &Visit, found: &Page<PartnershipView>) -> Markup {
    let t = visit.t;
    html! {
        @if found.items.is_empty() {
            (ui::PageHeader::new(t.get("sales-nav-partnerships")))
            (none(visit))
        } @else {
            (ui::PageHeader::new(t.get("sales-nav-partnerships")).actions(market(visit)))
            div class="grid gap-2" id="partnerships" { (rows(visit, found)) }
        }
    }
}

fn market(visit: &Visit) -> ui::Button {
    ui::Button::primary(visit.t.get("sales-find-programs")).icon(Icon::Search).href(visit.url("/marche"))
}

/// What stands where there is no partnership yet.
pub(super) fn none(visit: &Visit) -> Markup {
    let t = visit.t;
    let text = t.get("sales-partnerships-none-text");
    html! { (ui::EmptyState::new(Icon::Link, t.get("sales-partnerships-none")).text(text).action(market(visit))) }
}

fn rows(visit: &Visit, found: &Page<PartnershipView>) -> Markup {
    let more = next::url(visit, PATH, &[], found.next.as_ref());
    html! {
        @for partnership in &found.items { (row(visit, partnership)) }
        (ui::Pagination::new(visit.t, more).appending_to("#partnerships"))
    }
}

fn row(visit: &Visit, partnership: &PartnershipView) -> Markup {
    let (tone, state) = words::partnership_state(visit.t, partnership.state);
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface p-4" {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h2 class="min-w-0 text-base font-semibold break-words" {
                    a class="link" href=(visit.url(&format!("{PATH}/{}", partnership.id))) { (partnership.program_title) }
                }
                (ui::Badge::new(tone, state))
            }
            p class="text-sm text-muted" {
                (partnership.merchant_name) " · " (visit.t.get("sales-asked")) " " (ui::When::relative(visit.locale, partnership.requested_at))
            }
            @if let Some(earnings) = &partnership.earnings { (earnings::line(visit, earnings)) }
        }
    }
}
