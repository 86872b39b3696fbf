//! `GET, POST /influenceur/fiscalite`: how one pays tax and is named on papers; `POST …/mandat` lets merchants invoice in one's name, or no
//! longer. 200; 303; 401; 409 without a profile of an influencer; 422 with what was typed.

use affiliate::{AffiliateError, MANDATE_TEXT, MandateView, TaxProfileView, TaxRegime};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use kernel::AppError as _;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui, ui::Choice, ui::Icon};

use super::{Side, fields::Typed, rules};
use crate::{SalesState, parts::form};

const PATH: &str = "/influenceur/fiscalite";

/// Everything the page shows but what was typed.
struct Seen {
    profile: Option<TaxProfileView>,
    mandate: Option<MandateView>,
    rules: Markup,
}

impl Seen {
    async fn load(visit: &Visit, state: &SalesState) -> Result<Self, WebError> {
        visit.require_account()?;
        Ok(Self {
            profile: state.affiliate.tax_profile(&visit.actor).await?,
            mandate: state.affiliate.invoice_mandate(&visit.actor).await?,
            rules: rules::all(visit, state).await?,
        })
    }

    async fn stored(&self, visit: &Visit, state: &SalesState) -> Result<Typed, WebError> {
        if let Some(profile) = &self.profile {
            return Ok(Typed::stored(&profile.party).paying(profile.regime));
        }
        let known = state.affiliate.my_influencer(&visit.actor).await?;
        Ok(Typed::new(known.as_ref().map_or("", |view| view.country.as_str())))
    }

    fn page(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Response {
        let shell = Side::Influencer.shell(visit, visit.t.get("sales-nav-tax"));
        let shell = if errors.is_empty() { shell } else { shell.invalid() };
        shell.body(&self.content(visit, typed, errors))
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let regimes = TaxRegime::ALL.into_iter().map(|regime| Choice::new(regime.as_str(), t.get(regime.code()))).collect();
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (ui::Select::new("regime", t.get("sales-tax-regime"), regimes).empty(t.get("sales-profile-choose")).chosen(&typed.regime).errors(errors).required())
            (typed.show(t, errors))
            p { (ui::Button::primary(t.get("sales-save"))) }
        };
        let statements =
            ui::Button::secondary(t.get("sales-nav-statements")).icon(Icon::File).href(visit.url("/influenceur/releves"));
        html! {
            (ui::PageHeader::new(t.get("sales-nav-tax")).text(t.get("sales-tax-lead")).actions(statements))
            @if self.profile.is_none() { div class="mb-4" { (ui::Banner::new(ui::Tone::Warn, t.get("sales-tax-missing"))) } }
            (ui::Form::post(visit, visit.url(PATH), fields).stacked().attr("class", "max-w-3xl"))
            @if self.profile.is_some() { (self.mandate(visit, errors)) }
            (self.rules)
        }
    }

    fn mandate(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let shown = self.mandate.map_or(MANDATE_TEXT, |mandate| mandate.text_version);
        let text = affiliate::mandate_key(shown).map(|key| t.get(key)).unwrap_or_default();
        let fields = match self.mandate {
            Some(mandate) => html! {
                p { (t.get("sales-mandate-given")) " " (ui::When::minute(visit.locale, mandate.accepted_at)) }
                (ui::Button::secondary(t.get("sales-mandate-withdraw")).value("do", "withdraw"))
            },
            None => html! {
                input type="hidden" name="text" value=(MANDATE_TEXT);
                (ui::Checkbox::new("accept", html! { (t.get("sales-mandate-accept")) }).errors(errors))
                (ui::Button::secondary(t.get("sales-mandate-send")))
            },
        };
        let content = html! {
            blockquote class="mb-4 max-w-3xl border-l-2 border-line pl-4" { (text) }
            (ui::Form::post(visit, visit.url("/influenceur/fiscalite/mandat"), fields).stacked())
        };
        html! { (ui::Section::new(t.get("sales-mandate-title"), content).text(t.get("sales-mandate-text")).id("mandat")) }
    }
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state).await?;
    let typed = seen.stored(&visit, &state).await?;
    Ok(seen.page(&visit, &typed, &FormErrors::none()))
}

pub(super) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state).await?;
    let regime = TaxRegime::parse(&typed.regime).unwrap_or(TaxRegime::Unknown);
    match state.affiliate.set_tax_profile(&visit.actor, regime, &typed.draft()).await {
        Ok(_version) => Ok(visit.redirect(PATH).saying("sales-tax-saved").into_response()),
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            Ok((status, seen.page(&visit, &typed, &errors)).into_response())
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Mandate {
    accept: bool,
    /// Which text was read.
    text: i32,
    #[serde(rename = "do")]
    step: String,
}

pub(super) async fn set_mandate(
    visit: Visit,
    State(state): State<SalesState>,
    CsrfForm(asked): CsrfForm<Mandate>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let back = format!("{PATH}#mandat");
    if asked.step == "withdraw" {
        state.affiliate.withdraw_mandate(&visit.actor).await?;
        return Ok(visit.redirect(&back).saying("sales-mandate-withdrawn").into_response());
    }
    let accepted = if asked.accept { state.affiliate.accept_mandate(&visit.actor, asked.text).await.map(drop) } else { Ok(()) };
    let errors = match accepted {
        Ok(()) if asked.accept => return Ok(visit.redirect(&back).saying("sales-mandate-accepted").into_response()),
        Ok(()) => FormErrors::none().and("accept", visit.t.get("sales-mandate-tick")),
        Err(error @ AffiliateError::Conflict(_)) => FormErrors::of(error, visit.t)?,
        Err(error) => return Err(error.into()),
    };
    let seen = Seen::load(&visit, &state).await?;
    let typed = seen.stored(&visit, &state).await?;
    Ok(seen.page(&visit, &typed, &errors))
}
