//! `GET, POST /influenceur/profil`: what an influencer says of themselves; `POST …/publier` shows it to everybody, `…/retirer` takes it back.
//! 200; 303; 401; 409 when it was changed elsewhere or is suspended; 422 with the form.

use affiliate::{AffiliateError, InfluencerDraft, InfluencerView, Listing};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use kernel::AppError as _;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui};

use super::{audiences, fields};
use crate::{
    SalesState,
    market::{self, Nothing},
    parts::{form, nav, places::Ticks},
};

/// The form.
pub(super) const PATH: &str = "/influenceur/profil";

/// The profile as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: Option<i32>,
    name: String,
    about: String,
    country: String,
    countries: Vec<String>,
    languages: Vec<String>,
    categories: Vec<String>,
    picture: String,
    without_picture: bool,
    audience_network: Vec<String>,
    audience_handle: Vec<String>,
    audience_followers: Vec<String>,
    /// Which button was pressed; empty for the one that saves.
    #[serde(rename = "do")]
    step: String,
}

pub(crate) async fn show(visit: Visit, State(state): State<SalesState>) -> Result<Response, WebError> {
    let page = ProfilePage::load(&visit, &state).await?;
    let typed = page.stored(&visit);
    Ok(shell(&visit).body(&page.content(&visit, &typed, &FormErrors::none())))
}

pub(crate) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let page = ProfilePage::load(&visit, &state).await?;
    if typed.step == "audience" {
        return Ok(shell(&visit).body(&page.content(&visit, &typed, &FormErrors::none())));
    }
    let read = typed.audiences().read(visit.t);
    if !read.errors.is_empty() {
        return Ok(shell(&visit).invalid().body(&page.content(&visit, &typed, &read.errors)));
    }
    let draft = typed.draft(read.audiences);
    match state.affiliate.save_influencer(&visit.actor, typed.version, &draft).await {
        Ok(_version) => {
            let said = if typed.version.is_none() { "sales-profile-made" } else { "sales-profile-saved" };
            Ok(visit.redirect(PATH).saying(said).into_response())
        }
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            let name = |field: &str| form::on_row(field, "audiences", "audience", &read.rows).unwrap_or_else(|| field.to_owned());
            let errors = form::renamed(&errors, name);
            Ok(shell(&visit).invalid().status(status).body(&page.content(&visit, &typed, &errors)))
        }
    }
}

pub(crate) async fn publish(
    visit: Visit,
    State(state): State<SalesState>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    match state.affiliate.set_influencer_listed(&visit.actor, Listing::Listed).await {
        Ok(()) => Ok(visit.redirect(PATH).saying("sales-profile-published").into_response()),
        Err(error @ AffiliateError::Invalid(_)) => {
            // What is missing is told on the form.
            let errors = FormErrors::of(error, visit.t)?;
            let page = ProfilePage::load(&visit, &state).await?;
            let typed = page.stored(&visit);
            Ok(shell(&visit).invalid().body(&page.content(&visit, &typed, &errors)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn take_back(
    visit: Visit,
    State(state): State<SalesState>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.affiliate.set_influencer_listed(&visit.actor, Listing::Unlisted).await?;
    Ok(visit.redirect(PATH).saying("sales-profile-taken-back").into_response())
}

fn shell(visit: &Visit) -> Shell<'_> {
    nav::influencer(visit, visit.t.get("sales-profile-title")).script("islands/upload.ts").script("islands/form-rows.ts")
}

impl Typed {
    /// The rows of audiences, with one more when that was asked for.
    fn audiences(&self) -> audiences::Typed {
        let mut rows = audiences::Typed {
            networks: self.audience_network.clone(),
            handles: self.audience_handle.clone(),
            followers: self.audience_followers.clone(),
        };
        if self.step == "audience" {
            rows.add();
        }
        rows
    }

    fn draft(&self, audiences: Vec<affiliate::Audience>) -> InfluencerDraft {
        InfluencerDraft {
            name: self.name.clone(),
            about: self.about.clone(),
            country: self.country.clone(),
            countries: self.countries.clone(),
            languages: self.languages.clone(),
            categories: self.categories.clone(),
            picture: self.picture.parse().ok().filter(|_picture| !self.without_picture),
            audiences,
        }
    }
}

/// Everything the page shows but what was typed.
struct ProfilePage {
    view: Option<InfluencerView>,
    categories: Vec<String>,
}

impl ProfilePage {
    async fn load(visit: &Visit, state: &SalesState) -> Result<Self, WebError> {
        visit.require_account()?;
        let view = state.affiliate.my_influencer(&visit.actor).await?;
        Ok(Self { view, categories: state.affiliate.categories().await? })
    }

    fn stored(&self, visit: &Visit) -> Typed {
        let Some(view) = &self.view else {
            let name = visit.account.as_ref().map(|account| account.display_name.clone()).unwrap_or_default();
            return Typed { name, languages: vec![visit.locale.as_str().to_owned()], ..Typed::default() };
        };
        let rows = audiences::Typed::stored(view, visit.t);
        Typed {
            version: Some(view.version),
            name: view.name.clone(),
            about: view.about.clone(),
            country: view.country.clone(),
            countries: view.countries.clone(),
            languages: view.languages.clone(),
            categories: view.categories.clone(),
            picture: view.picture.map(|id| id.to_string()).unwrap_or_default(),
            without_picture: false,
            audience_network: rows.networks,
            audience_handle: rows.handles,
            audience_followers: rows.followers,
            step: String::new(),
        }
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, self.view.as_ref());
        let head = fields::Head {
            state: view.map(|view| view.state),
            reason: view.and_then(|view| view.suspension_reason.as_deref()),
            page: view.map(|view| market::influencer_path(&view.slug)),
            path: PATH,
            next: (t.get("sales-profile-next-influencer"), market::PATH.to_owned()),
            title: t.get("sales-profile-title"),
            lead: t.get("sales-profile-lead-influencer"),
        };
        html! { (head.show(visit)) (self.form(visit, typed, errors)) }
    }

    fn form(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let action = visit.url(PATH);
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            @if let Some(version) = typed.version { input type="hidden" name="version" value=(version); }
            (fields::name(t.get("sales-profile-name"), &typed.name, errors))
            (fields::about(t, t.get("sales-profile-about-influencer"), &typed.about, errors))
            (fields::country(t, &typed.country, errors))
            (form::picture(visit, t.get("sales-profile-picture"), &typed.picture, errors))
            (fields::categories(t, &self.categories, &typed.categories, errors))
            (Ticks::languages(t, &typed.languages).show(errors))
            (typed.audiences().show(visit, &action, errors))
            (Ticks::countries(t, t.get("sales-profile-countries-influencer"), t.get("sales-profile-countries-influencer-hint"), &typed.countries).show(errors))
            p { (ui::Button::primary(t.get("sales-profile-save"))) }
        };
        html! { (ui::Form::post(visit, &action, fields).stacked().attr("class", "max-w-3xl")) }
    }
}
