//! `GET|POST /studio/projets/nouveau`: a new project begins with its title and where its money goes. 200; 303 to the project;
//! 422 with the form; 403 for accounts that do not publish.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use crowdfunding::{FundingMode, ProjectDraft};
use kernel::{Currency, ErrorKind, Permission};
use maud::html;
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui};

use super::{PATH, fields};
use crate::KarangouState;

/// How long a campaign lasts unless its creator says otherwise.
const DAYS: i16 = 30;

/// What a project begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct New {
    title: String,
    pitch: String,
    country: String,
    currency: String,
}

impl New {
    fn draft(&self) -> Result<ProjectDraft, WebError> {
        let unreadable = || WebError::new(ErrorKind::Invalid, "error-form-unreadable");
        Ok(ProjectDraft {
            title: self.title.clone(),
            pitch: self.pitch.clone(),
            story: String::new(),
            risks: String::new(),
            country: self.country.clone(),
            currency: Currency::parse(&self.currency).ok_or_else(unreadable)?,
            goal_minor: 0,
            mode: FundingMode::AllOrNothing,
            days: DAYS,
            budget: Vec::new(),
            tiers: Vec::new(),
            films: Vec::new(),
        })
    }
}

pub(crate) async fn ask(visit: Visit, State(state): State<KarangouState>) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::FilmPublish)?;
    let new = New {
        country: state.config.data_price_country.clone(),
        currency: state.config.data_price_currency.code().to_owned(),
        ..New::default()
    };
    Ok(page(&visit, &new, &FormErrors::none()))
}

pub(crate) async fn create(
    visit: Visit,
    State(state): State<KarangouState>,
    CsrfForm(new): CsrfForm<New>,
) -> Result<Response, WebError> {
    match state.crowdfunding.create_project(&visit.actor, &new.draft()?).await {
        Ok(id) => Ok(visit.redirect(&super::path(id)).saying("project-created").into_response()),
        Err(error) => Ok(page(&visit, &new, &FormErrors::of(error, visit.t)?)),
    }
}

fn page(visit: &Visit, new: &New, errors: &FormErrors) -> Response {
    let t = visit.t;
    let form = html! {
        (ui::FormSummary::new(t, errors))
        (fields::title(t, &new.title, errors).attr("autofocus", ""))
        (fields::pitch(t, &new.pitch, errors))
        div class="grid gap-4 sm:grid-cols-2" {
            (fields::country(t, &new.country, errors))
            (fields::currency(t, &new.currency, errors))
        }
        (ui::Button::primary(t.get("project-create")))
    };
    let content = html! {
        (ui::Breadcrumb::to(t, t.get("project-new")).step(t.get("project-studio-title"), visit.url(PATH)))
        (ui::PageHeader::new(t.get("project-new")).text(html! { (t.get("project-new-lead")) }))
        (ui::Form::post(visit, visit.url(&format!("{PATH}/nouveau")), form).stacked())
    };
    let shell = Shell::new(visit, t.get("project-new")).tool();
    if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) }
}
