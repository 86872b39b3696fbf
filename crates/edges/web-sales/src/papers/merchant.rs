//! `GET, POST /marchand/{org}/fiscalite`: how papers name a merchant. 200; 303; 401; 403 for members who only look; 404 for everybody else;
//! 409 without a profile; 422 with what was typed.

use affiliate::MerchantTaxProfileView;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use kernel::AppError as _;
use maud::{Markup, html};
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui, ui::Icon};

use super::{Side, fields::Typed, rules};
use crate::{
    SalesState,
    parts::{form, nav::desk, seller::Seller},
};

/// The address of the page.
const BELOW: &str = "/fiscalite";

struct Seen {
    seller: Seller,
    profile: Option<MerchantTaxProfileView>,
    rules: Markup,
}

impl Seen {
    async fn load(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Self, WebError> {
        Ok(Self {
            seller: Seller::of(state, visit, org).await?,
            profile: state.affiliate.merchant_tax_profile(&visit.actor, org).await?,
            rules: rules::all(visit, state).await?,
        })
    }

    fn stored(&self) -> Typed {
        match (&self.profile, &self.seller.profile) {
            (Some(profile), _) => Typed::stored(&profile.party),
            (None, known) => Typed::new(known.as_ref().map_or("", |view| view.country.as_str())),
        }
    }

    fn page(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Response {
        let shell = Side::Merchant(self.seller.organisation.id).shell(visit, visit.t.get("sales-nav-tax"));
        let shell = if errors.is_empty() { shell } else { shell.invalid() };
        shell.body(&self.content(visit, typed, errors))
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, org, may) = (visit.t, self.seller.organisation.id, self.seller.may_manage());
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (typed.show(t, errors))
            @if may { p { (ui::Button::primary(t.get("sales-save"))) } }
        };
        let statements =
            ui::Button::secondary(t.get("sales-nav-statements")).icon(Icon::File).href(visit.url(&desk(org, "/releves")));
        html! {
            (ui::PageHeader::new(t.get("sales-nav-tax")).text(t.get("sales-tax-lead-merchant")).actions(statements))
            @if self.profile.is_none() { div class="mb-4" { (ui::Banner::new(ui::Tone::Warn, t.get("sales-tax-missing-merchant"))) } }
            @if !may { div class="mb-4" { (ui::Banner::new(ui::Tone::Info, t.get("sales-profile-read-only"))) } }
            (ui::Form::post(visit, visit.url(&desk(org, BELOW)), fields).stacked().attr("class", "max-w-3xl"))
            (self.rules)
        }
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org).await?;
    Ok(seen.page(&visit, &seen.stored(), &FormErrors::none()))
}

pub(super) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org).await?;
    match state.affiliate.set_merchant_tax_profile(&visit.actor, org, &typed.draft()).await {
        Ok(_version) => Ok(visit.redirect(&desk(org, BELOW)).saying("sales-tax-saved").into_response()),
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            Ok((status, seen.page(&visit, &typed, &errors)).into_response())
        }
    }
}
