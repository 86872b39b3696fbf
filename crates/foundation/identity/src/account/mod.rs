//! Accounts: sign-up, recovery, profile.

mod contact;
mod fields;
mod model;
mod profile;
mod queries;
mod recovery;
mod sign_up;
pub(crate) mod store;

pub use contact::Contact;
pub use fields::ProfileKind;
pub(crate) use fields::{Email, searchable, visible_line};
pub use model::AccountSummary;
pub(crate) use model::{AccountRow, effective_permissions};
pub use profile::{ChangeEmail, ChangePassword, ChangeProfile};
pub use queries::ProfileView;
pub(crate) use recovery::RecoverAccountJob;
pub use recovery::ResetPassword;
pub use sign_up::SignUp;
pub(crate) use sign_up::{MAX_NAME_CHARS, create_in};
pub(crate) use store::CredentialRow;
