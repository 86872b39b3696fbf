//! The JSON API: every capability of the pages for programs, under `/api/v1` and `/api/auth`.
//!
//! A handler parses, calls one service method and answers its view; decisions never stand here. Errors are problem+json
//! (RFC 9457) in the language of `Accept-Language`; lists are pages by cursor (`?limit=&after=`); unknown members of a
//! command are refused. The same list of routes makes the router and the OpenAPI document: neither can forget one.

mod admin;
mod assets;
mod auth;
mod caller;
mod conversations;
mod docs;
mod endpoints;
mod etag;
mod extract;
mod films;
mod funding;
mod hooks;
mod idempotency;
mod lists;
mod moderation;
mod notices;
mod opinions;
mod organisations;
mod payment_key;
mod payments;
mod people;
mod playback;
mod problem;
mod router;
mod sales;
mod state;
mod statements;
mod studio;
mod uploads;
mod view;
mod vouchers;
mod words;

pub use caller::{Caller, SignedInCaller};
pub use extract::{Json, PageQuery, Path, Query};
pub(crate) use payment_key::PaymentKey;
pub use playback::streams;
pub use problem::{Problem, ProblemBody};
pub use router::{openapi, router};
pub use state::ApiState;
