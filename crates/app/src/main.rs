//! `griot`: composition and roles, nothing else. Every decision lives in a service.

mod boot;
mod cli;
mod commands;
mod config;
mod demo;
mod listener;
mod observe;
mod probes;
mod roles;
mod services;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};

/// A page is some thousand small allocations; a profile of the film page had a tenth of its time in the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        anyhow::bail!("another TLS provider is already installed");
    }
    match cli.command {
        Command::Serve(serve) => roles::serve(&cli.place, &serve).await,
        Command::Demo(demo) => Box::pin(demo::run(&cli.place, &demo)).await,
        Command::Migrate => commands::migrate(&cli.place).await,
        Command::Config(command) => commands::config(&cli.place, &command),
        Command::User(command) => commands::user(&cli.place, command).await,
        Command::Jobs(command) => commands::jobs(&cli.place, &command).await,
        Command::Figures(command) => commands::figures(&cli.place, &command).await,
        Command::Ledger(command) => commands::ledger(&cli.place, &command).await,
        Command::Payments(command) => commands::payments(&cli.place, &command).await,
        Command::Mail(command) => commands::mail(&cli.place, &command).await,
        Command::Sms(command) => commands::sms(&cli.place, &command).await,
        Command::Openapi => commands::openapi(),
    }
}

#[expect(clippy::print_stderr, reason = "the person at the terminal reads it")]
fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("griot: {error:#}");
    ExitCode::FAILURE
}
