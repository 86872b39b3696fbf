//! A private PostgreSQL as our child: found on the machine, initialised, started on a unix socket without a network port,
//! recovered after a crash, stopped with us. Nothing is downloaded and nothing is upgraded silently.
//!
//! Invariants: the data folder belongs to one cluster of one major version; the socket folder is 0700, which is why
//! `trust` authentication is safe; a lock is removed only when no process works in the data folder any more.

mod account;
mod cluster;
mod memory;
mod process;
mod programs;
mod supervisor;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sqlx::{Connection as _, postgres::PgConnectOptions};

pub use self::supervisor::SupervisedPg;
use self::{account::Account, process::Postmaster, programs::Programs};

/// Why the embedded PostgreSQL cannot be used. The texts are for the person who starts the program.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedPgError {
    /// No server programs.
    #[error(
        "no PostgreSQL server programs found: install them (Debian: apt-get install postgresql), or set PGBIN or DATABASE_URL"
    )]
    NotInstalled,
    /// The data folder is of another major version.
    #[error(
        "{folder} was made by PostgreSQL {found}, but the programs are version {installed}: upgrade it by pg_upgrade or dump and restore"
    )]
    OtherVersion {
        /// The data folder.
        folder: String,
        /// Its version.
        found: String,
        /// The version of the programs.
        installed: String,
    },
    /// The path of the socket does not fit the limit of the operating system.
    #[error("the data folder {0} has too long a path for a unix socket (at most 90 bytes): choose a shorter one")]
    PathTooLong(String),
    /// The operating-system user to run as does not exist.
    #[error("started as root, PostgreSQL must run as the user {0}, which does not exist")]
    NoUser(String),
    /// Something still works in the data folder.
    #[error("PostgreSQL processes {pids:?} still use {folder} and do not end: stop them first")]
    Busy {
        /// Their process ids.
        pids: Vec<u32>,
        /// The data folder.
        folder: String,
    },
    /// A program failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Its name.
        program: &'static str,
        /// What it printed.
        output: String,
    },
    /// The server did not answer in time.
    #[error("PostgreSQL did not become ready within {0:?}")]
    NotReady(Duration),
    /// The operating system refused something.
    #[error("{what}: {source}")]
    Io {
        /// What we were doing.
        what: String,
        /// What it answered.
        source: std::io::Error,
    },
}

impl EmbeddedPgError {
    fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

/// What the cluster is for: how much safety to trade for speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Checksums and fsync: people's data.
    Safe,
    /// No fsync: a test's data, thrown away afterwards.
    Disposable,
}

/// Where and how to run the private cluster.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds everything: `pg/` (the cluster) and `run/` (the socket).
    pub folder: PathBuf,
    /// The operating-system user when we are root.
    pub run_as: String,
    /// How much safety.
    pub durability: Durability,
    /// Shared buffers, in MB.
    pub shared_buffers_mb: u32,
    /// The most connections.
    pub max_connections: u32,
}

impl Options {
    /// A safe cluster in this folder, sized for this machine.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            run_as: "postgres".into(),
            durability: Durability::Safe,
            shared_buffers_mb: memory::shared_buffers_mb(),
            max_connections: 100,
        }
    }
}

/// How the running server was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A new cluster.
    Fresh,
    /// An existing cluster.
    Existing,
    /// A server that another of our processes runs on the same folder.
    Attached,
}

/// A running private PostgreSQL. Stopped when dropped, unless it was attached to.
#[derive(Debug)]
pub struct EmbeddedPg {
    postmaster: Option<Postmaster>,
    socket_folder: PathBuf,
    started: Started,
}

/// The superuser of the cluster, and the only user.
const USER: &str = "griot";
const READY_WITHIN: Duration = Duration::from_mins(2);
const RETRY_AFTER: Duration = Duration::from_millis(15);

impl EmbeddedPg {
    /// Starts the cluster, making it first if the folder is empty, or attaches to the one already running there.
    pub async fn start(options: Options) -> Result<Self, EmbeddedPgError> {
        let programs = Programs::find()?;
        let (data, socket_folder, account) = prepare(&options)?;
        let mut started = Started::Existing;
        if data.join("PG_VERSION").exists() {
            cluster::check_version(&data, &programs)?;
        } else {
            cluster::initialise(&data, &programs, account.as_ref(), options.durability).await?;
            started = Started::Fresh;
        }
        let running = Self { postmaster: None, socket_folder: socket_folder.clone(), started: Started::Attached };
        if running.attach(&data).await? {
            return Ok(running);
        }
        cluster::clear_stale_lock(&data, &socket_folder).await?;
        let arguments = cluster::arguments(&data, &socket_folder, &options);
        let postmaster = Postmaster::spawn(&programs, account.as_ref(), &data, arguments)?;
        let server = Self { postmaster: Some(postmaster), socket_folder, started };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// How it was come by.
    pub const fn started(&self) -> Started {
        self.started
    }

    /// The process id of the server, if it is our child.
    pub fn pid(&self) -> Option<u32> {
        self.postmaster.as_ref().map(Postmaster::pid)
    }

    /// The last lines of its log, once the server has ended without being asked to. An attached server is not ours to watch.
    pub fn ended(&self) -> Option<String> {
        self.postmaster.as_ref().and_then(Postmaster::failure)
    }

    /// How to connect to one of its databases.
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().socket(&self.socket_folder).username(USER).database(database)
    }

    /// The same as a URL, for other programs.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@localhost/{database}?host={}", self.socket_folder.display())
    }

    /// Creates the database unless it exists.
    pub async fn ensure_database(&self, database: &'static str) -> Result<(), sqlx::Error> {
        let mut admin = sqlx::PgConnection::connect_with(&self.connect_options("postgres")).await?;
        let created = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE \"{database}\""))).execute(&mut admin).await;
        match created {
            // 42P04: duplicate_database.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P04") => Ok(()),
            other => other.map(drop),
        }
    }

    /// Stops the server (fast shutdown: clients are disconnected, data is flushed). Attached servers are left alone.
    pub fn stop(&mut self) {
        if let Some(mut postmaster) = self.postmaster.take() {
            postmaster.stop();
        }
    }

    /// Whether a running server of this folder answers. One that is shutting down, because the program that it belonged to
    /// was killed, refuses connections until it is gone: then a new one is needed.
    async fn attach(&self, data: &Path) -> Result<bool, EmbeddedPgError> {
        let (since, options) = (Instant::now(), self.connect_options("postgres"));
        while cluster::live_postmaster(data).is_some() {
            if answers(&options).await {
                return Ok(true);
            }
            if since.elapsed() > READY_WITHIN {
                return Err(EmbeddedPgError::NotReady(READY_WITHIN));
            }
            tokio::time::sleep(RETRY_AFTER).await;
        }
        Ok(false)
    }

    async fn wait_until_ready(&self) -> Result<(), EmbeddedPgError> {
        let (since, options) = (Instant::now(), self.connect_options("postgres"));
        while since.elapsed() < READY_WITHIN {
            if let Some(output) = self.ended() {
                return Err(EmbeddedPgError::Program { program: "postgres", output });
            }
            if answers(&options).await {
                return Ok(());
            }
            tokio::time::sleep(RETRY_AFTER).await;
        }
        Err(EmbeddedPgError::NotReady(READY_WITHIN))
    }
}

/// Whether a server takes connections.
async fn answers(options: &PgConnectOptions) -> bool {
    let attempt = sqlx::PgConnection::connect_with(options);
    let Ok(Ok(connection)) = tokio::time::timeout(Duration::from_secs(2), attempt).await else { return false };
    // The answer is what matters; how the goodbye goes does not.
    let _: Result<(), sqlx::Error> = connection.close().await;
    true
}

impl Drop for EmbeddedPg {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Makes the folders and says who runs the server.
fn prepare(options: &Options) -> Result<(PathBuf, PathBuf, Option<Account>), EmbeddedPgError> {
    let shown = options.folder.display().to_string();
    fs::create_dir_all(&options.folder).map_err(EmbeddedPgError::io(format!("make {shown}")))?;
    let root = fs::canonicalize(&options.folder).map_err(EmbeddedPgError::io(format!("open {shown}")))?;
    let (data, socket_folder) = (root.join("pg"), root.join("run"));
    // sun_path holds 108 bytes, the last of them NUL.
    if socket_folder.join(".s.PGSQL.5432").as_os_str().len() > 107 {
        return Err(EmbeddedPgError::PathTooLong(shown));
    }
    let account = Account::needed(&options.run_as)?;
    for folder in [&data, &socket_folder] {
        own(folder, account.as_ref())?;
    }
    Ok((data, socket_folder, account))
}

fn own(folder: &Path, account: Option<&Account>) -> Result<(), EmbeddedPgError> {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    let what = format!("prepare {}", folder.display());
    fs::create_dir_all(folder).map_err(EmbeddedPgError::io(what.clone()))?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(EmbeddedPgError::io(what.clone()))?;
    match account {
        Some(account) => chown(folder, Some(account.uid), Some(account.gid)).map_err(EmbeddedPgError::io(what)),
        None => Ok(()),
    }
}
