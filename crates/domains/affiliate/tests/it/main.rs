//! Affiliation on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod bonuses;
mod books;
mod checked;
mod click_earnings;
mod click_fraud;
mod clicks;
mod codes_by_table;
mod conversions;
mod departure;
mod disorder;
mod domain_links;
mod domains;
mod exact;
mod figures;
mod forgotten;
mod found;
mod fraud;
mod fraud_codes;
mod fraud_policies;
mod gathered;
mod indexes;
mod influencers;
mod links;
mod listed;
mod merchants;
mod money;
mod moves;
mod pages;
mod partnerships;
mod pixels;
mod plans;
mod posts;
mod products;
mod programs;
mod proving;
mod rivals;
mod scheduled;
mod skus;
mod statements;
mod tables;
mod told_by_table;
mod trade;
mod world;
mod zones;

// The stage of payments, with callbacks and a clock: one for all.
#[path = "../../../../foundation/payments/tests/it/hooks.rs"]
mod hooks;
#[expect(dead_code, reason = "payments uses what is not used here")]
#[path = "../../../../foundation/payments/tests/it/support.rs"]
mod support;
