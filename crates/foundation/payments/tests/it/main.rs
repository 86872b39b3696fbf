//! Payments on a real PostgreSQL, against the simulators of the providers.

mod collecting;
mod hooks;
mod support;
