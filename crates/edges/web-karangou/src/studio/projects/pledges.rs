//! The pledges of a project, for who owes the rewards: a list, and `GET /studio/projets/{id}/contributions.csv`. 200 for its creator and
//! the staff; 404 for others.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{PledgeRow, PledgeState};
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Translator, Visit, WebError, format, ui, ui::Icon, ui::Tone};

use super::deliveries;
use crate::{KarangouState, parts::next};

pub(super) const ROWS: u16 = 25;

pub(crate) async fn export(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let table = state.crowdfunding.export_pledges(&visit.actor, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"contributions.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, table).into_response())
}

/// Where a pledge stands, and how that is coloured.
pub(super) fn state(t: Translator, state: PledgeState) -> (Tone, String) {
    let tone = match state {
        PledgeState::Paid => Tone::Ok,
        PledgeState::Promised | PledgeState::Refunding | PledgeState::Unclaimed => Tone::Warn,
        PledgeState::Lapsed | PledgeState::Cancelled | PledgeState::Refunded => Tone::Info,
    };
    (tone, t.get(&format!("pledge-state-{}", state.as_str())))
}

/// The list, and the way to take it away.
pub(super) fn section(visit: &Visit, id: ProjectId, pledges: &Page<PledgeRow>) -> Markup {
    let t = visit.t;
    let href = visit.url(&format!("{}/contributions.csv", super::path(id)));
    let export = ui::Button::secondary(t.get("dashboard-export")).small().icon(Icon::Download).href(href).attr("download", "");
    let content = html! {
        @if pledges.items.is_empty() { p class="text-muted" { (t.get("dashboard-pledges-none")) } } @else { (rows(visit, id, pledges)) }
    };
    let section = ui::Section::new(t.get("dashboard-pledges"), content).id("contributions").text(t.get("dashboard-pledges-hint"));
    html! { @if pledges.items.is_empty() { (section) } @else { (section.action(export)) } }
}

/// The rows alone: what "Voir plus" adds.
pub(super) fn rows(visit: &Visit, id: ProjectId, pledges: &Page<PledgeRow>) -> Markup {
    let more = next::url(visit, &format!("{}/tableau", super::path(id)), &[], pledges.next.as_ref());
    html! {
        @for pledge in &pledges.items { (row(visit, pledge)) }
        (ui::Pagination::new(visit.t, more).appending_to("#contributions"))
    }
}

fn row(visit: &Visit, pledge: &PledgeRow) -> Markup {
    let t = visit.t;
    let (tone, word) = state(t, pledge.state);
    html! {
        article class="grid gap-x-4 gap-y-1 border-b border-line py-3 sm:grid-cols-[minmax(0,1fr)_auto]" data-pledge {
            div class="min-w-0" {
                p class="font-semibold break-words" {
                    @match &pledge.name { Some(name) => (name), None => (t.get("dashboard-no-name")) }
                    @if let Some(name) = &pledge.on_behalf_of { " " span class="font-normal" { (t.with("project-backer-for", &[("name", name.into())])) } }
                    @if pledge.anonymous { " " span class="text-sm font-normal text-muted" { (t.get("dashboard-anonymous")) } }
                }
                p class="text-sm break-words text-muted" {
                    @if let Some(email) = &pledge.email { (email) " · " }
                    @if let Some(tier) = &pledge.tier_title { (tier) " · " }
                    (ui::When::minute(visit.locale, pledge.paid_at.unwrap_or(pledge.created_at)))
                }
                @if let Some(given) = &pledge.delivery { (deliveries::answer(visit, given)) }
            }
            p class="flex items-center gap-3 sm:justify-end" {
                (ui::Badge::new(tone, word))
                strong class="tabular-nums" { (format::money(visit.locale, pledge.amount)) }
            }
        }
    }
}
