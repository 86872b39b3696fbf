//! A worker killed at ten random points of a transcode: the film is completed, and no finished chunk is made again.

use std::{
    collections::HashMap,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use kernel::{Rng, SeededRng};
use media::{
    Media, MediaConfig,
    model::{AssetKind, AssetState},
};
use platform::{
    Bus, Db, Store,
    jobs::{Registry, Runner, RunnerConfig, WorkRole},
};
use sqlx::Row as _;
use uuid::Uuid;

use crate::support::{Bench, clip, eventually};

const DATABASE: &str = "GRIOT_TEST_MEDIA_DATABASE";
const FOLDER: &str = "GRIOT_TEST_MEDIA_FOLDER";

/// Not a test: what [`worker`] starts as a process of its own, to be killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the worker process of the test below"]
async fn worker_process() {
    let (Ok(database), Ok(folder)) = (std::env::var(DATABASE), std::env::var(FOLDER)) else { return };
    let db = Db::connect(server().database(&database), 6).await.unwrap();
    let folder = Path::new(&folder);
    let store = Store::local(&folder.join("store")).unwrap();
    let media = Media::new(db.clone(), store, folder.join("scratch"), MediaConfig { workers: 2, ..MediaConfig::default() });
    let mut registry = Registry::new();
    media.register(&mut registry);
    let _runner = Runner::start(&db, &Bus::start(&db), &registry, RunnerConfig::new(WorkRole::Media, 2)).unwrap();
    std::future::pending::<()>().await;
}

fn server() -> sqlx::postgres::PgConnectOptions {
    std::env::var(test_kit::SERVER_VARIABLE).unwrap().parse().unwrap()
}

fn worker(bench: &Bench) -> Child {
    let database = bench.test_db.connect_options().get_database().unwrap().to_owned();
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::worker_process", "--ignored", "--nocapture"])
        .env(DATABASE, database)
        .env(FOLDER, bench.folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The chunks that are done, with how often each was claimed.
async fn done_chunks(bench: &Bench) -> HashMap<Uuid, (i16, i32)> {
    let rows = sqlx::query("SELECT id, attempts, fence FROM media.chunks WHERE state = 'done'")
        .fetch_all(bench.db.pool())
        .await
        .unwrap();
    rows.iter().map(|row| (row.get("id"), (row.get("attempts"), row.get("fence")))).collect()
}

/// ffmpeg processes that name this folder.
fn encoders(folder: &Path) -> usize {
    let folder = folder.to_string_lossy();
    let commands =
        std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    commands.filter(|command| command.starts_with(b"ffmpeg\0") && String::from_utf8_lossy(command).contains(&*folder)).count()
}

/// What the dead worker held is taken over once its leases run out; the rows are aged instead of waiting for that.
async fn let_leases_run_out(bench: &Bench) {
    for statement in [
        "UPDATE media.chunks SET leased_until = now() WHERE state = 'running'",
        "UPDATE platform.workers SET seen_at = seen_at - interval '1 hour'",
    ] {
        sqlx::query(statement).execute(bench.db.pool()).await.unwrap();
    }
}

/// A job whose process died several times waits longer and longer: not waited for either.
async fn skip_pauses(bench: &Bench) {
    let statement = "UPDATE platform.jobs SET run_at = now() WHERE worker_id IS NULL AND failed_at IS NULL AND run_at > now()";
    sqlx::query(statement).execute(bench.db.pool()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_do_not_repeat_a_finished_chunk() {
    let bench = Bench::new().await;
    let film = clip(bench.folder.path(), "film.mp4", "640x360", "24", 50);
    let asset_id = bench.upload(AssetKind::Video, &film).await;
    let rng: Box<dyn Rng> = Box::new(SeededRng::new(20_261_121));
    let mut done: HashMap<Uuid, (i16, i32)> = HashMap::new();
    for kill in 0..10 {
        let mut worker = worker(&bench);
        eventually("an encoder at work", async || {
            skip_pauses(&bench).await;
            (encoders(bench.folder.path()) > 0).then_some(())
        })
        .await;
        if kill % 5 == 0 {
            // So that there is something that must not be made again.
            eventually("one more chunk", async || (done_chunks(&bench).await.len() > done.len()).then_some(())).await;
        }
        // Not waiting for anything: the random point itself.
        tokio::time::sleep(Duration::from_millis(u64::from(rng.below(1200)))).await;
        worker.kill().unwrap();
        worker.wait().unwrap();
        let state = bench.until(asset_id, |_| true).await.state;
        assert!(!state.is_final(), "kill {kill} came too late, at {state:?}");
        let now = done_chunks(&bench).await;
        for (id, before) in &done {
            assert_eq!(now.get(id), Some(before), "a finished chunk was touched after kill {kill}");
        }
        done = now;
        eventually("the end of its encoders", async || (encoders(bench.folder.path()) == 0).then_some(())).await;
        let_leases_run_out(&bench).await;
    }
    assert!(!done.is_empty());
    let mut last = worker(&bench);
    let asset = eventually("the end", async || {
        skip_pauses(&bench).await;
        Some(bench.until(asset_id, |_| true).await).filter(|asset| asset.state.is_final())
    });
    let asset = asset.await;
    last.kill().unwrap();
    last.wait().unwrap();
    assert_eq!(asset.state, AssetState::Ready, "{:?}", asset.code);
    let end = done_chunks(&bench).await;
    for (id, before) in &done {
        assert_eq!(end.get(id), Some(before), "a finished chunk was made again");
    }
    let playable = bench.media.playable(asset_id).await.unwrap().unwrap();
    for video in &playable.video {
        assert_eq!(video.track.segments.len(), 13, "{}", video.track.name);
        for index in 0..13 {
            let key = video.track.segment_key(index).unwrap();
            let stored = bench.store.find(&key).await.unwrap().unwrap();
            assert_eq!(stored.size_bytes, u64::from(video.track.segments[index].size_bytes));
        }
    }
}
