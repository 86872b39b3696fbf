//! `GET, POST /marchand/{org}/produits/import`: products from a CSV table, tried before they are kept; `GET …/produits.csv`: the same table
//! out. 200; 303 once it is kept; 403 for members who only look; 404 for everybody else; 409 for too many products; 422 with what is wrong
//! in which line; 429.

use affiliate::ImportReport;
use axum::{
    body::Body,
    extract::{Multipart, Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::{AppError as _, Forbidden};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, to_save, ui};

use super::path;
use crate::{
    SalesState,
    parts::{
        form,
        import::{Import, Sent, sample},
        nav,
        seller::Seller,
    },
};

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
    if let Some(errors) = sent.missing(&visit) {
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

    fn import(&self, visit: &Visit) -> Import {
        Import {
            address: visit.url(&format!("{}/import", path(self.seller.organisation.id))),
            limits: visit.t.get("sales-import-file-hint"),
            would: "sales-import-would",
        }
    }

    fn content(&self, visit: &Visit, tried: Option<(&ImportReport, &Sent)>, errors: &FormErrors) -> Markup {
        let (t, id, import) = (visit.t, self.seller.organisation.id, self.import(visit));
        html! {
            (ui::Breadcrumb::to(t, t.get("sales-import-title")).step(t.get("sales-nav-products"), visit.url(&path(id))))
            (ui::PageHeader::new(t.get("sales-import-title")).text(html! { (t.get("sales-import-lead")) }))
            @if let Some((report, sent)) = tried { div class="mb-8" { (import.report(visit, report, sent)) } }
            (import.form(visit, errors))
            (self.help(visit))
        }
    }

    /// The columns, and the table that there is to begin with.
    fn help(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let export = visit.url(&format!("{}/produits.csv", path(self.seller.organisation.id)));
        let content = html! {
            p class="max-w-[65ch]" { (t.get("sales-import-columns-text")) }
            (sample(COLUMNS))
            p class="mt-3" { (ui::Link::new(export, t.get("sales-product-export"))) }
        };
        html! { (ui::Section::new(t.get("sales-import-columns"), content)) }
    }
}
