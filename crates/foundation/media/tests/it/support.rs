//! What the tests share: a media service in folders of its own, clips drawn by ffmpeg, and waiting for an asset.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use bytes::Bytes;
use contracts::media::AssetId;
use futures::{StreamExt as _, stream};
use kernel::{AccountId, Actor, Locale, Permission, PermissionSet, SignedIn};
use media::{Append, AssetView, CreateUpload, Media, MediaConfig, UploadError, model::AssetKind, upload::UploadView};
use platform::{
    Bus, Db, Store,
    jobs::{Registry, Runner, RunnerConfig, RunnerHandle, WorkRole},
};
use tempfile::TempDir;
use test_kit::TestDb;

/// A media service with everything below it.
pub(crate) struct Bench {
    pub(crate) media: Media,
    pub(crate) store: Store,
    pub(crate) db: Db,
    pub(crate) folder: TempDir,
    pub(crate) test_db: TestDb,
    bus: Bus,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(MediaConfig { workers: 2, ..MediaConfig::default() }).await
    }

    pub(crate) async fn with(config: MediaConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (test_db, scratch) = (TestDb::new().await, folder.path().join("scratch"));
        Self::at(test_db, folder, scratch, config)
    }

    pub(crate) fn at(test_db: TestDb, folder: TempDir, scratch: PathBuf, config: MediaConfig) -> Self {
        let db = test_db.db();
        let store = Store::local(&folder.path().join("store")).unwrap();
        let media = Media::new(db.clone(), store.clone(), scratch, config);
        let bus = Bus::start(&db);
        Self { media, store, db, folder, test_db, bus }
    }

    /// The same service on another store.
    pub(crate) fn use_store(&mut self, store: Store) {
        let scratch = self.folder.path().join("scratch");
        self.media = Media::new(self.db.clone(), store.clone(), scratch, MediaConfig { workers: 2, ..MediaConfig::default() });
        self.store = store;
    }

    /// Starts to work on jobs.
    pub(crate) fn work(&self) -> RunnerHandle {
        let mut registry = Registry::new();
        self.media.register(&mut registry);
        Runner::start(&self.db, &self.bus, &registry, RunnerConfig::new(WorkRole::Media, 2)).unwrap()
    }

    /// Uploads a file whole.
    pub(crate) async fn upload(&self, kind: AssetKind, path: &Path) -> AssetId {
        let actor = director();
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let cmd = CreateUpload::of(kind, name, bytes.len() as u64);
        let upload = self.media.create_upload(&actor, cmd).await.unwrap();
        self.append(&actor, &upload, 0, bytes).await.unwrap().asset_id.unwrap()
    }

    pub(crate) async fn append(
        &self,
        actor: &Actor,
        upload: &UploadView,
        offset_bytes: u64,
        bytes: Vec<u8>,
    ) -> Result<UploadView, UploadError> {
        let pieces: Vec<Result<Bytes, std::io::Error>> =
            bytes.chunks(64 << 10).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let cmd = Append { upload_id: upload.id, offset_bytes, checksum: None };
        self.media.append(actor, cmd, stream::iter(pieces).boxed()).await
    }

    /// Waits until an asset has ended, well or not.
    pub(crate) async fn finished(&self, asset_id: AssetId) -> AssetView {
        self.until(asset_id, |asset| asset.state.is_final()).await
    }

    pub(crate) async fn until(&self, asset_id: AssetId, reached: impl Fn(&AssetView) -> bool) -> AssetView {
        let asset = async || self.media.asset(&Actor::system("test"), asset_id).await.unwrap();
        eventually("a step of the asset", async || Some(asset().await).filter(&reached)).await
    }

    /// The code that a file of this kind is refused with.
    pub(crate) async fn refusal(&self, kind: AssetKind, path: &Path) -> String {
        let asset_id = self.upload(kind, path).await;
        let runner = self.work();
        let asset = self.finished(asset_id).await;
        runner.stop().await;
        assert_eq!(asset.state, media::model::AssetState::Rejected, "{asset:?}");
        assert_eq!(self.media.playable(asset_id).await.unwrap().map(|_| ()), None);
        asset.code.unwrap()
    }
}

/// Asks again and again until there is an answer; fails when a machine under load would have given one long ago.
pub(crate) async fn eventually<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(25));
        loop {
            ticks.tick().await;
            if let Some(answer) = ask().await {
                return answer;
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(4), asking).await.unwrap_or_else(|_late| panic!("{what}: not within four minutes"))
}

/// Somebody who may upload.
pub(crate) fn director() -> Actor {
    somebody(AccountId::from_uuid(uuid::Uuid::from_u128(7)))
}

pub(crate) fn somebody(account_id: AccountId) -> Actor {
    let permissions = PermissionSet::of(&[Permission::MediaUpload]);
    Actor::signed_in(SignedIn { account_id, session_id: None, permissions }, Locale::Fr)
}

/// Runs ffmpeg for test material.
pub(crate) fn ffmpeg(args: &[&str]) {
    let status = Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-y"]).args(args).status().unwrap();
    assert!(status.success(), "ffmpeg {args:?}");
}

/// A clip of moving pictures, with a sound of two channels.
pub(crate) fn clip(folder: &Path, name: &str, size: &str, rate: &str, seconds: u32) -> PathBuf {
    let path = folder.join(name);
    let pictures = format!("testsrc2=size={size}:rate={rate}:duration={seconds}");
    let sound = format!("sine=frequency=440:sample_rate=44100:duration={seconds},aformat=channel_layouts=stereo,volume=0.2");
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        &pictures,
        "-f",
        "lavfi",
        "-i",
        &sound,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "50",
        "-c:a",
        "aac",
        "-shortest",
        path.to_str().unwrap(),
    ]);
    path
}

/// What ffprobe says, one line per value.
pub(crate) fn ffprobe(args: &[&str], file: &Path) -> String {
    let output = Command::new("ffprobe").args(["-v", "error", "-of", "csv=p=0"]).args(args).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
