//! `/compte`: where each kind of account goes from.

use axum::{extract::State, response::Response};
use identity::{AccountSummary, Identity};
use kernel::Permission;
use maud::{Markup, html};
use web_kit::{
    Shell, Visit, WebError,
    ui::{self, Icon, Tone},
};

use super::deletion;
use crate::words;

struct Door {
    path: &'static str,
    title: &'static str,
    text: &'static str,
    icon: Icon,
    needs: Option<Permission>,
}

const fn door(path: &'static str, title: &'static str, text: &'static str, icon: Icon, needs: Option<Permission>) -> Door {
    Door { path, title, text, icon, needs }
}

/// What one does here, the most particular first.
const WORK: [Door; 7] = [
    door(
        "/moderation/films",
        "account-hub-moderation",
        "account-hub-moderation-text",
        Icon::Shield,
        Some(Permission::FilmModerate),
    ),
    door(
        "/moderation/signalements",
        "account-hub-reports",
        "account-hub-reports-text",
        Icon::Flag,
        Some(Permission::CommentModerate),
    ),
    door("/admin/comptes", "account-hub-accounts", "account-hub-accounts-text", Icon::Users, Some(Permission::AccountManage)),
    door("/admin/audit", "account-hub-audit", "account-hub-audit-text", Icon::History, Some(Permission::AuditRead)),
    door("/admin/taches", "account-hub-jobs", "account-hub-jobs-text", Icon::Gauge, Some(Permission::JobManage)),
    door("/studio", "account-hub-studio", "account-hub-studio-text", Icon::Video, Some(Permission::FilmPublish)),
    door("/films", "account-hub-films", "account-hub-films-text", Icon::Film, None),
];

const OWN: [Door; 7] = [
    door("/ma-liste", "account-hub-list", "account-hub-list-text", Icon::Bookmark, None),
    door("/compte/profil", "account-hub-profile", "account-hub-profile-text", Icon::User, None),
    door("/compte/securite", "account-hub-security", "account-hub-security-text", Icon::Lock, None),
    door("/compte/releve", "account-hub-statement", "account-hub-statement-text", Icon::Wallet, None),
    door("/compte/sessions", "account-hub-sessions", "account-hub-sessions-text", Icon::Monitor, None),
    door("/compte/organisations", "account-hub-organisations", "account-hub-organisations-text", Icon::Users, None),
    door("/compte/cles", "account-hub-keys", "account-hub-keys-text", Icon::Key, None),
];

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let account = visit.require_account()?;
    let deletion = identity.get_deletion(&visit.actor).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.with("account-hub-title", &[("name", account.display_name.as_str().into())]))
            .text(roles(&visit, account)))
        @if account.must_prove_second_factor { (second_factor_banner(&visit, account)) }
        (deletion::banner(&visit, &deletion))
        (ui::Section::new(t.get("account-hub-work"), doors(&visit, &WORK)))
        (ui::Section::new(t.get("account-hub-own"), doors(&visit, &OWN)))
        (danger(&visit))
    };
    Ok(Shell::new(&visit, t.get("kit-nav-account")).tool().body(&content))
}

/// The door that nobody opens by chance: at the end, and plain.
fn danger(visit: &Visit) -> Markup {
    let t = visit.t;
    let content = html! {
        p { (ui::Button::secondary(t.get("account-deletion-title")).href(visit.url("/compte/suppression")).icon(Icon::Trash)) }
    };
    html! { (ui::Section::new(t.get("account-deletion-zone"), content).text(t.get("account-deletion-zone-lead"))) }
}

/// Staff without second factor: what to do before the rights of the role begin.
pub(super) fn second_factor_banner(visit: &Visit, account: &AccountSummary) -> Markup {
    let t = visit.t;
    let (text, action) = if account.has_second_factor {
        (t.get("account-staff-prove"), None)
    } else {
        let button = ui::Button::primary(t.get("account-totp-start")).href(visit.url("/compte/securite"));
        (t.get("account-staff-enrol"), Some(button))
    };
    let banner = ui::Banner::new(Tone::Warn, text);
    html! { @match action { Some(action) => (banner.action(action)), None => (banner) } }
}

fn roles(visit: &Visit, account: &AccountSummary) -> String {
    account.roles.iter().map(|role| words::role(visit.t, *role)).collect::<Vec<_>>().join(" · ")
}

fn doors(visit: &Visit, doors: &[Door]) -> Markup {
    html! {
        ul class="grid gap-3 sm:grid-cols-2" {
            @for door in doors.iter().filter(|door| door.needs.is_none_or(|permission| visit.actor.may(permission))) {
                li {
                    a class="flex h-full items-start gap-3 rounded-card border border-line bg-surface p-4" href=(visit.url(door.path)) {
                        (door.icon)
                        span {
                            strong class="block text-ink" { (visit.t.get(door.title)) }
                            span class="text-muted" { (visit.t.get(door.text)) }
                        }
                    }
                }
            }
        }
    }
}
