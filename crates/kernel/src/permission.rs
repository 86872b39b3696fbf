//! What a role may do. One table, read by every context; a context asks for a permission, never for a role.

use serde::{Deserialize, Serialize};

/// What an account is: the profile kinds people choose, and the staff roles that an administrator grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Watches films.
    Viewer,
    /// Publishes their own films.
    Director,
    /// Publishes the films of their production company.
    Producer,
    /// Takes cash for payers at an agency.
    Agent,
    /// Staff: decides on films, comments and reports.
    Moderator,
    /// Staff: everything, accounts and settings included.
    Admin,
}

impl Role {
    /// Every role, in the order of a menu.
    pub const ALL: [Self; 6] = [Self::Viewer, Self::Director, Self::Producer, Self::Agent, Self::Moderator, Self::Admin];

    /// The word stored in the database and shown by the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Director => "director",
            Self::Producer => "producer",
            Self::Agent => "agent",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// The role of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Staff and agents must use a second factor and cannot be chosen at sign-up.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Agent | Self::Moderator | Self::Admin)
    }

    /// What the role may do.
    pub const fn permissions(self) -> PermissionSet {
        use Permission as P;
        match self {
            Self::Viewer => PermissionSet::of(&[P::Watch, P::Participate, P::SaleTrack]),
            Self::Director | Self::Producer => {
                PermissionSet::of(&[P::Watch, P::Participate, P::FilmPublish, P::MediaUpload, P::SaleTrack])
            }
            Self::Agent => PermissionSet::of(&[P::Watch, P::Participate, P::CashCollect, P::SaleTrack]),
            Self::Moderator => PermissionSet::of(&[
                P::Watch,
                P::Participate,
                P::FilmModerate,
                P::CommentModerate,
                P::ProjectReview,
                P::AccountRead,
                P::SaleTrack,
            ]),
            Self::Admin => PermissionSet::all(),
        }
    }
}

/// One action that needs a right beyond owning the thing acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Permission {
    /// Open a playback session while signed in.
    Watch,
    /// Rate, comment, report, keep lists.
    Participate,
    /// Create and submit films of one's own.
    FilmPublish,
    /// Upload video, sound, images and subtitles.
    MediaUpload,
    /// Publish or refuse a submitted film.
    FilmModerate,
    /// Hide comments and close reports.
    CommentModerate,
    /// Look at other people's accounts.
    AccountRead,
    /// Change roles, lock and unlock accounts.
    AccountManage,
    /// Read the audit trail.
    AuditRead,
    /// See and retry background jobs.
    JobManage,
    /// Put submitted projects online or send them back.
    ProjectReview,
    /// See payments and accounts of the ledger, connect providers, close differences.
    PaymentManage,
    /// Take cash for vouchers, up to a cap.
    CashCollect,
    /// Report leads, sales and refunds of a merchant whose program one manages: all that the key of a shop needs.
    SaleTrack,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 14] = [
        Self::Watch,
        Self::Participate,
        Self::FilmPublish,
        Self::MediaUpload,
        Self::FilmModerate,
        Self::CommentModerate,
        Self::AccountRead,
        Self::AccountManage,
        Self::AuditRead,
        Self::JobManage,
        Self::ProjectReview,
        Self::PaymentManage,
        Self::CashCollect,
        Self::SaleTrack,
    ];

    const fn bit(self) -> u64 {
        1 << (self as u8)
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionSet(u64);

impl PermissionSet {
    /// The set that allows nothing.
    pub const NONE: Self = Self(0);

    /// The set of exactly these permissions.
    pub const fn of(permissions: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = permissions;
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        Self(bits)
    }

    /// Every permission there is.
    pub const fn all() -> Self {
        Self::of(&Permission::ALL)
    }

    /// Whether the permission is in the set.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// What is in both sets: how an API key's scopes narrow its owner's rights.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in either set: how several roles add up.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The permissions, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.contains(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_publishes_nothing_and_an_admin_may_everything() {
        assert!(!Role::Viewer.permissions().contains(Permission::FilmPublish));
        assert!(!Role::Moderator.permissions().contains(Permission::AccountManage));
        assert!(!Role::Agent.permissions().contains(Permission::PaymentManage));
        for permission in Permission::ALL {
            assert!(Role::Admin.permissions().contains(permission));
        }
    }

    #[test]
    fn everybody_may_track_the_sales_of_a_shop_of_theirs() {
        for role in Role::ALL {
            assert!(role.permissions().contains(Permission::SaleTrack), "{role:?}");
        }
    }

    #[test]
    fn roles_survive_their_stored_word() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("root"), None);
    }

    #[test]
    fn an_intersection_never_adds_a_right() {
        let narrowed = Role::Viewer.permissions().intersection(PermissionSet::all());
        assert_eq!(narrowed, Role::Viewer.permissions());
    }
}
