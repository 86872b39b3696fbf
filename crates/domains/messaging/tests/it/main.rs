//! Messaging through its service, on a real database.
#![cfg(test)]

mod blocking;
mod conversations;
mod departure;
mod live;
mod messages;
mod moderation;
mod outsiders;
mod reading;
mod search;
mod sharing;
mod stage;
