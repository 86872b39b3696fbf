//! The catalogue through its service, on a real database.
#![cfg(test)]

mod comments;
mod films;
mod injection;
mod lists;
mod moderation;
mod people;
mod ratings;
mod search;
mod stage;
mod watching;
