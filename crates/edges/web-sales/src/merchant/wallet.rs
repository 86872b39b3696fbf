//! `GET|POST /marchand/{org}/solde`: what there is for commissions, and paying in. 200; 303 to the payment; 404 for others than the members;
//! 422 with what was typed.

use affiliate::{DepositStanding, ProgramView, WalletMove, WalletView};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::{FieldError, Money, Page, PageRequest};
use maud::{Markup, html};
use payments::IntentState;
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, next::After, ui, ui::Column, ui::Icon, ui::Row};

use super::{moves, partners};
use crate::{
    SalesState,
    parts::{nav, seller},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    amount: String,
}

/// How many deposits are listed; what they brought stands among the movements.
const LATEST: usize = 100;

/// Everything that the page shows.
struct Seen {
    org: OrganisationId,
    /// Whether the visitor may pay in.
    may: bool,
    program: ProgramView,
    wallet: WalletView,
    deposits: Vec<DepositStanding>,
    moves: Page<WalletMove>,
}

impl Seen {
    async fn load(visit: &Visit, state: &SalesState, org: OrganisationId, page: &PageRequest) -> Result<Option<Self>, WebError> {
        let Some(program) = partners::program(visit, state, org).await? else { return Ok(None) };
        let wallet = state.affiliate.wallet(&visit.actor, org).await?;
        let deposits = state.affiliate.deposits_as_they_stand(&visit.actor, org).await?;
        let may = seller::may_manage(visit, state, org).await?;
        let moves = state.affiliate.wallet_moves(&visit.actor, org, page).await?;
        Ok(Some(Self { org, may, program, wallet, deposits, moves }))
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let shell = nav::merchant(&visit, org, visit.t.get("sales-nav-wallet"));
    match Seen::load(&visit, &state, org, &after.page(moves::ROWS)).await? {
        Some(seen) if visit.htmx && after.after.is_some() => Ok(moves::rows(&visit, org, &seen.moves).into_response()),
        Some(seen) => Ok(shell.body(&content(&visit, &seen, &Typed::default(), &FormErrors::none()))),
        None => Ok(shell.body(&partners::no_program(&visit, org))),
    }
}

pub(super) async fn deposit(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let first = After::default().page(moves::ROWS);
    let seen = Seen::load(&visit, &state, org, &first).await?.ok_or_else(WebError::not_found)?;
    let errors = match Money::parse_in(visit.locale, &typed.amount, seen.program.currency) {
        Ok(amount) => match state.affiliate.deposit(&visit.actor, org, amount).await {
            Ok(opened) => {
                let path = format!("/paiement/{}?cle={}", opened.intent_id, opened.key);
                return Ok(visit.redirect(&path).into_response());
            }
            Err(error) => FormErrors::of(error, visit.t)?,
        },
        Err(error) => FormErrors::none().and("amount", visit.t.field_error(&FieldError::new("amount", error.code()))),
    };
    let shell = nav::merchant(&visit, org, visit.t.get("sales-nav-wallet"));
    Ok(shell.invalid().body(&content(&visit, &seen, &typed, &errors)))
}

fn content(visit: &Visit, seen: &Seen, typed: &Typed, errors: &FormErrors) -> Markup {
    let (t, locale, wallet) = (visit.t, visit.locale, &seen.wallet);
    let stat = |key: &str, amount: Money| ui::Stat::new(t, t.get(key), Some(format::money(locale, amount)));
    let [sales, partners] = ["/ventes", "/partenaires"].map(|rest| visit.url(&nav::desk(seen.org, rest)));
    let stats = vec![
        stat("sales-wallet-balance", wallet.balance).note(t.get("sales-wallet-balance-note")).href("#mouvements"),
        stat("sales-wallet-waiting", wallet.waiting).note(t.get("sales-wallet-waiting-note")).href(sales),
        stat("sales-wallet-claims", wallet.claims).note(t.get("sales-wallet-claims-note")).href(partners),
    ];
    let form = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::money("amount", t.get("sales-deposit-amount"), seen.program.currency).value(&typed.amount).errors(errors).required())
        (ui::Button::primary(t.get("sales-deposit")).icon(Icon::Wallet))
    };
    html! {
        (ui::PageHeader::new(t.get("sales-nav-wallet")).text(t.get("sales-wallet-lead")))
        (seller::only_looks(visit, seen.may))
        @if wallet.waiting.is_positive() { (ui::Banner::new(ui::Tone::Warn, t.with("sales-wallet-short", &[("amount", format::money(locale, wallet.waiting).into())]))) }
        (ui::StatRow::new(stats))
        @if seen.may { (ui::Section::new(t.get("sales-deposit-title"), html! { (ui::Form::post(visit, visit.url(&nav::desk(seen.org, "/solde")), form).stacked()) })) }
        (moves::section(visit, seen.org, &seen.moves))
        (deposits(visit, &seen.deposits))
    }
}

fn deposits(visit: &Visit, deposits: &[DepositStanding]) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let columns = vec![
        Column::new(t.get("sales-deposit-when")),
        Column::number(t.get("sales-deposit-amount")),
        Column::new(t.get("sales-deposit-state")),
    ];
    let row = |DepositStanding { row, state, key }: &DepositStanding| {
        let open = matches!(state, Some(IntentState::RequiresAction | IntentState::Processing | IntentState::Secured));
        let (tone, word) = match state {
            Some(IntentState::Succeeded) => (ui::Tone::Ok, "sales-deposit-paid"),
            _ if open => (ui::Tone::Warn, "sales-deposit-open"),
            _ => (ui::Tone::Info, "sales-deposit-closed"),
        };
        let page = key.as_ref().filter(|_| open).map(|key| visit.url(&format!("/paiement/{}?cle={key}", row.intent_id)));
        let stands = html! {
            (ui::Badge::new(tone, t.get(word)))
            @if let Some(page) = page { " " (ui::Link::new(page, t.get("sales-deposit-go-on"))) }
        };
        Row::new(vec![ui::When::minute(locale, row.created_at).into(), format::money(locale, row.amount).into(), stands.into()])
    };
    let content = html! {
        @if deposits.is_empty() { p class="text-muted" { (t.get("sales-deposits-none")) } }
        @else { (ui::Table::new(t.get("sales-deposits"), columns, deposits.iter().map(row).collect())) }
        @if deposits.len() >= LATEST { p class="text-sm text-muted" { (t.get("sales-deposits-latest")) } }
    };
    html! { (ui::Section::new(t.get("sales-deposits"), content).id("versements")) }
}
