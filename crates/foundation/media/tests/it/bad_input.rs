//! Files that lie: each is refused with its code, and nothing of it becomes visible.

use std::{fs, path::PathBuf, process::Command};

use media::{CreateUpload, MediaConfig, UploadError, model::AssetKind};

use crate::support::{Bench, clip, director, eventually, ffmpeg};

fn write(bench: &Bench, name: &str, bytes: &[u8]) -> PathBuf {
    let path = bench.folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_refused_before_it_is_sent() {
    let bench = Bench::new().await;
    let refused = bench.media.create_upload(&director(), CreateUpload::of(AssetKind::Video, "film.mp4", 0)).await;
    assert!(matches!(refused, Err(UploadError::Empty)));
    let refused = bench.media.create_upload(&director(), CreateUpload::of(AssetKind::Video, "film.mp4", 1 << 50)).await;
    assert!(matches!(refused, Err(UploadError::TooLarge { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn mislabelled_files_are_known_by_their_content() {
    let bench = Bench::new().await;
    let png = bench.folder.path().join("image.png");
    ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=64x64", "-frames:v", "1", png.to_str().unwrap()]);
    let as_film = write(&bench, "film.mp4", &fs::read(&png).unwrap());
    assert_eq!(bench.refusal(AssetKind::Video, &as_film).await, "media-wrong-kind");
    let text = write(&bench, "texte.mp4", &b"Il etait une fois. ".repeat(500));
    assert_eq!(bench.refusal(AssetKind::Video, &text).await, "media-not-media");
    let archive = write(&bench, "film.mkv", &[b"PK\x03\x04".as_slice(), &[0; 4000]].concat());
    assert_eq!(bench.refusal(AssetKind::Video, &archive).await, "media-wrong-kind");
    let film = clip(bench.folder.path(), "vrai.mp4", "64x64", "25", 1);
    let as_image = write(&bench, "affiche.jpg", &fs::read(film).unwrap());
    assert_eq!(bench.refusal(AssetKind::Image, &as_image).await, "media-wrong-kind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_playlist_cannot_make_the_server_read_its_own_files() {
    let bench = Bench::new().await;
    let secret = clip(bench.folder.path(), "secret.ts", "64x64", "25", 1);
    let playlist = format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n", secret.display());
    let path = write(&bench, "film.m3u8", playlist.as_bytes());
    assert_eq!(bench.refusal(AssetKind::Video, &path).await, "media-not-media");
    let concat = write(&bench, "film.txt", format!("ffconcat version 1.0\nfile '{}'\n", secret.display()).as_bytes());
    assert_eq!(bench.refusal(AssetKind::Video, &concat).await, "media-not-media");
}

#[tokio::test(flavor = "multi_thread")]
async fn truncated_and_damaged_films_are_refused() {
    let bench = Bench::new().await;
    let whole = fs::read(clip(bench.folder.path(), "film.mp4", "320x240", "25", 8)).unwrap();
    let cut = write(&bench, "cut.mp4", &whole[..whole.len() / 2]);
    assert_eq!(bench.refusal(AssetKind::Video, &cut).await, "media-truncated");
    let fast = bench.folder.path().join("fast.mp4");
    ffmpeg(&[
        "-i",
        bench.folder.path().join("film.mp4").to_str().unwrap(),
        "-c",
        "copy",
        "-movflags",
        "+faststart",
        fast.to_str().unwrap(),
    ]);
    let bytes = fs::read(&fast).unwrap();
    let cut = write(&bench, "cut-fast.mp4", &bytes[..bytes.len() * 6 / 10]);
    assert_eq!(bench.refusal(AssetKind::Video, &cut).await, "media-truncated");
    let mut noise = whole[..4096].to_vec();
    noise.extend((0..100_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]));
    let written = write(&bench, "noise.mp4", &noise);
    let code = bench.refusal(AssetKind::Video, &written).await;
    assert!(["media-damaged", "media-truncated"].contains(&code.as_str()), "{code}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_of_ten_hours_is_refused_and_one_that_lies_is_found_out() {
    let bench = Bench::new().await;
    let long = bench.folder.path().join("long.mkv");
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "color=size=16x16:rate=1/60:duration=36000",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        long.to_str().unwrap(),
    ]);
    assert_eq!(bench.refusal(AssetKind::Video, &long).await, "media-too-long");
    // The same minute of film under a header of two hours: Matroska keeps its duration as a float after the id 0x4489.
    let short = bench.folder.path().join("short.mkv");
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x64:duration=20",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        short.to_str().unwrap(),
    ]);
    let mut bytes = fs::read(&short).unwrap();
    let at = bytes.windows(3).position(|three| three == [0x44, 0x89, 0x88]).unwrap() + 3;
    bytes[at..at + 8].copy_from_slice(&7_200_000_f64.to_be_bytes());
    let lying = write(&bench, "lying.mkv", &bytes);
    assert_eq!(bench.refusal(AssetKind::Video, &lying).await, "media-truncated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_without_streams_and_one_of_a_moment_are_refused() {
    let bench = Bench::new().await;
    let subtitles = bench.folder.path().join("subs.mkv");
    let srt = write(&bench, "s.srt", b"1\n00:00:01,000 --> 00:00:02,000\nBonjour\n");
    ffmpeg(&["-i", srt.to_str().unwrap(), "-c:s", "srt", subtitles.to_str().unwrap()]);
    assert_eq!(bench.refusal(AssetKind::Video, &subtitles).await, "media-no-streams");
    let tiny = bench.folder.path().join("tiny.mp4");
    ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-frames:v", "1", tiny.to_str().unwrap()]);
    assert_eq!(bench.refusal(AssetKind::Video, &tiny).await, "media-too-short");
}

#[tokio::test(flavor = "multi_thread")]
async fn malware_is_refused_and_a_missing_scanner_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.sock");
    let config = MediaConfig { clamd_socket: Some(socket.clone()), ..MediaConfig::default() };
    let bench = Bench::with(config).await;
    // EICAR's test string, which every scanner takes for a virus, behind the start of a film.
    let eicar: &[u8] = br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    let film = fs::read(clip(bench.folder.path(), "film.mp4", "64x64", "25", 1)).unwrap();
    let infected = write(&bench, "infected.mp4", &[film.as_slice(), eicar].concat());
    let clean = bench.folder.path().join("film.mp4");
    let waiting = bench.upload(AssetKind::Video, &clean).await;
    let runner = bench.work();
    let refused = "SELECT last_error FROM platform.jobs WHERE name = 'media.check-asset' AND last_error IS NOT NULL";
    let error = eventually("a check without scanner", async || {
        sqlx::query_scalar::<_, String>(refused).fetch_optional(bench.db.pool()).await.unwrap()
    });
    assert!(error.await.contains("clamd"), "the check waits for the scanner");
    let state = bench.until(waiting, |_| true).await.state;
    assert_eq!(state, media::model::AssetState::Checking, "nothing passes unscanned");
    let _clamd = Clamd::start(folder.path(), &socket);
    assert_eq!(bench.finished(waiting).await.state, media::model::AssetState::Ready);
    runner.stop().await;
    assert_eq!(bench.refusal(AssetKind::Video, &infected).await, "media-malware");
}

/// A clamd of this test alone, with one signature.
struct Clamd(std::process::Child);

impl Clamd {
    fn start(folder: &std::path::Path, socket: &std::path::Path) -> Self {
        let database = folder.join("db");
        fs::create_dir(&database).unwrap();
        let pattern = hex_of("EICAR-STANDARD-ANTIVIRUS-TEST-FILE");
        fs::write(database.join("test.ndb"), format!("Eicar-Test:0:*:{pattern}\n")).unwrap();
        let config = folder.join("clamd.conf");
        let text = format!(
            "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nUser root\nStreamMaxLength 200M\nConcurrentDatabaseReload no\n",
            socket.display(),
            database.display()
        );
        fs::write(&config, text).unwrap();
        let child = Command::new("clamd").arg("--config-file").arg(&config).stdout(std::process::Stdio::null()).spawn();
        Self(child.expect("clamd (Debian: clamav-daemon)"))
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn hex_of(text: &str) -> String {
    hex::encode(text)
}
