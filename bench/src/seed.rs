//! Ten thousand films in the embedded database, and questions to it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

const FILMS: &str = include_str!("../sql/films.sql");

/// Adds the films; returns their number.
pub(crate) async fn films(data: &Path) -> Result<u64> {
    println!("Adding ten thousand films …");
    query(data, FILMS).await?;
    number(data, "select count(*) from catalog.film_card where published_at is not null").await
}

/// The only number that a query answers.
pub(crate) async fn number(data: &Path, sql: &str) -> Result<u64> {
    query(data, sql).await?.trim().parse().with_context(|| format!("no number: {sql}"))
}

/// Runs SQL in the server's own database.
pub(crate) async fn query(data: &Path, sql: &str) -> Result<String> {
    let socket = socket(data).context("the embedded PostgreSQL has no socket")?;
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--username", "griot"]);
    command.args(["--dbname", "griot", "--host"]).arg(socket).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("running psql")?;
    let mut input = child.stdin.take().context("psql's input")?;
    input.write_all(sql.as_bytes()).await.context("writing to psql")?;
    drop(input);
    let output = child.wait_with_output().await.context("waiting for psql")?;
    if !output.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The first process of the server's own database.
pub(crate) async fn postmaster(data: &Path) -> Result<u32> {
    let folder = query(data, "SHOW data_directory").await?;
    let file = PathBuf::from(folder.trim()).join("postmaster.pid");
    let text = tokio::fs::read_to_string(&file).await.with_context(|| format!("reading {}", file.display()))?;
    text.lines().next().and_then(|line| line.trim().parse().ok()).context("no process id")
}

/// Waits until the database answers again.
pub(crate) async fn until_answered(data: &Path) -> Result<()> {
    for _ in 0..600 {
        if query(data, "SELECT 1").await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the database does not come back")
}

/// The folder of the socket below the data folder.
pub(crate) fn socket(data: &Path) -> Option<PathBuf> {
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        if folder.join(".s.PGSQL.5432").exists() {
            return Some(folder);
        }
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        folders.extend(entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_dir())).map(|entry| entry.path()));
    }
    None
}
