//! The jobs of the pipeline: thin, each calls one method.

use std::time::Duration;

use contracts::media::AssetId;
use platform::jobs::{Enqueue, Job, JobError, JobRun, Registry, WorkRole};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{chunk::ChunkError, store::stages::ChunkRef};
use crate::{
    Media,
    upload::jobs::{StoreUploadJob, run as store_upload},
};

/// Looks into a stored file, and plans the work if it is acceptable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CheckAssetJob {
    pub(crate) asset_id: AssetId,
}

impl Job for CheckAssetJob {
    const NAME: &'static str = "media.check-asset";
    const MAX_ATTEMPTS: i16 = 20;
    const TIMEOUT: Duration = Duration::from_hours(2);
    const QUEUE_ROLE: WorkRole = WorkRole::Media;
}

/// Works on one chunk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EncodeChunkJob {
    pub(crate) chunk_id: Uuid,
}

impl Job for EncodeChunkJob {
    const NAME: &'static str = "media.encode-chunk";
    const MAX_ATTEMPTS: i16 = 25;
    const TIMEOUT: Duration = Duration::from_hours(6);
    const QUEUE_ROLE: WorkRole = WorkRole::Media;
}

impl EncodeChunkJob {
    /// One waiting job per chunk; earlier stages of any film go before later stages of every film.
    pub(super) fn options(chunk: &ChunkRef) -> Enqueue {
        Enqueue { unique_key: Some(format!("chunk:{}", chunk.id)), priority: chunk.stage * 10, ..Enqueue::default() }
    }
}

/// Removes what overtaken attempts left in the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CleanAssetJob {
    pub(crate) asset_id: AssetId,
}

impl Job for CleanAssetJob {
    const NAME: &'static str = "media.clean-asset";
    const QUEUE_ROLE: WorkRole = WorkRole::Media;
}

/// Queues again what was lost, and removes what expired.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SweepJob {}

impl Job for SweepJob {
    const NAME: &'static str = "media.sweep";
    const QUEUE_ROLE: WorkRole = WorkRole::Media;
}

/// Registers the jobs of this context.
pub(crate) fn register(media: &Media, registry: &mut Registry) {
    let service = media.clone();
    registry.job(move |job: StoreUploadJob, run| store_upload(service.clone(), job, run));
    let service = media.clone();
    registry.job(move |job: CheckAssetJob, run| check(service.clone(), job, run));
    let service = media.clone();
    registry.job(move |job: EncodeChunkJob, run| encode(service.clone(), job, run));
    let service = media.clone();
    registry.job(move |job: CleanAssetJob, _run| clean(service.clone(), job));
    let service = media.clone();
    registry.job(move |_job: SweepJob, _run| sweep(service.clone()));
    registry.cron::<SweepJob>("* * * * *");
}

async fn check(media: Media, job: CheckAssetJob, run: JobRun) -> Result<(), JobError> {
    let result = Box::pin(media.check_asset(job.asset_id, &run.shutdown)).await;
    if let Err(error) = &result
        && run.is_last()
    {
        media.fail_asset(job.asset_id, error.code()).await?;
    }
    Ok(result?)
}

async fn encode(media: Media, job: EncodeChunkJob, run: JobRun) -> Result<(), JobError> {
    match Box::pin(media.work_on_chunk(job.chunk_id, &run.shutdown)).await {
        Ok(()) => Ok(()),
        Err(ChunkError::Busy(pause)) => Err(JobError::Snooze(pause)),
        Err(ChunkError::GivenUp(reason)) => Err(JobError::fail(reason)),
        Err(ChunkError::Failed(error)) => Err(error.into()),
    }
}

async fn clean(media: Media, job: CleanAssetJob) -> Result<(), JobError> {
    Ok(media.clean_asset(job.asset_id).await?)
}

async fn sweep(media: Media) -> Result<(), JobError> {
    Ok(media.sweep().await?)
}
