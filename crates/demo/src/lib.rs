//! What `griot demo` shows: accounts for every kind of person, and films with moving pictures and sound.
//!
//! Everything goes through the services that people use: the films are uploaded, checked, encoded, submitted and published
//! like any other. Passwords are made anew for each data folder. Nothing of this runs under `griot serve`.

mod accounts;
mod films;
mod making;
mod opinions;
mod render;
pub mod scenes;
mod story;

pub use story::{DemoServices, Story};
