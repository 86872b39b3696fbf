//! Uploads that are cut, resumed, repeated and abandoned.

use std::sync::Arc;

use bytes::Bytes;
use contracts::media::UploadId;
use futures::{StreamExt as _, stream};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Clock as _, FixedClock, Locale, Permission, PermissionSet, SignedIn, SystemClock};
use media::{Append, Checksum, CreateUpload, Media, MediaConfig, UploadError, model::AssetKind, probe::Limits};
use test_kit::TestDb;

use crate::support::{Bench, director, somebody};

fn announce(size: u64) -> CreateUpload {
    CreateUpload::of(AssetKind::Video, "film.mp4", size)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_keeps_what_arrived_and_the_rest_follows() {
    let bench = Bench::new().await;
    let actor = director();
    let upload = bench.media.create_upload(&actor, announce(300_000)).await.unwrap();
    let pieces = vec![Ok(Bytes::from(vec![1; 100_000])), Err(std::io::Error::other("cut"))];
    let cmd = Append { upload_id: upload.id, offset_bytes: 0, checksum: None };
    let cut = bench.media.append(&actor, cmd, stream::iter(pieces).boxed()).await;
    assert!(matches!(cut, Err(UploadError::Interrupted)));
    assert_eq!(bench.media.upload(&actor, upload.id).await.unwrap().offset_bytes, 100_000);
    let wrong = bench.append(&actor, &upload, 50_000, vec![2; 10]).await;
    assert!(matches!(wrong, Err(UploadError::WrongOffset { expected: 100_000 })));
    let long = bench.append(&actor, &upload, 100_000, vec![2; 300_000]).await;
    assert!(matches!(long, Err(UploadError::TooLong)));
    let offset = bench.media.upload(&actor, upload.id).await.unwrap().offset_bytes;
    let rest = vec![2; usize::try_from(300_000 - offset).unwrap()];
    let done = bench.append(&actor, &upload, offset, rest).await.unwrap();
    assert!(done.is_complete());
    let again = bench.append(&actor, &upload, 300_000, Vec::new()).await.unwrap();
    assert_eq!(again.asset_id, done.asset_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_byte_is_stored_together_with_the_asset_or_not_at_all() {
    let bench = Bench::new().await;
    let actor = director();
    let upload = bench.media.create_upload(&actor, announce(1000)).await.unwrap();
    let refuse = "CREATE FUNCTION media.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'away'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON media.assets EXECUTE FUNCTION media.refuse()";
    sqlx::raw_sql(refuse).execute(bench.db.pool()).await.unwrap();
    assert!(matches!(bench.append(&actor, &upload, 0, vec![1; 1000]).await, Err(UploadError::Db(_))));
    assert_eq!(bench.media.upload(&actor, upload.id).await.unwrap().offset_bytes, 0);
    sqlx::raw_sql("DROP TRIGGER refuse ON media.assets").execute(bench.db.pool()).await.unwrap();
    // All bytes came, then the line was cut before the answer: the client asks, and learns of the asset.
    let pieces = vec![Ok(Bytes::from(vec![1; 1000])), Err(std::io::Error::other("cut"))];
    let cmd = Append { upload_id: upload.id, offset_bytes: 0, checksum: None };
    let cut = bench.media.append(&actor, cmd, stream::iter(pieces).boxed()).await;
    assert!(matches!(cut, Err(UploadError::Interrupted)));
    let asked = bench.media.upload(&actor, upload.id).await.unwrap();
    assert!(asked.offset_bytes == 1000 && asked.asset_id.is_some(), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_after_a_restart_and_after_a_day() {
    let clock = FixedClock::at(SystemClock.now());
    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("scratch");
    let test_db = TestDb::with(Arc::new(clock.clone())).await;
    let bench = Bench::at(test_db, folder, scratch.clone(), MediaConfig::default());
    let actor = director();
    let upload = bench.media.create_upload(&actor, announce(1000)).await.unwrap();
    bench.append(&actor, &upload, 0, vec![7; 400]).await.unwrap();
    clock.advance(SignedDuration::from_hours(25));
    // A new process knows nothing but the database and the disk.
    let restarted = Media::new(bench.test_db.another_pool().await, bench.store.clone(), scratch, MediaConfig::default());
    assert_eq!(restarted.upload(&actor, upload.id).await.unwrap().offset_bytes, 400);
    let cmd = Append { upload_id: upload.id, offset_bytes: 400, checksum: None };
    let rest = vec![Ok::<_, std::io::Error>(Bytes::from(vec![8; 600]))];
    let done = restarted.append(&actor, cmd, stream::iter(rest).boxed()).await.unwrap();
    let job = bench.work();
    let asset = bench.until(done.asset_id.unwrap(), |asset| asset.state.is_final()).await;
    job.stop().await;
    assert_eq!((asset.source_bytes, asset.code.as_deref()), (1000, Some("media-not-media")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checksum_keeps_all_or_nothing() {
    let bench = Bench::new().await;
    let actor = director();
    let upload = bench.media.create_upload(&actor, announce(11)).await.unwrap();
    let append = |checksum: &str, bytes: &'static [u8]| {
        let cmd = Append { upload_id: upload.id, offset_bytes: 0, checksum: Some(Checksum::try_new(checksum).unwrap()) };
        let (media, actor) = (bench.media.clone(), actor.clone());
        async move { media.append(&actor, cmd, stream::iter(vec![Ok::<_, std::io::Error>(Bytes::from_static(bytes))]).boxed()).await }
    };
    let wrong = append("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello w0rld").await;
    assert!(matches!(wrong, Err(UploadError::ChecksumMismatch)));
    assert_eq!(bench.media.upload(&actor, upload.id).await.unwrap().offset_bytes, 0);
    assert!(append("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello world").await.unwrap().is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_expire_after_a_week_and_their_bytes_go() {
    let clock = FixedClock::at(SystemClock.now());
    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("scratch");
    let bench = Bench::at(TestDb::with(Arc::new(clock.clone())).await, folder, scratch.clone(), MediaConfig::default());
    let actor = director();
    let upload = bench.media.create_upload(&actor, announce(1000)).await.unwrap();
    let kept = bench.append(&actor, &upload, 0, vec![7; 400]).await.unwrap();
    assert!(kept.expires_at >= clock.now() + SignedDuration::from_hours(7 * 24));
    clock.advance(SignedDuration::from_hours(6 * 24));
    bench.append(&actor, &upload, 400, vec![7; 10]).await.unwrap();
    clock.advance(SignedDuration::from_hours(6 * 24));
    assert_eq!(bench.media.upload(&actor, upload.id).await.unwrap().offset_bytes, 410);
    clock.advance(SignedDuration::from_hours(2 * 24));
    assert!(matches!(bench.media.upload(&actor, upload.id).await, Err(UploadError::Expired)));
    bench.media.remove_expired().await.unwrap();
    assert!(matches!(bench.media.upload(&actor, upload.id).await, Err(UploadError::NotFound)));
    assert_eq!(std::fs::read_dir(scratch.join("uploads")).unwrap().count(), 0);
}

#[tokio::test]
async fn who_takes_part_sends_pictures_and_documents_so_many_a_day_and_no_films() {
    let limits = Limits { small_a_day: 2, ..Limits::default() };
    let bench = Bench::with(MediaConfig { limits, ..MediaConfig::default() }).await;
    let permissions = PermissionSet::of(&[Permission::Participate]);
    let signed_in = SignedIn { account_id: AccountId::generate(), session_id: None, permissions };
    let merchant = Actor::signed_in(signed_in, Locale::Fr);
    let send = async |kind| bench.media.create_upload(&merchant, CreateUpload::of(kind, "etal", 1000)).await;
    for film in [AssetKind::Video, AssetKind::Audio] {
        assert!(matches!(send(film).await, Err(UploadError::Forbidden(_))), "{film:?}");
    }
    send(AssetKind::Image).await.unwrap();
    let paper = send(AssetKind::Document).await.unwrap();
    bench.media.terminate_upload(&merchant, paper.id).await.unwrap();
    send(AssetKind::Document).await.unwrap();
    assert!(matches!(send(AssetKind::Image).await, Err(UploadError::EnoughToday { most: 2 })));
    assert!(bench.media.create_upload(&director(), CreateUpload::of(AssetKind::Image, "affiche", 1000)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_nothing_and_quotas_hold_under_haste() {
    let limits = Limits { open_uploads: 3, ..Limits::default() };
    let bench = Bench::with(MediaConfig { limits, ..MediaConfig::default() }).await;
    let actor = director();
    let attempts = (0..8).map(|_| bench.media.create_upload(&actor, announce(1000)));
    let results = futures::future::join_all(attempts).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    assert!(
        results.iter().filter_map(|result| result.as_ref().err()).all(|error| matches!(error, UploadError::Quota { open: 3 }))
    );
    let upload = results.into_iter().find_map(Result::ok).unwrap();
    let stranger = somebody(AccountId::generate());
    assert!(matches!(bench.media.upload(&stranger, upload.id).await, Err(UploadError::NotFound)));
    assert!(matches!(bench.media.terminate_upload(&stranger, upload.id).await, Err(UploadError::NotFound)));
    let anonymous = Actor::anonymous(Locale::Fr);
    assert!(matches!(bench.media.create_upload(&anonymous, announce(10)).await, Err(UploadError::Forbidden(_))));
    bench.media.terminate_upload(&actor, upload.id).await.unwrap();
    assert!(matches!(bench.media.upload(&actor, upload.id).await, Err(UploadError::NotFound)));
    assert!(bench.media.create_upload(&actor, announce(1000)).await.is_ok());
    assert!(matches!(bench.media.upload(&actor, UploadId::generate()).await, Err(UploadError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_connection_takes_over_from_a_dead_one() {
    let bench = Bench::new().await;
    let actor = director();
    let upload = bench.media.create_upload(&actor, announce(2000)).await.unwrap();
    let (media, other, id) = (bench.media.clone(), actor.clone(), upload.id);
    let (sent, waiting) = tokio::sync::oneshot::channel();
    let dead = tokio::spawn(async move {
        let first = stream::once(async move {
            sent.send(()).unwrap();
            Ok::<_, std::io::Error>(Bytes::from(vec![1; 500]))
        });
        let cmd = Append { upload_id: id, offset_bytes: 0, checksum: None };
        media.append(&other, cmd, first.chain(stream::pending()).boxed()).await
    });
    waiting.await.unwrap();
    // The client lost its line and asks again: it is told what is there, and the dead connection is put aside.
    let taken = bench.append(&actor, &upload, 500, vec![2; 1500]).await;
    assert!(matches!(dead.await.unwrap(), Err(UploadError::Locked)));
    match taken {
        Ok(upload) => assert!(upload.is_complete()),
        Err(error) => panic!("{error}"),
    }
}
