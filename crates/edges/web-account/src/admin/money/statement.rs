//! A provider's statement on its way in: a file, read as a whole or not at all.

use axum::{
    extract::{Multipart, State},
    response::{IntoResponse as _, Response},
};
use kernel::ErrorKind;
use maud::{Markup, html};
use payments::{Payments, ProviderName};
use web_kit::{
    FormErrors, Visit, WebError,
    ui::{self, Choice},
};

pub(super) async fn import(visit: Visit, State(payments): State<Payments>, multipart: Multipart) -> Result<Response, WebError> {
    let (provider, csv) = read(multipart).await?;
    let Some(provider) = ProviderName::parse(&provider) else {
        let errors = FormErrors::none().and("provider", visit.t.get("field-required"));
        return super::page(&visit, &payments, &errors).await;
    };
    match payments.import_statement(&visit.actor, provider, &csv).await {
        Ok(_) => Ok(visit.redirect("/admin/paiements#ecarts").saying("account-money-imported").into_response()),
        Err(error) => super::page(&visit, &payments, &FormErrors::of(error, visit.t)?).await,
    }
}

async fn read(mut multipart: Multipart) -> Result<(String, String), WebError> {
    let unreadable = |_error| WebError::new(ErrorKind::Invalid, "error-form-unreadable");
    let (mut provider, mut csv) = (String::new(), String::new());
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        match field.name().unwrap_or_default() {
            "provider" => provider = field.text().await.map_err(unreadable)?,
            "file" => csv = field.text().await.map_err(unreadable)?,
            _ => {}
        }
    }
    Ok((provider, csv))
}

pub(super) fn form(visit: &Visit) -> Markup {
    let t = visit.t;
    let senders = ProviderName::ALL.into_iter().filter(|name| name.has_statements());
    let choices = senders.map(|name| Choice::new(name.as_str(), super::provider(visit, name)));
    let fields = html! {
        (ui::Select::new("provider", t.get("account-money-provider"), choices.collect()).required())
        (ui::FileDrop::new(t, "file", t.get("account-money-statement-file"), ".csv,text/csv,.xml,application/xml").hint(t.get("account-money-statement-hint")))
        (ui::Button::secondary(t.get("account-money-import")))
    };
    let action = visit.url("/admin/paiements/releve");
    let form = ui::Form::post(visit, &action, fields).stacked().attr("enctype", "multipart/form-data");
    html! { (form.attr("hx-post", &action).attr("hx-encoding", "multipart/form-data")) }
}
