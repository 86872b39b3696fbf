//! `/admin/comptes/{id}`: one account, its roles, its lock.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use identity::{AccountCard, IdentityError};
use kernel::{AccountId, Permission, Role};
use maud::{Markup, html};
use notifications::MailState;
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Badge, Tone},
};

use super::AdminState;
use crate::words;

/// A role to give or to take.
#[derive(Debug, Deserialize)]
pub(super) struct RoleForm {
    #[serde(default)]
    role: String,
    #[serde(default)]
    action: String,
}

/// Why an account is locked.
#[derive(Debug, Deserialize)]
pub(super) struct LockForm {
    #[serde(default)]
    reason: String,
}

pub(super) async fn show(State(state): State<AdminState>, visit: Visit, Path(id): Path<AccountId>) -> Result<Response, WebError> {
    let card = state.identity.get_account(&visit.actor, id).await?;
    let mail = state.notifications.mail_state_of(&visit.actor, id).await?;
    Ok(shell(&visit, &card).body(&page(&visit, &card, &mail, &FormErrors::none())))
}

pub(super) async fn change_role(
    State(state): State<AdminState>,
    visit: Visit,
    Path(id): Path<AccountId>,
    CsrfForm(typed): CsrfForm<RoleForm>,
) -> Result<Response, WebError> {
    let role = Role::parse(&typed.role).ok_or_else(WebError::not_found)?;
    let done = match typed.action.as_str() {
        "grant" => state.identity.grant_role(&visit.actor, id, role).await,
        "revoke" => state.identity.revoke_role(&visit.actor, id, role).await,
        _ => return Err(WebError::not_found()),
    };
    answer(&state, &visit, id, done).await
}

pub(super) async fn lock(
    State(state): State<AdminState>,
    visit: Visit,
    Path(id): Path<AccountId>,
    CsrfForm(typed): CsrfForm<LockForm>,
) -> Result<Response, WebError> {
    let done = state.identity.lock_account(&visit.actor, id, &typed.reason).await;
    answer(&state, &visit, id, done).await
}

pub(super) async fn unlock(
    State(state): State<AdminState>,
    visit: Visit,
    Path(id): Path<AccountId>,
) -> Result<Response, WebError> {
    let done = state.identity.unlock_account(&visit.actor, id).await;
    answer(&state, &visit, id, done).await
}

async fn answer(state: &AdminState, visit: &Visit, id: AccountId, done: Result<(), IdentityError>) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(visit.redirect(&format!("/admin/comptes/{id}")).saying("account-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let card = state.identity.get_account(&visit.actor, id).await?;
            let mail = state.notifications.mail_state_of(&visit.actor, id).await?;
            Ok(shell(visit, &card).invalid().body(&page(visit, &card, &mail, &errors)))
        }
    }
}

fn shell<'v>(visit: &'v Visit, card: &AccountCard) -> Shell<'v> {
    Shell::new(visit, card.display_name.clone()).tool()
}

fn page(visit: &Visit, card: &AccountCard, mail: &MailState, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let manage = visit.actor.may(Permission::AccountManage);
    let word = |holds: bool| t.get(if holds { "account-yes" } else { "account-no" });
    let facts = ui::DescriptionList::new()
        .fact(t.get("account-field-email"), html! { (card.email) })
        .fact(t.get("account-admin-verified"), html! { (word(card.email_verified)) })
        .fact(t.get("account-admin-mail"), html! { (fares(visit, mail)) })
        .fact(t.get("account-admin-second-factor"), html! { (word(card.has_second_factor)) })
        .fact(t.get("account-admin-created"), ui::When::minute(visit.locale, card.created_at))
        .fact_if(t.get("account-admin-seen"), card.last_seen_at.map(|at| ui::When::minute(visit.locale, at)));
    html! {
        (ui::Breadcrumb::to(t, &card.display_name).step(t.get("kit-nav-admin-accounts"), visit.url("/admin/comptes")))
        (ui::PageHeader::new(&card.display_name).state(state(visit, card)))
        (ui::FormSummary::new(t, errors))
        (facts)
        (roles(visit, card, manage))
        @if manage { (locking(visit, card, errors)) }
        @if visit.actor.may(Permission::AuditRead) {
            p { (ui::Link::new(visit.url(&format!("/admin/audit?compte={}", card.id)), t.get("account-admin-trail"))) }
        }
    }
}

/// How letters to the account fare.
fn fares(visit: &Visit, mail: &MailState) -> String {
    let t = visit.t;
    match (&mail.status, mail.complained_at) {
        (Some(status), _) => t.with("account-admin-mail-undeliverable", &[("status", status.as_str().into())]),
        (None, Some(_)) => t.get("account-admin-mail-complained"),
        (None, None) => t.get("account-admin-mail-fine"),
    }
}

fn state(visit: &Visit, card: &AccountCard) -> Badge {
    if card.locked {
        return Badge::new(Tone::Bad, visit.t.get("account-admin-locked"));
    }
    Badge::new(Tone::Ok, visit.t.get("account-admin-active"))
}

fn roles(visit: &Visit, card: &AccountCard, manage: bool) -> Markup {
    let t = visit.t;
    let content = html! {
        ul class="divide-y divide-line" {
            @for role in Role::ALL.into_iter().filter(|role| manage || card.roles.contains(role)) {
                @let held = card.roles.contains(&role);
                li class="flex flex-wrap items-center justify-between gap-3 py-3" {
                    span { (words::role(t, role)) @if held { " " (Badge::new(Tone::Ok, t.get("account-admin-held"))) } }
                    @if manage { (role_form(visit, card, role, held)) }
                }
            }
        }
    };
    html! { (ui::Section::new(t.get("account-admin-roles"), content).text(t.get("account-admin-roles-lead"))) }
}

fn role_form(visit: &Visit, card: &AccountCard, role: Role, held: bool) -> Markup {
    let (action, key) = if held { ("revoke", "account-admin-revoke") } else { ("grant", "account-admin-grant") };
    let label = visit.t.with(key, &[("role", words::role(visit.t, role).into())]);
    let fields = html! {
        input type="hidden" name="role" value=(role.as_str());
        input type="hidden" name="action" value=(action);
        (ui::Button::secondary(label).small())
    };
    html! { (ui::Form::post(visit, visit.url(&format!("/admin/comptes/{}/roles", card.id)), fields).inline()) }
}

fn locking(visit: &Visit, card: &AccountCard, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let content = if card.locked {
        let fields = html! { (ui::Button::secondary(t.get("account-admin-unlock"))) };
        html! { (ui::Form::post(visit, visit.url(&format!("/admin/comptes/{}/deverrouillage", card.id)), fields).inline()) }
    } else {
        let fields = html! {
            (ui::Field::text("reason", t.get("account-admin-reason")).errors(errors).max_length(300).required())
            (ui::Button::danger(t.get("account-admin-lock")))
        };
        html! { (ui::Form::post(visit, visit.url(&format!("/admin/comptes/{}/verrou", card.id)), fields).stacked()) }
    };
    html! { (ui::Section::new(t.get("account-admin-locking"), content).text(t.get("account-admin-locking-lead"))) }
}
