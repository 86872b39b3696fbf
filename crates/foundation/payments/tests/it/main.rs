//! Payments on a real PostgreSQL, against the simulators of the providers.

mod chaos;
mod collecting;
mod disbursing;
mod hooks;
mod support;
mod wallets;
