//! `GET …/releves/{id}`, `…/releve.pdf`, `…/releve.csv`: one statement, at the desk of either side. 200; 404 for everybody else, and below
//! the desk of another merchant.

use affiliate::{InvoiceMark, StatementLine, StatementView, TaxParty};
use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use contracts::{affiliate::StatementId, identity::OrganisationId};
use kernel::Money;
use maud::{Markup, html};
use web_kit::{Visit, WebError, format, names, to_save, ui, ui::Column, ui::Icon, ui::Row};

use super::{Side, rules};
use crate::SalesState;

async fn load(visit: &Visit, state: &SalesState, side: Side, id: StatementId) -> Result<StatementView, WebError> {
    visit.require_account()?;
    let view = state.affiliate.statement(&visit.actor, id).await?;
    let is_here = match side {
        Side::Influencer => visit.actor.is(view.account_id),
        Side::Merchant(org) => view.organisation_id == org,
    };
    if !is_here {
        return Err(WebError::not_found());
    }
    // A partner reads it at their own desk.
    if let Side::Merchant(org) = side {
        state.affiliate.merchant_tax_profile(&visit.actor, org).await?;
    }
    Ok(view)
}

pub(super) async fn mine(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<StatementId>,
) -> Result<Response, WebError> {
    page(&visit, &state, Side::Influencer, id).await
}

pub(super) async fn of_merchant(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, StatementId)>,
) -> Result<Response, WebError> {
    page(&visit, &state, Side::Merchant(org), id).await
}

pub(super) async fn my_pdf(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<StatementId>,
) -> Result<Response, WebError> {
    pdf(&visit, &state, Side::Influencer, id).await
}

pub(super) async fn merchants_pdf(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, StatementId)>,
) -> Result<Response, WebError> {
    pdf(&visit, &state, Side::Merchant(org), id).await
}

pub(super) async fn my_csv(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<StatementId>,
) -> Result<Response, WebError> {
    csv(&visit, &state, Side::Influencer, id).await
}

pub(super) async fn merchants_csv(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, StatementId)>,
) -> Result<Response, WebError> {
    csv(&visit, &state, Side::Merchant(org), id).await
}

async fn page(visit: &Visit, state: &SalesState, side: Side, id: StatementId) -> Result<Response, WebError> {
    let view = load(visit, state, side, id).await?;
    Ok(side.shell(visit, title(visit, &view)).body(&content(visit, side, &view)))
}

async fn pdf(visit: &Visit, state: &SalesState, side: Side, id: StatementId) -> Result<Response, WebError> {
    load(visit, state, side, id).await?;
    let paper = state.papers.statement(&visit.actor, id).await?;
    let size = paper.pdf.len().try_into().unwrap_or(u64::MAX);
    Ok(to_save(&paper.file_name, "application/pdf", size, Body::from(paper.pdf)))
}

async fn csv(visit: &Visit, state: &SalesState, side: Side, id: StatementId) -> Result<Response, WebError> {
    let view = load(visit, state, side, id).await?;
    let text = state.affiliate.export_statement(&visit.actor, id).await?;
    let size = text.len().try_into().unwrap_or(u64::MAX);
    let name = format!("releve-{}-{}.csv", view.month.strftime("%Y-%m"), view.number);
    Ok(to_save(&name, "text/csv; charset=utf-8", size, Body::from(text)))
}

/// What kind of paper it is, with its number.
fn title(visit: &Visit, view: &StatementView) -> String {
    match view.reference() {
        Some(reference) => visit.t.with("sales-statement-invoice", &[("number", reference.into())]),
        None => visit.t.with("sales-statement", &[("number", i64::from(view.number).into())]),
    }
}

fn content(visit: &Visit, side: Side, view: &StatementView) -> Markup {
    let t = visit.t;
    let (list, title) = (visit.url(&side.path("/releves")), title(visit, view));
    let file = |key: &str, name: &str| {
        let path = side.path(&format!("/releves/{}/{name}", view.id));
        ui::Button::secondary(t.get(key)).icon(Icon::Download).href(visit.url(&path)).attr("download", "")
    };
    let actions = html! { (file("sales-statement-pdf", "releve.pdf")) (file("sales-statement-csv", "releve.csv")) };
    let partnership = match side {
        Side::Influencer => format!("/partenariats/{}", view.partnership_id),
        Side::Merchant(_) => format!("/partenaires/{}", view.partnership_id),
    };
    let facts = ui::DescriptionList::new()
        .fact(t.get("sales-statement-month"), format::month(visit.locale, view.month))
        .fact(t.get("sales-statement-issued"), ui::When::day(visit.locale, view.issued_at))
        .fact(t.get("sales-tax-regime"), t.get(view.regime.code()))
        .fact(t.get("sales-statement-before"), format::money(visit.locale, view.before));
    html! {
        (ui::Breadcrumb::to(t, &title).step(t.get("sales-nav-statements"), list))
        (ui::PageHeader::new(&title).text(html! { strong { (format::money(visit.locale, view.total)) } }).actions(actions))
        (nature(visit, view))
        div class="my-4 grid gap-4 sm:grid-cols-2" {
            (party(visit, "sales-statement-payee", &view.payee))
            (party(visit, "sales-statement-payer", &view.payer))
        }
        (facts)
        p class="mt-3" { (ui::Link::new(visit.url(&side.path(&partnership)), t.get("sales-statement-partnership"))) }
        (ui::Section::new(t.get("sales-statement-lines"), lines(visit, view)))
        (rules::said(visit, &view.taxes))
    }
}

/// That it is an invoice, and by which mandate; or that it is none.
fn nature(visit: &Visit, view: &StatementView) -> Markup {
    let t = visit.t;
    let Some(InvoiceMark { number: _, mandate_text, mandated_at }) = view.invoice else {
        return html! { (ui::Banner::new(ui::Tone::Info, t.get("sales-statement-no-invoice"))) };
    };
    let values = [
        ("payer", view.payer.legal_name.clone().into()),
        ("payee", view.payee.legal_name.clone().into()),
        ("version", i64::from(mandate_text).into()),
        ("date", format::date(visit.locale, mandated_at).into()),
    ];
    html! { (ui::Banner::new(ui::Tone::Ok, t.with("sales-statement-self-billed", &values))) }
}

fn party(visit: &Visit, label: &str, party: &TaxParty) -> Markup {
    let t = visit.t;
    let register = party.register.as_ref().map(|register| format!("{} {}", register.number(), register.court()));
    let numbers = [
        ("sales-tax-ice", party.ice.as_ref().map(ToString::to_string)),
        ("sales-tax-if", party.tax_number.as_ref().map(|number| number.as_str().to_owned())),
        ("sales-tax-rc", register),
        ("sales-tax-siren", party.siren.as_ref().map(|siren| siren.as_str().to_owned())),
        ("sales-tax-vat", party.vat_number.as_ref().map(|number| number.as_str().to_owned())),
        ("sales-tax-other", party.other_number.clone()),
    ];
    html! {
        section class="rounded-card border border-line bg-surface p-4" {
            h2 class="text-sm text-muted" { (t.get(label)) }
            p class="font-semibold break-words" { (party.legal_name) }
            p class="break-words whitespace-pre-line" { (party.address) }
            p { (names::country(t, &party.country)) }
            @for (key, number) in numbers { @if let Some(number) = number { p class="text-sm text-muted" { (t.get(key)) " " (number) } } }
        }
    }
}

fn lines(visit: &Visit, view: &StatementView) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let columns = vec![
        Column::new(t.get("sales-statement-day")),
        Column::number(t.get("sales-commissions")),
        Column::number(t.get("sales-statement-payable")),
        Column::number(t.get("sales-statement-reversed")),
        Column::number(t.get("sales-statement-net")),
    ];
    let money = |minor| format::money(locale, Money::new(minor, view.total.currency));
    let row = |line: &StatementLine| {
        Row::new(vec![
            format::day(locale, line.day).into(),
            line.commissions.into(),
            money(line.payable_minor).into(),
            money(line.reversed_minor).into(),
            money(line.payable_minor - line.reversed_minor).into(),
        ])
    };
    let all = |part: fn(&StatementLine) -> i64| view.lines.iter().map(part).sum::<i64>();
    let (payable, reversed) = (all(|line| line.payable_minor), all(|line| line.reversed_minor));
    let mut rows: Vec<Row> = view.lines.iter().map(row).collect();
    rows.push(Row::new(vec![
        t.get("sales-statement-total").into(),
        String::new().into(),
        money(payable).into(),
        money(reversed).into(),
        html! { strong { (format::money(locale, view.total)) } }.into(),
    ]));
    html! { (ui::Table::new(t.get("sales-statement-lines"), columns, rows)) }
}
