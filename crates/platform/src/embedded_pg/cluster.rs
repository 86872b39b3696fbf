//! The cluster on disk: making it, its version, its locks, the settings of its server.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{Durability, EmbeddedPgError, Options, USER, account::Account, programs::Programs};

const LET_GO_WITHIN: Duration = Duration::from_secs(30);

/// Makes a cluster beside its place and moves it there, so that a crash leaves no half-made one.
pub(super) async fn initialise(
    data: &Path,
    programs: &Programs,
    account: Option<&Account>,
    durability: Durability,
) -> Result<(), EmbeddedPgError> {
    let draft = data.with_extension("new");
    match fs::remove_dir_all(&draft) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(EmbeddedPgError::io("clear a half-made cluster")(error));
        }
        _ => super::own(&draft, account)?,
    }
    let mut command = Account::command(account, &programs.path("initdb"), &draft);
    command.args(["-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", "--no-instructions"]);
    // `--no-sync`, then one sync: initdb's own is one fsync per file, seconds on a busy disk.
    command.arg("--no-sync").arg("-D").arg(&draft).current_dir("/");
    if durability == Durability::Safe {
        command.arg("--data-checksums");
    }
    let output = tokio::process::Command::from(command).output().await.map_err(EmbeddedPgError::io("run initdb"))?;
    if !output.status.success() {
        let output = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        return Err(EmbeddedPgError::Program { program: "initdb", output });
    }
    if durability == Durability::Safe {
        rustix::fs::sync();
    }
    fs::remove_dir(data).map_err(EmbeddedPgError::io("place the new cluster"))?;
    fs::rename(&draft, data).map_err(EmbeddedPgError::io("place the new cluster"))
}

/// Refuses a cluster of another major version; upgrading is for a person to decide.
pub(super) fn check_version(data: &Path, programs: &Programs) -> Result<(), EmbeddedPgError> {
    let found = fs::read_to_string(data.join("PG_VERSION")).map_err(EmbeddedPgError::io("read PG_VERSION"))?;
    let (found, installed) = (found.trim().to_owned(), programs.major()?);
    if found == installed {
        return Ok(());
    }
    Err(EmbeddedPgError::OtherVersion { folder: data.display().to_string(), found, installed })
}

/// The pid in `postmaster.pid`, if it really is a PostgreSQL that works in this folder.
pub(super) fn live_postmaster(data: &Path) -> Option<u32> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: u32 = text.lines().next()?.trim().parse().ok()?;
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    let works_in = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
    (name.trim() == "postgres" && works_in == data).then_some(pid)
}

/// Removes the lock files of a server that was killed, once nothing works in the folder any more. PostgreSQL itself
/// refuses to start while the recorded pid exists, be it a zombie or another program that got the number.
pub(super) async fn clear_stale_lock(data: &Path, socket_folder: &Path) -> Result<(), EmbeddedPgError> {
    let locks = [data.join("postmaster.pid"), socket_folder.join(".s.PGSQL.5432.lock"), socket_folder.join(".s.PGSQL.5432")];
    if !locks.iter().any(|lock| lock.exists()) {
        return Ok(());
    }
    let since = Instant::now();
    loop {
        let pids = processes_in(data);
        if pids.is_empty() {
            break;
        }
        if since.elapsed() > LET_GO_WITHIN {
            return Err(EmbeddedPgError::Busy { pids, folder: data.display().to_string() });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tracing::info!(folder = %data.display(), "a server was killed here; its locks are removed and PostgreSQL recovers");
    for lock in locks {
        match fs::remove_file(&lock) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(EmbeddedPgError::io(format!("remove {}", lock.display()))(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Every process of a cluster has the data folder as its working folder.
fn processes_in(data: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder: PathBuf| folder == data))
        .collect()
}

/// The command line of the server.
pub(super) fn arguments(data: &Path, socket_folder: &Path, options: &Options) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=".to_owned(),
        "unix_socket_permissions=0700".into(),
        "port=5432".into(),
        format!("max_connections={}", options.max_connections),
        format!("shared_buffers={}MB", options.shared_buffers_mb),
        "timezone=UTC".into(),
        "log_timezone=UTC".into(),
        "jit=off".into(),
        // Reports that are kept together lock a number each; a table that is read in, a thousand.
        "max_locks_per_transaction=256".into(),
        "random_page_cost=1.1".into(),
        "max_wal_size=2GB".into(),
        "wal_compression=on".into(),
        // A table that grows from nothing is known to be large within seconds: plans that were made before are made again.
        "autovacuum_naptime=10s".into(),
        "idle_in_transaction_session_timeout=60s".into(),
    ];
    if options.durability == Durability::Disposable {
        let off = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];
        settings.extend(off.map(str::to_owned));
    }
    let mut arguments = vec!["-D".into(), data.display().to_string(), "-k".into(), socket_folder.display().to_string()];
    arguments.extend(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]));
    arguments
}
