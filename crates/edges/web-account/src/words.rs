//! The words of roles, scopes and kinds.

use identity::{OrganisationKind, OrganisationRole};
use kernel::{Permission, Role};
use web_kit::Translator;

/// A role in the visitor's language.
pub(crate) fn role(t: Translator, role: Role) -> String {
    t.get(match role {
        Role::Viewer => "account-role-viewer",
        Role::Director => "account-role-director",
        Role::Producer => "account-role-producer",
        Role::Agent => "account-role-agent",
        Role::Moderator => "account-role-moderator",
        Role::Admin => "account-role-admin",
    })
}

/// A permission in the visitor's language.
pub(crate) fn permission(t: Translator, permission: Permission) -> String {
    t.get(match permission {
        Permission::Watch => "account-scope-watch",
        Permission::Participate => "account-scope-participate",
        Permission::FilmPublish => "account-scope-film-publish",
        Permission::MediaUpload => "account-scope-media-upload",
        Permission::FilmModerate => "account-scope-film-moderate",
        Permission::CommentModerate => "account-scope-comment-moderate",
        Permission::AccountRead => "account-scope-account-read",
        Permission::AccountManage => "account-scope-account-manage",
        Permission::AuditRead => "account-scope-audit-read",
        Permission::JobManage => "account-scope-job-manage",
        Permission::ProjectReview => "account-scope-project-review",
        Permission::PaymentManage => "account-scope-payment-manage",
        Permission::CashCollect => "account-scope-cash-collect",
        Permission::SaleTrack => "account-scope-sale-track",
    })
}

/// What an organisation is, in the visitor's language.
pub(crate) fn kind(t: Translator, kind: OrganisationKind) -> String {
    t.get(match kind {
        OrganisationKind::Production => "account-organisation-kind-production",
        OrganisationKind::Agency => "account-organisation-kind-agency",
        OrganisationKind::Merchant => "account-organisation-kind-merchant",
    })
}

/// What a member is, in the visitor's language.
pub(crate) fn member_role(t: Translator, role: OrganisationRole) -> String {
    t.get(match role {
        OrganisationRole::Owner => "account-organisation-role-owner",
        OrganisationRole::Admin => "account-organisation-role-admin",
        OrganisationRole::Member => "account-organisation-role-member",
    })
}
