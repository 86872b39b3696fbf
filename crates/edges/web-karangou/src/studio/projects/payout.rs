//! `POST /studio/projets/{id}/versement`: the creator says to which wallet or bank account the money goes. 303 to the dashboard; 422 with the form;
//! 409 when it is paid already or on its way; 404 for everybody but the creator.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{PayoutView, ProjectView, VisitRange};
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use payments::DisbursementState;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, ui};

use super::dashboard::Board;
use crate::{KarangouState, parts::next::After};

pub(crate) use web_kit::payout::To;

pub(crate) async fn pay_out(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(to): CsrfForm<To>,
) -> Result<Response, WebError> {
    let destination = to.destination()?;
    match state.crowdfunding.pay_out(&visit.actor, id, destination).await {
        Ok(_payout) => {
            Ok(visit.redirect(&format!("{}/tableau#versement", super::path(id))).saying("payout-begun").into_response())
        }
        Err(error) => {
            let status =
                if error.kind() == ErrorKind::Conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let errors = FormErrors::of(error, visit.t)?;
            let board = Board::load((&visit, &state), id, &After::default(), VisitRange::default()).await?;
            Ok(board.shell(&visit).invalid().status(status).body(&board.content(&visit, &state, &to, &errors)))
        }
    }
}

/// What is owed, how far it is, and the form while it is to be said where it goes.
pub(super) fn section(
    visit: &Visit,
    state: &KarangouState,
    view: &ProjectView,
    owed: &PayoutView,
    (to, errors): (&To, &FormErrors),
) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let facts = ui::DescriptionList::new()
        .fact(t.get("payout-share"), html! { strong { (format::money(locale, owed.share)) } })
        .fact(t.get("payout-fee"), format::money(locale, owed.fee));
    let asks = owed.payout.as_ref().is_none_or(|payout| payout.state == DisbursementState::RequiresAction);
    let content = html! {
        (ui::FormSummary::new(t, errors))
        (facts)
        @if let Some(payout) = &owed.payout { div class="my-4" { (web_kit::payout::progress(visit, payout)) } }
        @if asks && visit.actor.is(view.account_id) { (form(visit, state, view, (to, errors))) }
    };
    html! { (ui::Section::new(t.get("payout-title"), content).id("versement")) }
}

fn form(visit: &Visit, state: &KarangouState, view: &ProjectView, (to, errors): (&To, &FormErrors)) -> Markup {
    let action = visit.url(&format!("{}/versement", super::path(view.id)));
    let asked =
        web_kit::payout::Asked { payments: &state.payments, currency: view.goal.currency, country: &view.country, action };
    web_kit::payout::form(visit, &asked, to, errors)
}
