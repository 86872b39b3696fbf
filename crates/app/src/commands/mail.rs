//! `griot mail`, `griot sms`: letters that came back, and what becomes of SMS.

use std::io::Read as _;

use anyhow::{Context as _, Result};
use kernel::Actor;
use notifications::{CameBack, MAIL_LIMIT_BYTES};

use super::say;
use crate::{
    boot::{Base, Migrations},
    cli::{MailCommand, Place, SmsCommand},
    config::Config,
    services::{Mode, Services},
};

/// Runs one of the `mail` commands.
pub(crate) async fn mail(place: &Place, command: &MailCommand) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Require).await?;
    let services = Services::compose(&base, Mode::Real)?;
    let done = run(&base, &services, command).await;
    drop(services);
    base.stop().await;
    say(&done?)
}

/// Runs one of the `sms` commands.
pub(crate) async fn sms(place: &Place, command: &SmsCommand) -> Result<()> {
    let SmsCommand::Hook = command;
    let base = Base::start(Config::load(place)?, Migrations::Require).await?;
    let services = Services::compose(&base, Mode::Real)?;
    let (url, hook) = (base.config.public_url(), services.notifications.sms_hook());
    drop(services);
    base.stop().await;
    let hook = hook.context("no SMS is sent from here: the section `notifications.sms` is missing")?;
    say(platform::address::file(&url?, &hook).as_str())
}

async fn run(base: &Base, services: &Services, command: &MailCommand) -> Result<String> {
    match command {
        MailCommand::Bounce => {
            let mut raw = Vec::new();
            // One byte more than may be: what is longer is refused as such.
            let limit = u64::try_from(MAIL_LIMIT_BYTES)? + 1;
            std::io::stdin().lock().take(limit).read_to_end(&mut raw).context("the mail on standard input")?;
            let came_back = services.notifications.take_mail(&Actor::system("command-line"), &raw).await?;
            Ok(match came_back {
                CameBack::Noted => "noted".into(),
                CameBack::Ignored => "ignored: no report about a letter of ours".into(),
            })
        }
        MailCommand::Hook => {
            Ok(platform::address::file(&base.config.public_url()?, &services.notifications.mail_hook()).to_string())
        }
    }
}
