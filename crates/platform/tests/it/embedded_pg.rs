//! The private PostgreSQL on a real machine: started, killed, recovered, shared, refused.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use platform::embedded_pg::{Durability, EmbeddedPg, EmbeddedPgError, Options, Started};
use sqlx::{Connection as _, PgConnection};

fn options(folder: &Path) -> Options {
    Options { durability: Durability::Disposable, shared_buffers_mb: 16, max_connections: 10, ..Options::new(folder) }
}

/// A folder that every user may enter, so that the server's user can.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

async fn one(server: &EmbeddedPg, statement: &'static str) -> i32 {
    let mut connection = PgConnection::connect_with(&server.connect_options("postgres")).await.unwrap();
    sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
}

fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

#[tokio::test]
async fn a_second_start_finds_the_data_of_the_first() {
    let folder = folder();
    let mut server = EmbeddedPg::start(options(folder.path())).await.unwrap();
    assert_eq!(server.started(), Started::Fresh);
    one(&server, "WITH made AS (SELECT 1) SELECT 1 FROM made").await;
    let mut connection = PgConnection::connect_with(&server.connect_options("postgres")).await.unwrap();
    sqlx::raw_sql("CREATE TABLE kept AS SELECT 42 AS value").execute(&mut connection).await.unwrap();
    drop(connection);
    server.stop();

    let server = EmbeddedPg::start(options(folder.path())).await.unwrap();
    assert_eq!(server.started(), Started::Existing);
    assert_eq!(one(&server, "SELECT value FROM kept").await, 42);
    assert!(Command::new("kill").args(["-0", &server.pid().unwrap().to_string()]).status().unwrap().success());
}

#[tokio::test]
async fn a_killed_server_recovers_from_its_stale_lock() {
    let folder = folder();
    let server = EmbeddedPg::start(options(folder.path())).await.unwrap();
    kill(server.pid().unwrap());
    drop(server);
    assert!(folder.path().join("pg/postmaster.pid").exists());

    let server = EmbeddedPg::start(options(folder.path())).await.unwrap();
    assert_eq!(one(&server, "SELECT 1").await, 1);
}

#[tokio::test]
async fn a_second_program_attaches_to_the_running_server() {
    let folder = folder();
    let server = EmbeddedPg::start(options(folder.path())).await.unwrap();
    let mut second = EmbeddedPg::start(options(folder.path())).await.unwrap();
    assert_eq!(second.started(), Started::Attached);
    second.stop();
    assert_eq!(one(&server, "SELECT 1").await, 1);
}

#[tokio::test]
async fn a_start_waits_for_a_dying_server_and_then_starts_its_own() {
    let folder = folder();
    let dying = EmbeddedPg::start(options(folder.path())).await.unwrap();
    let connection = PgConnection::connect_with(&dying.connect_options("postgres")).await.unwrap();
    // "Smart" shutdown: nobody new is let in, and the server ends with its last client.
    assert!(Command::new("kill").args(["-TERM", &dying.pid().unwrap().to_string()]).status().unwrap().success());
    let mut start = Box::pin(EmbeddedPg::start(options(folder.path())));
    let early = tokio::time::timeout(std::time::Duration::from_millis(300), &mut start).await;
    assert!(early.is_err(), "it neither attaches to the dying server nor starts beside it");
    connection.close().await.unwrap();
    let server = start.await.unwrap();
    assert_eq!(server.started(), Started::Existing);
    assert_eq!(one(&server, "SELECT 1").await, 1);
}

#[tokio::test]
async fn no_network_port_is_open_and_the_socket_is_private() {
    let folder = folder();
    let server = EmbeddedPg::start(options(folder.path())).await.unwrap();
    let mut connection = PgConnection::connect_with(&server.connect_options("postgres")).await.unwrap();
    let addresses: String = sqlx::query_scalar("SHOW listen_addresses").fetch_one(&mut connection).await.unwrap();
    assert_eq!(addresses, "");
    let mode = fs::metadata(folder.path().join("run")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn a_folder_that_keeps_others_out_works_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let server = EmbeddedPg::start(options(&folder.path().join("inner"))).await.unwrap();
    assert_eq!(one(&server, "SELECT 1").await, 1);
}

#[tokio::test]
async fn a_cluster_of_another_version_is_refused_and_left_alone() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("pg")).unwrap();
    fs::write(folder.path().join("pg/PG_VERSION"), "9\n").unwrap();
    let error = EmbeddedPg::start(options(folder.path())).await.unwrap_err();
    assert!(matches!(error, EmbeddedPgError::OtherVersion { ref found, .. } if found == "9"), "{error}");
    assert_eq!(fs::read_to_string(folder.path().join("pg/PG_VERSION")).unwrap(), "9\n");
}
