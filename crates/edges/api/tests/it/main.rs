//! The API through its router, on a real database.

mod caller;
mod document;
mod films;
mod matrix;
mod opinions;
mod world;
