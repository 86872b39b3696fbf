//! `GET /influenceur/releves`, `/marchand/{org}/releves`: monthly statements, and those that wait. 200; 404 for others than the members.

use affiliate::{StatementRow, WaitingStatement};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::identity::OrganisationId;
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Visit, WebError, format, next, next::After, ui, ui::Column, ui::Icon, ui::Row};

use super::Side;
use crate::{SalesState, parts::seller::Seller};

const ROWS: u16 = 24;

struct Seen {
    side: Side,
    found: Page<StatementRow>,
    waiting: Vec<WaitingStatement>,
    /// Whether this side said how papers name it.
    has_profile: bool,
}

pub(super) async fn mine(
    visit: Visit,
    State(state): State<SalesState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let (affiliate, actor) = (&state.affiliate, &visit.actor);
    let seen = Seen {
        side: Side::Influencer,
        found: affiliate.my_statements(actor, &after.page(ROWS)).await?,
        waiting: affiliate.my_waiting_statements(actor).await?,
        has_profile: affiliate.tax_profile(actor).await?.is_some(),
    };
    Ok(seen.page(&visit))
}

pub(super) async fn of_merchant(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    Seller::of(&state, &visit, org).await?;
    let (affiliate, actor) = (&state.affiliate, &visit.actor);
    let seen = Seen {
        side: Side::Merchant(org),
        found: affiliate.merchant_statements(actor, org, &after.page(ROWS)).await?,
        waiting: affiliate.waiting_statements(actor, org).await?,
        has_profile: affiliate.merchant_tax_profile(actor, org).await?.is_some(),
    };
    Ok(seen.page(&visit))
}

impl Seen {
    fn page(&self, visit: &Visit) -> Response {
        self.side.shell(visit, visit.t.get("sales-nav-statements")).body(&self.content(visit))
    }

    fn content(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let tax =
            || ui::Button::secondary(t.get("sales-nav-tax")).icon(Icon::Edit).href(visit.url(&self.side.path("/fiscalite")));
        let more = next::url(visit, &self.side.path("/releves"), &[], self.found.next.as_ref());
        html! {
            (ui::PageHeader::new(t.get("sales-nav-statements")).text(t.get("sales-statements-lead")).actions(tax()))
            @if !self.has_profile {
                div class="mb-4" {
                    (ui::Banner::new(ui::Tone::Warn, t.get(if self.side == Side::Influencer { "sales-tax-missing" } else { "sales-tax-missing-merchant" })).action(tax()))
                }
            }
            (self.waiting(visit))
            @if self.found.items.is_empty() {
                (ui::EmptyState::new(Icon::File, t.get("sales-statements-none")).text(t.get("sales-statements-none-text")))
            } @else {
                (self.table(visit))
                (ui::Pagination::new(t, more))
            }
        }
    }

    /// What waits for whom.
    fn waiting(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let for_whom = |row: &WaitingStatement| {
            t.get(match (row.lacks_payee, row.lacks_payer, self.side) {
                (false, false, _) => "sales-statement-tonight",
                (true, true, _) => "sales-statement-waits-both",
                (true, false, Side::Influencer) | (false, true, Side::Merchant(_)) => "sales-statement-waits-you",
                (true, false, Side::Merchant(_)) => "sales-statement-waits-partner",
                (false, true, Side::Influencer) => "sales-statement-waits-merchant",
            })
        };
        html! {
            @if !self.waiting.is_empty() {
                (ui::Section::new(t.get("sales-statements-waiting"), html! {
                    ul class="grid gap-2" {
                        @for row in &self.waiting {
                            li class="rounded-card border border-line bg-surface px-4 py-3" {
                                strong { (format::month(visit.locale, row.month)) } " · " (self.other(&row.merchant_name, &row.influencer_name))
                                span class="block text-sm text-muted" { (for_whom(row)) }
                            }
                        }
                    }
                }).text(t.get("sales-statements-waiting-text")).id("attente"))
            }
        }
    }

    /// The name of the other side.
    fn other<'n>(&self, merchant: &'n str, influencer: &'n str) -> &'n str {
        if self.side == Side::Influencer { merchant } else { influencer }
    }

    fn table(&self, visit: &Visit) -> Markup {
        let (t, locale) = (visit.t, visit.locale);
        let with = if self.side == Side::Influencer { "sales-statement-merchant" } else { "sales-statement-partner" };
        let columns = vec![
            Column::new(t.get("sales-statement-month")),
            Column::new(t.get(with)),
            Column::number(t.get("sales-statement-number")),
            Column::number(t.get("sales-statement-total")),
            Column::new(t.get("sales-statement-kind")),
        ];
        let row = |row: &StatementRow| {
            let link =
                ui::Link::new(visit.url(&self.side.path(&format!("/releves/{}", row.id))), format::month(locale, row.month));
            let kind = if row.is_invoice {
                (ui::Tone::Ok, "sales-statement-is-invoice")
            } else {
                (ui::Tone::Info, "sales-statement-is-statement")
            };
            Row::new(vec![
                link.into(),
                self.other(&row.merchant_name, &row.influencer_name).into(),
                i64::from(row.number).into(),
                format::money(locale, row.total).into(),
                ui::Badge::new(kind.0, t.get(kind.1)).into(),
            ])
        };
        html! { (ui::Table::new(t.get("sales-nav-statements"), columns, self.found.items.iter().map(row).collect())) }
    }
}
