//! Sending one message to one device: a job, so that a service that is away is asked again.

use jiff::{SignedDuration, Timestamp};
use kernel::Actor;
use platform::{
    Tx,
    http::{HttpAnswer, HttpError},
    jobs::{Job, JobError},
};
use reqwest::{Method, header};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;
use web_push_native::{Auth, encrypt, p256::PublicKey};

use super::{
    model::{Message, Verdict, judge, ttl_s, urgency},
    queries::{self, Reach},
    store,
};
use crate::{Kind, Notifications, NotificationsError};

/// After so many refusals in a row (not "gone": a wrong signature, a wrong request) a device is forgotten.
const REFUSALS_MAX: i16 = 5;

/// A message for a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PushJob {
    pub(crate) device_id: Uuid,
    pub(crate) kind: String,
    pub(crate) message: Message,
    pub(crate) told_at: Timestamp,
}

impl Job for PushJob {
    const NAME: &'static str = "notifications.push";
    const MAX_ATTEMPTS: i16 = 12;
}

/// Why a message did not leave. The endpoint stays out: whoever knows it may write to the device.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PushError {
    #[error("the push service answered {0}")]
    Answer(u16),
    #[error("the push service: {0}")]
    Http(#[from] HttpError),
    #[error("the message cannot be made: {0}")]
    Message(&'static str),
}

impl Notifications {
    pub(crate) async fn push(&self, job: PushJob) -> Result<(), JobError> {
        let now = self.db().now();
        let Some(kind) = Kind::parse(&job.kind) else { return Ok(()) };
        if now.duration_since(job.told_at) > SignedDuration::from_secs(i64::from(ttl_s(kind))) {
            return Ok(());
        }
        let Some(reach) = queries::reach(self.db().pool(), job.device_id, now).await? else { return Ok(()) };
        let mut answer = self.deliver(&reach, kind, &job.message, false).await;
        if matches!(&answer, Ok(answer) if judged(answer) == Verdict::TooLong) {
            answer = self.deliver(&reach, kind, &job.message, true).await;
        }
        match answer {
            Ok(answer) => self.settle(job.device_id, &answer).await,
            // A name that leads into our own network, now or since it was given: never asked again.
            Err(PushError::Http(HttpError::Refused)) => {
                self.note(async |tx| store::forget(tx, job.device_id).await).await?;
                Err(JobError::fail(PushError::Http(HttpError::Refused)))
            }
            Err(error @ PushError::Message(_)) => Err(JobError::fail(error)),
            Err(error) => Err(JobError::retry(error)),
        }
    }

    async fn settle(&self, device_id: Uuid, answer: &HttpAnswer) -> Result<(), JobError> {
        let failed = PushError::Answer(answer.status.as_u16());
        match judged(answer) {
            Verdict::Taken => Ok(self.note(async |tx| store::taken(tx, device_id).await).await?),
            Verdict::Gone => Ok(self.note(async |tx| store::forget(tx, device_id).await).await?),
            // The service said when: waiting as told is no failure. The message's own time bounds how often.
            Verdict::Later(Some(pause)) => Err(JobError::Snooze(pause)),
            Verdict::Later(None) => Err(JobError::retry(failed)),
            Verdict::Refused | Verdict::TooLong => {
                self.note(async |tx| store::refused(tx, device_id, REFUSALS_MAX).await).await?;
                Err(JobError::fail(failed))
            }
        }
    }

    async fn note(&self, what: impl AsyncFnOnce(&mut Tx) -> Result<(), platform::DbError>) -> Result<(), NotificationsError> {
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        what(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    async fn deliver(&self, reach: &Reach, kind: Kind, message: &Message, short: bool) -> Result<HttpAnswer, PushError> {
        let endpoint: Url = reach.endpoint.parse().map_err(|_url| PushError::Message("the endpoint is no address"))?;
        let key = PublicKey::from_sec1_bytes(&reach.p256dh).map_err(|_point| PushError::Message("the device's key is none"))?;
        let auth: [u8; 16] =
            reach.auth.as_slice().try_into().map_err(|_length| PushError::Message("the device's secret is none"))?;
        let body =
            encrypt(message.text(short), &key, &Auth::from(auth)).map_err(|_ece| PushError::Message("it cannot be encrypted"))?;
        let vapid = self.inner.vapid.authorization(&endpoint, self.db().now());
        let vapid = vapid.map_err(|_jwt| PushError::Message("it cannot be signed"))?;
        let is_trusted = self.inner.config.push.trusted_services.iter().any(|service| service.origin() == endpoint.origin());
        let http = if is_trusted { &self.inner.trusted_http } else { &self.inner.http };
        let request = http
            .request(Method::POST, endpoint)
            .header(header::AUTHORIZATION, vapid)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header("ttl", ttl_s(kind))
            .header("urgency", urgency(kind))
            .header("topic", &message.tag)
            .body(body)
            .build()
            .map_err(|_request| PushError::Message("the request cannot be made"))?;
        Ok(http.send(request).await?)
    }

    /// Forgets the devices whose sign-in is over.
    pub(crate) async fn sweep_devices(&self) -> Result<(), NotificationsError> {
        self.note(async |tx| store::sweep(tx).await).await
    }
}

fn judged(answer: &HttpAnswer) -> Verdict {
    let retry_after = answer.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    judge(answer.status.as_u16(), retry_after)
}
