//! What pages said without a signature: `POST …/suivi/pixel/{id}` (`verdict`), `POST …/jour` (`day`, `verdict`). 303; 404; 409 when it was
//! decided meanwhile.

use affiliate::{PixelReportView, PixelVerdict};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::PixelReportId, identity::OrganisationId};
use jiff::{civil::Date, tz::TimeZone};
use kernel::{AppError as _, ErrorKind, Page};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, format, next, ui};

use super::{BELOW, Nothing, program};
use crate::{SalesState, parts::nav};

pub(super) const ROWS: u16 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::merchant) struct Day {
    day: String,
    verdict: String,
}

pub(in crate::merchant) async fn confirm(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PixelReportId)>,
    CsrfForm(_nothing): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    program(&visit, &state, org).await?;
    let done = state.affiliate.confirm_pixel_report(&visit.actor, id).await;
    decided(&visit, org, done.map(|_told| ()), "sales-pixel-confirmed")
}

pub(in crate::merchant) async fn reject(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PixelReportId)>,
    CsrfForm(_nothing): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    program(&visit, &state, org).await?;
    let done = state.affiliate.reject_pixel_report(&visit.actor, id).await;
    decided(&visit, org, done, "sales-pixel-rejected")
}

/// Back to what waits; also where it does not wait any more, which is said.
fn decided(
    visit: &Visit,
    org: OrganisationId,
    done: Result<(), affiliate::AffiliateError>,
    said: &'static str,
) -> Result<Response, WebError> {
    let said = match done {
        Ok(()) => said,
        Err(error) if error.kind() == ErrorKind::Conflict => "sales-pixel-gone",
        Err(error) => return Err(error.into()),
    };
    Ok(visit.redirect(&nav::desk(org, BELOW)).saying(said).into_response())
}

pub(in crate::merchant) async fn decide_day(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Day>,
) -> Result<Response, WebError> {
    let program = program(&visit, &state, org).await?;
    let verdict = PixelVerdict::parse(&typed.verdict).ok_or_else(WebError::not_found)?;
    let day: Date = typed.day.parse().map_err(|_no_day| WebError::not_found())?;
    let done = state.affiliate.decide_pixel_day(&visit.actor, program.id, day, verdict).await?;
    let said = if done.left > 0 { "sales-pixel-day-left" } else { "sales-pixel-day-decided" };
    Ok(visit.redirect(&nav::desk(org, BELOW)).saying(said).into_response())
}

pub(super) fn section(visit: &Visit, desk: (OrganisationId, bool), waiting: i64, found: &Page<PixelReportView>) -> Markup {
    let t = visit.t;
    let content = html! {
        @if found.items.is_empty() { p class="text-muted" { (t.get("sales-pixel-waiting-none")) } }
        @else { div class="grid gap-2" id="waiting" { (rows(visit, desk, found)) } }
    };
    let title = t.with("sales-pixel-waiting", &[("n", waiting.into())]);
    html! { (ui::Section::new(title, content).text(t.get("sales-pixel-waiting-text")).id("attente")) }
}

/// The rows of a page, under their days; with what can be said of them, for those who may.
pub(super) fn rows(visit: &Visit, (org, may): (OrganisationId, bool), found: &Page<PixelReportView>) -> Markup {
    let more = next::url(visit, &nav::desk(org, BELOW), &[], found.next.as_ref());
    let day = |view: &PixelReportView| view.received_at.to_zoned(TimeZone::UTC).date();
    html! {
        @for (at, report) in found.items.iter().enumerate() {
            @let before = at.checked_sub(1).and_then(|at| found.items.get(at)).map(day);
            @if before != Some(day(report)) { (heading(visit, (org, may), day(report))) }
            (row(visit, (org, may), report))
        }
        (ui::Pagination::new(visit.t, more).appending_to("#waiting"))
    }
}

/// A day, and what can be said of all of it.
fn heading(visit: &Visit, (org, may): (OrganisationId, bool), day: Date) -> Markup {
    let t = visit.t;
    let form = |verdict: PixelVerdict, label: &str| {
        let fields = html! {
            input type="hidden" name="day" value=(day);
            input type="hidden" name="verdict" value=(verdict.as_str());
            (ui::Button::quiet(t.get(label)).small())
        };
        ui::Form::post(visit, visit.url(&nav::desk(org, &format!("{BELOW}/jour"))), fields).inline()
    };
    html! {
        div class="mt-2 flex flex-wrap items-center justify-between gap-2" {
            h3 class="text-base font-semibold" { (format::day(visit.locale, day)) }
            @if may {
                div class="flex flex-wrap gap-2" {
                    (form(PixelVerdict::Confirm, "sales-pixel-confirm-day"))
                    (form(PixelVerdict::Reject, "sales-pixel-reject-day"))
                }
            }
        }
    }
}

fn row(visit: &Visit, (org, may): (OrganisationId, bool), report: &PixelReportView) -> Markup {
    let t = visit.t;
    let form = |act: &str, button: ui::Button| {
        let address = visit.url(&nav::desk(org, &format!("{BELOW}/{}/{act}", report.id)));
        ui::Form::post(visit, address, html! { (button.small()) }).inline()
    };
    html! {
        article class="flex flex-wrap items-center justify-between gap-3 rounded-card border border-line bg-surface p-4" {
            div class="grid min-w-0 gap-1" {
                p class="font-semibold break-all" { (report.order_id) " · " (format::money(visit.locale, report.amount)) }
                p class="text-sm text-muted break-words" {
                    (ui::When::minute(visit.locale, report.received_at))
                    @if !report.codes.is_empty() { " · " (report.codes.join(", ")) }
                    " · " (t.with("sales-pixel-clicks", &[("n", i64::from(report.clicks).into())]))
                    @if !report.partners.is_empty() { " · " (t.with("sales-pixel-whose", &[("names", report.partners.join(", ").into())])) }
                }
            }
            @if may {
                div class="flex flex-wrap gap-2" {
                    (form("confirmer", ui::Button::secondary(t.get("sales-pixel-confirm"))))
                    (form("rejeter", ui::Button::quiet(t.get("sales-pixel-reject"))))
                }
            }
        }
    }
}
