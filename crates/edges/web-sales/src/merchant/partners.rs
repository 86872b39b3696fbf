//! `GET /marchand/{org}/partenaires`: who asked to take part, who does, who did. 200; 404 for others than the members.

use affiliate::{PartnershipState, PartnershipView, ProgramView};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::Page;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Visit, WebError, next, next::After, ui, ui::Icon};

use crate::{
    SalesState,
    parts::{earnings, nav, seller, words},
};

const BELOW: &str = "/partenaires";
const ROWS: u16 = 30;

/// Which of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    etat: String,
}

impl Which {
    fn state(&self) -> Option<PartnershipState> {
        PartnershipState::parse(&self.etat)
    }
}

pub(super) async fn list(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(which): Query<Which>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let program = program(&visit, &state, org).await?;
    let Some(program) = program else {
        return Ok(nav::merchant(&visit, org, visit.t.get("sales-nav-partners")).body(&no_program(&visit, org)));
    };
    let found = state.affiliate.partnerships(&visit.actor, program.id, which.state(), &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, org, &which, &found).into_response());
    }
    let may = seller::may_manage(&visit, &state, org).await?;
    Ok(nav::merchant(&visit, org, visit.t.get("sales-nav-partners")).body(&content(&visit, (org, may), &which, &found)))
}

/// The merchant's program, for its members.
pub(super) async fn program(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Option<ProgramView>, WebError> {
    visit.require_account()?;
    Ok(state.affiliate.program_of(&visit.actor, org).await?)
}

/// What stands where a program is needed and there is none.
pub(super) fn no_program(visit: &Visit, org: OrganisationId) -> Markup {
    let t = visit.t;
    let begin = ui::Button::primary(t.get("sales-program-begin")).href(visit.url(&nav::desk(org, "/programme")));
    html! { (ui::EmptyState::new(Icon::Settings, t.get("sales-no-program")).text(t.get("sales-no-program-text")).action(begin)) }
}

fn content(visit: &Visit, (org, may): (OrganisationId, bool), which: &Which, found: &Page<PartnershipView>) -> Markup {
    let t = visit.t;
    let path = nav::desk(org, BELOW);
    let address = |word: &str| if word.is_empty() { visit.url(&path) } else { format!("{}?etat={word}", visit.url(&path)) };
    let mut tabs = vec![ui::Tab::new(t.get("sales-partners-all"), address(""))];
    tabs.extend(PartnershipState::ALL.map(|state| ui::Tab::new(words::partnership_state(t, state).1, address(state.as_str()))));
    let current = address(which.state().map_or("", PartnershipState::as_str));
    let import = ui::Button::secondary(t.get("sales-codes-import"))
        .icon(Icon::Upload)
        .href(visit.url(&nav::desk(org, "/partenaires/import")));
    html! {
        (ui::PageHeader::new(t.get("sales-nav-partners")).actions(html! { @if may { (import) } }))
        (ui::Tabs::new(t.get("sales-partners-which"), current, tabs))
        @if found.items.is_empty() {
            (ui::EmptyState::new(Icon::Users, t.get("sales-partners-none")).text(t.get("sales-partners-none-text"))
                .action(ui::Button::secondary(t.get("sales-partners-find")).href(visit.url("/marche/influenceurs"))))
        } @else {
            div class="mt-4 grid gap-2" id="partners" { (rows(visit, org, which, found)) }
        }
    }
}

fn rows(visit: &Visit, org: OrganisationId, which: &Which, found: &Page<PartnershipView>) -> Markup {
    let path = nav::desk(org, BELOW);
    let pairs: Vec<_> = which.state().map(|state| ("etat", state.as_str().to_owned())).into_iter().collect();
    let more = next::url(visit, &path, &pairs, found.next.as_ref());
    html! {
        @for partner in &found.items { (row(visit, &path, partner)) }
        (ui::Pagination::new(visit.t, more).appending_to("#partners"))
    }
}

fn row(visit: &Visit, path: &str, partner: &PartnershipView) -> Markup {
    let (tone, state) = words::partnership_state(visit.t, partner.state);
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface p-4" {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h2 class="min-w-0 text-base font-semibold break-words" {
                    a class="link" href=(visit.url(&format!("{path}/{}", partner.id))) { (partner.influencer_name) }
                }
                (ui::Badge::new(tone, state))
            }
            p class="text-sm text-muted" {
                (partner.group_name) " · " (visit.t.get("sales-asked")) " " (ui::When::relative(visit.locale, partner.requested_at))
            }
            @if let Some(earnings) = &partner.earnings { (earnings::line(visit, earnings)) }
            @if partner.state == PartnershipState::Requested && !partner.message.is_empty() { p class="line-clamp-2 break-words" { (partner.message) } }
        }
    }
}
