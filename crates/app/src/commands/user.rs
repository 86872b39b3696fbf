//! `griot user`: accounts from the command line.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, Result, bail};
use identity::{CreateAccount, IdentityError};
use kernel::{AccountId, Actor, AppError as _, Locale};
use secrecy::SecretString;

use super::say;
use crate::{
    boot::{Base, Migrations},
    cli::{Place, UserCommand},
    config::Config,
    services::{Mode, Services},
};

/// Runs one of the `user` commands.
pub(crate) async fn user(place: &Place, command: UserCommand) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Apply).await?;
    let services = Services::compose(&base, Mode::Real)?;
    let done = run(&services, command).await;
    drop(services);
    base.stop().await;
    say(&done?)
}

async fn run(services: &Services, command: UserCommand) -> Result<String> {
    let (identity, actor) = (&services.identity, Actor::system("command-line"));
    match command {
        UserCommand::Create { email, name, role } => {
            let password = Some(ask_password()?);
            let cmd = CreateAccount { email: email.clone(), display_name: name, password, roles: vec![role], locale: Locale::Fr };
            identity.create_account(&actor, cmd).await.map_err(explain)?;
            Ok(format!("{email} is a {}.", role.as_str()))
        }
        UserCommand::Role { email, grant, revoke } => {
            let id = account(services, &actor, &email).await?;
            if grant.is_none() && revoke.is_none() {
                bail!("say --grant ROLE or --revoke ROLE");
            }
            if let Some(role) = grant {
                identity.grant_role(&actor, id, role).await.map_err(explain)?;
            }
            if let Some(role) = revoke {
                identity.revoke_role(&actor, id, role).await.map_err(explain)?;
            }
            Ok(format!("The roles of {email} are changed."))
        }
        UserCommand::Password { email } => {
            let id = account(services, &actor, &email).await?;
            identity.set_password(&actor, id, &ask_password()?).await.map_err(explain)?;
            Ok(format!("{email} has a new password; every session is ended."))
        }
    }
}

async fn account(services: &Services, actor: &Actor, email: &str) -> Result<AccountId> {
    let found = services.identity.find_account_by_email(actor, email).await?;
    found.with_context(|| format!("there is no account {email}"))
}

/// The field errors in words: the command line has no page to show them beside their fields.
fn explain(error: IdentityError) -> anyhow::Error {
    let fields: Vec<String> = error.fields().iter().map(|field| format!("{}: {}", field.field, field.code)).collect();
    let error = anyhow::Error::from(error);
    if fields.is_empty() { error } else { error.context(fields.join(", ")) }
}

fn ask_password() -> Result<SecretString> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        write!(std::io::stderr(), "Password (at least 10 characters): ")?;
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        bail!("no password was given on standard input");
    }
    Ok(password.into())
}
