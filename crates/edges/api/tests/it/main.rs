//! The API through its router, on a real database.
#![cfg(test)]

mod auth;
mod caller;
mod document;
mod films;
mod matrix;
mod opinions;
mod world;
