//! A small cinema: two services on one database, a film of 96 seconds whose files are really there, and people.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use contracts::{catalog::FilmId, media::AssetId};
use futures::{FutureExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, AppError, FixedClock, Id, Locale, Role, SignedIn};
use media::{
    AudioRendition, MediaError, PlayableAsset, Segment, SegmentRun, SubtitleTrack, Track, VideoRendition,
    model::{Codec, FrameRate},
};
use platform::{Bus, Db, Secrets, Store};
use playback::{Assets, Device, OpenPlayback, Playback, PlaybackConfig, PlaybackError, PlaybackOpened, RungClass, Shown};
use test_kit::TestDb;
use uuid::Uuid;

pub(crate) const SEGMENTS: usize = 24;
const SEGMENT_BYTES: u32 = 1000;
const TIMESCALE: u32 = 1000;

pub(crate) struct Cinema {
    pub(crate) playback: Playback,
    _bus: Bus,
    pub(crate) clock: FixedClock,
    pub(crate) db: TestDb,
    pub(crate) store: Store,
    pub(crate) film_id: FilmId,
    pub(crate) asset_id: AssetId,
    pub(crate) asset: Arc<Mutex<PlayableAsset>>,
    /// Whether asking for the asset fails: its database is away.
    pub(crate) away: Arc<AtomicBool>,
    pub(crate) config: PlaybackConfig,
    _folder: tempfile::TempDir,
}

impl Cinema {
    pub(crate) async fn new() -> Self {
        Self::with(PlaybackConfig::default()).await
    }

    pub(crate) async fn with(config: PlaybackConfig) -> Self {
        let clock = FixedClock::at(Timestamp::from_second(1_800_000_000).unwrap());
        let db = TestDb::with(Arc::new(clock.clone())).await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::local(folder.path()).unwrap();
        let (film_id, asset_id) = (Id::generate(), Id::generate());
        let asset = Arc::new(Mutex::new(asset(asset_id)));
        insert_asset(&db.db(), asset_id).await;
        put_files(&store).await;
        let bus = Bus::start(&db.db());
        bus.ready().await;
        let away = Arc::new(AtomicBool::new(false));
        let playback = service(db.db(), &bus, &store, (&asset, &away), config);
        Self { playback, _bus: bus, clock, db, store, film_id, asset_id, asset, away, config, _folder: folder }
    }

    /// The same installation in another process: its own pool, bus and memory.
    pub(crate) async fn another_process(&self) -> (Playback, Bus) {
        let db = self.db.another_pool().await;
        let bus = Bus::start(&db);
        bus.ready().await;
        (service(db, &bus, &self.store, (&self.asset, &self.away), self.config), bus)
    }

    pub(crate) async fn person(&self) -> Actor {
        let account_id = Id::generate();
        sqlx::query(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ($1, $2, 'Afi', 'fr', now(), now())",
        )
        .bind(account_id.as_uuid())
        .bind(format!("{account_id}@example.org"))
        .execute(self.db.db().pool())
        .await
        .unwrap();
        let permissions = Role::Viewer.permissions();
        Actor::signed_in(SignedIn { account_id, session_id: None, permissions }, Locale::Fr)
    }

    pub(crate) fn command(&self) -> OpenPlayback {
        OpenPlayback {
            shown: Shown::Film(self.film_id),
            asset_id: self.asset_id,
            class: RungClass::Full,
            device: Device::default(),
        }
    }

    pub(crate) async fn open(&self, actor: &Actor) -> PlaybackOpened {
        self.playback.open(actor, self.command()).await.unwrap()
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Fetches a segment to its end, as a player does.
    pub(crate) async fn fetch(&self, opened: &PlaybackOpened, index: usize) {
        fetch(&self.playback, &opened.token, "av1-240", &format!("{index}.m4s")).await.unwrap();
    }

    /// Watches from the beginning for this many segments of 4 seconds, each fetched when it is shown.
    pub(crate) async fn watch(&self, opened: &PlaybackOpened, segments: usize) {
        for index in 0..segments {
            self.fetch(opened, index).await;
            self.wait(4);
        }
    }

    pub(crate) async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(self.db.db().pool()).await.unwrap()
    }

    pub(crate) async fn views(&self) -> u64 {
        self.playback.views_for(&[self.film_id]).await.unwrap().get(&self.film_id).copied().unwrap_or(0)
    }
}

pub(crate) async fn fetch(playback: &Playback, token: &str, folder: &str, file: &str) -> Result<Bytes, PlaybackError> {
    let file = playback.file(token, folder, file).await?;
    let size_bytes = file.size_bytes;
    let pieces: Vec<Bytes> = file.read(0..size_bytes).await?.try_collect().await?;
    Ok(pieces.concat().into())
}

/// What the film is, and whether asking fails.
type Source<'a> = (&'a Arc<Mutex<PlayableAsset>>, &'a Arc<AtomicBool>);

fn service(db: Db, bus: &Bus, store: &Store, (asset, away): Source<'_>, config: PlaybackConfig) -> Playback {
    let asked = || {
        let (asset, away) = (Arc::clone(asset), Arc::clone(away));
        move || -> Result<PlayableAsset, Arc<dyn AppError>> {
            let gone = away.load(Ordering::SeqCst);
            if gone { Err(Arc::new(MediaError::Stored("the database is away"))) } else { Ok(asset.lock().unwrap().clone()) }
        }
    };
    let (load, revision) = (asked(), asked());
    let assets = Assets {
        load: Arc::new(move |id| std::future::ready(load().map(|asset| (asset.asset_id == id).then_some(asset))).boxed()),
        revision: Arc::new(move |_id| std::future::ready(revision().map(|asset| Some(asset.revision))).boxed()),
    };
    Playback::new(db, bus.clone(), store.clone(), &Secrets::from_master([9; 32]), assets, config)
}

async fn insert_asset(db: &Db, asset_id: AssetId) {
    sqlx::query(
        "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, created_at, updated_at, playable_at, ready_at)
         VALUES ($1, $1, 'video', 'ready', 'film.mp4', 1, now(), now(), now(), now())",
    )
    .bind(asset_id.as_uuid())
    .execute(db.pool())
    .await
    .unwrap();
}

async fn put_files(store: &Store) {
    for name in ["av1-240", "avc-720", "opus-24-t0", "aac-96-t0"] {
        store.put(&format!("{name}/init.mp4"), Bytes::from_static(&[0; 10])).await.unwrap();
        for index in 0..SEGMENTS {
            let bytes = Bytes::from(vec![u8::try_from(index).unwrap(); SEGMENT_BYTES as usize]);
            store.put(&format!("{name}/run/{index:05}.m4s"), bytes).await.unwrap();
        }
    }
    store.put("subtitles/fr.vtt", Bytes::from_static(b"WEBVTT\n")).await.unwrap();
}

pub(crate) fn asset(asset_id: AssetId) -> PlayableAsset {
    let frame_rate = FrameRate::try_new(24, 1).unwrap();
    let video = |name: &str, codec, codecs: &str, (width, height)| VideoRendition {
        track: track(name, codec, codecs),
        width,
        height,
        frame_rate,
    };
    let audio = |name: &str, codec, codecs: &str, kbps| AudioRendition {
        track: track(name, codec, codecs),
        source_track: 0,
        language: "ee".into(),
        channels: 2,
        kbps,
    };
    PlayableAsset {
        asset_id,
        revision: 1,
        duration_ms: 96_000,
        complete: true,
        video: vec![
            video("av1-240", Codec::Av1, "av01.0.00M.08", (426, 240)),
            video("avc-720", Codec::Avc, "avc1.64001f", (1280, 720)),
        ],
        audio: vec![audio("opus-24-t0", Codec::Opus, "opus", 24), audio("aac-96-t0", Codec::Aac, "mp4a.40.2", 96)],
        subtitles: vec![SubtitleTrack {
            id: Uuid::nil(),
            language: "fr".into(),
            name: "Français".into(),
            captions: false,
            key: "subtitles/fr.vtt".into(),
            size_bytes: 7,
        }],
        storyboard: None,
    }
}

fn track(name: &str, codec: Codec, codecs: &str) -> Track {
    let segment = Segment { ticks: 4 * TIMESCALE, size_bytes: SEGMENT_BYTES };
    Track {
        id: Uuid::now_v7(),
        name: name.into(),
        codec,
        codecs: codecs.into(),
        peak_bps: 2000,
        average_bps: 2000,
        size_bytes: 10 + u64::from(SEGMENT_BYTES) * SEGMENTS as u64,
        timescale: TIMESCALE,
        init_key: format!("{name}/init.mp4"),
        init_bytes: 10,
        segments: vec![segment; SEGMENTS],
        runs: vec![SegmentRun { first_segment: 0, key_prefix: format!("{name}/run") }],
    }
}
