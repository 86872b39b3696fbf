//! `GET /compte/releve`: the accounts that one holds, and what is on them. 200; to the sign-in without an account.

use axum::{extract::State, response::Response};
use flows::{HeldAccount, Statements};
use maud::{Markup, html};
use web_kit::{
    Shell, Visit, WebError, format,
    ui::{self, Icon},
};

use super::words;

pub(super) async fn show(State(statements): State<Statements>, visit: Visit) -> Result<Response, WebError> {
    visit.require_account()?;
    let accounts = statements.accounts(&visit.actor).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("statement-title")).text(t.get("statement-lead")))
        @if accounts.is_empty() {
            (ui::EmptyState::new(Icon::Wallet, t.get("statement-none")).text(t.get("statement-none-text")))
        } @else {
            ul class="grid gap-3 sm:grid-cols-2" { @for held in &accounts { (card(&visit, held)) } }
        }
    };
    Ok(Shell::new(&visit, t.get("statement-title")).tool().body(&content))
}

fn card(visit: &Visit, held: &HeldAccount) -> Markup {
    let t = visit.t;
    let reserved = held.balance.debits_pending;
    html! {
        li class="grid content-start gap-2 rounded-[10px] border border-line bg-surface p-4" data-account {
            h2 class="text-base font-semibold break-words" { a class="link" href=(visit.url(&words::path(held.account))) { (words::name(t, held)) } }
            p class="text-2xl font-bold tabular-nums" { (format::money(visit.locale, held.balance.posted)) }
            @if reserved.is_positive() {
                p class="text-sm text-muted" { (t.with("statement-reserved", &[("amount", format::money(visit.locale, reserved).into())])) }
            }
            p class="text-sm text-muted" { (words::meaning(t, held.account.held)) }
        }
    }
}
