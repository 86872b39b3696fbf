//! `/compte/organisations/{id}`: its members, its invitations, its name.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use identity::{Identity, InvitationView, MemberView, OrganisationAction, OrganisationKind, OrganisationRole, OrganisationView};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Choice, Column, Icon, Row},
};

use crate::words;

/// What was typed for a new name.
#[derive(Debug, Deserialize)]
pub(super) struct NameForm {
    #[serde(default)]
    name: String,
}

pub(super) async fn show(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let organisation = identity.get_organisation(&visit.actor, id).await?;
    Ok(shell(&visit, &organisation).body(&page(&visit, &organisation, &FormErrors::none())))
}

pub(super) async fn rename(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<NameForm>,
) -> Result<Response, WebError> {
    match identity.rename_organisation(&visit.actor, id, &typed.name).await {
        Ok(()) => Ok(visit.redirect(&format!("/compte/organisations/{id}")).saying("account-saved").into_response()),
        Err(error) => refused(&identity, &visit, id, FormErrors::of(error, visit.t)?).await,
    }
}

/// The page again with what is wrong.
pub(super) async fn refused(
    identity: &Identity,
    visit: &Visit,
    id: OrganisationId,
    errors: FormErrors,
) -> Result<Response, WebError> {
    let organisation = identity.get_organisation(&visit.actor, id).await?;
    Ok(shell(visit, &organisation).invalid().body(&page(visit, &organisation, &errors)))
}

fn shell<'v>(visit: &'v Visit, organisation: &OrganisationView) -> Shell<'v> {
    Shell::new(visit, organisation.name.clone()).tool()
}

fn page(visit: &Visit, organisation: &OrganisationView, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let may = |action| organisation.role.may(action);
    html! {
        (ui::Breadcrumb::to(t, &organisation.name).step(t.get("kit-nav-organisations"), visit.url("/compte/organisations")))
        (ui::PageHeader::new(&organisation.name).text(words::kind(t, organisation.kind)))
        (ui::FormSummary::new(t, errors))
        @if organisation.kind == OrganisationKind::Merchant {
            p { (ui::Button::secondary(t.get("kit-nav-webhooks")).icon(Icon::Link).href(address(visit, organisation, "/webhooks"))) }
        }
        (members(visit, organisation))
        @if may(OrganisationAction::Invite) { (invitations(visit, organisation, errors)) }
        @if may(OrganisationAction::Rename) { (name_form(visit, organisation, errors)) }
    }
}

fn address(visit: &Visit, organisation: &OrganisationView, rest: &str) -> String {
    visit.url(&format!("/compte/organisations/{}{rest}", organisation.id))
}

fn members(visit: &Visit, organisation: &OrganisationView) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-field-name")),
        Column::new(t.get("account-organisation-role")),
        Column::new(t.get("account-organisation-since")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = organisation.members.iter().map(|member| member_row(visit, organisation, member)).collect();
    html! { (ui::Section::new(t.get("account-organisation-people"), html! {
        (ui::Table::new(t.get("account-organisation-people"), columns, rows))
    })) }
}

fn member_row(visit: &Visit, organisation: &OrganisationView, member: &MemberView) -> Row {
    let t = visit.t;
    let own = visit.actor.is(member.account_id);
    let role = if organisation.role.may(OrganisationAction::ChangeRoles) {
        role_form(visit, organisation, member)
    } else {
        html! { (words::member_role(t, member.role)) }
    };
    let action = html! {
        @if own || organisation.role.may_remove(member.role) {
            (ui::Form::post(visit, address(visit, organisation, &format!("/membres/{}/retrait", member.account_id)), html! {
                (ui::Button::quiet(t.get(if own { "account-organisation-leave" } else { "account-remove" })).small())
            }).inline())
        }
    };
    Row::new(vec![
        html! { (member.display_name) }.into(),
        role.into(),
        ui::When::day(visit.locale, member.joined_at).into(),
        action.into(),
    ])
}

fn role_form(visit: &Visit, organisation: &OrganisationView, member: &MemberView) -> Markup {
    let t = visit.t;
    let label = t.with("account-organisation-role-of", &[("name", member.display_name.as_str().into())]);
    let fields = html! {
        select class="input select" name="role" aria-label=(label) {
            @for role in OrganisationRole::ALL {
                option value=(role.as_str()) selected[role == member.role] { (words::member_role(t, role)) }
            }
        }
        (ui::Button::secondary(t.get("account-save")).small())
    };
    let action = address(visit, organisation, &format!("/membres/{}/role", member.account_id));
    html! { (ui::Form::post(visit, action, fields).inline()) }
}

fn invitations(visit: &Visit, organisation: &OrganisationView, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let roles = [OrganisationRole::Member, OrganisationRole::Admin]
        .into_iter()
        .filter(|role| *role <= organisation.role)
        .map(|role| Choice::new(role.as_str(), words::member_role(t, role)))
        .collect();
    let fields = html! {
        (ui::Field::email("email", t.get("account-field-email")).errors(errors).autocomplete("off").required())
        (ui::Select::new("role", t.get("account-organisation-role"), roles))
        (ui::Button::primary(t.get("account-organisation-invite")))
    };
    let content = html! {
        @if !organisation.invitations.is_empty() {
            ul class="divide-y divide-line" {
                @for invitation in &organisation.invitations { (waiting(visit, organisation, invitation)) }
            }
        }
        (ui::Form::post(visit, address(visit, organisation, "/invitations"), fields).stacked())
    };
    html! { (ui::Section::new(t.get("account-organisation-invitations"), content)) }
}

fn waiting(visit: &Visit, organisation: &OrganisationView, invitation: &InvitationView) -> Markup {
    let t = visit.t;
    let action = address(visit, organisation, &format!("/invitations/{}/retrait", invitation.id));
    html! {
        li class="flex flex-wrap items-center justify-between gap-3 py-3" {
            span {
                (invitation.email) " · " (words::member_role(t, invitation.role)) br;
                span class="text-muted" { (t.get("account-organisation-until")) " " (ui::When::day(visit.locale, invitation.expires_at)) }
            }
            (ui::Form::post(visit, action, html! {
                (ui::Button::quiet(t.get("account-organisation-withdraw")).small())
            }).inline())
        }
    }
}

fn name_form(visit: &Visit, organisation: &OrganisationView, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::Field::text("name", t.get("account-organisation-name")).value(&organisation.name).errors(errors)
            .max_length(120).required())
        (ui::Button::secondary(t.get("account-save")))
    };
    html! { (ui::Section::new(t.get("account-organisation-rename"), html! {
        (ui::Form::post(visit, address(visit, organisation, ""), fields).stacked())
    })) }
}
