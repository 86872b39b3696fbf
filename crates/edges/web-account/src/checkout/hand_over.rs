//! `GET /paiement/{id}/formulaire`: the form that leads the payer to a provider that takes no link (CMI). 200; 303 to the payment
//! when nothing is on its way; 404 without the key. The only page whose form may leave for another host: that of the provider.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::payments::IntentId;
use http::{HeaderValue, header};
use maud::html;
use web_kit::{
    Shell, Visit, WebError, format,
    ui::{self, Icon},
};

use super::{
    CheckoutState, payment,
    payment::Asked,
    seen::{self, Seen},
};

pub(super) async fn show(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &asked.cle).await?;
    let Some(form) = state.payments.payer_form(&visit.actor, id, &asked.cle).await? else {
        return Ok(visit.redirect(&seen.path("")).into_response());
    };
    let t = visit.t;
    let content = html! {
        div class="mx-auto grid max-w-xl gap-6" {
            (seen::steps(t, 2))
            h1 class="text-2xl" { (t.get("checkout-page-title")) }
            (seen::simulation(&visit, &state.payments))
            (payment::summary(&visit, &seen))
            p { (t.get("checkout-go-on")) }
            form method="post" action=(form.action) {
                @for (name, value) in &form.fields { input type="hidden" name=(name) value=(value); }
                (ui::Button::primary(t.with("checkout-pay", &[("amount", format::money(visit.locale, seen.intent.amount).into())])).icon(Icon::Lock).wide())
            }
        }
    };
    let shell = Shell::new(&visit, t.get("checkout-page-title")).no_index().cache(web_kit::Cache::NoStore);
    let mut response = seen.dressed(shell).body(&content);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&form.action));
    Ok(response)
}

/// As everywhere, but forms may go to the provider too.
fn policy(action: &url::Url) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self' {}; frame-ancestors 'none'; base-uri 'none'",
        action.origin().ascii_serialization()
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}
