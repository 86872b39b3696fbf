//! `GET /marchand/{org}/ventes`: what the shop reported, and why each is whose. 200; 404 for others than the members.

use affiliate::{ConversionView, CreditedPartner, attribution::Decision};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Visit, WebError, format, next, next::After, ui, ui::Icon};

use super::partners;
use crate::{
    SalesState,
    parts::{nav, partner, seller, talk, terms, words},
};

const BELOW: &str = "/ventes";
const ROWS: u16 = 30;

pub(super) async fn list(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let shell = nav::merchant(&visit, org, visit.t.get("sales-nav-sales"));
    let Some(program) = partners::program(&visit, &state, org).await? else {
        return Ok(shell.body(&partners::no_program(&visit, org)));
    };
    let found = state.affiliate.conversions(&visit.actor, program.id, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, org, &found).into_response());
    }
    let may = seller::may_manage(&visit, &state, org).await?;
    Ok(shell.body(&content(&visit, (org, may), &found)))
}

fn content(visit: &Visit, (org, may): (OrganisationId, bool), found: &Page<ConversionView>) -> Markup {
    let t = visit.t;
    let import =
        ui::Button::secondary(t.get("sales-told-title")).icon(Icon::Upload).href(visit.url(&nav::desk(org, "/ventes/import")));
    html! {
        (ui::PageHeader::new(t.get("sales-nav-sales")).text(t.get("sales-list-lead")).actions(html! { @if may { (import) } }))
        @if found.items.is_empty() {
            (ui::EmptyState::new(Icon::List, t.get("sales-list-none")).text(t.get("sales-list-none-text"))
                .action(ui::Button::primary(t.get("sales-tracking-begin")).href(visit.url(&nav::desk(org, "/suivi")))))
        } @else {
            div class="grid gap-2" id="sales" { (rows(visit, org, found)) }
        }
    }
}

fn rows(visit: &Visit, org: OrganisationId, found: &Page<ConversionView>) -> Markup {
    let more = next::url(visit, &nav::desk(org, BELOW), &[], found.next.as_ref());
    html! {
        @for conversion in &found.items { (row(visit, org, conversion)) }
        (ui::Pagination::new(visit.t, more).appending_to("#sales"))
    }
}

fn row(visit: &Visit, org: OrganisationId, conversion: &ConversionView) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let credited = !conversion.partners.is_empty();
    let badge = if credited { (ui::Tone::Ok, "sales-credited") } else { (ui::Tone::Info, "sales-uncredited") };
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface p-4" id={ "conversion-" (conversion.id) } {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h2 class="min-w-0 text-base font-semibold break-all" {
                    (words::conversion_kind(t, &conversion.kind)) " " (conversion.external_id)
                }
                (ui::Badge::new(badge.0, t.get(badge.1)))
            }
            p class="flex flex-wrap gap-x-4" {
                @if conversion.kind == "sale" { strong { (format::money(locale, conversion.amount)) } }
                span class="text-muted" {
                    (ui::When::minute(locale, conversion.occurred_at))
                    @if conversion.refunded.is_positive() { " · " (t.with("sales-refunded-of", &[("amount", format::money(locale, conversion.refunded).into())])) }
                }
            }
            @for amount in &conversion.uncounted {
                (ui::Banner::new(ui::Tone::Warn, t.with("sales-refund-uncounted", &[("amount", format::money(locale, *amount).into())])))
            }
            @for one in &conversion.partners {
                p class="flex flex-wrap items-center gap-x-2" {
                    (partner::link(visit, org, one.partnership_id, &one.influencer_name))
                    @if let Some(commission) = one.commission {
                        @let (tone, word) = words::commission_state(t, commission.state);
                        span {
                            (t.with("sales-share-earned", &[("share", terms::share(locale, one.share_bp).into()), ("amount", format::money(locale, commission.due).into())]))
                        }
                        (ui::Badge::new(tone, word))
                        (talk::about(visit, (one.partnership_id, conversion.id), t.with("sales-write-to", &[("name", one.influencer_name.as_str().into())])))
                    } @else { span { (terms::share(locale, one.share_bp)) } }
                }
            }
            @if let Some(decision) = &conversion.decision { (why(visit, decision, &conversion.partners, conversion.policy_version)) }
        }
    }
}

/// Every touch and what became of it, in words.
fn why(visit: &Visit, decision: &Decision, partners: &[CreditedPartner], policy: Option<i32>) -> Markup {
    let t = visit.t;
    let credited = |touch_id| partners.iter().find(|one| one.touch_id == touch_id);
    html! {
        details {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" {
                (Icon::ChevronDown) (t.with("sales-why-title", &[("n", decision.verdicts.len().into())]))
            }
            ol class="mt-1 grid list-decimal gap-1 pl-6" {
                @for verdict in &decision.verdicts {
                    li {
                        @if let Some(one) = credited(verdict.touch_id) {
                            (one.influencer_name) " – " (words::outcome(t, verdict.outcome)) " " strong { (terms::share(visit.locale, one.share_bp)) }
                        } @else { (words::outcome(t, verdict.outcome)) }
                    }
                }
            }
            @if decision.verdicts.is_empty() { p class="text-muted" { (t.get("sales-why-nobody")) } }
            @if let Some(version) = policy { p class="mt-1 text-sm text-muted" { (t.with("sales-why-policy", &[("n", i64::from(version).into())])) } }
        }
    }
}
