//! The server under measure, and the baseline beside it: started here, stopped by their handles.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const START_LIMIT: Duration = Duration::from_mins(2);
const FILM_LIMIT: Duration = Duration::from_mins(15);

/// A release binary of this workspace.
pub(crate) fn binary(name: &str) -> Result<PathBuf> {
    let folder = std::env::var_os("BENCH_BINARIES").map(PathBuf::from);
    let own = std::env::current_exe().ok().and_then(|path| path.parent().map(Path::to_owned));
    let path = folder.or(own).context("where are the binaries?")?.join(name);
    if path.is_file() { Ok(path) } else { bail!("{} is not built", path.display()) }
}

/// The server's program, with a database of its own whatever the shell names.
pub(crate) fn griot() -> Result<Command> {
    let mut command = Command::new(binary("griot")?);
    command.env_remove("DATABASE_URL");
    Ok(command)
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A data folder with one real film, made by the demo.
pub(crate) async fn data_with_a_film() -> Result<TempDir> {
    let data = tempfile::Builder::new().prefix("griot-bench-").tempdir()?;
    println!("Making one film …");
    let port = free_port()?.to_string();
    let mut command = griot()?;
    command.arg("--data").arg(data.path()).args(["demo", "--films", "1", "--port", &port]);
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().context("starting griot demo")?;
    let output = child.stdout.take().context("the demo's output")?;
    let mut lines = BufReader::new(output).lines();
    let done = async {
        while let Some(line) = lines.next_line().await? {
            if line.contains("ready in every quality") {
                return Ok(());
            }
        }
        bail!("the demo ended before its film was ready")
    };
    tokio::time::timeout(FILM_LIMIT, done).await.context("the film took too long")??;
    end(&mut child).await?;
    Ok(data)
}

/// A running `griot serve`.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// From the start of the process to the first good answer of `/readyz`.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts it on a data folder and waits until it is ready.
    pub(crate) async fn start(data: &Path) -> Result<Self> {
        Self::start_with(data, None).await
    }

    /// The same with a configuration file.
    pub(crate) async fn start_with(data: &Path, config: Option<&Path>) -> Result<Self> {
        let port = free_port()?;
        let url = format!("http://127.0.0.1:{port}");
        let since = Instant::now();
        let mut command = griot()?;
        command.arg("--data").arg(data).args(config.map(|file| format!("--config={}", file.display()))).args([
            "serve",
            "--port",
            &port.to_string(),
        ]);
        // All load comes from one address.
        command.env("GRIOT_SERVER__REQUESTS_PER_MINUTE", "0");
        command.env("GRIOT_TELEMETRY__FILTER", "warn").stdout(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().context("starting griot serve")?;
        let mut server = Self { child, url, ready_after: Duration::ZERO };
        let ready = format!("{}/readyz", server.url);
        while !reqwest::get(&ready).await.is_ok_and(|response| response.status().is_success()) {
            if let Some(status) = server.child.try_wait()? {
                bail!("griot serve ended: {status}");
            }
            if since.elapsed() > START_LIMIT {
                bail!("griot serve is not ready after {START_LIMIT:?}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.ready_after = since.elapsed();
        Ok(server)
    }

    /// The process.
    pub(crate) fn pid(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// Stops it gracefully.
    pub(crate) async fn stop(mut self) -> Result<()> {
        end(&mut self.child).await
    }
}

/// The baseline, serving a constant and a file.
#[derive(Debug)]
pub(crate) struct Hello {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
}

impl Hello {
    /// Starts it.
    pub(crate) async fn start(file: Option<&Path>) -> Result<Self> {
        let mut command = Command::new(binary("griot-bench-hello")?);
        command.args(file).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().context("starting the baseline")?;
        let output = child.stdout.take().context("the baseline's output")?;
        let port = BufReader::new(output).lines().next_line().await?.context("the baseline named no port")?;
        Ok(Self { child, url: format!("http://127.0.0.1:{port}") })
    }

    /// Stops it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("stopping the baseline")
    }
}

/// Ends a process without a word, as a crash does.
pub(crate) async fn end_hard(pid: u32) -> Result<()> {
    let killed = Command::new("kill").args(["-KILL", &pid.to_string()]).status().await.context("running kill")?;
    if killed.success() { Ok(()) } else { bail!("process {pid} could not be killed") }
}

/// Asks a process to stop and waits for it.
async fn end(child: &mut Child) -> Result<()> {
    let Some(pid) = child.id() else { return Ok(()) };
    let asked = Command::new("kill").args(["-TERM", &pid.to_string()]).status().await.context("running kill")?;
    if !asked.success() {
        bail!("process {pid} could not be asked to stop");
    }
    let ended = tokio::time::timeout(Duration::from_secs(30), child.wait()).await;
    ended.with_context(|| format!("process {pid} did not stop"))?.context("waiting for the process")?;
    Ok(())
}
