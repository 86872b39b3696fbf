//! The binary under test.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

const READY_WITHIN: Duration = Duration::from_mins(2);

/// The program on this data folder, with nothing from the shell's environment that could configure it.
pub(crate) fn griot(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_griot"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GRIOT_") || name == "DATABASE_URL") {
        command.env_remove(name);
    }
    command.arg("--data").arg(data);
    command
}

/// Runs a command to its end with this standard input.
pub(crate) fn run(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// What the command printed as errors.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A running `griot serve`. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    data: PathBuf,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it on a database of its own and waits until it is ready.
    pub(crate) async fn start(data: &Path) -> Self {
        Self::start_on(data, None).await
    }

    /// The same on an external database.
    pub(crate) async fn start_on(data: &Path, database: Option<&str>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = griot(data);
        command.args(["serve", "--port", &port.to_string()]);
        if let Some(database) = database {
            command.env("DATABASE_URL", database).env("GRIOT_SECRET", "q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3");
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let (log, output) = (Arc::new(Mutex::new(Vec::new())), child.stdout.take().unwrap());
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).for_each(|line| kept.lock().unwrap().push(line));
        });
        let mut server = Self { child, url: format!("http://127.0.0.1:{port}"), data: data.to_owned(), log };
        server.until_ready().await;
        server
    }

    pub(crate) async fn until_ready(&mut self) {
        let since = Instant::now();
        while !reqwest::get(format!("{}/readyz", self.url)).await.is_ok_and(|response| response.status() == 200) {
            assert_eq!(self.child.try_wait().unwrap(), None, "the server ended");
            assert!(since.elapsed() < READY_WITHIN, "the server is not ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What it logged so far, as JSON.
    pub(crate) fn log(&self) -> Vec<serde_json::Value> {
        self.log.lock().unwrap().iter().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The process of its own PostgreSQL.
    pub(crate) fn postmaster(&self) -> Option<Pid> {
        let file = std::fs::read_to_string(self.data.join("postgres/pg/postmaster.pid")).ok()?;
        Pid::from_raw(file.lines().next()?.parse().ok()?)
    }

    /// Asks it to stop.
    pub(crate) fn ask_to_stop(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        tokio::task::spawn_blocking(move || self.child.wait().unwrap()).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }
}
