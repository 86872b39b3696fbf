//! `encode`: our 360p AV1 + Opus rung beside the usual x264 + AAC one, and the whole ladder beside one plain ffmpeg command.
//!
//! The film is the Big Buck Bunny trailer (`cargo xtask media fetch`). VMAF comes from the static ffmpeg of the Python
//! wheel imageio-ffmpeg, which Debian's ffmpeg lacks; everything else runs on the installed ffmpeg.

mod plain;
mod quality;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use contracts::media::AssetId;
use futures::{StreamExt as _, stream};
use kernel::{AccountId, Actor, Locale, Permission, PermissionSet, SignedIn};
use media::{Append, CreateUpload, Media, MediaConfig, PlayableAsset, Track, model::AssetKind};
use platform::{
    Bus, Db, Store,
    embedded_pg::{EmbeddedPg, Options},
    jobs::{Registry, Runner, RunnerConfig, WorkRole},
};

use crate::figure::Figure;

const BENCH: &str = "encode";
/// How often the ladder is made by us and by the plain command, in turn: the machine is never the same for two minutes.
const PAIRS: usize = 3;
const POLL: Duration = Duration::from_millis(20);

/// Where what is measured lies.
struct Material {
    trailer: PathBuf,
    vmaf_ffmpeg: PathBuf,
}

/// How long the pipeline took, counted from the last uploaded byte.
struct Timed {
    playable_s: f64,
    ready_s: f64,
    asset: PlayableAsset,
    crfs: plain::Crfs,
}

/// Measures sizes, quality and time.
pub(crate) async fn run() -> Result<()> {
    let material = find_material()?;
    let folder = tempfile::tempdir()?;
    let mut pairs = Vec::with_capacity(PAIRS);
    for number in 0..PAIRS {
        let folder = folder.path().join(number.to_string());
        let store = Store::local(&folder.join("store"))?;
        let timed = transcode(&folder, &store, &material.trailer).await?;
        let plain_s = plain::ladder(&folder, &material.trailer, timed.crfs)?;
        pairs.push((timed, plain_s, store));
    }
    pairs.sort_by(|(ours, theirs, _), (our_next, their_next, _)| {
        (ours.ready_s / theirs).total_cmp(&(our_next.ready_s / their_next))
    });
    let (timed, plain_s, store) = pairs.swap_remove(PAIRS / 2);
    let reference = quality::reference(folder.path(), &material)?;
    let ours = joined(folder.path(), &store, &timed.asset, "av1-360").await?;
    let ours_vmaf = quality::vmaf(&material, &ours)?;
    let seconds = f64::from(i32::try_from(timed.asset.duration_ms)?) / 1000.0;
    let kbps = rate_kbps(&timed.asset, "av1-360", seconds)? + rate_kbps(&timed.asset, "opus-48-t0", seconds)?;
    Figure::new(BENCH, "av1_360_kbps", kbps, "kb/s").beside(reference.kbps).print()?;
    Figure::new(BENCH, "av1_360_vmaf", ours_vmaf, "").beside(reference.vmaf).print()?;
    Figure::new(BENCH, "ladder_seconds", timed.ready_s, "s").beside(plain_s).print()?;
    Figure::new(BENCH, "first_playable_share", timed.playable_s / timed.ready_s, "").print()
}

fn find_material() -> Result<Material> {
    let binaries = PathBuf::from(std::env::var_os("BENCH_BINARIES").context("run it by `cargo xtask bench encode`")?);
    let target = binaries.parent().context("the build folder")?;
    let trailer = target.join("media/trailer_bbb.mp4");
    ensure!(trailer.is_file(), "no film: run `cargo xtask media fetch`");
    let vmaf_ffmpeg = match std::env::var_os("BENCH_VMAF_FFMPEG") {
        Some(path) => PathBuf::from(path),
        None => quality::find_ffmpeg(&target.join("tools/venv"))?,
    };
    Ok(Material { trailer, vmaf_ffmpeg })
}

/// Uploads the film and lets the real pipeline make it, with a runner as the server has one.
async fn transcode(folder: &Path, store: &Store, film: &Path) -> Result<Timed> {
    let mut server = EmbeddedPg::start(Options::new(folder.join("postgres"))).await?;
    server.ensure_database("griot").await?;
    let db = Db::connect(server.connect_options("griot"), 8).await?;
    db.migrate().await?;
    let media =
        Media::new(db.clone(), store.clone(), folder.join("scratch"), MediaConfig { niceness: 0, ..MediaConfig::default() });
    let mut registry = Registry::new();
    media.register(&mut registry);
    let cores = std::thread::available_parallelism()?.get();
    let bus = Bus::start(&db);
    bus.ready().await;
    let runner = Runner::start(&db, &bus, &registry, RunnerConfig::new(WorkRole::Media, cores))?;
    let asset_id = upload(&media, film).await?;
    let begin = Instant::now();
    let playable_s = until(&media, asset_id, begin, |asset| asset.state.is_watchable()).await?;
    let ready_s = until(&media, asset_id, begin, |asset| asset.state.is_final()).await?;
    let asset = media.playable(asset_id).await?.context("the film could not be made")?;
    let crfs = plain::Crfs::read(&db, asset_id).await?;
    runner.stop().await;
    db.pool().close().await;
    server.stop();
    Ok(Timed { playable_s, ready_s, asset, crfs })
}

async fn upload(media: &Media, film: &Path) -> Result<AssetId> {
    let permissions = PermissionSet::of(&[Permission::MediaUpload]);
    let signed_in = SignedIn { account_id: AccountId::generate(), session_id: None, permissions };
    let actor = Actor::signed_in(signed_in, Locale::Fr);
    let bytes = Bytes::from(std::fs::read(film)?);
    let upload = media.create_upload(&actor, CreateUpload::of(AssetKind::Video, "trailer.mp4", bytes.len() as u64)).await?;
    let cmd = Append { upload_id: upload.id, offset_bytes: 0, checksum: None };
    let done = media.append(&actor, cmd, stream::iter([Ok::<_, std::io::Error>(bytes)]).boxed()).await?;
    done.asset_id.context("the upload is not complete")
}

async fn until(media: &Media, id: AssetId, begin: Instant, reached: impl Fn(&media::AssetView) -> bool) -> Result<f64> {
    loop {
        let asset = media.asset(&Actor::system("bench"), id).await?;
        if reached(&asset) {
            return Ok(begin.elapsed().as_secs_f64());
        }
        ensure!(asset.code.is_none(), "the film was refused: {:?}", asset.code);
        tokio::time::sleep(POLL).await;
    }
}

fn find<'a>(asset: &'a PlayableAsset, name: &str) -> Result<&'a Track> {
    asset.find_track(name).with_context(|| format!("no rendition {name}"))
}

/// All bits of a rendition by the length of the film.
fn rate_kbps(asset: &PlayableAsset, name: &str, seconds: f64) -> Result<f64> {
    let bytes = u32::try_from(find(asset, name)?.size_bytes)?;
    Ok(f64::from(bytes) * 8.0 / 1000.0 / seconds)
}

/// Init and segments in one file.
async fn joined(folder: &Path, store: &Store, asset: &PlayableAsset, name: &str) -> Result<PathBuf> {
    let track = find(asset, name)?;
    let mut bytes = store.get(&track.init_key).await?.to_vec();
    for index in 0..track.segments.len() {
        let key = track.segment_key(index).context("a segment without a key")?;
        bytes.extend(store.get(&key).await?);
    }
    let path = folder.join(format!("{name}.mp4"));
    std::fs::write(&path, bytes)?;
    Ok(path)
}
