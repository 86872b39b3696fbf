//! The pages of Karangou through their router, on a real database.
#![cfg(test)]

mod film;
mod hostile_text;
mod keeping;
mod moderation;
mod public;
mod sharing;
mod site;
mod studio;
mod writing_projects;
