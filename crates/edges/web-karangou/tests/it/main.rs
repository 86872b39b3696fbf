//! The pages of Karangou through their router, on a real database.
#![cfg(test)]

mod dashboards;
mod deliveries;
mod documents;
mod film;
mod funded;
mod hostile_text;
mod keeping;
mod moderation;
mod projects;
mod public;
mod questions;
mod sharing;
mod site;
mod studio;
mod trailer;
mod updates;
mod visits;
mod writing_projects;
