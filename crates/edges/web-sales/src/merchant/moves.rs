//! What moved on a merchant's wallet, in its page.

use affiliate::WalletMove;
use contracts::identity::OrganisationId;
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Visit, format, next, ui};

use crate::parts::{earnings, nav, partner};

pub(super) const ROWS: u16 = 30;

pub(super) fn section(visit: &Visit, org: OrganisationId, found: &Page<WalletMove>) -> Markup {
    let t = visit.t;
    let content = html! {
        @if found.items.is_empty() { p class="text-muted" { (t.get("sales-moves-none")) } }
        div class="grid" id="lignes" { (rows(visit, org, found)) }
    };
    html! { (ui::Section::new(t.get("sales-moves"), content).text(t.get("sales-moves-text")).id("mouvements")) }
}

pub(super) fn rows(visit: &Visit, org: OrganisationId, found: &Page<WalletMove>) -> Markup {
    let more = next::url(visit, &nav::desk(org, "/solde"), &[], found.next.as_ref());
    html! {
        @for one in &found.items { (row(visit, org, one)) }
        (ui::Pagination::new(visit.t, more).appending_to("#lignes"))
    }
}

fn row(visit: &Visit, org: OrganisationId, one: &WalletMove) -> Markup {
    let came = one.amount.is_positive();
    html! {
        div class="flex items-start justify-between gap-4 border-b border-line py-3" data-move=(one.kind) {
            div class="grid min-w-0 gap-1" {
                p class="font-semibold break-words" { (why(visit, one)) }
                p class="flex flex-wrap gap-x-3 text-sm text-muted" {
                    (ui::When::minute(visit.locale, one.at))
                    @if let Some(commission) = &one.commission {
                        (partner::link(visit, org, commission.partnership_id, &commission.influencer_name))
                        @if let Some(number) = &commission.external_id {
                            a class="link inline-block py-1 break-all" href=(earnings::order(visit, org, (commission.conversion_id, commission.occurred_at))) { (number) }
                        }
                    }
                }
            }
            p class="shrink-0 font-semibold tabular-nums" { @if came { "+" } (format::money(visit.locale, one.amount)) }
        }
    }
}

/// The ledger's word in the reader's.
fn why(visit: &Visit, one: &WalletMove) -> String {
    visit.t.get(match one.kind.as_str() {
        "commission-earned" => "sales-move-earned",
        "commission-reversed" => "sales-move-reversed",
        "commission-matured" => "sales-move-repaid",
        _ if one.amount.is_positive() => "sales-move-in",
        _ => "sales-move-out",
    })
}
