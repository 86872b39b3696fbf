//! The voucher of a payment in cash: a signed QR code and a short code, to be shown to an agent, on the screen or on paper.
//! `POST /paiement/{id}/autre-moyen` gives it up: 303; 404 without the key.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::payments::IntentId;
use maud::{Markup, PreEscaped, html};
use payments::Voucher;
use qrcode::{EcLevel, QrCode, render::svg};
use serde::Deserialize;
use web_kit::{
    CsrfForm, Visit, WebError, format,
    ui::{self, Icon},
};

use super::{
    CheckoutState, means, payment,
    seen::{self, Seen},
    waiting,
};

pub(super) fn show(visit: &Visit, state: &CheckoutState, seen: &Seen, voucher: &Voucher) -> Markup {
    let t = visit.t;
    let until = format::date_time(visit.locale, voucher.expires_at);
    html! {
        div class="grid gap-6" {
            (seen::steps(t, 2))
            h1 class="text-2xl" { (t.get("checkout-voucher-title")) }
            (seen::simulation(visit, &state.payments))
            (payment::summary(visit, seen))
            ol class="grid list-decimal gap-2 pl-5" {
                li { (t.get("checkout-voucher-go")) }
                li { (t.get("checkout-voucher-show")) }
                li { (t.get("checkout-voucher-wait")) }
            }
            div class="grid justify-items-center gap-3 rounded-[10px] border border-line bg-white p-4 text-black" {
                (picture(visit, voucher))
                p class="text-center" {
                    span class="block text-sm" { (t.get("checkout-voucher-code")) }
                    code class="text-2xl tracking-widest" data-voucher-code { (voucher.code) }
                }
                p class="text-sm" { (t.with("checkout-voucher-until", &[("time", until.into())])) }
            }
            p class="text-sm text-muted" { (t.get("checkout-voucher-keep")) }
            (other_means(visit, seen))
            @if let Some(attempt) = seen.intent.latest() { (waiting::timeline(visit, attempt)) }
            (means::cancel(visit, seen))
        }
    }
}

/// Black on white in every mode: cameras read nothing else well. None when it does not fit, and the code is typed.
fn picture(visit: &Visit, voucher: &Voucher) -> Markup {
    let code = QrCode::with_error_correction_level(voucher.token.as_bytes(), EcLevel::M);
    let Ok(code) = code else { return html! {} };
    let picture = code.render::<svg::Color<'_>>().min_dimensions(280, 280).build();
    // The renderer writes a document; a page takes the element alone.
    let element = picture.find("<svg").and_then(|at| picture.get(at..)).unwrap_or_default().to_owned();
    html! {
        div class="w-full max-w-80 [&>svg]:h-auto [&>svg]:w-full" role="img" aria-label=(visit.t.get("checkout-voucher-picture")) data-voucher-picture {
            (PreEscaped(element))
        }
    }
}

fn other_means(visit: &Visit, seen: &Seen) -> Markup {
    let t = visit.t;
    let form = ui::Form::post(
        visit,
        visit.url(&format!("/paiement/{}/autre-moyen", seen.intent.id)),
        html! {
            input type="hidden" name="cle" value=(seen.key);
            (ui::Button::secondary(t.get("checkout-voucher-other")).icon(Icon::Refresh))
        },
    );
    html! {
        details class="print:hidden" {
            summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("checkout-voucher-other-open")) }
            p class="mb-2 text-sm" { (t.get("checkout-voucher-other-text")) }
            (form)
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    cle: String,
}

pub(super) async fn give_up(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    CsrfForm(typed): CsrfForm<Key>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &typed.cle).await?;
    state.payments.give_up_voucher(&visit.actor, id, &seen.key).await?;
    Ok(visit.redirect(&seen.path("")).into_response())
}
