//! Pages of the account: entering (sign-up, sign-in, second factor, recovery), one's own account, organisations, and the
//! administration of accounts and background jobs; and the checkout, which every product leads to.
//!
//! A handler parses a form, calls one method of [`identity::Identity`] and answers a page or a redirect; a form that is
//! refused comes back with what was typed (422), secrets excepted. Not here: the session cookie and form tokens (web-kit),
//! every decision (identity).

mod admin;
mod agency;
mod browser;
mod checkout;
mod endpoints;
mod enter;
mod mailbox;
mod messages;
mod notices;
mod organisations;
mod own;
mod statements;
mod words;

use axum::Router;
use identity::Identity;
use notifications::Notifications;
use platform::Db;

pub use agency::{AgencyState, agency};
pub use checkout::{CheckoutState, checkout, money};
pub use endpoints::{EndpointsState, endpoints};
pub use mailbox::mailbox;
pub use messages::{MessagesState, messages};
pub use notices::{NoticesState, notices};
pub use own::{LeavingState, leaving};
pub use statements::statements;

/// The pages of the account. The database is asked for its queue of jobs only, notifications for how staff see that letters fare.
pub fn router(identity: Identity, notifications: Notifications, db: Db) -> Router {
    let staff = admin::AdminState { identity: identity.clone(), notifications };
    Router::new()
        .merge(enter::router())
        .merge(own::router())
        .merge(organisations::router())
        .with_state(identity)
        .merge(admin::router().with_state(staff))
        .merge(admin::jobs::router().with_state(db))
}
