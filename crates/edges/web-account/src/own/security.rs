//! `/compte/securite`: one page over everything that protects the account.

use axum::{extract::State, response::Response};
use identity::{Identity, PasskeyView, ProfileView, SecondFactorView};
use maud::{Markup, html};
use web_kit::{
    Cache, FormErrors, Shell, Visit, WebError,
    ui::{self, Badge, Icon, Tone},
};

use super::hub::second_factor_banner;

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    page(&identity, &visit, &FormErrors::none()).await
}

/// The page, with what is wrong about a form of it.
pub(super) async fn page(identity: &Identity, visit: &Visit, errors: &FormErrors) -> Result<Response, WebError> {
    let account = visit.require_account()?;
    let profile = identity.get_profile(&visit.actor).await?;
    let factors = identity.get_second_factor(&visit.actor).await?;
    let passkeys = identity.list_passkeys(&visit.actor).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-security")).text(t.get("account-security-lead")))
        (ui::FormSummary::new(t, errors))
        @if account.must_prove_second_factor { (second_factor_banner(visit, account)) }
        (credentials(visit, &profile))
        (application(visit, &factors))
        @if identity.offers_passkeys() { (passkey_list(visit, &passkeys)) }
    };
    let shell = Shell::new(visit, t.get("kit-nav-security")).tool().cache(Cache::NoStore).script("islands/passkey.ts");
    let shell = if errors.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&content))
}

fn credentials(visit: &Visit, profile: &ProfileView) -> Markup {
    let t = visit.t;
    let change = |path: &str| ui::Button::secondary(t.get("account-change")).small().href(visit.url(path));
    let password = if profile.has_password { "account-password-set" } else { "account-password-none" };
    let path = if profile.has_password { "/compte/securite/mot-de-passe" } else { "/mot-de-passe/oubli" };
    let facts = ui::DescriptionList::new()
        .fact(
            t.get("account-field-email"),
            beside(html! { span class="break-all" { (profile.email) } }, change("/compte/securite/adresse")),
        )
        .fact(t.get("account-field-password"), beside(html! { (t.get(password)) }, change(path)));
    html! { (ui::Section::new(t.get("account-credentials-title"), html! { (facts) })) }
}

/// A fact with what can be done about it.
fn beside(fact: Markup, action: ui::Button) -> Markup {
    html! { span class="flex flex-wrap items-center gap-3" { span { (fact) } (action) } }
}

fn application(visit: &Visit, factors: &SecondFactorView) -> Markup {
    let t = visit.t;
    let content = match factors.totp_since {
        Some(since) => html! {
            p { (Badge::new(Tone::Ok, t.get("account-totp-on"))) " " (t.get("account-totp-since")) " " (ui::When::day(visit.locale, since)) }
            p class="mb-3 text-muted" { (t.with("account-codes-left", &[("n", factors.recovery_codes_left.into())])) }
            div class="flex flex-wrap gap-2" {
                (ui::Form::post(visit, visit.url("/compte/securite/codes"), html! {
                    (ui::Button::secondary(t.get("account-codes-renew")))
                }).inline())
                (ui::Button::quiet(t.get("account-totp-remove")).href(visit.url("/compte/securite/application/retrait")))
            }
        },
        None => html! {
            p class="mb-3" { (Badge::new(Tone::Warn, t.get("account-totp-off"))) }
            (ui::Form::post(visit, visit.url("/compte/securite/application/debut"), html! {
                (ui::Button::primary(t.get("account-totp-start")).icon(Icon::Shield))
            }).inline())
        },
    };
    html! { (ui::Section::new(t.get("account-totp-title"), content).text(t.get("account-totp-lead"))) }
}

fn passkey_list(visit: &Visit, passkeys: &[PasskeyView]) -> Markup {
    let t = visit.t;
    let content = html! {
        @if !passkeys.is_empty() {
            ul class="divide-y divide-line" {
                @for passkey in passkeys {
                    (passkey_row(visit, passkey))
                }
            }
        }
        griot-passkey hidden data-action="register" data-csrf=(visit.csrf())
            data-start=(visit.url("/compte/securite/cles/debut")) data-finish=(visit.url("/compte/securite/cles/fin"))
            data-failed=(t.get("account-passkey-failed")) {
            div class="form-stack" {
                (ui::Field::text("passkey_name", t.get("account-passkey-name")).hint(t.get("account-passkey-name-hint")).max_length(80))
                (ui::Button::secondary(t.get("account-passkey-add")).icon(Icon::Key).plain())
                p.field-error role="alert" hidden {}
            }
        }
        noscript { p class="text-muted" { (t.get("account-passkey-script")) } }
    };
    html! { (ui::Section::new(t.get("account-passkey-title"), content).text(t.get("account-passkey-lead"))) }
}

fn passkey_row(visit: &Visit, passkey: &PasskeyView) -> Markup {
    let t = visit.t;
    let path = |rest: &str| visit.url(&format!("/compte/securite/cles/{}/{rest}", passkey.id));
    let label = t.with("account-passkey-rename", &[("name", passkey.name.as_str().into())]);
    let used = passkey.last_used_at.map(|at| ui::When::day(visit.locale, at));
    html! {
        li class="space-y-2 py-3" {
            div class="flex flex-wrap items-center justify-between gap-3" {
                span {
                    strong { (passkey.name) } br;
                    span class="text-muted" {
                        (t.get("account-added-on")) " " (ui::When::day(visit.locale, passkey.created_at))
                        @if let Some(used) = used { " · " (t.get("account-passkey-used")) " " (used) }
                    }
                }
                (ui::Form::post(visit, path("retrait"), html! {
                    (ui::Button::quiet(t.get("account-remove")).small())
                }).inline())
            }
            details {
                summary class="link inline-flex min-h-11 cursor-pointer items-center" { (t.get("account-passkey-rename-open")) }
                (ui::Form::post(visit, path("nom"), html! {
                    input class="input" name="name" value=(passkey.name) aria-label=(label) maxlength="80" required autocomplete="off";
                    (ui::Button::secondary(t.get("account-save")).small())
                }).inline())
            }
        }
    }
}
