//! What every context stands on: database and transactions, outbox, jobs, live bus, configuration, secrets, mail, files,
//! outbound HTTP, telemetry, embedded PostgreSQL.
//!
//! Invariants: events and jobs are written in the transaction of the data they speak of; no network call happens inside a
//! transaction; every handler and job may run twice. This crate knows no context and no user-facing text.

pub mod address;
pub mod agent;
pub mod audit;
pub mod bus;
pub mod config;
pub mod db;
pub mod embedded_pg;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod letter;
pub mod mail;
pub mod outbox;
pub mod ratelimit;
pub mod rng;
pub mod secrets;
pub mod store;
pub mod telemetry;
pub mod upkeep;

pub use bus::Bus;
pub use db::{Db, DbError, Tx};
pub use mail::{Mail, OutgoingMail};
pub use ratelimit::{RateLimited, RateLimiter};
pub use rng::SystemRng;
pub use secrets::Secrets;
pub use store::Store;
