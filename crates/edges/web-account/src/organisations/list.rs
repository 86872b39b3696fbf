//! `/compte/organisations`: where one belongs, and founding a new one.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use identity::{CreateOrganisation, Identity, OrganisationCard, OrganisationKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Choice, Icon},
};

use crate::words;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OrganisationForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
}

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let cards = identity.list_organisations(&visit.actor).await?;
    Ok(shell(&visit).body(&page(&visit, &cards, &OrganisationForm::default(), &FormErrors::none())))
}

pub(super) async fn create(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<OrganisationForm>,
) -> Result<Response, WebError> {
    let kind = OrganisationKind::parse(&typed.kind).unwrap_or(OrganisationKind::Production);
    match identity.create_organisation(&visit.actor, CreateOrganisation { name: typed.name.clone(), kind }).await {
        Ok(id) => {
            let page = visit.redirect(&format!("/compte/organisations/{id}"));
            Ok(page.saying("account-organisation-created").into_response())
        }
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let cards = identity.list_organisations(&visit.actor).await?;
            Ok(shell(&visit).invalid().body(&page(&visit, &cards, &typed, &errors)))
        }
    }
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("kit-nav-organisations")).tool()
}

fn page(visit: &Visit, cards: &[OrganisationCard], typed: &OrganisationForm, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let kinds = OrganisationKind::ALL.into_iter().map(|kind| Choice::new(kind.as_str(), words::kind(t, kind))).collect();
    let chosen = if typed.kind.is_empty() { OrganisationKind::Production.as_str() } else { &typed.kind };
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::text("name", t.get("account-organisation-name")).value(&typed.name).errors(errors).max_length(120)
            .autocomplete("organization").required())
        (ui::Select::new("kind", t.get("account-organisation-kind"), kinds).chosen(chosen))
        (ui::Button::primary(t.get("account-organisation-create")))
    };
    html! {
        (ui::PageHeader::new(t.get("kit-nav-organisations")).text(t.get("account-organisation-lead")))
        @if cards.is_empty() { (ui::EmptyState::new(Icon::Users, t.get("account-organisation-none"))) }
        ul class="grid gap-3 sm:grid-cols-2" {
            @for card in cards {
                li {
                    a class="block rounded-card border border-line bg-surface p-4" href=(visit.url(&format!("/compte/organisations/{}", card.id))) {
                        strong class="block text-ink" { (card.name) }
                        span class="text-muted" {
                            (words::kind(t, card.kind)) " · " (words::member_role(t, card.role)) " · "
                            (t.with("account-organisation-members", &[("n", card.members.into())]))
                        }
                    }
                }
            }
        }
        (ui::Section::new(t.get("account-organisation-new"), html! {
            (ui::Form::post(visit, visit.url("/compte/organisations"), fields).stacked())
        }))
    }
}
