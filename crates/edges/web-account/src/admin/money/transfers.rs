//! `/admin/paiements/virements`: payouts that wait for a file for the bank, and the files that were made. 200; 303; 403 for others than
//! those who look after payments; 422 with what was wrong.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use kernel::Currency;
use maud::{Markup, html};
use payments::{AttemptId, BatchId, BatchView, NewBatch, Payments, QueueView, TransferView};
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Column, Row, Tone, When},
};

use super::{batch, breaks::reason};

const PATH: &str = "/admin/paiements/virements";

/// A batch as it was asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    id: BatchId,
    #[serde(default)]
    currency: String,
}

/// What a person says of a transfer.
#[derive(Debug, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    reason: String,
    /// The batch on whose page it was said.
    lot: Option<BatchId>,
}

pub(super) async fn show(visit: Visit, State(payments): State<Payments>) -> Result<Response, WebError> {
    page(&visit, &payments, &FormErrors::none()).await
}

pub(super) async fn make(
    visit: Visit,
    State(payments): State<Payments>,
    CsrfForm(wanted): CsrfForm<Wanted>,
) -> Result<Response, WebError> {
    let Some(currency) = Currency::parse(&wanted.currency) else {
        return page(&visit, &payments, &FormErrors::none().and("currency", visit.t.get("field-required"))).await;
    };
    match payments.make_batch(&visit.actor, &NewBatch { id: wanted.id, currency }).await {
        Ok(made) => Ok(visit.redirect(&of(made.batch.id)).saying("account-transfers-made").into_response()),
        Err(error) => page(&visit, &payments, &FormErrors::of(error, visit.t)?).await,
    }
}

pub(super) async fn decide(
    visit: Visit,
    State(payments): State<Payments>,
    Path(id): Path<AttemptId>,
    CsrfForm(said): CsrfForm<Said>,
) -> Result<Response, WebError> {
    let done = match said.decision.as_str() {
        "confirm" => payments.confirm_transfer(&visit.actor, id, &said.reason).await,
        "return" => payments.return_transfer(&visit.actor, id, &said.reason).await,
        _ => return Err(WebError::not_found()),
    };
    match (done, said.lot) {
        (Ok(()), lot) => {
            let to = lot.map_or_else(|| PATH.to_owned(), of);
            Ok(visit.redirect(&to).saying("account-money-decided").into_response())
        }
        (Err(error), Some(lot)) => batch::page(&visit, &payments, lot, &FormErrors::of(error, visit.t)?).await,
        (Err(error), None) => page(&visit, &payments, &FormErrors::of(error, visit.t)?).await,
    }
}

/// The page of a batch.
pub(super) fn of(id: BatchId) -> String {
    format!("{PATH}/{id}")
}

async fn page(visit: &Visit, payments: &Payments, errors: &FormErrors) -> Result<Response, WebError> {
    let t = visit.t;
    let queue = payments.bank_queue(&visit.actor).await?;
    let waiting = payments.waiting_transfers(&visit.actor).await?;
    let batches = payments.batches(&visit.actor).await?;
    let content = html! {
        (ui::Breadcrumb::to(t, t.get("account-transfers")).step(t.get("kit-nav-admin-payments"), visit.url("/admin/paiements")))
        (ui::PageHeader::new(t.get("account-transfers")).text(t.get("account-transfers-lead")))
        (ui::FormSummary::new(t, errors))
        (ui::Section::new(t.get("account-transfers-queue"), html! {
            (queues(visit, &queue))
            @if !waiting.is_empty() { (list(visit, &t.get("account-transfers-waiting"), &waiting, None)) }
        }).id("attente"))
        (ui::Section::new(t.get("account-transfers-batches"), made(visit, &batches)).text(t.get("account-transfers-batches-text")).id("lots"))
    };
    let shell = Shell::new(visit, t.get("account-transfers")).tool().cache(Cache::NoStore);
    Ok(if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) })
}

/// What waits in each currency, with the button that makes a file of it.
fn queues(visit: &Visit, queue: &[QueueView]) -> Markup {
    let t = visit.t;
    if queue.is_empty() {
        return html! { (ui::Banner::new(Tone::Ok, t.get("account-transfers-queue-empty"))) };
    }
    let columns = vec![
        Column::new(t.get("account-transfers-currency")),
        Column::number(t.get("account-transfers-payouts")),
        Column::number(t.get("account-transfers-total")),
        Column::new(t.get("account-money-since")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = queue.iter().map(|view| {
        Row::new(vec![
            html! { (view.total.currency.code()) }.into(),
            html! { (view.payouts) }.into(),
            html! { (format::money(visit.locale, view.total)) }.into(),
            When::minute(visit.locale, view.oldest_at).into(),
            make_form(visit, view).into(),
        ])
    });
    html! { (ui::Table::new(t.get("account-transfers-queue"), columns, rows.collect())) }
}

fn make_form(visit: &Visit, view: &QueueView) -> Markup {
    let t = visit.t;
    if !view.is_payable {
        return html! { small class="text-muted" { (t.get("account-transfers-no-account")) } };
    }
    let fields = html! {
        // Made with the form: a second tap makes no second batch.
        input type="hidden" name="id" value=(BatchId::generate());
        input type="hidden" name="currency" value=(view.total.currency.code());
        (ui::Button::primary(t.get("account-transfers-make")).small())
    };
    html! { (ui::Form::post(visit, visit.url(PATH), fields)) }
}

fn made(visit: &Visit, batches: &[BatchView]) -> Markup {
    let t = visit.t;
    if batches.is_empty() {
        return html! { p class="text-muted" { (t.get("account-transfers-no-batches")) } };
    }
    let columns = vec![
        Column::new(t.get("account-transfers-made-at")),
        Column::new(t.get("account-transfers-execution")),
        Column::number(t.get("account-transfers-payouts")),
        Column::number(t.get("account-transfers-total")),
        Column::number(t.get("account-transfers-open")),
        Column::number(t.get("account-transfers-failed")),
    ];
    let rows = batches.iter().map(|batch| {
        let when = When::minute(visit.locale, batch.created_at);
        Row::new(vec![
            html! { a class="link" href=(visit.url(&of(batch.id))) { (when) } }.into(),
            html! { (format::day(visit.locale, batch.execution_on)) }.into(),
            html! { (batch.payouts) }.into(),
            html! { (format::money(visit.locale, batch.total)) }.into(),
            html! { (batch.open) }.into(),
            html! { (batch.failed) }.into(),
        ])
    });
    html! { (ui::Table::new(t.get("account-transfers-batches"), columns, rows.collect())) }
}

/// Transfers, each with what may be decided about it.
pub(super) fn list(visit: &Visit, caption: &str, transfers: &[TransferView], lot: Option<BatchId>) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-money-since")),
        Column::new(t.get("account-transfers-to")),
        Column::number(t.get("account-money-amount")),
        Column::new(t.get("account-transfers-state")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = transfers.iter().map(|transfer| row(visit, transfer, lot)).collect();
    html! { (ui::Table::new(caption, columns, rows)) }
}

fn row(visit: &Visit, transfer: &TransferView, lot: Option<BatchId>) -> Row {
    let t = visit.t;
    let state = t.get(&format!("account-transfers-state-{}", transfer.state.as_str().replace('_', "-")));
    let amounts = html! {
        (format::money(visit.locale, transfer.amount))
        @if let Some(received) = transfer.received {
            br; small class="text-muted" { (t.with("account-transfers-debited", &[("amount", format::money(visit.locale, received).into())])) }
        }
    };
    let choices = html! {
        div class="grid gap-3" {
            @if transfer.may_be_confirmed() { (form(visit, transfer, lot, "confirm", "account-transfers-confirm")) }
            @if transfer.may_be_returned() { (form(visit, transfer, lot, "return", "account-transfers-return")) }
        }
    };
    let decides = transfer.may_be_confirmed() || transfer.may_be_returned();
    Row::new(vec![
        When::minute(visit.locale, transfer.created_at).into(),
        html! { (transfer.masked.as_deref().unwrap_or("…")) br; small class="break-all text-muted" { (transfer.id) } }.into(),
        amounts.into(),
        html! { (state) @if let Some(why) = &transfer.failure_detail { br; small class="text-muted" { (why) } } }.into(),
        if decides { super::folded(t.get("account-money-choose"), &choices).into() } else { html! {}.into() },
    ])
}

fn form(visit: &Visit, transfer: &TransferView, lot: Option<BatchId>, decision: &str, label: &str) -> Markup {
    let fields = html! {
        input type="hidden" name="decision" value=(decision);
        @if let Some(lot) = lot { input type="hidden" name="lot" value=(lot); }
        (reason(visit, &format!("{decision}-{}", transfer.id)))
        (ui::Button::secondary(visit.t.get(label)).small())
    };
    html! { (ui::Form::post(visit, visit.url(&format!("{PATH}/essais/{}", transfer.id)), fields).stacked()) }
}
