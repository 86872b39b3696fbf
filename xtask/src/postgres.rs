//! A throwaway PostgreSQL for tests: a private cluster in a temporary folder, on a unix socket, without durability.
//!
//! Deliberately does not use the launcher of the `platform` crate: that one is compiled with checked SQL, and this one is
//! what checks SQL. It keeps nothing and recovers nothing.

use std::ffi::OsString;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::workspace::exit_code;

const SUPERUSER: &str = "griot";
/// What a test database gives up for speed, and room for many tests at once.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=2GB",
    "shared_buffers=256MB",
    "max_connections=300",
    "listen_addresses=",
    "jit=off",
    "log_min_messages=fatal",
];

const STOP: &[&str] = &["stop", "--wait", "--mode=immediate"];
/// The exit code of a program that was interrupted, by the shells' convention.
const INTERRUPTED: i32 = 130;

/// Runs a command with `GRIOT_TEST_DATABASE_URL` naming a fresh cluster, and gives back its exit code.
pub(crate) fn run_with(command: &[OsString]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().context("no command")?;
    let cluster = Cluster::start()?;
    cluster.stop_on_signal()?;
    let mut child = Command::new(program);
    child.args(arguments).env("GRIOT_TEST_DATABASE_URL", cluster.url("postgres"));
    let status = child.status().with_context(|| format!("starting {}", program.display()))?;
    cluster.stop()?;
    exit_code(status)
}

/// A running cluster. Stopped by [`Cluster::stop`], or when dropped.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    owner: Option<Owner>,
    running: bool,
}

/// The operating-system user that PostgreSQL runs as when we are root, which it refuses to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Cluster {
    /// Creates and starts a cluster.
    pub(crate) fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("griot-pg-").tempdir().context("making a temporary folder")?;
        let owner = owner(&std::fs::read_to_string("/etc/passwd").unwrap_or_default(), is_root(folder.path())?)?;
        if let Some(owner) = owner {
            chown(folder.path(), Some(owner.uid), Some(owner.gid)).context("giving the folder to PostgreSQL")?;
        }
        let mut cluster = Self { folder, programs: find_programs()?, owner, running: false };
        cluster.run("initdb", &["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])?;
        let mut settings = format!("-k {}", cluster.folder.path().display());
        settings.extend(SETTINGS.iter().flat_map(|setting| [" -c ", setting]));
        let log = cluster.folder.path().join("server.log");
        cluster.run("pg_ctl", &["start", "--wait", "--options", &settings, "--log", &log.to_string_lossy()])?;
        cluster.running = true;
        Ok(cluster)
    }

    /// The address of a database in it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}@localhost/{database}?host={}", self.folder.path().display())
    }

    /// Runs SQL files, in order, each in its own transaction, in the database `postgres`.
    pub(crate) fn apply(&self, files: &[PathBuf]) -> Result<()> {
        for file in files {
            let output = Command::new(self.program("psql"))
                .args(["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--username", SUPERUSER])
                .args(["--dbname", "postgres", "--host"])
                .arg(self.folder.path())
                .arg("--file")
                .arg(file)
                .output()
                .context("running psql")?;
            if !output.status.success() {
                bail!("{}: {}", file.display(), String::from_utf8_lossy(&output.stderr).trim());
            }
        }
        Ok(())
    }

    /// When this process is asked to end (`SIGINT`, `SIGTERM`, `SIGHUP`), stops the server and removes its folder first. Once
    /// in a process.
    pub(crate) fn stop_on_signal(&self) -> Result<()> {
        let (folder, programs, owner) = (self.folder.path().to_owned(), self.programs.clone(), self.owner);
        ctrlc::set_handler(move || {
            if let Err(error) = run_in(&folder, &programs.join("pg_ctl"), owner, STOP) {
                eprintln!("PostgreSQL in {} was not stopped: {error:#}", folder.display());
            } else if let Err(error) = std::fs::remove_dir_all(&folder) {
                eprintln!("{} was not removed: {error}", folder.display());
            }
            std::process::exit(INTERRUPTED);
        })
        .context("listening to signals")
    }

    /// Stops the server and waits until it is gone.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.running = false;
        self.run("pg_ctl", STOP)
    }

    /// The server's own program of this name, or the one of the PATH: clients may be installed apart.
    fn program(&self, name: &str) -> PathBuf {
        let own = self.programs.join(name);
        if own.is_file() { own } else { PathBuf::from(name) }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        run_in(self.folder.path(), &self.program(program), self.owner, arguments)
    }
}

/// Runs one of PostgreSQL's programs on the cluster in this folder.
fn run_in(folder: &Path, program: &Path, owner: Option<Owner>, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.arg("--pgdata").arg(folder.join("data")).args(arguments);
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(owner) = owner {
        command.gid(owner.gid).uid(owner.uid);
    }
    let status = command.status().with_context(|| format!("starting {}", program.display()))?;
    if !status.success() {
        let log = std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
        bail!("{} failed: {status}\n{log}", program.display());
    }
    Ok(())
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.running
            && let Err(error) = self.run("pg_ctl", STOP)
        {
            eprintln!("PostgreSQL in {} was not stopped: {error:#}", self.folder.path().display());
        }
    }
}

/// Whether files we make belong to root.
fn is_root(ours: &Path) -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(std::fs::metadata(ours).context("looking at the temporary folder")?.uid() == 0)
}

/// Who PostgreSQL runs as: us, or as root the user `postgres` of the package, or `nobody`.
fn owner(passwd: &str, root: bool) -> Result<Option<Owner>> {
    if !root {
        return Ok(None);
    }
    let entry = |name: &str| {
        let fields: Vec<&str> = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|it| it[0] == name)?;
        Some(Owner { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
    };
    let owner = entry("postgres").or_else(|| entry("nobody"));
    owner.map(Some).context("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}

/// The folder of `initdb`: `PGBIN`, the PATH, or where distributions put it, newest first.
fn find_programs() -> Result<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::var_os("PGBIN").map(PathBuf::from).into_iter().collect();
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = installed.map(|entry| entry.path()).collect();
    versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    folders.extend(versions.iter().rev().map(|path| path.join("bin")));
    let found = folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file());
    found.context("no PostgreSQL programs found: apt-get install postgresql, or set PGBIN")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_root_postgresql_gets_a_user_of_its_own() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres:x:105:113::/var/lib/postgresql:/bin/bash\n";
        assert_eq!(owner(passwd, true).unwrap(), Some(Owner { uid: 105, gid: 113 }));
        assert_eq!(owner(passwd, false).unwrap(), None);
        assert!(owner("root:x:0:0::/root:/bin/sh\n", true).is_err());
    }

    #[test]
    fn a_cluster_runs_sql_says_what_is_wrong_with_it_and_is_gone_when_stopped() {
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.path().to_owned();
        let good = folder.join("good.sql");
        std::fs::write(&good, "create table film (id int);").unwrap();
        cluster.apply(std::slice::from_ref(&good)).unwrap();
        let again = cluster.apply(&[good]).unwrap_err();
        assert!(format!("{again:#}").contains("already exists"), "{again:#}");
        cluster.stop().unwrap();
        assert!(!folder.exists());
    }
}
