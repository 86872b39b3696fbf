//! What the sweep queues again and what it leaves alone; what a chunk that cannot be made does to a film.

use contracts::media::AssetId;
use media::model::{AssetKind, AssetState};
use sqlx::Row as _;
use uuid::Uuid;

use crate::support::{Bench, clip, eventually};

async fn execute(bench: &Bench, statement: &'static str, id: Uuid) {
    sqlx::query(statement).bind(id).execute(bench.db.pool()).await.unwrap();
}

async fn count(bench: &Bench, query: &'static str, id: Uuid) -> i64 {
    sqlx::query_scalar(query).bind(id).fetch_one(bench.db.pool()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watchable_film_keeps_what_it_has_when_a_later_quality_cannot_be_made() {
    let bench = Bench::new().await;
    let film = clip(bench.folder.path(), "film.mp4", "640x360", "25", 2);
    let asset_id = bench.upload(AssetKind::Video, &film).await;
    let runner = bench.work();
    assert_eq!(bench.finished(asset_id).await.state, AssetState::Ready);
    runner.stop().await;
    let whole = bench.media.playable(asset_id).await.unwrap().unwrap();
    // The film as it was before its last quality; three attempts failed, and the source cannot be read.
    let last = "SELECT id, rendition_ids FROM media.chunks
                WHERE asset_id = $1 AND stage > 0 AND cardinality(rendition_ids) > 0 ORDER BY stage DESC, ordinal DESC LIMIT 1";
    let row = sqlx::query(last).bind(asset_id.as_uuid()).fetch_one(bench.db.pool()).await.unwrap();
    let (chunk, qualities): (Uuid, Vec<Uuid>) = (row.get("id"), row.get("rendition_ids"));
    for quality in &qualities {
        execute(&bench, "DELETE FROM media.chunk_outputs WHERE rendition_id = $1", *quality).await;
        execute(&bench, "UPDATE media.renditions SET ready = false WHERE id = $1", *quality).await;
    }
    let waiting = "UPDATE media.chunks SET state = 'waiting', finished_at = NULL, failures = 3 WHERE id = $1";
    execute(&bench, waiting, chunk).await;
    let playable =
        "UPDATE media.assets SET state = 'playable', ready_at = NULL, source_key = source_key || '-gone' WHERE id = $1";
    execute(&bench, playable, asset_id.as_uuid()).await;
    let job = "INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts)
               VALUES ('media.encode-chunk', 'media', jsonb_build_object('chunk_id', $1::uuid), now(), 25)";
    execute(&bench, job, chunk).await;
    let runner = bench.work();
    let asset = bench.finished(asset_id).await;
    runner.stop().await;
    assert_eq!((asset.state, asset.code), (AssetState::Ready, None));
    let left = bench.media.playable(asset_id).await.unwrap().unwrap();
    assert!(left.complete && left.revision > whole.revision);
    assert_eq!((left.video.len(), left.audio.len()), (whole.video.len() - qualities.len(), whole.audio.len()));
    let unfinished = "SELECT count(*) FROM media.chunks WHERE asset_id = $1 AND state <> 'done'";
    assert_eq!(count(&bench, unfinished, asset_id.as_uuid()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_queues_what_was_lost_and_leaves_what_waits_alone() {
    let bench = Bench::new().await;
    let (waiting, lost) = (AssetId::generate().as_uuid(), AssetId::generate().as_uuid());
    for id in [waiting, lost] {
        let asset =
            "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_key, source_bytes, created_at, updated_at)
                     VALUES ($1, $1, 'video', 'checking', 'film.mp4', 'nowhere', 1, now(), now() - interval '1 hour')";
        execute(&bench, asset, id).await;
    }
    let job = "INSERT INTO platform.jobs (name, role, payload, unique_key, run_at, max_attempts, attempts)
               VALUES ('media.check-asset', 'media', jsonb_build_object('asset_id', $1::uuid), 'check:' || $1::text,
                       now() + interval '1 hour', 20, 3)";
    execute(&bench, job, waiting).await;
    let sweep = "INSERT INTO platform.jobs (name, role, payload, unique_key, run_at, max_attempts)
                 VALUES ('media.sweep', 'media', '{}', $1::text, now(), 5)";
    execute(&bench, sweep, lost).await;
    let runner = bench.work();
    let tried = "SELECT count(*) FROM platform.jobs WHERE unique_key = 'check:' || $1::text AND last_error IS NOT NULL";
    eventually("the lost one is tried", async || (count(&bench, tried, lost).await == 1).then_some(())).await;
    runner.stop().await;
    let left_alone = "SELECT count(*) FROM platform.jobs
                      WHERE unique_key = 'check:' || $1::text AND attempts = 3 AND run_at > now() + interval '30 minutes'";
    assert_eq!(count(&bench, left_alone, waiting).await, 1);
}
