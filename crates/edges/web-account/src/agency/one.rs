//! `/admin/agences/{id}`: one agent: cap, deposits, what was accepted. 200; 303; 401; 403; 404; 422 with what was typed.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use kernel::{AccountId, Currency, Money, PageRequest, Permission};
use maud::{Markup, html};
use payments::{DepositId, DepositView, NewDeposit, PaymentsError};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Choice, Column, Row, When},
};

use super::{AgencyState, parts};

/// A form as it was sent: that of the cap, or that of a deposit.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    id: Option<DepositId>,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    cap: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    reason: String,
}

impl Typed {
    fn currency(&self) -> Currency {
        Currency::parse(&self.currency).unwrap_or(Currency::Xof)
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<AgencyState>,
    Path(id): Path<AccountId>,
) -> Result<Response, WebError> {
    page(&visit, &state, id, &Typed::default(), &FormErrors::none()).await
}

pub(super) async fn set_cap(
    visit: Visit,
    State(state): State<AgencyState>,
    Path(id): Path<AccountId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::PaymentManage)?;
    state.identity.get_account(&visit.actor, id).await?;
    let errors = match Money::parse_in(visit.locale, typed.cap.trim(), typed.currency()) {
        Ok(cap) => match state.payments.set_agent_cap(&visit.actor, id, cap).await {
            Ok(()) => return Ok(back(&visit, id, "agency-cap-said")),
            Err(error) => FormErrors::of(error, visit.t)?,
        },
        Err(error) => FormErrors::none().and("cap", visit.t.get(error.code())),
    };
    page(&visit, &state, id, &typed, &errors).await
}

pub(super) async fn book(
    visit: Visit,
    State(state): State<AgencyState>,
    Path(id): Path<AccountId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::PaymentManage)?;
    let errors = match Money::parse_in(visit.locale, typed.amount.trim(), typed.currency()) {
        Ok(amount) => match deposit(&visit, &state, id, &typed, amount).await {
            Ok(()) => return Ok(back(&visit, id, "agency-deposit-said")),
            Err(error) => FormErrors::of(error, visit.t)?,
        },
        Err(error) => FormErrors::none().and("amount", visit.t.get(error.code())),
    };
    page(&visit, &state, id, &typed, &errors).await
}

async fn deposit(
    visit: &Visit,
    state: &AgencyState,
    agent_id: AccountId,
    typed: &Typed,
    amount: Money,
) -> Result<(), PaymentsError> {
    let new = NewDeposit {
        id: typed.id.unwrap_or_else(DepositId::generate),
        agent_id,
        amount,
        reference: typed.reference.clone(),
        reason: typed.reason.clone(),
    };
    state.payments.book_deposit(&visit.actor, &new).await
}

fn back(visit: &Visit, id: AccountId, said: &'static str) -> Response {
    visit.redirect(&format!("/admin/agences/{id}")).saying(said).into_response()
}

async fn page(
    visit: &Visit,
    state: &AgencyState,
    id: AccountId,
    typed: &Typed,
    errors: &FormErrors,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::PaymentManage)?;
    let card = state.identity.get_account(&visit.actor, id).await?;
    let floats = state.payments.agent(&visit.actor, id).await?;
    let newest = PageRequest::new(Some(50), None);
    let accepted = state.payments.acceptances(&visit.actor, id, &newest).await?.items;
    let deposits = state.payments.deposits(&visit.actor, id, &newest).await?.items;
    let t = visit.t;
    let path = format!("/admin/agences/{id}");
    let content = html! {
        (ui::Breadcrumb::to(t, &card.display_name).step(t.get("kit-nav-admin-agencies"), visit.url("/admin/agences")))
        (ui::PageHeader::new(&card.display_name).text(&card.email))
        @if floats.is_empty() { p class="text-muted" { (t.get("agency-cap-none")) } }
        @for agent in &floats { (parts::figures(visit, &agent.float)) }
        (ui::FormSummary::new(t, errors))
        div class="grid gap-6 md:grid-cols-2" {
            (ui::Section::new(t.get("agency-set-cap"), html! { (ui::Form::post(visit, visit.url(&format!("{path}/plafond")), cap_fields(visit, typed, errors)).stacked()) }))
            (ui::Section::new(t.get("agency-book-deposit"), html! { (ui::Form::post(visit, visit.url(&format!("{path}/depot")), deposit_fields(visit, typed, errors)).stacked()) }))
        }
        (ui::Section::new(t.get("agency-deposits"), deposit_list(visit, &deposits)))
        (ui::Section::new(t.get("agency-accepted"), parts::acceptances(visit, &accepted)))
    };
    let shell = Shell::new(visit, card.display_name.clone()).tool();
    Ok(if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) })
}

fn currencies(visit: &Visit, typed: &Typed) -> ui::Select {
    let choices = [Currency::Xof, Currency::Mad, Currency::Eur].map(|known| Choice::new(known.code(), known.code()));
    ui::Select::new("currency", visit.t.get("agency-currency"), choices.into()).chosen(typed.currency().code())
}

fn cap_fields(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    html! {
        (currencies(visit, typed))
        (ui::Field::text("cap", t.get("agency-cap")).value(&typed.cap).errors(errors).attr("inputmode", "decimal").required())
        (ui::Button::secondary(t.get("agency-set-cap")))
    }
}

fn deposit_fields(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    // The form sent twice is one deposit.
    let id = typed.id.unwrap_or_else(DepositId::generate);
    html! {
        input type="hidden" name="id" value=(id);
        (currencies(visit, typed))
        (ui::Field::text("amount", t.get("agency-amount")).value(&typed.amount).errors(errors).attr("inputmode", "decimal").required())
        (ui::Field::text("reference", t.get("agency-slip")).value(&typed.reference).errors(errors).required().max_length(100))
        (ui::Field::text("reason", t.get("agency-reason")).value(&typed.reason).errors(errors).required().max_length(500))
        (ui::Button::primary(t.get("agency-book-deposit")))
    }
}

fn deposit_list(visit: &Visit, deposits: &[DepositView]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("agency-slip")),
        Column::number(t.get("agency-amount")),
        Column::new(t.get("agency-reason")),
        Column::new(t.get("agency-booked-at")),
    ];
    let row = |deposit: &DepositView| {
        Row::new(vec![
            html! { code { (deposit.reference) } }.into(),
            html! { (format::money(visit.locale, deposit.amount)) }.into(),
            html! { (deposit.reason) }.into(),
            When::minute(visit.locale, deposit.booked_at).into(),
        ])
    };
    html! {
        @if deposits.is_empty() { p class="text-muted" { (t.get("agency-none-yet")) } }
        @else { (ui::Table::new(t.get("agency-deposits"), columns, deposits.iter().map(row).collect())) }
    }
}
