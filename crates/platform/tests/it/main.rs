//! The platform on real components.
#![cfg(test)]

mod bus;
mod embedded_pg;
mod http;
mod idempotency;
mod jobs;
mod jobs_admin;
mod jobs_faults;
mod jobs_runner;
mod mail;
mod outbox;
mod outbox_groups;
mod ratelimit;
mod support;
mod telemetry;
