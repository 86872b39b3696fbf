//! What `griot demo` shows: accounts for every kind of person, and films with moving pictures and sound.
//!
//! Everything goes through the services that people use: the films are uploaded, checked, encoded, submitted and published
//! like any other; money is paid by simulated providers; a small shop sells what influencers recommend. Passwords are made anew for each data folder. Nothing of this runs under `griot serve`.

mod accounts;
mod films;
mod funding;
mod making;
mod opinions;
pub mod pictures;
mod render;
mod sales;
pub mod scenes;
mod shop;
mod simulator;
mod story;

pub use shop::Shop;
pub use simulator::Simulator;
pub use story::{DemoServices, Story};
