//! `/admin/paiements/virements/{id}`: one batch, its file and what became of each transfer. 200; 403; 404.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use kernel::ErrorKind;
use maud::html;
use payments::{BatchId, Payments};
use web_kit::{
    Cache, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Icon},
};

use super::transfers;

pub(super) async fn show(visit: Visit, State(payments): State<Payments>, Path(id): Path<BatchId>) -> Result<Response, WebError> {
    page(&visit, &payments, id, &FormErrors::none()).await
}

/// The file, to be handed in at the bank.
pub(super) async fn file(visit: Visit, State(payments): State<Payments>, Path(id): Path<BatchId>) -> Result<Response, WebError> {
    let file = payments.batch_file(&visit.actor, id).await?;
    let unusual = |_name| WebError::new(ErrorKind::Internal, "error-internal");
    let name = HeaderValue::try_from(format!("attachment; filename=\"{}\"", file.name)).map_err(unusual)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.format.media_type())),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, file.bytes).into_response())
}

/// The page; with what was wrong about a form that came back.
pub(super) async fn page(visit: &Visit, payments: &Payments, id: BatchId, errors: &FormErrors) -> Result<Response, WebError> {
    let t = visit.t;
    let found = payments.batch(&visit.actor, id).await?;
    let batch = &found.batch;
    let title = t.with("account-transfers-batch", &[("day", format::day(visit.locale, batch.execution_on).into())]);
    let facts = ui::DescriptionList::new()
        .fact(t.get("account-transfers-made-at"), ui::When::minute(visit.locale, batch.created_at))
        .fact(t.get("account-transfers-execution"), format::day(visit.locale, batch.execution_on))
        .fact(t.get("account-transfers-payouts"), batch.payouts)
        .fact(t.get("account-transfers-total"), html! { strong { (format::money(visit.locale, batch.total)) } })
        .fact(t.get("account-transfers-open"), batch.open)
        .fact(t.get("account-transfers-failed"), batch.failed);
    let path = transfers::of(id);
    let content = html! {
        (ui::Breadcrumb::to(t, &title).step(t.get("kit-nav-admin-payments"), visit.url("/admin/paiements"))
            .step(t.get("account-transfers"), visit.url("/admin/paiements/virements")))
        (ui::PageHeader::new(&title))
        (ui::FormSummary::new(t, errors))
        (facts)
        p class="my-4" {
            (ui::Button::primary(t.get("account-transfers-file")).icon(Icon::Download).href(visit.url(&format!("{path}/fichier"))).attr("download", ""))
        }
        (ui::Section::new(t.get("account-transfers-inside"), transfers::list(visit, &t.get("account-transfers-inside"), &found.transfers, Some(id)))
            .text(t.get("account-transfers-inside-text")))
    };
    let shell = Shell::new(visit, title.clone()).tool().cache(Cache::NoStore);
    Ok(if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) })
}
