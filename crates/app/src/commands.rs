//! The commands that do one thing and end.

mod figures;
mod jobs;
mod ledger;
mod mail;
mod payments;
mod user;

use std::io::Write as _;

use anyhow::Result;

pub(crate) use figures::figures;
pub(crate) use jobs::jobs;
pub(crate) use ledger::ledger;
pub(crate) use mail::{mail, sms};
pub(crate) use payments::{payments, provider};
pub(crate) use user::user;

use crate::{
    boot::{Base, Migrations},
    cli::{ConfigCommand, Place},
    config::Config,
};

/// `griot migrate`.
pub(crate) async fn migrate(place: &Place) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Apply).await?;
    base.stop().await;
    say("The database has the schema of this version.")
}

/// `griot config check|show`.
pub(crate) fn config(place: &Place, command: &ConfigCommand) -> Result<()> {
    let config = Config::load(place)?;
    match command {
        ConfigCommand::Check => {
            config.check()?;
            say("The configuration is fine.")
        }
        ConfigCommand::Show => say(toml::to_string_pretty(&config)?.trim_end()),
    }
}

/// `griot openapi`.
pub(crate) fn openapi() -> Result<()> {
    say(&api::openapi().to_pretty_json()?)
}

/// Prints a line for the person at the terminal, or the program behind the pipe.
fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}
