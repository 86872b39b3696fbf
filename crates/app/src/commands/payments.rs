//! `griot payments`: connecting providers, and looking after money that does not move by itself.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use ::payments::{Credentials, PaymentsError, ProviderName};
use anyhow::{Context as _, Result, bail};
use kernel::Actor;

use super::say;
use crate::{
    boot::{Base, Migrations},
    cli::{PaymentsCommand, Place},
    config::Config,
    services::{Mode, Services},
};

/// Runs one of the `payments` commands.
pub(crate) async fn payments(place: &Place, command: &PaymentsCommand) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Require).await?;
    let services = Services::compose(&base, Mode::Real)?;
    let done = run(&services, command).await;
    drop(services);
    base.stop().await;
    say(&done?)
}

async fn run(services: &Services, command: &PaymentsCommand) -> Result<String> {
    let (payments, actor) = (&services.payments, Actor::system("command-line"));
    match command {
        PaymentsCommand::Connect { provider } => {
            let typed = ask_credentials()?;
            let given = Credentials::of(typed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            match payments.connect(&actor, *provider, &given).await {
                Ok(()) => Ok(format!("{} is connected. Routes are in the configuration, under [payments].", provider.as_str())),
                Err(PaymentsError::NotConfigured(name)) => bail!("{} needs `{name}`", provider.as_str()),
                Err(error) => Err(error.into()),
            }
        }
        PaymentsCommand::Import { provider, file } => {
            let csv = tokio::fs::read_to_string(file).await.with_context(|| format!("read {}", file.display()))?;
            let done = payments.import_statement(&actor, *provider, &csv).await?;
            Ok(format!("{} lines are new, {} were known; {} leave a difference.", done.new, done.known, done.breaks))
        }
        PaymentsCommand::Breaks => {
            let lines = payments.open_breaks(&actor).await?.into_iter();
            Ok(table(lines.map(|found| serde_json::to_string(&found)), "No difference is open.")?)
        }
        PaymentsCommand::Stuck => {
            let lines = payments.stuck_attempts(&actor).await?.into_iter();
            Ok(table(lines.map(|found| serde_json::to_string(&found)), "No payment is stuck.")?)
        }
    }
}

/// One JSON object a line, for people and programs alike.
fn table(lines: impl Iterator<Item = serde_json::Result<String>>, none: &str) -> Result<String> {
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    Ok(if lines.is_empty() { none.into() } else { lines.join("\n") })
}

/// `name=value` lines until the end of the input: never arguments, which other programs of the machine can read.
fn ask_credentials() -> Result<Vec<(String, String)>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        writeln!(std::io::stderr(), "One credential a line, name=value, by the names of docs/money.md; Ctrl D ends.")?;
    }
    parse(&input.lock().lines().collect::<Result<Vec<_>, _>>()?)
}

fn parse(lines: &[String]) -> Result<Vec<(String, String)>> {
    let given = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    // The line itself is not repeated: it may hold a secret.
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    given.map(|line| pair(line).context("a line without `=`: write name=value")).collect()
}

/// The provider of a word on the command line.
pub(crate) fn provider(text: &str) -> Result<ProviderName, String> {
    ProviderName::parse(text).ok_or_else(|| {
        let known: Vec<&str> = ProviderName::ALL.iter().map(|name| name.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_line_by_line_and_never_repeated_in_an_error() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let given = parse(&lines("secret_key = sk_test=1\n\nwebhook_secret=x\n")).unwrap();
        assert_eq!(given, [("secret_key".into(), "sk_test=1".into()), ("webhook_secret".into(), "x".into())]);
        let refused = parse(&lines("sk_live_42")).unwrap_err().to_string();
        assert!(!refused.contains("sk_live_42"), "{refused}");
    }
}
