//! `GET /marchand/{org}/suivi/pixel`, `POST …/secret`, `…/arret`: the pixel of a program: how pages use it, what they said, what waits to be
//! confirmed. 200; 303; 404 for others than the members.

mod waiting;

use affiliate::{PixelOutcomeView, PixelView, ProgramView};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use maud::{Markup, html};
use web_kit::{Cache, CsrfForm, Visit, WebError, format, next::After, ui, ui::Column, ui::Icon, ui::Row};

pub(super) use self::waiting::{confirm, decide_day, reject};
use super::partners;
use crate::{
    SalesState,
    parts::{nav, seller},
};

pub(super) const BELOW: &str = "/suivi/pixel";

/// A form without fields.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Nothing {}

/// The program, where there must be one.
async fn program(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<ProgramView, WebError> {
    partners::program(visit, state, org).await?.ok_or_else(WebError::not_found)
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let shell = nav::merchant(&visit, org, visit.t.get("sales-pixel"));
    let Some(program) = partners::program(&visit, &state, org).await? else {
        return Ok(shell.body(&partners::no_program(&visit, org)));
    };
    let found = state.affiliate.pixel_reports(&visit.actor, program.id, &after.page(waiting::ROWS)).await?;
    let may = seller::may_manage(&visit, &state, org).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(waiting::rows(&visit, (org, may), &found).into_response());
    }
    let pixel = state.affiliate.pixel(&visit.actor, program.id).await?;
    let t = visit.t;
    let content = html! {
        (ui::Breadcrumb::to(t, t.get("sales-pixel")).step(t.get("sales-nav-tracking"), visit.url(&nav::desk(org, "/suivi"))))
        (ui::PageHeader::new(t.get("sales-pixel")).text(t.get("sales-pixel-lead")))
        (seller::only_looks(&visit, may))
        @if !found.items.is_empty() || pixel.secret_at.is_some() { (waiting::section(&visit, (org, may), pixel.waiting, &found)) }
        @if pixel.secret_at.is_some() { (use_it(&visit, &state, &program)) }
        (secret(&visit, (org, may), &pixel))
        @if !pixel.outcomes.is_empty() { (outcomes(&visit, &pixel.outcomes)) }
    };
    Ok(shell.body(&content))
}

/// How a page says it: with the script, and without.
fn use_it(visit: &Visit, state: &SalesState, program: &ProgramView) -> Markup {
    let t = visit.t;
    let (origin, id, currency) = (state.public_url.as_str().trim_end_matches('/'), program.id, program.currency.code());
    let script = format!(
        "<script>window.griot=window.griot||function(){{(griot.q=griot.q||[]).push(arguments)}}\ngriot('sale', {{\n  program: '{id}',\n  \
         order: '1042', amount: 35980, currency: '{currency}',\n  signature: '…'\n}})</script>"
    );
    let image = format!(
        "<img src=\"{origin}/p.gif?program={id}&order=1042&amount=35980&currency={currency}&signature=…\" alt=\"\" width=\"1\" height=\"1\">"
    );
    let sign = format!(
        "$signature = hash_hmac('sha256', implode(\"\\n\", [\n  'amount=35980', 'codes=', 'currency={currency}',\n  'customer=', 'order=1042', \
         'program={id}',\n]), $secret);"
    );
    html! {
        (ui::Section::new(t.get("sales-pixel-page"), code(&script)).text(t.get("sales-pixel-page-text")))
        (ui::Section::new(t.get("sales-pixel-image"), code(&image)).text(t.get("sales-pixel-image-text")))
        (ui::Section::new(t.get("sales-pixel-sign"), code(&sign)).text(t.get("sales-pixel-sign-text")))
    }
}

fn code(text: &str) -> Markup {
    html! { pre class="mt-2 overflow-x-auto rounded-card border border-line bg-surface p-4 text-sm" tabindex="0" { code { (text) } } }
}

fn secret(visit: &Visit, (org, may): (OrganisationId, bool), pixel: &PixelView) -> Markup {
    let t = visit.t;
    let form = |below: &str, button: ui::Button| {
        ui::Form::post(visit, visit.url(&nav::desk(org, &format!("{BELOW}{below}"))), html! { (button) }).inline()
    };
    let content = html! {
        @match pixel.secret_at {
            Some(at) => {
                p { (t.get("sales-pixel-since")) " " (ui::When::minute(visit.locale, at)) }
                @if may {
                    div class="mt-3 flex flex-wrap gap-2" {
                        (form("/secret", ui::Button::secondary(t.get("sales-pixel-renew"))))
                        (form("/arret", ui::Button::danger(t.get("sales-pixel-stop"))))
                    }
                }
            }
            None => { @if may { (form("/secret", ui::Button::primary(t.get("sales-pixel-start")).icon(Icon::Add))) } }
        }
    };
    html! { (ui::Section::new(t.get("sales-pixel-secret"), content).text(t.get("sales-pixel-secret-text"))) }
}

fn outcomes(visit: &Visit, outcomes: &[PixelOutcomeView]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("sales-pixel-outcome-last")),
        Column::new(t.get("sales-pixel-outcome")),
        Column::number(t.get("sales-pixel-outcome-count")),
        Column::new(t.get("sales-pixel-outcome-order")),
    ];
    let rows = outcomes.iter().map(|one| {
        let order = html! { span class="break-all" { (one.last_order.as_deref().unwrap_or("–")) } };
        Row::new(vec![
            ui::When::minute(visit.locale, one.last_at).into(),
            t.get(&one.outcome).into(),
            format::number(visit.locale, one.heard).into(),
            order.into(),
        ])
    });
    html! { (ui::Section::new(t.get("sales-pixel-outcomes"), html! { (ui::Table::new(t.get("sales-pixel-outcomes"), columns, rows.collect())) }).text(t.get("sales-pixel-outcomes-text"))) }
}

/// Draws the secret and shows it, this once.
pub(super) async fn draw(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(_nothing): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let program = program(&visit, &state, org).await?;
    let secret = state.affiliate.draw_pixel_secret(&visit.actor, program.id).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("sales-pixel-secret")))
        (ui::Banner::new(ui::Tone::Warn, t.get("sales-pixel-secret-now")))
        pre class="my-4 overflow-x-auto rounded-card border border-line bg-surface p-4" tabindex="0" { code data-secret { (secret) } }
        p { (ui::Button::primary(t.get("sales-pixel-go-on")).href(visit.url(&nav::desk(org, BELOW)))) }
    };
    Ok(nav::merchant(&visit, org, t.get("sales-pixel-secret")).cache(Cache::NoStore).body(&content))
}

pub(super) async fn stop(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(_nothing): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let program = program(&visit, &state, org).await?;
    state.affiliate.stop_pixel(&visit.actor, program.id).await?;
    Ok(visit.redirect(&nav::desk(org, BELOW)).saying("sales-pixel-stopped").into_response())
}
