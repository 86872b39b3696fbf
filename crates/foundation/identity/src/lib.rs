//! Who people are: accounts, sessions, API tokens and keys, second factors, sign-in by other providers, organisations.
//!
//! Invariants:
//! - no secret is stored in clear: tokens, keys and codes as SHA-256, passwords as Argon2id, TOTP secrets sealed;
//! - every authentication reads the database, so that a revoked session or a locked account ends at once;
//! - a staff role counts only in a session where a second factor was proved;
//! - nobody learns from an answer, or from how long it took, whether an e-mail has an account.
//!
//! Not here: pages, cookies and JSON (the edges), what a permission means (the context that asks for it).

mod account;
mod admin;
mod api_key;
mod config;
mod deletion;
mod error;
mod export;
mod jobs;
mod letter;
mod limits;
mod mailed_token;
mod oidc;
mod organisation;
mod passkey;
mod password;
mod second_factor;
mod secret;
mod service;
mod session;
mod sign_in;
mod sweep;
mod token;

pub use account::{
    AccountSummary, ChangeEmail, ChangePassword, ChangeProfile, Contact, ProfileKind, ProfileView, ResetPassword, SignUp,
};
pub use admin::{AccountCard, AccountSearch, AuditEntry, CreateAccount};
pub use api_key::{ApiKeyView, CreateApiKey, NewApiKey, parse_scope, scope_word};
pub use config::{IdentityConfig, OidcProvider};
pub use deletion::{DeleteAccount, DeletionView};
pub use error::IdentityError;
pub use export::AccountExport;
pub use oidc::{FinishOidc, OidcRedirect, OidcSignIn};
pub use organisation::{
    ChangeMemberRole, CreateOrganisation, InvitationPreview, InvitationView, Invite, MemberView, OrganisationAction,
    OrganisationCard, OrganisationKind, OrganisationRole, OrganisationView,
};
pub use passkey::{FinishPasskeyRegistration, FinishPasskeySignIn, PasskeyChallenge, PasskeyView};
pub use platform::audit::{AuditFilter, AuditLine};
pub use second_factor::{SecondFactorView, TotpEnrolment};
pub use service::Identity;
pub use session::{Authenticated, Client, ClientKind, Grant, SessionView};
pub use sign_in::{Challenge, SecondStep, SignIn, SignInOutcome};
pub use token::AccessToken;
