//! What organisations are and what their members may do.

use serde::{Deserialize, Serialize};

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A production company.
    Production,
    /// An agency of artists.
    Agency,
    /// A merchant.
    Merchant,
}

impl OrganisationKind {
    /// Every kind, in the order of a form.
    pub const ALL: [Self; 3] = [Self::Production, Self::Agency, Self::Merchant];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Agency => "agency",
            Self::Merchant => "merchant",
        }
    }

    /// The kind of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a member is in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationRole {
    /// Belongs to it.
    Member,
    /// Invites and removes people.
    Admin,
    /// Decides everything, owners included.
    Owner,
}

impl OrganisationRole {
    /// Every role, in the order of a form.
    pub const ALL: [Self; 3] = [Self::Member, Self::Admin, Self::Owner];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role may do this.
    pub const fn may(self, action: OrganisationAction) -> bool {
        match action {
            OrganisationAction::Invite => matches!(self, Self::Owner | Self::Admin),
            OrganisationAction::Rename | OrganisationAction::ChangeRoles => matches!(self, Self::Owner),
        }
    }

    /// Whether the role may remove a member of the other role: an owner anybody, an admin mere members.
    pub const fn may_remove(self, other: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => matches!(other, Self::Member),
            Self::Member => false,
        }
    }
}

/// One action in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationAction {
    /// Give it another name.
    Rename,
    /// Invite people, and withdraw invitations.
    Invite,
    /// Give members other roles.
    ChangeRoles,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_decide_about_owners_and_admins() {
        use OrganisationRole::{Admin, Member, Owner};
        for (actor, other, expected) in [
            (Owner, Owner, true),
            (Owner, Admin, true),
            (Admin, Owner, false),
            (Admin, Admin, false),
            (Admin, Member, true),
            (Member, Member, false),
        ] {
            assert_eq!(actor.may_remove(other), expected, "{actor:?} {other:?}");
        }
        assert!(Admin.may(OrganisationAction::Invite) && !Admin.may(OrganisationAction::ChangeRoles));
        assert!(!Member.may(OrganisationAction::Invite));
    }
}
