//! The wire, as an adapter and a payer see it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod bank;
mod cashpay;
mod chaos;
mod cinetpay;
mod cmi;
mod control;
mod everywhere;
mod fedapay;
mod garbage;
mod mtn;
mod paygate;
mod paypal;
mod shop;
mod stripe;
mod stripe_page;
