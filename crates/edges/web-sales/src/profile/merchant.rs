//! `GET, POST /marchand/{org}/profil`: what a merchant says of itself; `POST …/publier` shows it to everybody with its listed products,
//! `…/retirer` takes it back. 200; 303; 401; 403 for members who only look; 404 for everybody else; 409 when it was changed elsewhere or is
//! suspended; 422 with the form.

use affiliate::{AffiliateError, Listing, MerchantDraft};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::AppError as _;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui};

use super::fields;
use crate::{
    SalesState,
    market::{self, Nothing},
    parts::{
        form,
        nav::{self, desk},
        places::Ticks,
        seller::Seller,
    },
};

/// The profile as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: Option<i32>,
    name: String,
    about: String,
    website: String,
    country: String,
    countries: Vec<String>,
    categories: Vec<String>,
    picture: String,
    without_picture: bool,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let page = ProfilePage::load(&visit, &state, id).await?;
    Ok(page.shell(&visit).body(&page.content(&visit, &page.stored(), &FormErrors::none())))
}

pub(crate) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let page = ProfilePage::load(&visit, &state, id).await?;
    match state.affiliate.save_merchant(&visit.actor, id, typed.version, &typed.draft()).await {
        Ok(_version) => {
            let said = if typed.version.is_none() { "sales-profile-made" } else { "sales-profile-saved" };
            Ok(visit.redirect(&desk(id, "/profil")).saying(said).into_response())
        }
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            Ok(page.shell(&visit).invalid().status(status).body(&page.content(&visit, &typed, &errors)))
        }
    }
}

pub(crate) async fn publish(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    match state.affiliate.set_merchant_listed(&visit.actor, id, Listing::Listed).await {
        Ok(()) => Ok(visit.redirect(&desk(id, "/profil")).saying("sales-profile-published").into_response()),
        Err(error @ AffiliateError::Invalid(_)) => {
            // What is missing is told on the form.
            let errors = FormErrors::of(error, visit.t)?;
            let page = ProfilePage::load(&visit, &state, id).await?;
            Ok(page.shell(&visit).invalid().body(&page.content(&visit, &page.stored(), &errors)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn take_back(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.affiliate.set_merchant_listed(&visit.actor, id, Listing::Unlisted).await?;
    Ok(visit.redirect(&desk(id, "/profil")).saying("sales-profile-taken-back").into_response())
}

impl Typed {
    fn draft(&self) -> MerchantDraft {
        MerchantDraft {
            name: self.name.clone(),
            about: self.about.clone(),
            website: Some(self.website.clone()).filter(|website| !website.trim().is_empty()),
            country: self.country.clone(),
            countries: self.countries.clone(),
            categories: self.categories.clone(),
            picture: self.picture.parse().ok().filter(|_picture| !self.without_picture),
        }
    }
}

/// Everything the page shows but what was typed.
struct ProfilePage {
    seller: Seller,
    categories: Vec<String>,
}

impl ProfilePage {
    async fn load(visit: &Visit, state: &SalesState, id: OrganisationId) -> Result<Self, WebError> {
        let seller = Seller::of(state, visit, id).await?;
        Ok(Self { seller, categories: state.affiliate.categories().await? })
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        nav::merchant(visit, self.seller.organisation.id, visit.t.get("sales-profile-title")).script("islands/upload.ts")
    }

    fn stored(&self) -> Typed {
        let Some(view) = &self.seller.profile else {
            return Typed { name: self.seller.organisation.name.clone(), ..Typed::default() };
        };
        Typed {
            version: Some(view.version),
            name: view.name.clone(),
            about: view.about.clone(),
            website: view.website.clone().unwrap_or_default(),
            country: view.country.clone(),
            countries: view.countries.clone(),
            categories: view.categories.clone(),
            picture: view.picture.map(|id| id.to_string()).unwrap_or_default(),
            without_picture: false,
        }
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, view, id) = (visit.t, self.seller.profile.as_ref(), self.seller.organisation.id);
        let path = desk(id, "/profil");
        let head = fields::Head {
            state: view.map(|view| view.state),
            reason: view.and_then(|view| view.suspension_reason.as_deref()),
            page: view.map(|view| market::merchant_path(&view.slug)),
            path: &path,
            next: (t.get("sales-profile-next-merchant"), desk(id, "/produits")),
            title: t.get("sales-profile-title"),
            lead: t.get("sales-profile-lead-merchant"),
        };
        html! {
            (head.show(visit))
            @if !self.seller.may_manage() { div class="mb-4" { (ui::Banner::new(ui::Tone::Info, t.get("sales-profile-read-only"))) } }
            (self.form(visit, typed, errors))
            p class="mt-8" { (ui::Link::new(format!("{}?nouveau=1", visit.url("/marchand")), t.get("sales-merchant-new"))) }
        }
    }

    fn form(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            @if let Some(version) = typed.version { input type="hidden" name="version" value=(version); }
            (fields::name(t.get("sales-profile-name-merchant"), &typed.name, errors))
            (fields::about(t, t.get("sales-profile-about-merchant"), &typed.about, errors))
            (ui::Field::url("website", t.get("sales-profile-website")).value(&typed.website).errors(errors).optional(t).max_length(500)
                .hint(t.get("sales-profile-website-hint")))
            (fields::country(t, &typed.country, errors))
            (form::picture(visit, t.get("sales-profile-logo"), &typed.picture, errors))
            (fields::categories(t, &self.categories, &typed.categories, errors))
            (Ticks::countries(t, t.get("sales-profile-countries-merchant"), t.get("sales-profile-countries-merchant-hint"), &typed.countries).show(errors))
            @if self.seller.may_manage() { p { (ui::Button::primary(t.get("sales-profile-save"))) } }
        };
        let action = visit.url(&desk(self.seller.organisation.id, "/profil"));
        html! { (ui::Form::post(visit, action, fields).stacked().attr("class", "max-w-3xl")) }
    }
}
