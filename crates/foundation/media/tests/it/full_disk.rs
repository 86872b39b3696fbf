//! A full disk: a clear refusal, nothing half-published, and the work goes on once there is space.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use media::{
    CreateUpload, MediaConfig, UploadError,
    model::{AssetKind, AssetState},
};
use sqlx::Row as _;
use test_kit::TestDb;

use crate::support::{Bench, clip, director, eventually};

/// A small disk, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, megabytes: u32) -> Self {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={megabytes}m,mode=0777");
        let mounted = as_root(&["mount", "-t", "tmpfs", "-o", &size, "tmpfs", at.to_str().unwrap()]);
        assert!(mounted, "this test mounts a small disk: run it as root, or with sudo without a password");
        Self(at.to_owned())
    }

    /// Leaves this many kilobytes free.
    fn fill(&self, free_kilobytes: u64) -> PathBuf {
        let disk = rustix::fs::statvfs(&self.0).unwrap();
        let filler = self.0.join("filler");
        let bytes = disk.f_bavail * disk.f_frsize - free_kilobytes * 1024;
        fs::write(&filler, vec![0; usize::try_from(bytes).unwrap()]).unwrap();
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        as_root(&["umount", "-l", self.0.to_str().unwrap()]);
    }
}

fn as_root(command: &[&str]) -> bool {
    let run = |program: &str, args: &[&str]| Command::new(program).args(args).status().is_ok_and(|status| status.success());
    run(command[0], &command[1..]) || run("sudo", &[&["-n"], command].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_on_a_full_disk_keeps_what_arrived_and_goes_on_later() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("scratch");
    let disk = SmallDisk::mount(&scratch, 90);
    let bench = Bench::at(TestDb::new().await, folder, scratch.clone(), MediaConfig::default());
    let actor = director();
    let upload = bench.media.create_upload(&actor, CreateUpload::of(AssetKind::Video, "film.mp4", 8 << 20)).await.unwrap();
    bench.append(&actor, &upload, 0, vec![1; 1 << 20]).await.unwrap();
    let filler = disk.fill(1024);
    let full = bench.append(&actor, &upload, 1 << 20, vec![1; 7 << 20]).await.unwrap_err();
    assert!(matches!(full, UploadError::OutOfSpace), "{full:?}");
    let refused = bench.media.create_upload(&actor, CreateUpload::of(AssetKind::Video, "autre.mp4", 8 << 20)).await;
    assert!(matches!(refused, Err(UploadError::OutOfSpace)));
    fs::remove_file(filler).unwrap();
    let offset = bench.media.upload(&actor, upload.id).await.unwrap().offset_bytes;
    assert!(offset >= 1 << 20);
    let rest = vec![1; usize::try_from((8 << 20) - offset).unwrap()];
    let done = bench.append(&actor, &upload, offset, rest).await.unwrap();
    assert!(done.is_complete());
    drop(disk);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcode_on_a_full_disk_publishes_nothing_and_goes_on_later() {
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::mount(&folder.path().join("store"), 40);
    let scratch = folder.path().join("scratch");
    let film = clip(folder.path(), "film.mp4", "320x240", "25", 10);
    let bench = Bench::at(TestDb::new().await, folder, scratch, MediaConfig { workers: 2, ..MediaConfig::default() });
    let id = bench.upload(AssetKind::Video, &film).await;
    let size = fs::metadata(&film).unwrap().len();
    let filler = disk.fill(size / 1024 + 24);
    let runner = bench.work();
    bench.until(id, |asset| asset.state == AssetState::Working).await;
    let failed = || async {
        let rows = sqlx::query("SELECT last_error FROM media.chunks WHERE last_error IS NOT NULL")
            .fetch_all(bench.db.pool())
            .await
            .unwrap();
        rows.iter().map(|row| row.get::<String, _>("last_error")).collect::<Vec<_>>()
    };
    let errors = eventually("a failed chunk", async || Some(failed().await).filter(|errors| !errors.is_empty())).await;
    assert!(errors.iter().all(|error| error.contains("no space left")), "{errors:?}");
    assert_eq!(bench.media.playable(id).await.unwrap().map(|_| ()), None);
    fs::remove_file(filler).unwrap();
    let asset = bench.finished(id).await;
    runner.stop().await;
    assert_eq!(asset.state, AssetState::Ready, "{:?}", asset.code);
    drop(disk);
}
