//! Pages of the account: entering (sign-up, sign-in, second factor, recovery), one's own account, organisations, and the
//! administration of accounts.
//!
//! A handler parses a form, calls one method of [`identity::Identity`] and answers a page or a redirect; a form that is
//! refused comes back with what was typed (422), secrets excepted. Not here: the session cookie and form tokens (web-kit),
//! every decision (identity).

mod admin;
mod browser;
mod enter;
mod mailbox;
mod organisations;
mod own;
mod words;

use axum::Router;
use identity::Identity;

pub use mailbox::mailbox;

/// The pages of the account.
pub fn router(identity: Identity) -> Router {
    Router::new()
        .merge(enter::router())
        .merge(own::router())
        .merge(organisations::router())
        .merge(admin::router())
        .with_state(identity)
}
