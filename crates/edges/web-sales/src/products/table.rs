//! `GET, POST /marchand/{org}/produits/import`: products from a CSV table, tried before they are kept; `GET …/produits.csv`: the same table
//! out. 200; 303 once it is kept; 403 for members who only look; 404 for everybody else; 409 for too many products; 422 with what is wrong
//! in which line; 429.

use affiliate::{ImportMode, ImportReport, RowError};
use axum::{
    body::Body,
    extract::{Multipart, Path, State, multipart::MultipartError},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::{AppError as _, Forbidden};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, to_save, ui, ui::Icon};

use super::path;
use crate::{
    SalesState,
    parts::{form, nav, seller::Seller},
};

/// The largest table that waits in the page between the trial and the keeping; a larger one is chosen again.
const CARRIED_MAX_BYTES: usize = 256 * 1024;
/// The columns, as the first line of a table names them.
const COLUMNS: &str = "sku,title,description,category,currency,price,stock_note,landing_url";

pub(super) async fn ask(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let page = TablePage::load(&visit, &state, id).await?;
    Ok(page.shell(&visit).body(&page.content(&visit, None, &FormErrors::none())))
}

pub(super) async fn import(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
    multipart: Multipart,
) -> Result<Response, WebError> {
    let page = TablePage::load(&visit, &state, id).await?;
    let sent = Sent::read(multipart).await?;
    if sent.file.is_empty() {
        let errors = FormErrors::none().and("file", visit.t.get("field-required"));
        return Ok(page.shell(&visit).invalid().body(&page.content(&visit, None, &errors)));
    }
    match state.affiliate.import_products(&visit.actor, id, &sent.file, sent.mode()).await {
        Ok(report) if report.kept => {
            let said = if report.created + report.updated > 0 { "sales-import-kept" } else { "sales-import-same" };
            Ok(visit.redirect(&path(id)).saying(said).into_response())
        }
        Ok(report) => {
            let shell = page.shell(&visit);
            let shell = if report.errors_count > 0 { shell.invalid() } else { shell };
            Ok(shell.body(&page.content(&visit, Some((&report, &sent)), &FormErrors::none())))
        }
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            Ok(page.shell(&visit).invalid().status(status).body(&page.content(&visit, None, &errors)))
        }
    }
}

pub(super) async fn export(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let table = state.affiliate.export_products(&visit.actor, id).await?;
    let size = u64::try_from(table.len()).unwrap_or(u64::MAX);
    Ok(to_save("produits.csv", "text/csv; charset=utf-8", size, Body::from(table)))
}

/// What the multipart form holds.
#[derive(Debug, Default)]
struct Sent {
    file: Vec<u8>,
    step: String,
}

impl Sent {
    /// A file, or the table that waited in the page.
    async fn read(mut multipart: Multipart) -> Result<Self, WebError> {
        let unreadable = |error: MultipartError| WebError::status(error.status());
        let mut sent = Self::default();
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            match field.name().unwrap_or_default() {
                "file" | "table" => {
                    let bytes = field.bytes().await.map_err(unreadable)?;
                    if !bytes.is_empty() {
                        sent.file = bytes.to_vec();
                    }
                }
                "do" => sent.step = field.text().await.map_err(unreadable)?,
                _ => {}
            }
        }
        Ok(sent)
    }

    /// Only tried, unless it was said.
    fn mode(&self) -> ImportMode {
        if self.step == "keep" { ImportMode::Keep } else { ImportMode::DryRun }
    }

    /// The table as text, where it is small enough to wait in the page.
    fn carried(&self) -> Option<&str> {
        std::str::from_utf8(&self.file).ok().filter(|text| text.len() <= CARRIED_MAX_BYTES)
    }
}

struct TablePage {
    seller: Seller,
}

impl TablePage {
    async fn load(visit: &Visit, state: &SalesState, id: OrganisationId) -> Result<Self, WebError> {
        let seller = Seller::of(state, visit, id).await?;
        if !seller.may_manage() {
            return Err(Forbidden::NotAllowed.into());
        }
        Ok(Self { seller })
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        nav::merchant(visit, self.seller.organisation.id, visit.t.get("sales-import-title"))
    }

    fn address(&self, visit: &Visit) -> String {
        visit.url(&format!("{}/import", path(self.seller.organisation.id)))
    }

    fn content(&self, visit: &Visit, tried: Option<(&ImportReport, &Sent)>, errors: &FormErrors) -> Markup {
        let (t, id) = (visit.t, self.seller.organisation.id);
        html! {
            (ui::Breadcrumb::to(t, t.get("sales-import-title")).step(t.get("sales-nav-products"), visit.url(&path(id))))
            (ui::PageHeader::new(t.get("sales-import-title")).text(html! { (t.get("sales-import-lead")) }))
            @if let Some((report, sent)) = tried { div class="mb-8" { (self.report(visit, report, sent)) } }
            (self.form(visit, errors))
            (self.help(visit))
        }
    }

    fn form(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (ui::FileDrop::new(t, "file", t.get("sales-import-file"), ".csv,text/csv").hint(t.get("sales-import-file-hint")).errors(errors))
            p class="flex flex-wrap gap-2" {
                (ui::Button::primary(t.get("sales-import-try")).icon(Icon::Eye).value("do", "try"))
                (ui::Button::secondary(t.get("sales-import-keep")).value("do", "keep"))
            }
        };
        html! { (ui::Form::post(visit, self.address(visit), fields).stacked().attr("enctype", "multipart/form-data")) }
    }

    /// What would happen, or which lines are wrong.
    fn report(&self, visit: &Visit, report: &ImportReport, sent: &Sent) -> Markup {
        let t = visit.t;
        if report.errors_count > 0 {
            return wrong(visit, report);
        }
        let text = t.with(
            "sales-import-would",
            &[
                ("rows", report.rows.into()),
                ("created", report.created.into()),
                ("updated", report.updated.into()),
                ("unchanged", report.unchanged.into()),
            ],
        );
        let fields = |table: &str| {
            html! {
                textarea class="hidden" name="table" readonly aria-hidden="true" tabindex="-1" { "\n" (table) }
                (ui::Button::primary(t.get("sales-import-keep-this")).value("do", "keep"))
            }
        };
        html! {
            div data-report {
                (ui::Banner::new(ui::Tone::Ok, text))
                @match sent.carried() {
                    Some(table) => div class="mt-3" { (ui::Form::post(visit, self.address(visit), fields(table)).attr("enctype", "multipart/form-data")) },
                    None => p class="mt-3 text-muted" { (t.get("sales-import-again")) },
                }
            }
        }
    }

    /// The columns, and the table that there is to begin with.
    fn help(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let export = visit.url(&format!("{}/produits.csv", path(self.seller.organisation.id)));
        let content = html! {
            p class="max-w-[65ch]" { (t.get("sales-import-columns-text")) }
            pre class="mt-3 overflow-x-auto rounded-lg border border-line bg-surface p-3 text-sm" tabindex="0" { code { (COLUMNS) } }
            p class="mt-3" { (ui::Link::new(export, t.get("sales-product-export"))) }
        };
        html! { (ui::Section::new(t.get("sales-import-columns"), content)) }
    }
}

fn wrong(visit: &Visit, report: &ImportReport) -> Markup {
    let t = visit.t;
    let columns = vec![
        ui::Column::number(t.get("sales-import-line")),
        ui::Column::new(t.get("sales-import-column")),
        ui::Column::new(t.get("sales-import-error")),
    ];
    let row = |wrong: &RowError| {
        let text = t.field_error(&wrong.error);
        ui::Row::new(vec![html! { (wrong.line) }.into(), html! { code { (wrong.error.field) } }.into(), html! { (text) }.into()])
    };
    let rows = report.errors.iter().map(row).collect();
    let text = t.with("sales-import-wrong", &[("n", report.errors_count.into()), ("rows", report.rows.into())]);
    html! {
        div class="grid gap-4" data-wrong {
            (ui::Banner::new(ui::Tone::Bad, text).attr("tabindex", "-1").attr("data-autofocus", ""))
            (ui::Table::new(t.get("sales-import-errors"), columns, rows))
        }
    }
}
