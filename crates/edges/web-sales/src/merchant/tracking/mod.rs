//! `GET /marchand/{org}/suivi`: how a shop tells its sales: a trial in three steps, shops that tell by themselves, calls of one's own server,
//! tables. 200; 404 for others than the members.

mod one;
mod shops;
mod trial;
mod words;

use affiliate::{ConversionView, ProgramView, ShopView};
use axum::{
    extract::{Path, State},
    response::Response,
};
use contracts::identity::OrganisationId;
use kernel::PageRequest;
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, ui, ui::Icon};

pub(super) use self::{
    one::{ask_disconnect, disconnect, replace_secret, show as shop},
    shops::connect,
    trial::{fragment as trial_state, make_key, show as trial, stream as trial_stream},
};
use super::partners;
use crate::{
    SalesState,
    parts::{copy, nav, seller},
};

const BELOW: &str = "/suivi";

/// What the pages of tracking show.
struct Tracked {
    program: ProgramView,
    shops: Vec<ShopView>,
    /// The last conversion that was told.
    last: Option<ConversionView>,
    /// Whether the visitor may connect shops.
    may: bool,
}

impl Tracked {
    /// None where there is no program.
    async fn find(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Option<Self>, WebError> {
        let Some(program) = partners::program(visit, state, org).await? else { return Ok(None) };
        let shops = state.affiliate.shops(&visit.actor, program.id).await?;
        let last = last(visit, state, &program).await?;
        let may = seller::may_manage(visit, state, org).await?;
        Ok(Some(Self { program, shops, last, may }))
    }

    async fn get(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Self, WebError> {
        Self::find(visit, state, org).await?.ok_or_else(WebError::not_found)
    }
}

async fn last(visit: &Visit, state: &SalesState, program: &ProgramView) -> Result<Option<ConversionView>, WebError> {
    let found = state.affiliate.conversions(&visit.actor, program.id, &PageRequest::new(Some(1), None)).await?;
    Ok(found.items.into_iter().next())
}

fn path(org: OrganisationId, rest: &str) -> String {
    nav::desk(org, &format!("{BELOW}{rest}"))
}

fn shell(visit: &Visit, org: OrganisationId, title: String) -> Shell<'_> {
    nav::merchant(visit, org, title).script(copy::SCRIPT)
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let shell = shell(&visit, org, visit.t.get("sales-nav-tracking"));
    let Some(tracked) = Tracked::find(&visit, &state, org).await? else {
        return Ok(shell.body(&partners::no_program(&visit, org)));
    };
    Ok(shell.body(&content(&visit, &state, (org, &tracked), &FormErrors::none())))
}

fn content(visit: &Visit, state: &SalesState, (org, tracked): (OrganisationId, &Tracked), errors: &FormErrors) -> Markup {
    let t = visit.t;
    let sales = ui::Button::secondary(t.get("sales-nav-sales")).href(visit.url(&nav::desk(org, "/ventes")));
    let try_it = visit.url(&path(org, "/essai"));
    html! {
        (ui::PageHeader::new(t.get("sales-nav-tracking")).text(t.get("sales-tracking-lead")))
        (seller::only_looks(visit, tracked.may))
        (ui::FormSummary::new(t, errors))
        @if tracked.last.is_none() {
            (ui::Banner::new(ui::Tone::Info, t.get("sales-tracking-nothing")).action(ui::Button::primary(t.get("sales-trial-begin")).href(try_it)))
        } @else {
            (ui::Banner::new(ui::Tone::Ok, t.get("sales-tracking-works")).action(sales))
            p class="mt-3" { (ui::Link::new(try_it, t.get("sales-trial-again"))) }
        }
        (shops::section(visit, org, tracked))
        (own_server(visit, state, org, &tracked.program))
        @if tracked.may { (table(visit, org)) }
    }
}

/// What a shop of one's own does: the script, and a call for each order.
fn own_server(visit: &Visit, state: &SalesState, org: OrganisationId, program: &ProgramView) -> Markup {
    let t = visit.t;
    let hooks = visit.url(&format!("/compte/organisations/{org}/webhooks"));
    let link = |href: String, key: &str| {
        html! { p class="mt-3" { (ui::Button::secondary(t.get(key)).icon(Icon::ArrowRight).href(href)) } }
    };
    let step = |key: &str, content: Markup| {
        html! { li class="grid gap-2" { h3 class="font-semibold" { (t.get(key)) } p class="max-w-[65ch]" { (t.get(&format!("{key}-text"))) } (content) } }
    };
    let content = html! {
        ol class="grid gap-6 *:min-w-0" {
            (step("sales-tracking-script", copy::code(visit, &t.get("sales-tracking-script"), &words::script(state))))
            (step("sales-tracking-key", link(visit.url("/compte/cles"), "sales-tracking-key-make")))
            (step("sales-tracking-call", html! {
                (copy::code(visit, &t.get("sales-tracking-call"), &words::call(state, program, "gr_live_…", "1001", "…")))
                (link(visit.url("/api/docs"), "sales-tracking-docs"))
            }))
            (step("sales-tracking-hooks", link(hooks, "sales-tracking-hooks-make")))
            (step("sales-pixel-step", link(visit.url(&path(org, "/pixel")), "sales-pixel-open")))
        }
    };
    html! { (ui::Section::new(t.get("sales-tracking-own"), content).text(t.get("sales-tracking-own-text")).id("serveur")) }
}

/// What a till or another system knows.
fn table(visit: &Visit, org: OrganisationId) -> Markup {
    let t = visit.t;
    let import =
        ui::Button::secondary(t.get("sales-told-title")).icon(Icon::Upload).href(visit.url(&nav::desk(org, "/ventes/import")));
    html! { (ui::Section::new(t.get("sales-tracking-table"), html! { p { (import) } }).text(t.get("sales-tracking-table-text"))) }
}
