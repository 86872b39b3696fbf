//! `cargo xtask`: the project's own checks and tools.
//!
//! Every check prints what it looked at and what it found, and fails when it found something. The checks read sources
//! and `cargo metadata`; they never need the crates they check to compile, so a broken tree can still be examined.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool answers on its standard streams")]

mod arch;
mod bench;
mod files;
mod i18n;
mod media;
mod openapi;
mod postgres;
mod report;
mod sizes;
mod source;
mod sqlx_cache;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// The project's own checks and tools.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Check the borders between crates: tiers, allowed dependencies, forbidden crates, where SQL stands.
    Arch,
    /// Check the lengths of files and functions against the limits and the baseline, which may only shrink.
    Sizes {
        /// Write the baseline anew after something shrank.
        #[arg(long)]
        write: bool,
        /// With --write: also note what grew. Say why in the commit.
        #[arg(long, requires = "write")]
        accept_growth: bool,
    },
    /// Check the texts: French and English alike, none missing, none unused, none literal in a page.
    I18n,
    /// Compare `docs/openapi.json` with what the binary says of itself.
    Openapi {
        /// Write the file instead of comparing it.
        #[arg(long)]
        write: bool,
    },
    /// Check or write `.sqlx`, the cache that lets the workspace compile without a database.
    Sqlx {
        /// What to do with the cache.
        #[command(subcommand)]
        action: sqlx_cache::Action,
    },
    /// Run a command with a throwaway PostgreSQL: its address is in `GRIOT_TEST_DATABASE_URL`.
    Pg {
        /// The command and its arguments, after `--`.
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
    /// Film material for the demo, the tests and the benches.
    Media {
        /// What to do.
        #[command(subcommand)]
        action: media::Action,
    },
    /// Run a benchmark: http, pages, playback, start, encode, ledger, pledges, clicks, dashboards.
    Bench {
        /// Which one, and its own options.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Run everything that CI runs: the same as `bin/test`.
    Ci {
        /// Options of `bin/test`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    let workspace = Workspace::load()?;
    match task {
        Task::Arch => arch::check(&workspace)?.finish(),
        Task::Sizes { write: true, accept_growth } => sizes::write(&workspace, accept_growth),
        Task::Sizes { write: false, .. } => sizes::check(&workspace)?.finish(),
        Task::I18n => i18n::check(&workspace)?.finish(),
        Task::Openapi { write } => openapi::run(&workspace, write),
        Task::Sqlx { action } => sqlx_cache::run(&workspace, action),
        Task::Media { action } => media::run(&workspace, action),
        Task::Pg { command } => return postgres::run_with(&command),
        Task::Bench { arguments } => return bench::run(&workspace, &arguments),
        Task::Ci { arguments } => return workspace.run_script("bin/test", &arguments),
    }
    .map(|()| ExitCode::SUCCESS)
}
