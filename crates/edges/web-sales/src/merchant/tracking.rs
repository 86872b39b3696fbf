//! `GET /marchand/{org}/suivi`: how a shop tells its sales, step by step. 200; 404 for others than the members.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::PageRequest;
use maud::{Markup, html};
use web_kit::{Visit, WebError, ui, ui::Icon};

use super::partners;
use crate::{SalesState, parts::nav};

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let shell = nav::merchant(&visit, org, visit.t.get("sales-nav-tracking"));
    let Some(program) = partners::program(&visit, &state, org).await? else {
        return Ok(shell.body(&partners::no_program(&visit, org)).into_response());
    };
    let told = state.affiliate.conversions(&visit.actor, program.id, &PageRequest::new(Some(1), None)).await?;
    let t = visit.t;
    let origin = state.public_url.as_str().trim_end_matches('/').to_owned();
    let script = format!("<script async src=\"{origin}/t.js\"></script>\n<input type=\"hidden\" name=\"griot_id\">");
    let call = format!(
        "curl -X POST {origin}/api/v1/track/sale \\\n  -H \"Authorization: Bearer gr_live_…\" \\\n  -H \"Content-Type: application/json\" \\\n  \
         -d '{{\"program_id\":\"{}\",\"order_id\":\"1001\",\"amount\":{{\"amount_minor\":25000,\"currency\":\"{}\"}},\"clicks\":[\"…\"]}}'",
        program.id,
        program.currency.code(),
    );
    let content = html! {
        (ui::PageHeader::new(t.get("sales-nav-tracking")).text(t.get("sales-tracking-lead")))
        @if told.items.is_empty() { (ui::Banner::new(ui::Tone::Info, t.get("sales-tracking-nothing"))) }
        @else { (ui::Banner::new(ui::Tone::Ok, t.get("sales-tracking-works")).action(ui::Button::secondary(t.get("sales-nav-sales")).href(visit.url(&nav::desk(org, "/ventes"))))) }
        (step(t.get("sales-tracking-script"), &t.get("sales-tracking-script-text"), Some(&script), None))
        (step(t.get("sales-tracking-key"), &t.get("sales-tracking-key-text"), None, Some((visit.url("/compte/cles"), t.get("sales-tracking-key-make")))))
        (step(t.get("sales-tracking-call"), &t.get("sales-tracking-call-text"), Some(&call), Some((visit.url("/api/docs"), t.get("sales-tracking-docs")))))
        (step(t.get("sales-tracking-hooks"), &t.get("sales-tracking-hooks-text"), None, Some((visit.url(&format!("/compte/organisations/{org}/webhooks")), t.get("sales-tracking-hooks-make")))))
    };
    Ok(shell.body(&content))
}

fn step(title: String, text: &str, code: Option<&str>, link: Option<(String, String)>) -> Markup {
    html! {
        (ui::Section::new(title, html! {
            p { (text) }
            @if let Some(code) = code { pre class="mt-2 overflow-x-auto rounded-card border border-line bg-surface p-4 text-sm" tabindex="0" { code { (code) } } }
            @if let Some((href, label)) = link { p class="mt-3" { (ui::Button::secondary(label).icon(Icon::ArrowRight).href(href)) } }
        }))
    }
}
