//! `GET /agence`: what an agent holds, scanning, and what was taken. `POST /agence/bon` shows the voucher of a code that was typed;
//! `POST /agence/encaisser` takes the cash for it. 200; 303; 401; 403; 422 with the reason.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderName, HeaderValue};
use kernel::PageRequest;
use maud::{Markup, html};
use payments::{AcceptVoucher, AgentView, Presented, VoucherStanding, VoucherView};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Icon, Tone, When},
};

use super::{AgencyState, parts};

/// How many acceptances the page lists.
const LISTED: u16 = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    bon: String,
}

pub(super) async fn show(visit: Visit, State(state): State<AgencyState>) -> Result<Response, WebError> {
    page(&visit, &state, None, &FormErrors::none(), "").await
}

pub(super) async fn look(
    visit: Visit,
    State(state): State<AgencyState>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    match state.payments.find_voucher(&visit.actor, &Presented::read(&typed.bon)).await {
        Ok(found) => page(&visit, &state, Some(&found), &FormErrors::none(), &typed.bon).await,
        Err(payments::PaymentsError::Voucher(refusal)) => {
            let errors = FormErrors::none().and("bon", visit.t.error(&refusal));
            page(&visit, &state, None, &errors, &typed.bon).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn accept(
    visit: Visit,
    State(state): State<AgencyState>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let command = AcceptVoucher { presented: Presented::read(&typed.bon), taken_at: None };
    match state.payments.accept_voucher(&visit.actor, &command).await {
        Ok(_) => Ok(visit.redirect("/agence").saying("agency-accepted-said").into_response()),
        Err(payments::PaymentsError::Voucher(refusal)) => {
            let errors = FormErrors::none().and("bon", visit.t.error(&refusal));
            page(&visit, &state, None, &errors, &typed.bon).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    visit: &Visit,
    state: &AgencyState,
    found: Option<&VoucherView>,
    errors: &FormErrors,
    typed: &str,
) -> Result<Response, WebError> {
    let agent_id = visit.require_account()?.id;
    let floats = state.payments.agent(&visit.actor, agent_id).await?;
    let lines = state.payments.acceptances(&visit.actor, agent_id, &PageRequest::new(Some(LISTED), None)).await?.items;
    let what = match found {
        Some(found) => parts::what(state, found).await,
        None => None,
    };
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("agency-title")))
        (held(visit, &floats))
        @if let Some(found) = found { (voucher(visit, found, what.as_deref(), typed)) }
        @else { (scan(visit, state)) (by_code(visit, errors, typed)) }
        (ui::Section::new(t.get("agency-accepted"), parts::acceptances(visit, &lines)))
    };
    let shell = Shell::new(visit, t.get("agency-title")).tool().script("islands/vouchers.ts");
    let mut response = if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) };
    // The one page that may use the camera.
    let policy = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()";
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(policy));
    Ok(response)
}

fn held(visit: &Visit, floats: &[AgentView]) -> Markup {
    html! {
        @if floats.is_empty() { (ui::Banner::new(Tone::Warn, visit.t.get("agency-no-cap"))) }
        @for agent in floats { (parts::figures(visit, &agent.float)) }
    }
}

/// The island: it shows itself where scripts run, and works without network.
fn scan(visit: &Visit, state: &AgencyState) -> Markup {
    let t = visit.t;
    let key = state.payments.voucher_key();
    html! {
        griot-vouchers hidden class="grid gap-4" data-csrf=(visit.csrf()) data-key-id=(key.id) data-key=(key.public)
            data-account=(visit.account.as_ref().map(|account| account.id.to_string()).unwrap_or_default())
            data-texts=(texts(visit)) {
            div class="grid gap-3 sm:grid-cols-2" {
                button type="button" class="btn btn-primary" data-camera hidden { (t.get("agency-camera")) }
                label class="btn cursor-pointer focus-within:outline-2" {
                    (t.get("agency-photo"))
                    input type="file" accept="image/*" capture="environment" class="sr-only" data-photo;
                }
            }
            video class="w-full rounded-[10px]" data-video playsinline muted hidden {}
            div data-shown aria-live="polite" {}
            section data-queue hidden class="grid gap-2" {
                h2 class="text-lg" { (t.get("agency-queue")) }
                p class="text-sm text-muted" { (t.get("agency-queue-text")) }
                ul class="grid gap-2" data-entries {}
                button type="button" class="btn" data-send { (t.get("agency-send-now")) }
            }
        }
    }
}

/// What the island says, as JSON: without network nobody can be asked for words.
fn texts(visit: &Visit) -> String {
    let names = [
        "unread",
        "forged",
        "expired",
        "queued-before",
        "unchecked",
        "checked",
        "amount",
        "for",
        "until",
        "received",
        "cancel",
        "waiting",
        "sent",
        "refused",
        "again",
        "signed-out",
        "kept",
        "dismiss",
        "accepted-said",
        "no-camera",
        "unsafe",
    ];
    let texts: serde_json::Map<String, serde_json::Value> =
        names.iter().map(|name| ((*name).to_owned(), visit.t.get(&format!("agency-{name}")).into())).collect();
    serde_json::Value::Object(texts).to_string()
}

fn by_code(visit: &Visit, errors: &FormErrors, typed: &str) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::text("bon", t.get("agency-code")).value(typed).errors(errors).hint(t.get("agency-code-hint"))
            .attr("autocapitalize", "characters").autocomplete("off").max_length(400))
        (ui::Button::secondary(t.get("agency-look")))
    };
    let form = ui::Form::post(visit, visit.url("/agence/bon"), fields).stacked();
    html! { (ui::Section::new(t.get("agency-by-code"), html! { (form) })) }
}

/// A voucher before the cash is taken.
fn voucher(visit: &Visit, found: &VoucherView, what: Option<&str>, typed: &str) -> Markup {
    let t = visit.t;
    let facts = ui::DescriptionList::new()
        .fact(t.get("agency-amount"), html! { strong class="text-xl" { (format::money(visit.locale, found.amount)) } })
        .fact_if(t.get("agency-for"), what)
        .fact(t.get("agency-until"), When::minute(visit.locale, found.expires_at));
    let form = ui::Form::post(
        visit,
        visit.url("/agence/encaisser"),
        html! {
            input type="hidden" name="bon" value=(typed);
            (ui::Button::primary(t.get("agency-received")).icon(Icon::Check).wide())
        },
    );
    html! {
        (ui::Card::new(html! {
            (facts)
            @match found.standing {
                VoucherStanding::Open => (form),
                VoucherStanding::Accepted(_) => (ui::Banner::new(Tone::Ok, t.get("agency-accepted-before"))),
                VoucherStanding::Refused(refusal) => (ui::Banner::new(Tone::Bad, t.error(&refusal))),
            }
        }).title(t.get("agency-voucher")))
        p { (ui::Link::new(visit.url("/agence"), t.get("agency-other"))) }
    }
}
