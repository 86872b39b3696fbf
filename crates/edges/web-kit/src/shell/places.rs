//! Where one can go: the entries of the header, the sidebar, the account menu and the palette.

use kernel::Permission;

use super::NavEntry;
use crate::{preferences::Brand, ui::Icon, visit::Visit};

/// One entry of a navigation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) path: &'static str,
    pub(super) key: &'static str,
    pub(super) icon: Icon,
    access: Access,
}

#[derive(Debug, Clone, Copy)]
enum Access {
    Everybody,
    SignedIn,
    With(Permission),
}

const fn place(path: &'static str, key: &'static str, icon: Icon, access: Access) -> Place {
    Place { path, key, icon, access }
}

const PUBLIC: [Place; 4] = [
    place("/films", "kit-nav-films", Icon::Film, Access::Everybody),
    place("/projets", "kit-nav-projects", Icon::Heart, Access::Everybody),
    place("/ma-liste", "kit-nav-my-list", Icon::Bookmark, Access::SignedIn),
    place("/studio", "kit-nav-studio", Icon::Video, Access::With(Permission::FilmPublish)),
];

const TOOLS: [Place; 24] = [
    place("/studio", "kit-nav-studio", Icon::Video, Access::With(Permission::FilmPublish)),
    place("/studio/projets", "kit-nav-studio-projects", Icon::Heart, Access::With(Permission::FilmPublish)),
    place("/moderation/films", "kit-nav-moderation-films", Icon::Shield, Access::With(Permission::FilmModerate)),
    place("/moderation/projets", "kit-nav-moderation-projects", Icon::CheckCircle, Access::With(Permission::ProjectReview)),
    place("/moderation/signalements", "kit-nav-moderation-reports", Icon::Flag, Access::With(Permission::CommentModerate)),
    place("/moderation/controles", "kit-nav-moderation-fraud", Icon::Shield, Access::With(Permission::CommentModerate)),
    place("/moderation/messages", "kit-nav-moderation-messages", Icon::Message, Access::With(Permission::CommentModerate)),
    place("/admin/comptes", "kit-nav-admin-accounts", Icon::Users, Access::With(Permission::AccountRead)),
    place("/admin/audit", "kit-nav-admin-audit", Icon::History, Access::With(Permission::AuditRead)),
    place("/agence", "kit-nav-agency", Icon::CheckCircle, Access::With(Permission::CashCollect)),
    place("/admin/paiements", "kit-nav-admin-payments", Icon::List, Access::With(Permission::PaymentManage)),
    place("/admin/agences", "kit-nav-admin-agencies", Icon::Pin, Access::With(Permission::PaymentManage)),
    place("/admin/ventes", "kit-nav-admin-sales", Icon::Gauge, Access::With(Permission::PaymentManage)),
    place("/admin/taches", "kit-nav-admin-jobs", Icon::Gauge, Access::With(Permission::JobManage)),
    place("/compte", "kit-nav-account", Icon::User, Access::SignedIn),
    place("/compte/notifications", "kit-nav-notices", Icon::Bell, Access::SignedIn),
    place("/messages", "kit-nav-messages", Icon::Message, Access::SignedIn),
    place("/compte/securite", "kit-nav-security", Icon::Lock, Access::SignedIn),
    place("/compte/sessions", "kit-nav-sessions", Icon::Monitor, Access::SignedIn),
    place("/compte/cles", "kit-nav-keys", Icon::Key, Access::SignedIn),
    place("/compte/organisations", "kit-nav-organisations", Icon::Users, Access::SignedIn),
    place("/compte/webhooks", "kit-nav-webhooks", Icon::Link, Access::SignedIn),
    place("/influenceur", "kit-nav-influencer", Icon::Share, Access::SignedIn),
    place("/marchand", "kit-nav-merchant", Icon::Wallet, Access::SignedIn),
];

const PERSONAL: [Place; 3] = [
    place("/ma-liste", "kit-nav-my-list", Icon::Bookmark, Access::SignedIn),
    place("/historique", "kit-nav-history", Icon::Clock, Access::SignedIn),
    place("/compte/notifications", "kit-nav-notices", Icon::Bell, Access::SignedIn),
];

fn allowed(visit: &Visit, places: &'static [Place]) -> Vec<Place> {
    let open = |place: &&Place| match place.access {
        Access::Everybody => true,
        Access::SignedIn => visit.account.is_some(),
        Access::With(permission) => visit.account.is_some() && visit.actor.may(permission),
    };
    places.iter().filter(open).copied().collect()
}

pub(super) fn public(visit: &Visit) -> Vec<Place> {
    allowed(visit, &PUBLIC)
}

pub(super) fn tools(visit: &Visit) -> Vec<Place> {
    allowed(visit, &TOOLS)
}

pub(super) fn personal(visit: &Visit) -> Vec<Place> {
    allowed(visit, &PERSONAL)
}

/// Every place this visitor may go to, label and address: the palette before anything is typed. Films are not among those of sales.
pub(super) fn everywhere(visit: &Visit, brand: Brand) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let of_films = if brand == Brand::ShareYourSales { Vec::new() } else { [public(visit), personal(visit)].concat() };
    for place in [of_films, tools(visit)].concat() {
        let entry = (visit.t.get(place.key), visit.url(place.path));
        if !seen.contains(&entry) {
            seen.push(entry);
        }
    }
    seen
}

/// Which of these places the visitor is at: the longest path that is a start of this one.
pub(super) fn current<'e>(visit: &Visit, entries: &'e [NavEntry]) -> Option<&'e str> {
    entries
        .iter()
        .filter(|entry| visit.path.strip_prefix(&entry.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        .max_by_key(|entry| entry.path.len())
        .map(|entry| entry.path.as_str())
}
