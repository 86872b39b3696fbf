//! Affiliation on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod found;
mod indexes;
mod influencers;
mod listed;
mod merchants;
mod pages;
mod products;
mod skus;
mod tables;
mod world;
