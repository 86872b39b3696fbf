//! Pictures taken from a film: thumbnails for the seek bar and candidates for its poster.

use std::{fmt::Write as _, path::Path, time::Duration};

use bytes::Bytes;
use contracts::media::AssetId;

use super::{check::CheckError, chunk::Task, images::Derived};
use crate::{
    Media, MediaError, StoryboardView,
    ffmpeg::{Watch, args::Args},
    probe::VideoStream,
};

const LIMIT: Duration = Duration::from_hours(1);
const TILE_WIDTH: u32 = 160;
const TILES_A_SIDE: u32 = 5;
const INTERVAL_MIN_MS: u64 = 2000;
const INTERVAL_MAX_MS: u64 = 10_000;
/// Where posters are looked for, in percent of the film: not the titles, not the end.
const POSTERS_AT: [u64; 3] = [15, 40, 65];

/// What is taken from a film.
#[derive(Debug)]
pub(super) struct Stills {
    pub(super) storyboard: StoryboardView,
    /// Image assets to be, with their pictures already stored.
    pub(super) posters: Vec<(AssetId, Derived)>,
}

impl Media {
    pub(super) async fn draw_stills(&self, task: &Task<'_>) -> Result<Stills, MediaError> {
        let video = task.claim.source.video.as_ref().ok_or(MediaError::Stored("a film without pictures"))?;
        let storyboard = self.draw_storyboard(task, video).await?;
        let mut posters = Vec::new();
        for percent in POSTERS_AT {
            if let Some(poster) = self.draw_poster(task, video, task.claim.plan.duration_ms * percent / 100).await? {
                posters.push(poster);
            }
        }
        Ok(Stills { storyboard, posters })
    }

    async fn draw_storyboard(&self, task: &Task<'_>, video: &VideoStream) -> Result<StoryboardView, MediaError> {
        let duration_ms = task.claim.plan.duration_ms;
        let (_, board) = layout(video, duration_ms);
        self.draw(task, storyboard_args(&board, video, &task.source, task.folder)).await?;
        let prefix = format!("media/{}/storyboard/{}", task.claim.asset_id, task.claim.fence);
        let mut sheet_keys = Vec::new();
        for sheet in 0..board.tiles.div_ceil(TILES_A_SIDE * TILES_A_SIDE) {
            let Ok(bytes) = tokio::fs::read(task.folder.join(format!("sheet-{sheet}.webp"))).await else { break };
            let key = format!("{prefix}/sheet-{sheet}.webp");
            self.store_durably(&key, Bytes::from(bytes)).await?;
            sheet_keys.push(key);
        }
        let tiles = board.tiles.min(u32::try_from(sheet_keys.len()).unwrap_or(0) * TILES_A_SIDE * TILES_A_SIDE);
        let board = StoryboardView { tiles, sheet_keys, vtt_key: format!("{prefix}/thumbnails.vtt"), ..board };
        self.store_durably(&board.vtt_key, Bytes::from(thumbnails_vtt(&board, duration_ms))).await?;
        Ok(board)
    }

    /// The most typical picture around an instant, as an image asset; none when the film has none there.
    async fn draw_poster(
        &self,
        task: &Task<'_>,
        video: &VideoStream,
        at_ms: u64,
    ) -> Result<Option<(AssetId, Derived)>, MediaError> {
        let (asset_id, file) = (AssetId::generate(), task.folder.join(format!("poster-{at_ms}.png")));
        self.draw(task, poster_args(video, at_ms, &task.source, &file)).await?;
        if !tokio::fs::try_exists(&file).await? {
            return Ok(None);
        }
        match self.derive_image(asset_id, &file, task.stop).await {
            Ok(derived) => Ok(Some((asset_id, derived))),
            Err(CheckError::Refused(_)) => Ok(None),
            Err(CheckError::Media(error)) => Err(error),
            Err(CheckError::Scanner(_)) => Err(MediaError::Stored("a picture of ours was scanned")),
        }
    }

    async fn draw(&self, task: &Task<'_>, args: Args) -> Result<(), MediaError> {
        self.programs().ffmpeg(args.0, Watch { limit: LIMIT, stop: task.stop, progress: None }).await?;
        Ok(())
    }
}

/// The interval and the sizes; the files come later.
fn layout(video: &VideoStream, duration_ms: u64) -> (u64, StoryboardView) {
    let interval_ms = (duration_ms / 200).clamp(INTERVAL_MIN_MS, INTERVAL_MAX_MS);
    let height = (u64::from(video.height) * u64::from(TILE_WIDTH) / u64::from(video.width.max(1))).clamp(2, 640) & !1;
    let tiles = duration_ms.div_ceil(interval_ms).max(1);
    let view = StoryboardView {
        interval_ms: u32::try_from(interval_ms).unwrap_or(u32::MAX),
        tile_width: TILE_WIDTH,
        tile_height: u32::try_from(height).unwrap_or(90),
        tiles: u32::try_from(tiles).unwrap_or(u32::MAX),
        sheet_keys: Vec::new(),
        vtt_key: String::new(),
    };
    (interval_ms, view)
}

/// Decodes key pictures only: ten times faster, and a thumbnail may be a second off.
fn storyboard_args(board: &StoryboardView, video: &VideoStream, source: &Path, folder: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "error", "-skip_frame", "nokey", "-copyts", "-start_at_zero"]).input(source);
    let graph = format!(
        "fps=fps=1000/{}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame={},scale={}:{},setsar=1,format=yuv420p,tile={TILES_A_SIDE}x{TILES_A_SIDE}",
        board.interval_ms, board.tiles, board.tile_width, board.tile_height
    );
    args.option("-map", format!("0:{}", video.index)).option("-vf", graph);
    args.words(&["-fps_mode", "passthrough", "-c:v", "libwebp", "-quality", "50", "-f", "image2", "-start_number", "0"])
        .output(&folder.join("sheet-%d.webp"));
    args
}

fn poster_args(video: &VideoStream, at_ms: u64, source: &Path, file: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "error"]).option("-ss", format!("{at_ms}ms")).input(source);
    let (width, height) = (
        video.width.min(1280) & !1,
        (u64::from(video.height) * u64::from(video.width.min(1280)) / u64::from(video.width.max(1))).max(2) & !1,
    );
    args.option("-map", format!("0:{}", video.index))
        .option("-vf", format!("thumbnail=20,scale={width}:{height},setsar=1"))
        .words(&["-frames:v", "1", "-f", "image2", "-update", "1"])
        .output(file);
    args
}

/// A WebVTT track that names a rectangle of a sheet for each span of time.
fn thumbnails_vtt(board: &StoryboardView, duration_ms: u64) -> String {
    let mut text = "WEBVTT\n".to_owned();
    let time = |ms: u64| format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    for tile in 0..board.tiles {
        let start = u64::from(tile) * u64::from(board.interval_ms);
        let end = (start + u64::from(board.interval_ms)).min(duration_ms.max(start + 1));
        let (sheet, place) = (tile / (TILES_A_SIDE * TILES_A_SIDE), tile % (TILES_A_SIDE * TILES_A_SIDE));
        let (x, y) = (place % TILES_A_SIDE * board.tile_width, place / TILES_A_SIDE * board.tile_height);
        let _ = write!(
            text,
            "\n{} --> {}\nsheet-{sheet}.webp#xywh={x},{y},{},{}\n",
            time(start),
            time(end),
            board.tile_width,
            board.tile_height
        );
    }
    text
}
