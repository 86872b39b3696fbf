//! The server process and the thread that keeps it.
//!
//! The kernel's parent-death signal follows the *thread* that spawned the child, so a thread of its own spawns it and
//! waits for it: when we are killed, PostgreSQL gets SIGINT and shuts down cleanly.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::{EmbeddedPgError, account::Account, programs::Programs};

const STOP_WITHIN: Duration = Duration::from_secs(30);
const KEPT_LINES: usize = 30;

/// The running server.
#[derive(Debug)]
pub(super) struct Postmaster {
    pid: u32,
    log: Arc<Mutex<Log>>,
    keeper: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Log {
    last: VecDeque<String>,
    over: bool,
}

impl Postmaster {
    /// Starts the server in its own process group, so that Ctrl-C reaches it through us, after our requests have ended.
    pub(super) fn spawn(
        programs: &Programs,
        account: Option<&Account>,
        data: &Path,
        arguments: Vec<String>,
    ) -> Result<Self, EmbeddedPgError> {
        let mut command = Account::command(account, &programs.path("postgres"), data);
        command
            .args(arguments)
            .current_dir(data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0);
        let (tell_pid, pid) = mpsc::channel();
        let log = Arc::new(Mutex::new(Log::default()));
        let kept = Arc::clone(&log);
        let keeper = std::thread::Builder::new().name("postgres-keeper".into()).spawn(move || match command.spawn() {
            Ok(child) => {
                // The starter waits for this message; if it is gone, nobody needs the pid.
                let _: Result<(), _> = tell_pid.send(Ok(child.id()));
                keep(child, &kept);
            }
            Err(error) => {
                let _: Result<(), _> = tell_pid.send(Err(error));
            }
        });
        let keeper = keeper.map_err(EmbeddedPgError::io("start the thread that keeps PostgreSQL"))?;
        let pid = pid.recv().map_err(|_gone| EmbeddedPgError::Program { program: "postgres", output: String::new() })?;
        let pid = pid.map_err(EmbeddedPgError::io("start postgres by setpriv (util-linux)"))?;
        Ok(Self { pid, log, keeper: Some(keeper) })
    }

    pub(super) const fn pid(&self) -> u32 {
        self.pid
    }

    /// The last lines of the log, once the server has ended by itself.
    pub(super) fn failure(&self) -> Option<String> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.over.then(|| log.last.iter().map(String::as_str).collect::<Vec<_>>().join("\n"))
    }

    /// SIGINT is PostgreSQL's fast shutdown; SIGQUIT, its immediate one, is the last resort.
    pub(super) fn stop(&mut self) {
        self.signal(Signal::INT);
        if !self.ended_within(STOP_WITHIN) {
            tracing::warn!(pid = self.pid, "PostgreSQL does not stop; its next start will recover");
            self.signal(Signal::QUIT);
        }
        if let Some(keeper) = self.keeper.take()
            && keeper.join().is_err()
        {
            tracing::error!("the thread that keeps PostgreSQL panicked");
        }
    }

    fn ended_within(&self, limit: Duration) -> bool {
        let since = Instant::now();
        while !self.is_over() {
            if since.elapsed() > limit {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    fn is_over(&self) -> bool {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).over
    }

    fn signal(&self, signal: Signal) {
        let over = self.is_over();
        let Some(pid) = i32::try_from(self.pid).ok().and_then(Pid::from_raw).filter(|_| !over) else { return };
        if let Err(error) = kill_process(pid, signal) {
            tracing::warn!(%error, pid = self.pid, "PostgreSQL cannot be signalled");
        }
    }
}

fn keep(mut child: Child, log: &Mutex<Log>) {
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            tracing::debug!(target: "postgres", "{line}");
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            if log.last.len() == KEPT_LINES {
                log.last.pop_front();
            }
            log.last.push_back(line);
        }
    }
    let status = child.wait();
    tracing::debug!(?status, "PostgreSQL ended");
    log.lock().unwrap_or_else(PoisonError::into_inner).over = true;
}
