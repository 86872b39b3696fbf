//! The API through its router, on a real database.
#![cfg(test)]

mod administration;
mod assets;
mod auth;
mod caller;
mod composition;
mod deletion;
mod document;
mod domains;
mod dub;
mod factors;
mod films;
mod idempotency;
mod matrix;
mod money;
mod notices;
mod opinions;
mod organisations;
mod pixel;
mod playback;
mod reviewed;
mod selling;
mod shops;
mod studio;
mod talk;
mod tracking;
mod uploads;
mod voices;
mod vouchers;
mod world;
