//! `GET|POST /marchand` (`nouveau`): the merchants one acts for, and becoming one. 200; 303 to the only one there is, unless another is to be
//! made, or to the new one's profile; 422 with what was typed.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use identity::{CreateOrganisation, OrganisationCard, OrganisationKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Brand, CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Icon};

use crate::{SalesState, parts::nav};

/// The name that was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
}

/// Whether the form for another one is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    nouveau: String,
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let merchants = own(&visit, &state).await?;
    if let [only] = merchants.as_slice()
        && asked.nouveau.is_empty()
    {
        return Ok(visit.redirect(&nav::desk(only.id, "")).into_response());
    }
    Ok(shell(&visit).body(&page(&visit, &merchants, &Typed::default(), &FormErrors::none())))
}

pub(super) async fn create(
    visit: Visit,
    State(state): State<SalesState>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let command = CreateOrganisation { name: typed.name.clone(), kind: OrganisationKind::Merchant };
    match state.identity.create_organisation(&visit.actor, command).await {
        Ok(id) => Ok(visit.redirect(&nav::desk(id, "/profil")).saying("sales-merchant-created").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let merchants = own(&visit, &state).await?;
            Ok(shell(&visit).invalid().body(&page(&visit, &merchants, &typed, &errors)))
        }
    }
}

async fn own(visit: &Visit, state: &SalesState) -> Result<Vec<OrganisationCard>, WebError> {
    let cards = state.identity.list_organisations(&visit.actor).await?;
    Ok(cards.into_iter().filter(|card| card.kind == OrganisationKind::Merchant).collect())
}

fn shell(visit: &Visit) -> Shell<'_> {
    nav::market(visit, visit.t.get("sales-merchant-start")).no_index().brand(Brand::ShareYourSales)
}

fn page(visit: &Visit, merchants: &[OrganisationCard], typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::text("name", t.get("sales-merchant-name")).hint(t.get("sales-merchant-name-hint")).value(&typed.name).errors(errors)
            .max_length(120).autocomplete("organization").required())
        (ui::Button::primary(t.get("sales-merchant-create")).icon(Icon::Add))
    };
    html! {
        (ui::PageHeader::new(t.get("sales-merchant-start")).text(t.get("sales-merchant-lead")))
        @if !merchants.is_empty() {
            ul class="grid gap-3 sm:grid-cols-2" {
                @for merchant in merchants {
                    li { a class="block rounded-card border border-line bg-surface p-4 font-semibold" href=(visit.url(&nav::desk(merchant.id, ""))) { (merchant.name) } }
                }
            }
        }
        (ui::Section::new(t.get("sales-merchant-new"), html! { (ui::Form::post(visit, visit.url("/marchand"), fields).stacked()) }))
    }
}
