//! What an account is, and what its roles allow in a given sign-in.

use kernel::{AccountId, Locale, PermissionSet, Role};

/// An account as its own pages and every layout need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSummary {
    /// The account.
    pub id: AccountId,
    /// The e-mail, in lower case.
    pub email: String,
    /// The name that others see.
    pub display_name: String,
    /// What the account is, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
    /// The language of mails and pages.
    pub locale: Locale,
    /// Whether the e-mail was confirmed.
    pub email_verified: bool,
    /// Whether an authenticator application or a passkey is enrolled.
    pub has_second_factor: bool,
    /// Staff in a session without second factor: only viewer rights until one is enrolled and proved.
    pub must_prove_second_factor: bool,
}

impl AccountSummary {
    /// Whether the account has this role, whatever this sign-in may do.
    pub fn has_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the account holds a staff role.
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|role| role.is_staff())
    }
}

/// The columns that every authentication reads.
pub(crate) struct AccountRow {
    pub(crate) id: uuid::Uuid,
    pub(crate) email: String,
    pub(crate) display_name: String,
    pub(crate) locale: String,
    pub(crate) roles: Vec<String>,
    pub(crate) email_verified: bool,
    pub(crate) has_second_factor: bool,
}

impl AccountRow {
    /// The account in a sign-in with or without proved second factor.
    pub(crate) fn into_summary(self, second_factor: bool) -> AccountSummary {
        let mut roles: Vec<Role> = self.roles.iter().filter_map(|word| Role::parse(word)).collect();
        roles.sort_unstable();
        let staff = roles.iter().any(|role| role.is_staff());
        AccountSummary {
            id: AccountId::from_uuid(self.id),
            email: self.email,
            display_name: self.display_name,
            roles,
            locale: Locale::parse(&self.locale).unwrap_or_default(),
            email_verified: self.email_verified,
            has_second_factor: self.has_second_factor,
            must_prove_second_factor: staff && !second_factor,
        }
    }
}

/// What a sign-in may do: the roles added up; a staff account without second factor is a mere viewer.
pub(crate) fn effective_permissions(account: &AccountSummary) -> PermissionSet {
    if account.must_prove_second_factor {
        return Role::Viewer.permissions();
    }
    account.roles.iter().fold(PermissionSet::NONE, |sum, role| sum.union(role.permissions()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Permission;

    fn row(roles: &[&str]) -> AccountRow {
        AccountRow {
            id: AccountId::generate().as_uuid(),
            email: "a@example.org".into(),
            display_name: "A".into(),
            locale: "en".into(),
            roles: roles.iter().map(ToString::to_string).collect(),
            email_verified: true,
            has_second_factor: false,
        }
    }

    #[test]
    fn staff_without_second_factor_is_a_viewer() {
        for role in ["moderator", "admin"] {
            let weak = row(&["director", role]).into_summary(false);
            assert!(weak.must_prove_second_factor);
            assert_eq!(effective_permissions(&weak), Role::Viewer.permissions());
            let strong = row(&["director", role]).into_summary(true);
            assert!(effective_permissions(&strong).contains(Permission::FilmModerate));
            assert!(effective_permissions(&strong).contains(Permission::FilmPublish));
        }
    }

    #[test]
    fn roles_add_up_and_unknown_words_give_nothing() {
        let account = row(&["director", "emperor", "viewer"]).into_summary(false);
        assert_eq!(account.roles, [Role::Viewer, Role::Director]);
        assert!(effective_permissions(&account).contains(Permission::FilmPublish));
        assert!(!effective_permissions(&account).contains(Permission::AccountRead));
    }
}
