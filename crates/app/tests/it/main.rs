//! The program as a person starts it: the built binary, a data folder of its own, real signals.
#![cfg(test)]

mod command_line;
mod configuration;
mod database_away;
mod graceful_stop;
mod observation;
mod program;
