//! What every HTML page stands on: the visit, texts, formats, layout, forms, errors, components, built files.
//!
//! A page handler takes a [`Visit`], asks a service, and answers a [`Shell`]; `?` on any error of a service is enough.
//! Invariants: no inline script or style (strict CSP); every form is checked before a handler runs; every text is a key;
//! nothing here decides anything about the domain. See README.md for a page from beginning to end.

mod arrival;
pub mod assets;
mod attachment;
mod context;
pub mod csrf;
pub mod device;
mod error;
mod flash;
mod flood;
mod form;
mod headers;
pub mod i18n;
mod kit;
mod layer;
pub mod live;
pub mod names;
pub mod next;
mod order;
pub mod payout;
mod preferences;
pub mod qr;
mod routes;
#[cfg(test)]
mod samples;
pub mod session;
mod shell;
pub mod sitemap;
pub mod ui;
mod visit;

pub use arrival::{Arrival, CameFrom};
pub use attachment::to_save;
pub use context::{client_address, is_trusted, session_token};
pub use csrf::CsrfForm;
pub use error::WebError;
pub use flash::Redirect;
pub use form::FormErrors;
pub use i18n::{Translator, Value};
pub use kernel::format;
pub use kit::{WebKit, WebKitConfig};
pub use layer::AnsweredFor;
pub use order::by_name;
pub use preferences::{Brand, Mode};
pub use routes::{PREFERENCES, router};
pub use session::{COOKIE as SESSION_COOKIE, Sessions};
pub use shell::{BellState, Cache, NavEntry, Shell};
pub use visit::Visit;
