//! `/compte/cles`: keys for programs.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::ApiKeyId;
use identity::{ApiKeyView, CreateApiKey, Identity, NewApiKey, parse_scope, scope_word};
use kernel::Permission;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Badge, Choice, Column, Icon, Row, Tone},
};

use crate::words;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct KeyForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    lifetime_days: String,
}

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let keys = identity.list_api_keys(&visit.actor).await?;
    Ok(shell(&visit).body(&page(&visit, &keys, &KeyForm::default(), &FormErrors::none())))
}

pub(super) async fn create(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<KeyForm>,
) -> Result<Response, WebError> {
    let cmd = CreateApiKey {
        name: typed.name.clone(),
        scopes: typed.scopes.iter().filter_map(|word| parse_scope(word)).collect(),
        // Anything that is no number is no valid number of days either; the service says so.
        lifetime_days: (!typed.lifetime_days.is_empty()).then(|| typed.lifetime_days.parse().unwrap_or(0)),
    };
    match identity.create_api_key(&visit.actor, cmd).await {
        Ok(key) => Ok(shell(&visit).body(&created(&visit, &key))),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let keys = identity.list_api_keys(&visit.actor).await?;
            Ok(shell(&visit).invalid().body(&page(&visit, &keys, &typed, &errors)))
        }
    }
}

pub(super) async fn revoke(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<ApiKeyId>,
) -> Result<Response, WebError> {
    identity.revoke_api_key(&visit.actor, id).await?;
    Ok(visit.redirect("/compte/cles").saying("account-keys-revoked").into_response())
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("kit-nav-keys")).tool().cache(Cache::NoStore)
}

fn page(visit: &Visit, keys: &[ApiKeyView], typed: &KeyForm, errors: &FormErrors) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("kit-nav-keys")).text(t.get("account-keys-lead")))
        @if keys.is_empty() { (ui::EmptyState::new(Icon::Key, t.get("account-keys-none"))) } @else { (table(visit, keys)) }
        (ui::Section::new(t.get("account-keys-new"), form(visit, typed, errors)))
    }
}

fn form(visit: &Visit, typed: &KeyForm, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let choices = Permission::ALL
        .into_iter()
        .filter(|permission| visit.actor.may(*permission))
        .map(|permission| Choice::new(scope_word(permission), words::permission(t, permission)))
        .collect();
    let scopes = typed
        .scopes
        .iter()
        .fold(ui::Select::new("scopes", t.get("account-keys-scopes"), choices), |select, word| select.chosen(word.as_str()));
    let lifetimes = ["30", "90", "365"]
        .into_iter()
        .map(|days| Choice::new(days, t.with("account-keys-days", &[("n", days.parse::<i64>().unwrap_or_default().into())])))
        .collect();
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::text("name", t.get("account-keys-name")).hint(t.get("account-keys-name-hint")).value(&typed.name)
            .errors(errors).max_length(80).autocomplete("off").required())
        (scopes.multiple().errors(errors))
        (ui::Select::new("lifetime_days", t.get("account-keys-lifetime"), lifetimes).empty(t.get("account-keys-forever"))
            .chosen(&typed.lifetime_days).errors(errors))
        (ui::Button::primary(t.get("account-keys-create")))
    };
    html! { (ui::Form::post(visit, visit.url("/compte/cles"), fields).stacked()) }
}

fn table(visit: &Visit, keys: &[ApiKeyView]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-keys-name")),
        Column::new(t.get("account-keys-scopes")),
        Column::new(t.get("account-keys-used")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = keys.iter().map(|key| row(visit, key)).collect();
    html! { (ui::Table::new(t.get("kit-nav-keys"), columns, rows)) }
}

fn row(visit: &Visit, key: &ApiKeyView) -> Row {
    let t = visit.t;
    let scopes: Vec<String> = key.scopes.iter().map(|scope| words::permission(t, *scope)).collect();
    let over = key.revoked_at.is_some() || key.expires_at.is_some_and(|at| at <= visit.now());
    Row::new(vec![
        html! {
            strong { (key.name) } br;
            code class="text-muted" translate="no" { "gr_live_…" (key.hint) }
            @if let Some(at) = key.expires_at.filter(|_| !over) {
                br; span class="text-muted" { (t.get("account-keys-until")) " " (ui::When::day(visit.locale, at)) }
            }
        }
        .into(),
        html! { (scopes.join(" · ")) }.into(),
        html! { @match key.last_used_at { Some(at) => (ui::When::minute(visit.locale, at)), None => (t.get("account-keys-never")) } }.into(),
        html! {
            @if over { (Badge::new(Tone::Info, t.get("account-keys-over"))) } @else {
                (ui::Form::post(visit, visit.url(&format!("/compte/cles/{}/fin", key.id)), html! {
                    (ui::Button::quiet(t.get("account-keys-revoke")).small())
                }).inline())
            }
        }
        .into(),
    ])
}

/// The key, shown this once.
fn created(visit: &Visit, key: &NewApiKey) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("account-keys-created")))
        (ui::Banner::new(Tone::Warn, t.get("account-keys-once")))
        p class="my-6" { code class="break-all" id="api-key" translate="no" { (key.key) } }
        (ui::Button::primary(t.get("account-keys-kept")).href(visit.url("/compte/cles")))
    }
}
