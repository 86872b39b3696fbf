//! `GET|POST /paiement/{id}/livraison`: where the backer wants what they chose, and what its creator asks about it; `POST …/effacer` forgets
//! it. 200; 303 to the receipt; 404 without the payment's key, or when nothing is asked; 409 once things are sent; 422 with what was typed.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contracts::payments::IntentId;
use crowdfunding::{Address, Delivery, DeliveryView};
use kernel::{AppError as _, Country, ErrorKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError, by_name,
    ui::{self, Choice, Icon, Tone},
};

use super::{
    CheckoutState,
    payment::Asked,
    seen::{Backing, Seen},
};

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    cle: String,
    name: String,
    line1: String,
    line2: String,
    city: String,
    postal_code: String,
    country: String,
    phone: String,
    answer: String,
}

impl Typed {
    /// What was answered, or what is known of the backer.
    fn of(seen: &Seen, view: &DeliveryView) -> Self {
        let Delivery { address, answer } = view.given.clone().unwrap_or_default();
        let unknown = || Address { country: seen.country().to_owned(), ..Address::default() };
        let Address { name, line1, line2, city, postal_code, country, phone } = address.unwrap_or_else(unknown);
        Self { cle: seen.key.clone(), name, line1, line2, city, postal_code, country, phone, answer: answer.unwrap_or_default() }
    }

    fn delivery(&self) -> Delivery {
        let address = Address {
            name: self.name.clone(),
            line1: self.line1.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            postal_code: self.postal_code.clone(),
            country: self.country.clone(),
            phone: self.phone.clone(),
        };
        Delivery { address: Some(address), answer: Some(self.answer.clone()) }
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &asked.cle).await?;
    let view = seen.require_backing()?.delivery.as_ref().ok_or_else(WebError::not_found)?;
    Ok(shell(&visit).body(&page(&visit, &seen, view, &Typed::of(&seen, view), &FormErrors::none())))
}

pub(super) async fn give(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &typed.cle).await?;
    let view = seen.require_backing()?.delivery.as_ref().ok_or_else(WebError::not_found)?;
    match state.crowdfunding.give_delivery(&visit.actor, seen.require_backing()?.pledge.id, &seen.key, &typed.delivery()).await {
        Ok(()) => Ok(visit.redirect(&seen.path("")).saying("delivery-said").into_response()),
        Err(error) => {
            let conflict = error.kind() == ErrorKind::Conflict;
            let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit).invalid().status(status).body(&page(&visit, &seen, view, &typed, &errors)))
        }
    }
}

/// The key of the payment.
#[derive(Debug, Deserialize)]
pub(super) struct Keyed {
    #[serde(default)]
    cle: String,
}

pub(super) async fn erase(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    CsrfForm(typed): CsrfForm<Keyed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &typed.cle).await?;
    state.crowdfunding.erase_delivery(&visit.actor, seen.require_backing()?.pledge.id, &seen.key).await?;
    Ok(visit.redirect(&seen.path("")).saying("delivery-erased").into_response())
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("delivery-title")).no_index().cache(web_kit::Cache::NoStore)
}

fn page(visit: &Visit, seen: &Seen, view: &DeliveryView, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let action = visit.url(&format!("/paiement/{}/livraison", seen.intent.id));
    html! {
        div class="mx-auto grid max-w-xl gap-6" {
            (ui::Breadcrumb::to(t, t.get("delivery-title")).step(t.get("checkout-receipt"), visit.url(&seen.path(""))))
            h1 class="text-2xl" { (t.get("delivery-title")) }
            p { (t.with("delivery-for", &[("title", seen.name().into()), ("tier", seen.backing().and_then(Backing::tier_title).unwrap_or_default().into())])) }
            @if view.is_open || !errors.is_empty() { (ui::Form::post(visit, action.clone(), fields(visit, view, typed, errors)).stacked()) }
            @else { (ui::Banner::new(Tone::Info, t.get("delivery-closed"))) (given(visit, view)) }
            @if view.given.is_some() {
                (ui::Form::post(visit, format!("{action}/effacer"), html! {
                    input type="hidden" name="cle" value=(seen.key);
                    (ui::Button::danger(t.get("delivery-erase")).icon(Icon::Trash))
                }))
            }
        }
    }
}

fn fields(visit: &Visit, view: &DeliveryView, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    html! {
        (ui::FormSummary::new(t, errors))
        input type="hidden" name="cle" value=(typed.cle);
        @if view.asks.address { (address(visit, typed, errors)) }
        @if let Some(question) = &view.asks.question {
            (ui::Field::text("answer", question).value(&typed.answer).errors(errors).max_length(300).required().hint(t.get("delivery-answer-hint")))
        }
        p class="text-sm text-muted" { (t.get("delivery-privacy")) }
        (ui::Button::primary(t.get("delivery-send")).wide())
    }
}

fn address(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let name = |code: &str| t.get(&format!("country-{}", code.to_ascii_lowercase()));
    let countries = by_name(Country::all().map(|code| (code.to_owned(), name(code))).collect());
    let countries = countries.into_iter().map(|(code, name)| Choice::new(code, name)).collect();
    html! {
        (ui::Field::text("name", t.get("delivery-name")).value(&typed.name).errors(errors).required().autocomplete("name").max_length(120))
        (ui::Select::new("country", t.get("delivery-country"), countries).chosen(&typed.country).errors(errors).required())
        (ui::Field::text("line1", t.get("delivery-line1")).value(&typed.line1).errors(errors).required().autocomplete("address-line1").max_length(200).hint(t.get("delivery-line1-hint")))
        (ui::Field::text("line2", t.get("delivery-line2")).value(&typed.line2).errors(errors).optional(t).autocomplete("address-line2").max_length(200))
        (ui::Field::text("city", t.get("delivery-city")).value(&typed.city).errors(errors).required().autocomplete("address-level2").max_length(100))
        (ui::Field::text("postal_code", t.get("delivery-postal-code")).value(&typed.postal_code).errors(errors).autocomplete("postal-code").max_length(12).hint(t.get("delivery-postal-code-hint")))
        (ui::Field::phone("phone", t.get("delivery-phone")).value(&typed.phone).errors(errors).required().hint(t.get("delivery-phone-hint")))
    }
}

/// What was answered, to read.
fn given(visit: &Visit, view: &DeliveryView) -> Markup {
    let t = visit.t;
    let Some(Delivery { address, answer }) = &view.given else { return html! {} };
    let list = ui::DescriptionList::new()
        .fact_if(t.get("delivery-name"), address.as_ref().map(|to| to.name.as_str()))
        .fact_if(t.get("delivery-line1"), address.as_ref().map(|to| format!("{} {}", to.line1, to.line2)))
        .fact_if(t.get("delivery-city"), address.as_ref().map(|to| format!("{} {}", to.postal_code, to.city)))
        .fact_if(t.get("delivery-phone"), address.as_ref().map(|to| to.phone.as_str()));
    html! {
        (list)
        @if let Some((question, answer)) = view.asks.question.as_ref().zip(answer.as_ref()) {
            p { span class="text-muted" { (question) } " " (answer) }
        }
    }
}

/// On the receipt: what is still missing, or the way to change it.
pub(super) fn section(visit: &Visit, seen: &Seen) -> Markup {
    let t = visit.t;
    let Some(view) = seen.backing().and_then(|backing| backing.delivery.as_ref()) else { return html! {} };
    let href = visit.url(&seen.path("/livraison"));
    html! {
        div class="grid gap-3" data-delivery {
            @if view.given.is_some() {
                p class="flex items-start gap-2" { span class="mt-0.5 text-ok" { (Icon::Check) } span { (t.get("delivery-given")) } }
                (ui::Button::secondary(t.get(if view.is_open { "delivery-change" } else { "delivery-see" })).href(href).wide())
            } @else if view.is_open {
                (ui::Banner::new(Tone::Warn, t.get("delivery-missing")))
                (ui::Button::primary(t.get("delivery-answer")).icon(Icon::ArrowRight).href(href).wide())
            } @else { (ui::Banner::new(Tone::Info, t.get("delivery-closed"))) }
        }
    }
}
