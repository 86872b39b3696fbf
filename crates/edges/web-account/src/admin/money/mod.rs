//! `/admin/paiements`: what has not come to zero, what differs, and what a person has to decide. 200; 303; 403 for others than
//! those who look after payments; 422 with what was typed.

mod batch;
mod breaks;
mod decide;
mod statement;
mod transfers;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    response::Response,
    routing::{get, post},
};
use maud::{Markup, html};
use payments::{ClearingView, Payments};
use web_kit::{
    Cache, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Column, Icon, Row, Tone},
};

/// The largest statement on its way in, with the rest of its form.
const STATEMENT_FORM_BYTES: usize = 16 * 1024 * 1024;

pub(crate) fn router() -> Router<Payments> {
    let statement = post(statement::import).layer(DefaultBodyLimit::max(STATEMENT_FORM_BYTES));
    Router::new()
        .route("/admin/paiements", get(show))
        .route("/admin/paiements/releve", statement)
        .route("/admin/paiements/ecarts/{id}", post(breaks::close))
        .route("/admin/paiements/essais/{id}", post(decide::decide))
        .route("/admin/paiements/virements", get(transfers::show).post(transfers::make))
        .route("/admin/paiements/virements/{id}", get(batch::show))
        .route("/admin/paiements/virements/{id}/fichier", get(batch::file))
        .route("/admin/paiements/virements/essais/{id}", post(transfers::decide))
}

async fn show(State(payments): State<Payments>, visit: Visit) -> Result<Response, WebError> {
    page(&visit, &payments, &FormErrors::none()).await
}

/// The page; with what was wrong about a form that came back.
async fn page(visit: &Visit, payments: &Payments, errors: &FormErrors) -> Result<Response, WebError> {
    let t = visit.t;
    let clearing = payments.clearing(&visit.actor).await?;
    let breaks = payments.open_breaks(&visit.actor).await?;
    let conflicted = payments.conflicted_attempts(&visit.actor).await?;
    let stuck = payments.stuck_attempts(&visit.actor).await?;
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-admin-payments")).text(t.get("account-money-lead")))
        (ui::FormSummary::new(t, errors))
        p class="my-4" { (ui::Button::secondary(t.get("account-transfers")).href(visit.url("/admin/paiements/virements"))) }
        (ui::Section::new(t.get("account-money-clearing"), open_days(visit, &clearing)).text(t.get("account-money-clearing-text")).id("passage"))
        (ui::Section::new(t.get("account-money-breaks"), breaks::list(visit, &breaks)).text(t.get("account-money-breaks-text")).id("ecarts"))
        (ui::Section::new(t.get("account-money-decide"), decide::list(visit, &conflicted, &stuck)).text(t.get("account-money-decide-text")).id("decisions"))
        (ui::Section::new(t.get("account-money-statement"), statement::form(visit)).text(t.get("account-money-statement-text")).id("releve"))
    };
    let shell = Shell::new(visit, t.get("kit-nav-admin-payments")).tool().cache(Cache::NoStore);
    Ok(if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) })
}

/// The days on which a clearing account has not come to zero.
fn open_days(visit: &Visit, clearing: &[ClearingView]) -> Markup {
    let t = visit.t;
    if clearing.is_empty() {
        return html! { (ui::Banner::new(Tone::Ok, t.get("account-money-clearing-zero"))) };
    }
    let columns = vec![
        Column::new(t.get("account-money-day")),
        Column::new(t.get("account-money-provider")),
        Column::new(t.get("account-money-account")),
        Column::number(t.get("account-money-booked")),
        Column::number(t.get("account-money-settled")),
        Column::number(t.get("account-money-closed")),
        Column::number(t.get("account-money-left")),
    ];
    let rows = clearing.iter().map(|day| {
        let money = |amount| html! { (format::money(visit.locale, amount)) };
        let left = kernel::Money::new(day.left_minor(), day.booked.currency);
        Row::new(vec![
            html! { (format::day(visit.locale, day.day)) }.into(),
            html! { (provider(visit, day.provider)) }.into(),
            html! { (t.get(if day.clearing == "clearing" { "account-money-clearing-in" } else { "account-money-payout-clearing" })) }.into(),
            money(day.booked).into(),
            money(day.settled).into(),
            money(day.closed).into(),
            html! { strong { (money(left)) } }.into(),
        ])
    });
    html! { (ui::Table::new(t.get("account-money-clearing"), columns, rows.collect())) }
}

fn provider(visit: &Visit, name: payments::ProviderName) -> String {
    visit.t.get(&format!("provider-{}", name.as_str()))
}

/// A form of one row, folded until it is wanted.
fn folded(summary: String, content: &Markup) -> Markup {
    html! {
        details {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1 text-sm" { (Icon::ChevronDown) (summary) }
            div class="py-2" { (content) }
        }
    }
}
