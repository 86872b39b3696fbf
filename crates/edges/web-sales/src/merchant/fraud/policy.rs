//! `POST /marchand/{org}/fraude`: whether sales are held, from which score on, for how long. 303; 422 with what was typed. Weights and limits of
//! the signals stay as they are: nothing sets them from outside yet.

use affiliate::{FraudMode, FraudPolicy, FraudPolicyView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui, ui::Choice, ui::Icon};

use super::{BELOW, refused};
use crate::{SalesState, merchant::partners, parts::nav};

const MODES: [FraudMode; 3] = [FraudMode::Off, FraudMode::Shadow, FraudMode::Enforce];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::merchant) struct Typed {
    mode: String,
    show: String,
    hold: String,
    hold_days: String,
    dispute_days: String,
}

impl Typed {
    /// The policy that was typed; what is no number is one that its rules refuse.
    fn over(&self, known: &FraudPolicy) -> Option<FraudPolicy> {
        let number = |text: &str| text.trim().parse().unwrap_or(0);
        Some(FraudPolicy {
            mode: MODES.into_iter().find(|mode| mode.as_str() == self.mode)?,
            show: number(&self.show),
            hold: number(&self.hold),
            hold_days: number(&self.hold_days),
            dispute_days: number(&self.dispute_days),
            ..known.clone()
        })
    }
}

pub(in crate::merchant) async fn set(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let program = partners::program(&visit, &state, org).await?.ok_or_else(WebError::not_found)?;
    let known = state.affiliate.fraud_policy(&visit.actor, program.id).await?;
    let policy = typed.over(&known.policy).ok_or_else(WebError::not_found)?;
    match state.affiliate.set_fraud_policy(&visit.actor, program.id, &policy).await {
        Ok(_version) => Ok(visit.redirect(&nav::desk(org, BELOW)).saying("sales-fraud-policy-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            refused(&visit, &state, org, &FraudPolicyView { policy, ..known }, &errors).await
        }
    }
}

/// The rules, folded.
pub(super) fn section(visit: &Visit, org: OrganisationId, known: &FraudPolicyView, errors: &FormErrors) -> Markup {
    let (t, policy) = (visit.t, &known.policy);
    let modes = MODES.into_iter().map(|mode| Choice::new(mode.as_str(), t.get(mode.code()))).collect();
    let number = |name, key: &str, value: u16| {
        ui::Field::number(name, t.get(key)).value(value.to_string()).errors(errors).attr("min", "1").required()
    };
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::RadioGroup::new("mode", t.get("sales-fraud-mode"), modes).chosen(policy.mode.as_str()))
        div class="grid gap-3 sm:grid-cols-2" {
            (number("show", "sales-fraud-show", policy.show).attr("max", "100"))
            (number("hold", "sales-fraud-hold", policy.hold).attr("max", "100"))
            (number("hold_days", "sales-fraud-hold-days", policy.hold_days).attr("max", "60"))
            (number("dispute_days", "sales-fraud-dispute-days", policy.dispute_days).attr("max", "60"))
        }
        (ui::Button::secondary(t.get("sales-save")))
    };
    html! {
        details class="mt-8" open[!errors.is_empty()] {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::Settings) (t.get("sales-fraud-policy")) }
            div class="mt-2" { (ui::Form::post(visit, visit.url(&nav::desk(org, BELOW)), fields).stacked()) }
        }
    }
}
