//! What `griot demo` shows: accounts for every kind of person, and films with moving pictures and sound.
//!
//! Everything goes through the services that people use: the films are uploaded, checked, encoded, submitted and published
//! like any other. Nothing of this runs under `griot serve`.

pub mod scenes;
