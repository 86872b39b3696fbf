//! What organisations look like outside.

use contracts::identity::{InvitationId, OrganisationId};
use identity::{
    InvitationPreview, InvitationView, MemberView, OrganisationCard, OrganisationKind, OrganisationRole, OrganisationView,
};
use jiff::Timestamp;
use kernel::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words;

/// An organisation to found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateOrganisationBody {
    /// Its name.
    #[schema(min_length = 1, max_length = 120)]
    pub(super) name: String,
    /// What it is.
    #[schema(schema_with = words::organisation_kinds)]
    pub(super) kind: OrganisationKind,
}

/// Another name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RenameOrganisationBody {
    /// The name.
    #[schema(min_length = 1, max_length = 120)]
    pub(super) name: String,
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberRoleBody {
    /// The role.
    #[schema(schema_with = words::organisation_roles)]
    pub(super) role: OrganisationRole,
}

/// Somebody to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InviteBody {
    /// Whom, whether they have an account already or not.
    #[schema(max_length = 254)]
    pub(super) email: String,
    /// As what: `member` or `admin`.
    #[schema(schema_with = words::organisation_roles)]
    pub(super) role: OrganisationRole,
}

/// The token of a mailed invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitationTokenBody {
    /// The `jeton` of the link.
    #[schema(max_length = 100)]
    pub(super) token: String,
}

/// The organisation that the caller now belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganisationRef)]
pub(super) struct NewOrganisationBody {
    /// The organisation.
    #[schema(value_type = uuid::Uuid)]
    pub(super) id: OrganisationId,
}

/// An organisation in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganisationCard)]
pub(super) struct OrganisationCardBody {
    /// The organisation.
    #[schema(value_type = uuid::Uuid)]
    id: OrganisationId,
    /// Its name.
    name: String,
    /// `production`, `agency` or `merchant`.
    kind: &'static str,
    /// The caller's role in it: `member`, `admin` or `owner`.
    role: &'static str,
    /// How many members it has.
    members: i64,
}

/// An organisation with everybody in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organisation)]
pub(super) struct OrganisationBody {
    /// The organisation.
    #[schema(value_type = uuid::Uuid)]
    id: OrganisationId,
    /// Its name.
    name: String,
    /// `production`, `agency` or `merchant`.
    kind: &'static str,
    /// The caller's role in it: `member`, `admin` or `owner`.
    role: &'static str,
    /// Its members, owners first.
    members: Vec<MemberBody>,
    /// Invitations that wait; empty for who may not invite.
    invitations: Vec<InvitationBody>,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganisationMember)]
pub(super) struct MemberBody {
    /// The account.
    #[schema(value_type = uuid::Uuid)]
    account_id: AccountId,
    /// The name that others see.
    display_name: String,
    /// `member`, `admin` or `owner`.
    role: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    joined_at: Timestamp,
}

/// An invitation that waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganisationInvitation)]
pub(super) struct InvitationBody {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: InvitationId,
    /// For whom.
    email: String,
    /// As what: `member` or `admin`.
    role: &'static str,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// What an invitation says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvitationPreview)]
pub(super) struct PreviewBody {
    /// The organisation's name.
    organisation: String,
    /// `production`, `agency` or `merchant`.
    kind: &'static str,
    /// As what: `member` or `admin`.
    role: &'static str,
    /// For whom.
    email: String,
}

impl From<OrganisationCard> for OrganisationCardBody {
    fn from(card: OrganisationCard) -> Self {
        Self { id: card.id, name: card.name, kind: card.kind.as_str(), role: card.role.as_str(), members: card.members }
    }
}

impl From<OrganisationView> for OrganisationBody {
    fn from(view: OrganisationView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            kind: view.kind.as_str(),
            role: view.role.as_str(),
            members: view.members.into_iter().map(Into::into).collect(),
            invitations: view.invitations.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<MemberView> for MemberBody {
    fn from(member: MemberView) -> Self {
        Self {
            account_id: member.account_id,
            display_name: member.display_name,
            role: member.role.as_str(),
            joined_at: member.joined_at,
        }
    }
}

impl From<InvitationView> for InvitationBody {
    fn from(invitation: InvitationView) -> Self {
        Self { id: invitation.id, email: invitation.email, role: invitation.role.as_str(), expires_at: invitation.expires_at }
    }
}

impl From<InvitationPreview> for PreviewBody {
    fn from(preview: InvitationPreview) -> Self {
        Self {
            organisation: preview.organisation,
            kind: preview.kind.as_str(),
            role: preview.role.as_str(),
            email: preview.email,
        }
    }
}
