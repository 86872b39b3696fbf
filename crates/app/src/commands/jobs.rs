//! `griot jobs`: what waits, what failed, and running it again.

use anyhow::Result;
use kernel::{Actor, PageRequest};
use platform::jobs::admin;

use super::say;
use crate::{
    boot::{Base, Migrations},
    cli::{JobsCommand, Place},
    config::Config,
};

/// Runs one of the `jobs` commands.
pub(crate) async fn jobs(place: &Place, command: &JobsCommand) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Apply).await?;
    let done = run(&base, command).await;
    base.stop().await;
    say(&done?)
}

async fn run(base: &Base, command: &JobsCommand) -> Result<String> {
    let actor = Actor::system("command-line");
    match command {
        JobsCommand::List { failed, limit } => {
            let filter = admin::JobFilter { state: failed.then_some(admin::JobState::Failed), ..admin::JobFilter::default() };
            let jobs = admin::list(&base.db, &actor, &filter, &PageRequest::new(Some(*limit), None)).await?;
            if jobs.items.is_empty() {
                return Ok("No jobs.".into());
            }
            let lines = jobs.items.iter().map(|job| {
                let error = job.last_error.as_deref().unwrap_or_default();
                format!(
                    "{:>8}  {:<9}  {:<32}  {}/{}  {error}",
                    job.id,
                    job.state.as_str(),
                    job.name,
                    job.attempts,
                    job.max_attempts
                )
            });
            Ok(lines.collect::<Vec<_>>().join("\n"))
        }
        JobsCommand::Retry { id } => {
            admin::retry(&base.db, &actor, *id).await?;
            Ok(format!("Job {id} will run again."))
        }
    }
}
