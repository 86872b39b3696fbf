//! `/compte/profil`: name, a few words, language.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use identity::{ChangeProfile, Identity};
use kernel::Locale;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Choice},
};

/// What was typed.
#[derive(Debug, Deserialize)]
pub(super) struct ProfileForm {
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    bio: String,
    #[serde(default)]
    locale: String,
}

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let profile = identity.get_profile(&visit.actor).await?;
    let typed = ProfileForm { display_name: profile.display_name, bio: profile.bio, locale: profile.locale.as_str().to_owned() };
    Ok(shell(&visit).body(&form(&visit, &typed, &FormErrors::none())))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<ProfileForm>,
) -> Result<Response, WebError> {
    let cmd = ChangeProfile {
        display_name: typed.display_name.clone(),
        bio: typed.bio.clone(),
        locale: Locale::parse(&typed.locale).unwrap_or(visit.locale),
    };
    match identity.change_profile(&visit.actor, cmd).await {
        Ok(()) => Ok(visit.redirect("/compte/profil").saying("account-profile-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit).invalid().body(&form(&visit, &typed, &errors)))
        }
    }
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("account-profile-title")).tool()
}

fn form(visit: &Visit, typed: &ProfileForm, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let languages = vec![Choice::new("fr", "Français"), Choice::new("en", "English")];
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::text("display_name", t.get("account-field-name")).hint(t.get("account-field-name-hint"))
            .value(&typed.display_name).errors(errors).autocomplete("name").max_length(80).required())
        (ui::Field::textarea("bio", t.get("account-field-bio")).optional(t).value(&typed.bio).errors(errors).max_length(600).rows(4))
        (ui::Select::new("locale", t.get("account-field-language"), languages).chosen(&typed.locale))
        (ui::Button::primary(t.get("account-save")))
    };
    html! {
        (ui::PageHeader::new(t.get("account-profile-title")).text(t.get("account-profile-lead")))
        (ui::Form::post(visit, visit.url("/compte/profil"), fields).stacked())
    }
}
