//! Simulators of payment providers, on the wire as they are, with state and seeded chaos. See README.md.
//!
//! [`Running::start`] opens a server on which every provider answers below its own prefix (`/mtn-momo`, `/stripe`, …) with the
//! paths, statuses, enums and signatures of the real one, so that an adapter only changes its base address. What happens to
//! a transaction follows from a test number, a pressed button or a rule, and from nothing but the seed and its reference:
//! neither time of day nor concurrency changes a fate.
//!
//! It moves no money, keeps everything in memory, and takes shortcuts where the real thing needs secrets that nobody has
//! (README.md names each one). It depends on none of our other crates.

mod answer;
mod bank;
mod clock;
mod config;
mod control;
mod credentials;
mod delivery;
mod fate;
mod money;
mod pages;
mod provider;
mod providers;
mod request;
mod running;
mod server;
mod sign;
mod statement;
mod transaction;
mod world;

pub use bank::BankRefusal;
pub use config::{Auto, Chaos, Config, MtnCurrencies};
pub use credentials::{Credentials, credentials};
pub use delivery::{DeliveryRecord, DeliveryState};
pub use provider::Provider;
pub use running::{NoSuch, Running, StartError};
pub use transaction::{Button, Failure, Kind, Transaction, TransactionState};
